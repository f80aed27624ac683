import Fiscal
import Forwarder
import OSCU
import Spool

/// The `kra` lane's destination: what a sale needs at KRA, one written-down step at a time (design §3.4).
struct KRADestination: Destination {
    /// The lane's name.
    static let lane = "kra"
    /// How long a step waits while KRA is being asked what it has.
    private static let barRest = Duration.seconds(1)
    private static let barReason = "KRA is being asked what it has"

    let spool: Spool
    let desk: KRADesk
    let planner: KRAPlanner
    let branch: Branch
    let portal: QRPortal
    let clock: WallClock

    func deliver(_ job: Job) async -> DeliveryAnswer {
        do {
            guard try await desk.standing() != nil else { return .deviceProblem(.notInitialised) }
            switch try await desk.bar() {
            case .reconciling: return .again(after: Self.barRest, limit: nil, reason: Self.barReason)
            case .notReconciled: return .deviceProblem(.notReconciled)
            case nil: break
            }
            let shop = try await planner.shop(of: job)
            if let write = shop.standing.write { return try await send(write) }
            if let answer = await untimely() { return answer }
            switch try await planner.next(for: job, shop) {
            case .write(let write): return try await send(write)
            case .refuse(let trouble): return .refused(trouble)
            case .finished:
                try await spool.finish(job, at: clock.now())
                return .done
            }
        } catch {
            return .again(after: .seconds(1), limit: nil, reason: "\(error)")
        }
    }

    func lookUp(_ job: Job) async -> LookUpAnswer {
        do {
            switch try await desk.bar() {
            case .reconciling: return .again(after: Self.barRest, reason: Self.barReason)
            case .notReconciled: return .deviceProblem(.notReconciled)
            case nil: break
            }
            // Only a sale can be asked for; everything else is sent again, and KRA's counters tell (reference §4.3).
            guard let write = try await spool.inFlight(on: job), let standing = try await desk.standing() else {
                return .notThere
            }
            guard write.effect == .sale, let number = write.number else { return .unsupported }
            let reply = await desk.send(.invoiceDetails(device, number))
            switch reply.verdict {
            case .accepted: return try await adopt(reply, for: write, scuID: standing.scuID)
            case .empty:
                try await spool.noteNotThere(write)
                return .notThere
            case .configuration, .refused: return .unsupported
            case .deviceProblem: return .deviceProblem(.device(reply))
            case .notSent: return .unreachable(reason: reply.text)
            case .again(let after, _) where reply.code != nil || after != nil:
                return .again(after: after, reason: reply.text)
            // No code of KRA's: the line or the gateway gave out, which is an outage and no answer.
            case .again, .unclear: return .unreachable(reason: reply.text)
            default: return .again(after: nil, reason: reply.text)
            }
        } catch {
            return .again(after: .seconds(1), reason: "\(error)")
        }
    }

    func probe() async -> Bool {
        guard (try? await desk.standing()) != nil else { return true }
        switch await desk.askTime().verdict {
        case .notSent, .unclear, .again: return false
        default: return true
        }
    }

    /// What keeps a new body from being made: KRA has not yet said what time it is, and a wall clock may lie.
    private func untimely() async -> DeliveryAnswer? {
        guard await desk.latestTime() == nil else { return nil }
        let reply = await desk.askTime()
        switch reply.verdict {
        case .notSent: return .unreachable(reason: reply.text)
        case .again(let after, let limit) where reply.code != nil || after != nil:
            return .again(after: after, limit: limit, reason: reply.text)
        case .again, .unclear: return .unreachable(reason: reply.text)
        case .deviceProblem: return .deviceProblem(.device(reply))
        case .configuration: return .deviceProblem(.configuration(reply))
        // Whatever else it says, it has spoken; where it named no time, the document's own must do.
        default: return nil
        }
    }

    private var device: OSCUDevice {
        OSCUDevice(pin: branch.pin, branchID: branch.branchID, serial: branch.deviceSerial)
    }

    /// Writes a write down, sends it, and makes true what the answer says.
    private func send(_ planned: InFlightWrite) async throws -> DeliveryAnswer {
        let write = try await spool.writeDown(planned, at: clock.now())
        let reply = await desk.send(OSCURequest(call: write.effect.call, body: write.body))
        do {
            return try await answer(reply, to: write)
        } catch {
            // KRA may have taken it, and the spool has not: asked, KRA says which.
            return .unclear(limit: nil, reason: "\(error)")
        }
    }

    private func answer(_ reply: OSCUReply, to write: InFlightWrite) async throws -> DeliveryAnswer {
        switch reply.verdict {
        case .refused, .deviceProblem, .configuration, .notSent, .again: try await spool.noteNotTaken(write)
        default: break
        }
        switch reply.verdict {
        case .accepted: return try await accepted(reply, write)
        case .alreadyAccepted: return try await alreadyThere(write, reply)
        case .empty: return .unclear(limit: 5, reason: reply.text)
        case .expectedNumber(let expected, let found):
            return try await renumber(write, expected: expected, found: found ?? write.number ?? 0, reply)
        case .expectedBalance(let hundredths):
            try await spool.adoptBalance(write, hundredths: hundredths)
            return .healed(reason: reply.text)
        case .missingFirst:
            let document = try await spool.entry(write.job.sequence).document
            try await spool.forgetMasters(write, items: try await spool.items(of: document).map(\.id))
            return .healed(reason: reply.text)
        case .refused:
            return .refused(.refused(reply, write))
        case .deviceProblem: return .deviceProblem(.device(reply))
        case .configuration: return .deviceProblem(.configuration(reply))
        case .notSent: return .unreachable(reason: reply.text)
        case .again(let after, let limit): return .again(after: after, limit: limit, reason: reply.text)
        case .unclear(let limit): return .unclear(limit: limit, reason: reply.text)
        }
    }

    private func accepted(_ reply: OSCUReply, _ write: InFlightWrite) async throws -> DeliveryAnswer {
        guard write.effect == .sale else {
            try await spool.settle(write, receipt: nil, at: clock.now())
            return .progressed
        }
        guard let data = reply.data, let number = write.number, let standing = try await desk.standing(),
            let receipt = FiscalReceipt(
                saveAnswer: data, invoiceNumber: number, scuID: standing.scuID, pin: branch.pin,
                branchID: branch.branchID, portal: portal)
        else { return .unclear(limit: 5, reason: "KRA accepted without a receipt") }
        try await spool.settle(write, receipt: receipt, at: clock.now())
        return .progressed
    }

    private func adopt(_ reply: OSCUReply, for write: InFlightWrite, scuID: String) async throws -> LookUpAnswer {
        guard let record = reply.data.flatMap(InvoiceRecord.init(lookup:)) else {
            return .again(after: nil, reason: "KRA's record of invoice \(write.number ?? 0) cannot be read")
        }
        guard record.matches(OSCURequest(call: .sale, body: write.body)) else {
            return .differs(.someoneElses(number: write.number ?? 0, remark: record.remark))
        }
        guard
            let receipt = FiscalReceipt(
                record: record, scuID: scuID, pin: branch.pin, branchID: branch.branchID, portal: portal)
        else { return .again(after: nil, reason: "KRA's record of invoice \(write.number ?? 0) has no receipt yet") }
        try await spool.settle(write, receipt: receipt, at: clock.now())
        return .adopted
    }

    /// KRA has this number: for a sale its receipt must be fetched; anything else is settled if we sent it before.
    private func alreadyThere(_ write: InFlightWrite, _ reply: OSCUReply) async throws -> DeliveryAnswer {
        guard write.effect != .sale else { return .alreadyThere(reason: reply.text) }
        guard write.sends > 1 else {
            // Sent once and answered: the number is taken by something that is not this. After a restore it is passed.
            guard let number = write.number, try await isOpen(write) else {
                return .deviceProblem(.counterAhead(reply))
            }
            try await spool.renumber(write, expected: number + 1)
            return .healed(reason: reply.text)
        }
        try await spool.settle(write, receipt: nil, at: clock.now())
        return .progressed
    }

    private func isOpen(_ write: InFlightWrite) async throws -> Bool {
        guard let counter = write.effect.counter, counter != .invoice else { return false }
        return try await spool.isOpen(counter)
    }

    /// Reads "expected N, found M" by the table in reference §4.3.
    private func renumber(
        _ write: InFlightWrite, expected: Int64, found: Int64, _ reply: OSCUReply
    ) async throws -> DeliveryAnswer {
        // A restored journal is behind: the counter takes KRA's number, unless these bytes may be what KRA counted.
        if expected > found, try await isOpen(write), write.sends == 1 || expected > found + 1 {
            try await spool.renumber(write, expected: expected)
            return .healed(reason: reply.text)
        }
        if expected == found + 1 { return try await alreadyThere(write, reply) }
        guard expected < found else { return .deviceProblem(.counterAhead(reply)) }
        try await spool.renumber(write, expected: expected)
        return .healed(reason: reply.text)
    }
}

extension WriteEffect {
    /// The call that carries it.
    fileprivate var call: OSCUCall {
        switch self {
        case .sale: .sale
        case .item: .saveItem
        case .stock: .stockMovement
        case .master: .stockMaster
        }
    }
}
