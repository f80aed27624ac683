import Agent
import Devices
import Forwarder
import Outbound
import Simulators
import Spool

extension World {
    /// Carries one exchange through whatever is the matter with the line.
    func exchange(_ request: HTTPRequest, life: Int) async throws(OutboundFailure) -> HTTPResponse {
        guard life == self.life, machine != nil, !disk.isDown else {
            throw .notSent(.notConnected, "the machine is off")
        }
        outcome.requests += 1
        outcome.mark(number: clock.elapsed)
        outcome.mark(request.url.utf8)
        outcome.mark(request.body ?? [])
        exchanges.all += 1
        if isOut {
            exchanges.down += 1
            outcome.count(.lineDown)
            await pass(to: clock.elapsed + networkDice.pick(1...10_000))
            throw .notSent(networkDice.happens(500) ? .nameNotResolved : .notConnected, "the line is down")
        }
        let parcel = Parcel(request)
        let patience = max(1_000, request.timeouts.total.components.seconds * 1_000)
        let deadline = clock.elapsed + patience
        let fate = drawFate()
        await pass(to: clock.elapsed + travel(patience))
        guard life == self.life else {
            // The machine died while its request was on the way.
            if networkDice.happens(500) { _ = deliver(parcel) }
            throw .unclear(.reset, "the machine died")
        }
        let answer = try await meet(fate, parcel, deadline: deadline)
        await pass(to: min(deadline, clock.elapsed + travel(patience)))
        guard life == self.life else { throw .unclear(.reset, "the machine died") }
        return answer
    }

    /// What becomes of an exchange.
    private enum Fate: CaseIterable {
        case well, requestLost, answerLost, late, reset, badGateway, empty, portal, busy, trouble, unauthorised

        /// What it is counted as.
        var fault: Fault? {
            switch self {
            case .well: nil
            case .requestLost: .requestLost
            case .answerLost: .answerLost
            case .late: .late
            case .reset: .reset
            case .badGateway: .badGateway
            case .empty: .empty
            case .portal: .portal
            case .busy: .busy
            case .trouble: .trouble
            case .unauthorised: .unauthorised
            }
        }
    }

    private func chance(of fate: Fate) -> Int64 {
        switch fate {
        case .well: 0
        case .requestLost: weather.requestLost
        case .answerLost: weather.answerLost
        case .late: weather.late
        case .reset: weather.reset
        case .badGateway: weather.badGateway
        case .empty: weather.empty
        case .portal: weather.portal
        case .busy: weather.busy
        case .trouble: weather.trouble
        case .unauthorised: weather.unauthorised
        }
    }

    private func drawFate() -> Fate {
        let sum = Fate.allCases.reduce(0) { $0 + chance(of: $1) }
        // However bad the weather, one exchange in five goes well.
        var roll = networkDice.pick(0...max(999, sum * 5 / 4))
        for fate in Fate.allCases {
            roll -= chance(of: fate)
            if roll < 0 { return fate }
        }
        return .well
    }

    private func travel(_ patience: Int64) -> Int64 {
        networkDice.happens(weather.slow) ? networkDice.pick(1_000...patience / 3) : networkDice.pick(5...400)
    }

    private func meet(
        _ fate: Fate, _ parcel: Parcel, deadline: Int64
    ) async throws(OutboundFailure) -> HTTPResponse {
        let isAfter = networkDice.happens(500)
        if let fault = fate.fault {
            outcome.count(fault)
            say("network: \(fate)\(isAfter ? ", after" : ""), \(parcel.path)")
        }
        switch fate {
        case .well: return replayed(parcel, deliver(parcel))
        case .requestLost, .late, .answerLost:
            if fate == .answerLost { _ = deliver(parcel) }
            await pass(to: deadline)
            if fate == .late {
                agenda.enter(.late(parcel), at: deadline + networkDice.span(1...60_000))
            }
            throw .unclear(.timeout, "no answer in time")
        case .reset:
            if isAfter { _ = deliver(parcel) }
            throw .unclear(.reset, "the connection broke")
        case .badGateway:
            if isAfter { _ = deliver(parcel) }
            return HTTPResponse(
                status: networkDice.happens(800) ? 502 : 504, headers: [("Content-Type", "text/html")],
                body: Array("<html><body><h1>502 Bad Gateway</h1></body></html>".utf8))
        case .empty:
            if isAfter { _ = deliver(parcel) }
            return HTTPResponse(status: 200)
        case .portal:
            guard networkDice.happens(500) else {
                return HTTPResponse(status: 302, headers: [("Location", "http://wifi.test/login")])
            }
            return HTTPResponse(
                status: 200, headers: [("Content-Type", "text/html")],
                body: Array("<html><body>Karibu! Buy minutes here.</body></html>".utf8))
        case .busy:
            let rest = [("Retry-After", "\(networkDice.pick(1...180))")]
            return HTTPResponse(
                status: networkDice.happens(500) ? 503 : 429, headers: networkDice.happens(700) ? rest : [])
        case .unauthorised: return HTTPResponse(status: 401)
        case .trouble:
            if isAfter { _ = deliver(parcel) }
            let codes = ["999", "991", "992", "896", "894", "993", "990"]
            return Self.response(
                authority.trouble(codes[networkDice.index(codes.count)], "unknown error", at: clock.trueSeconds))
        }
    }

    /// The same request may arrive again: at once, so that its answer may be the one that comes back, or later.
    private func replayed(_ parcel: Parcel, _ answer: HTTPResponse) -> HTTPResponse {
        guard networkDice.happens(weather.replayed) else { return answer }
        outcome.count(.replayed)
        say("network: replayed, \(parcel.path)")
        switch networkDice.pick(0...2) {
        case 0: return deliver(parcel)
        case 1: _ = deliver(parcel)
        default: agenda.enter(.late(parcel), at: clock.elapsed + networkDice.span(1...60_000))
        }
        return answer
    }

    /// Lets KRA have a request now.
    func deliver(_ parcel: Parcel) -> HTTPResponse {
        let before = authority.invoiceCount
        let answer = authority.answer(
            parcel.method, path: parcel.path, query: parcel.query, headers: parcel.headers, body: parcel.body,
            at: clock.trueSeconds)
        say("KRA: \(parcel.path) \(answer.status) \(String(decoding: answer.body.prefix(160), as: UTF8.self))")
        outcome.mark(answer.body)
        if authority.invoiceCount > before, let invoice = authority.lastInvoice {
            if let number = ledger.accepted[invoice.remark] {
                broken("KRA has \(invoice.remark) twice, as \(number) and \(invoice.number)")
            }
            ledger.accepted[invoice.remark] = invoice.number
            outcome.mark("\(invoice.number) \(invoice.remark) \(clock.elapsed)")
        }
        return Self.response(answer)
    }

    private static func response(_ answer: OSCUAuthority.Answer) -> HTTPResponse {
        HTTPResponse(status: answer.status, headers: [("Content-Type", answer.contentType)], body: answer.body)
    }
}

extension Parcel {
    /// The request as it goes on the wire.
    init(_ request: HTTPRequest) {
        let rest = request.url.drop { $0 != ":" }.dropFirst(3)
        let target = rest.drop { $0 != "/" }
        let parts = target.split(separator: "?", maxSplits: 1)
        self.init(
            method: request.method, path: parts.first.map(String.init) ?? "/",
            query: parts.count > 1 ? String(parts[1]) : "", headers: request.headers, body: request.body ?? [])
    }
}

extension World {
    /// Takes a slip to paper, or part of it, or nothing.
    func paper(_ bytes: [UInt8], life: Int) async -> SlipEnd {
        guard life == self.life, machine != nil, !disk.isDown, let job = ledger.printing else {
            return .notBegun(DeviceStanding(.absent, detail: "the machine is off"))
        }
        let dies = machineDice.happens(weather.crashOnPaper)
        let fails = machineDice.happens(weather.printer)
        if fails { outcome.count(.printer) }
        if fails, machineDice.happens(500) { return .notBegun(DeviceStanding(.absent)) }
        outcome.papers += 1
        let isMarked = ["COPY", "C O P Y"].contains { bytes.firstRange(of: Array($0.utf8)) != nil }
        say("printer: \(job.paper) of entry \(job.sequence), \(isMarked ? "marked" : "original")")
        if !isMarked {
            ledger.originals[job, default: 0] += 1
            if ledger.originals[job] ?? 0 > 1 {
                broken("entry \(job.sequence) has two originals of its \(job.paper) paper")
            }
        }
        if dies {
            crash(powerCut: machineDice.happens(500))
            return .doubtful(reason: "the machine died")
        }
        return fails ? .doubtful(reason: "out of paper") : .printed
    }

    /// Somebody asks for a slip; whatever waits is printed.
    func printSlip() async throws {
        guard let present = machine, let latest = ledger.last?.sequence else { return }
        let lived = life
        let wanted = ledger.acknowledged[shopDice.happens(600) ? latest : shopDice.pick(1...latest)]
        do {
            if let wanted {
                _ = try await present.prints.ask(for: try await present.spool.sale(wanted.documentID))
            }
            let printer = settings.receipt.printer
            while life == lived, !disk.isDown, let job = try await present.spool.nextPrint(on: printer) {
                ledger.printing = Ledger.Paperwork(sequence: job.sequence, paper: job.paper.rawValue)
                guard try await present.prints.carry(job) else { break }
            }
        } catch {
            say("printing is cut off: \(error)")
        }
        ledger.printing = nil
        machine?.ring(.woke)
    }
}
