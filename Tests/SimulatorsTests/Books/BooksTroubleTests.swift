import Foundation
import Testing

@testable import Simulators

/// Each fault over real HTTP, and what is in the books afterwards.
@Suite(.timeLimit(.minutes(1))) struct BooksTroubleTests {
    /// What a struck sale looks like to its sender.
    enum Sight: Sendable {
        case cut
        case status(Int)
    }

    static let sights: [(BooksFault, Sight, kept: Bool?)] = [
        (.answerLostAfterAcceptance, .cut, kept: true), (.timeoutAfterAcceptance, .cut, kept: true),
        (.tornAnswer, .cut, kept: true), (.resetBefore, .cut, kept: false),
        (.slowDrip, .status(200), kept: true),
        (.unauthorised, .status(401), kept: false), (.unauthorisedForEver, .status(401), kept: false),
        (.forbidden, .status(403), kept: false), (.throttled, .status(429), kept: false),
        (.throttledRetryAfter, .status(429), kept: false), (.faultIn200, .status(200), kept: false),
        (.xmlGatewayTimeout, .status(504), kept: nil), (.portalHTML, .status(200), kept: false),
        (.badGatewayHTML, .status(502), kept: nil), (.serverError, .status(500), kept: nil),
        (.unavailable, .status(503), kept: false), (.emptyBody, .status(200), kept: nil),
        (.numberTaken, .status(400), kept: false),
    ]

    @Test(arguments: sights)
    func `each fault strikes QuickBooks as it says`(
        _ fault: BooksFault, _ sight: Sight, _ kept: Bool?
    ) async throws {
        let simulator = try QuickBooksSimulator(BooksClock.options { $0.faults.writes = [1: fault] })
        try await simulator.withRunning { address in
            let shop = try await QuickBooksShop.open(address)
            let body = try shop.receipt().encoded
            switch sight {
            case .cut:
                await #expect(throws: URLError.self) {
                    try await shop.post("salesreceipt", body, query: "&requestid=k")
                }
            case .status(let status):
                let answer = try await shop.post("salesreceipt", body, query: "&requestid=k")
                #expect(answer.status == status, "\(answer.text)")
                #expect(answer.headers["retry-after"] == (fault == .throttledRetryAfter ? "7" : nil))
            }
            let sold = await simulator.report().documents.filter { $0.note == "eta:77aa01bc0001" }
            if let kept { #expect(sold.count == (kept ? 1 : 0)) }
            guard fault != .unauthorisedForEver, fault != .numberTaken else { return }
            let again = try await shop.post("salesreceipt", body, query: "&requestid=k")
            #expect(again.number("SalesReceipt.TotalAmt") == "232")
        }
        let report = await simulator.report()
        #expect(report.faults == [fault.rawValue: 1])
        #expect(report.doubledMarkers.isEmpty)
        #expect(report.documents.count <= 1)
    }

    @Test(
        arguments: sights.filter { $0.0 != .faultIn200 } + [
            (.throttledForTheDay, .status(429), kept: false)
        ])
    func `each fault strikes Xero as it says`(_ fault: BooksFault, _ sight: Sight, _ kept: Bool?)
        async throws
    {
        let simulator = try XeroSimulator(BooksClock.options { $0.faults.writes = [2: fault] })
        try await simulator.withRunning { address in
            let shop = try await XeroShop.open(address).withContact()
            let body = try shop.invoice().encoded
            switch sight {
            case .cut:
                await #expect(throws: URLError.self) { try await shop.put("Invoices", body, key: "k") }
            case .status(let status):
                let answer = try await shop.put("Invoices", body, key: "k")
                #expect(answer.status == status, "\(answer.text)")
                let problem = answer.headers["x-rate-limit-problem"]
                #expect(problem == (status != 429 ? nil : fault == .throttledForTheDay ? "day" : "minute"))
            }
            let sold = await simulator.report().documents.filter { $0.note?.hasPrefix("eta:") == true }
            if let kept { #expect(sold.count == (kept ? 1 : 0)) }
            guard fault != .unauthorisedForEver, fault != .numberTaken else { return }
            let again = try await shop.put("Invoices", body, key: "k")
            #expect(again.number("Invoices.0.Total") == "781.97", "\(again.text)")
        }
        let report = await simulator.report()
        #expect(report.faults == [fault.rawValue: 1])
        #expect(report.documents.count <= 1)
    }

    @Test func `a lock-out ends with another plan`() async throws {
        let simulator = try QuickBooksSimulator(BooksClock.options())
        try await simulator.withRunning { address in
            let shop = try await QuickBooksShop.open(address)
            let plan = #"{"script":[{"at_request":1,"fault":"unauthorised_for_ever"}]}"#
            #expect(await simulator.control("faults", plan).status == 200)
            for _ in 0..<3 { #expect(try await shop.get("preferences").status == 401) }
            #expect(try await QuickBooksShop.refresh(address, shop.refresh).status == 200)
            #expect(try await shop.get("preferences").status == 401)
            #expect(await simulator.control("faults", "{}").status == 200)
            #expect(try await shop.get("preferences").status == 200)
            #expect(await simulator.control("faults", #"{"rates":{"rain":1}}"#).status == 400)
        }
    }

    @Test func `someone else edits just before an update`() async throws {
        let simulator = try QuickBooksSimulator(BooksClock.options())
        try await simulator.withRunning { address in
            let shop = try await QuickBooksShop.open(address)
            let id = try await shop.post("salesreceipt", shop.receipt().encoded).text("SalesReceipt.Id")
            await simulator.control("faults", #"{"writes":[{"at_write":1,"fault":"edited_meanwhile"}]}"#)
            let body = #"{"Id":"\#(id)","SyncToken":"0","sparse":true,"PrivateNote":"ours"}"#
            #expect(try await shop.post("salesreceipt", body).code == "5010")
            let now = try await shop.get("salesreceipt/\(id)")
            #expect(now.text("SalesReceipt.SyncToken") == "1")
            #expect(now.text("SalesReceipt.PrivateNote").hasSuffix("edited at the office"))
        }
    }

    @Test func `the answer to a refresh is lost, and the token has turned over`() async throws {
        let plan = try BooksFaultPlan(json: Array(#"{"rates":{"refresh_answer_lost":1}}"#.utf8))
        let books = try QuickBooksSimulator(BooksClock.options { $0.rotatesEachRefresh = true })
        try await books.withRunning { address in
            let shop = try await QuickBooksShop.open(address)
            await books.setFaults(plan)
            await #expect(throws: URLError.self) {
                try await QuickBooksShop.refresh(address, shop.refresh)
            }
            await books.setFaults(BooksFaultPlan())
            #expect(
                try await QuickBooksShop.refresh(address, shop.refresh).text("error") == "invalid_grant")
        }
        let xero = try XeroSimulator(BooksClock.options())
        try await xero.withRunning { address in
            let shop = try await XeroShop.open(address)
            await xero.setFaults(plan)
            await #expect(throws: URLError.self) { try await XeroShop.refresh(address, shop.refresh) }
            await xero.setFaults(BooksFaultPlan())
            #expect(try await XeroShop.refresh(address, shop.refresh).status == 200)
        }
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `who repeats with the same key until answered has each sale once`(_ seed: UInt64) async throws {
        let faults = BooksFault.allCases.filter {
            ![.unauthorisedForEver, .numberTaken, .editedMeanwhile, .slowDrip, .throttledForTheDay].contains($0)
        }
        let simulator = try QuickBooksSimulator(
            BooksClock.options { options in
                options.seed = seed
                options.faults = BooksFaultPlan(faults, perMillion: 600_000)
            })
        try await simulator.withRunning { address in
            let shop = try await QuickBooksShop.open(address)
            for number in 1...12 {
                let body = try shop.receipt(number: "S-\(number)").changing(
                    "PrivateNote", to: .string("eta:\(number)"))
                var total = ""
                for _ in 0..<60 where total.isEmpty {
                    let answer = try? await shop.post("salesreceipt", body.encoded, query: "&requestid=k\(number)")
                    total = answer?.number("SalesReceipt.TotalAmt") ?? ""
                }
                #expect(total == "232")
            }
        }
        let report = await simulator.report()
        #expect(report.documents.map(\.number) == (1...12).map { "S-\($0)" })
        #expect(report.doubledMarkers.isEmpty)
        #expect(report.faults.count > 5)
        #expect(report.replays > 0)
    }

    @Test func `the same seed draws the same faults`() {
        func drawn(_ seed: UInt64) -> [BooksFault?] {
            var dice = BooksFaultDice(
                BooksFaultPlan([.resetBefore, .serverError], perMillion: 500_000), seed: seed)
            return (0..<40).map { _ in dice.next(BooksCall(company: "1", name: "", isWrite: true))?.fault
            }
        }
        #expect(drawn(3) == drawn(3))
        #expect(drawn(3) != drawn(4))
        #expect(drawn(3).contains(.serverError))
        #expect(drawn(3).contains(nil))
    }

    @Test func `books, tokens and keys survive a kill`() async throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(
            "books-\(UUID()).ndjson")
        defer { try? FileManager.default.removeItem(at: file) }
        let (books, xero) = (file.path + ".qbo", file.path + ".xero")
        defer { for path in [books, xero] { try? FileManager.default.removeItem(atPath: path) } }
        let first = try QuickBooksSimulator(BooksClock.options { $0.stateFile = books })
        var caller = BooksCaller(address: "")
        var body = ""
        var realm = ""
        (caller, body, realm) = try await first.withRunning { address in
            let shop = try await QuickBooksShop.open(address)
            let body = try shop.receipt().encoded
            _ = try await shop.post("salesreceipt", body, query: "&requestid=k")
            await first.control("close-books", #"{"date":"2025-12-31"}"#)
            return (shop.caller, body, shop.realm)
        }
        let second = try QuickBooksSimulator(BooksClock.options { $0.stateFile = books })
        #expect(await second.report().documents == first.report().documents)
        let headers = caller.headers
        try await second.withRunning { [body, realm] address in
            let again = BooksCaller(address: address, headers: headers)
            let path = "/v3/company/\(realm)/salesreceipt?minorversion=75&requestid=k"
            let answer = try await again.send("POST", path, body)
            #expect(answer.number("SalesReceipt.TotalAmt") == "232")
        }
        #expect(await second.report().documents.count == 1)
        #expect(await second.report().replays == 1)
        let third = try XeroSimulator(BooksClock.options { $0.stateFile = xero })
        try await third.withRunning { address in
            _ = try await XeroShop.open(address).withContact().invoiced()
        }
        let fourth = try XeroSimulator(BooksClock.options { $0.stateFile = xero })
        #expect(await fourth.report().documents == third.report().documents)
        #expect(await fourth.report().documents.count == 1)
    }

    @Test(arguments: [
        "99999999999999999999999999999", "0.00000000000000000000000000001", "999999999.99999999", "99999999999.9999999",
        "-99999999999.99", "1e400",
    ])
    func `no number brings a service down`(_ number: String) async throws {
        let value = try ExactJSON(reading: number)
        try await QuickBooksSimulator(BooksClock.options()).withRunning { address in
            let shop = try await QuickBooksShop.open(address)
            for path in ["Line.0.Amount", "Line.0.SalesItemLineDetail.Qty", "Line.0.SalesItemLineDetail.UnitPrice"] {
                let body = try shop.receipt().changing(path, to: value)
                    .changing("Line.0.SalesItemLineDetail.UnitPrice", to: value)
                #expect(try await shop.post("salesreceipt", body.encoded).status == 400)
            }
            let rate =
                #"{"TaxCode":"X","TaxRateDetails":[{"TaxRateName":"X","RateValue":\#(number),"TaxAgencyId":"1"}]}"#
            #expect(try await shop.post("taxservice/taxcode", rate).status == 400)
            _ = try await shop.post("salesreceipt", shop.receipt().encoded)
            let answer = try await shop.query("select * from SalesReceipt where TotalAmt > '\(number)'")
            #expect(answer.status == 200)
        }
        try await XeroSimulator(BooksClock.options()).withRunning { address in
            let shop = try await XeroShop.open(address).withContact()
            _ = try await shop.invoiced()
            for path in ["Quantity", "UnitAmount", "DiscountRate", "TaxAmount", "LineAmount"] {
                let body = try shop.invoice(number: path).changing("Invoices.0.LineItems.0.DiscountRate", to: 7)
                    .changing("Invoices.0.LineItems.0.UnitAmount", to: value)
                    .changing("Invoices.0.LineItems.0.\(path)", to: value)
                #expect([200, 400].contains(try await shop.put("Invoices", body.encoded).status))
            }
            let asked = try await shop.get("Invoices?page=9223372036854775807&pageSize=1000")
            #expect(asked.status == 400)
            let filter = FormFields.encoded("Total>=" + number)
            #expect([200, 400].contains(try await shop.get("Invoices?page=1&where=" + filter).status))
        }
    }

    @Test func `the state is told at the door, and the clock is set there`() async throws {
        let simulator = try QuickBooksSimulator(BooksClock.options())
        try await simulator.withRunning { address in
            let shop = try await QuickBooksShop.open(address)
            _ = try await shop.post("salesreceipt", shop.receipt().encoded)
            let state = try await shop.caller.send("GET", "/sim/state")
            #expect(state.text("documents.0.total") == "232.00")
            #expect(state.text("documents.0.tax") == "32.00")
            #expect(state.number("calls.POST salesreceipt") == "1")
            #expect(try await shop.caller.send("GET", "/sim/calls").number("POST salesreceipt") == "1")
            let clock = try await shop.caller.send(
                "POST", "/sim/clock", #"{"now":"2026-12-01T00:00:00Z"}"#)
            #expect(clock.text("now") == "2026-12-01T00:00:00Z")
            #expect(try await shop.get("preferences").status == 401)
            #expect(
                try await shop.caller.send("POST", "/sim/clock", "{}").text("now") == "2026-11-20T09:00:00Z"
            )
            #expect(try await shop.caller.send("POST", "/sim/clock", #"{"now":"noon"}"#).status == 400)
            #expect(try await shop.caller.send("POST", "/sim/nonsense", "{}").status == 404)
        }
    }
}
