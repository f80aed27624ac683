import Fiscal
import Logging
import OSCU
public import Spool

/// Asks KRA what it has and brings the journal's standing with it in line: after a restore, or where numbers disagree.
///
/// Everything is asked before anything is changed (reference §2.15, §2.16, §4.3). What KRA has of our waiting sales is
/// adopted; what it has beside them was lost with the disk, and a person is told.
public actor ReconcileDesk {
    /// What came of it.
    public struct Outcome: Sendable {
        /// Invoices that KRA has and the journal did not know of.
        public let found: Int
        /// Those of them that were sales of ours, waiting.
        public let adopted: Int
        /// Those that are not in this journal.
        public let lost: [LostInvoice]
        /// The last invoice number that KRA has.
        public let lastInvoice: Int64
    }

    /// How far it has come.
    public struct Progress: Sendable, Hashable {
        /// Whether one is under way.
        public let isRunning: Bool
        /// Invoices that KRA told of.
        public let asked: Int64
        /// Sales adopted.
        public let adopted: Int64
    }

    private let spool: Spool
    private let desk: KRADesk
    private let settings: Settings
    private let clock: WallClock
    private let log = Logger(label: "risiti.agent.reconcile")
    private var isRunning = false
    private var asked: Int64 = 0
    private var adopted: Int64 = 0

    /// Receipts that are adopted in one transaction.
    private static let batch = 200

    init(spool: Spool, desk: KRADesk, settings: Settings, clock: WallClock) {
        self.spool = spool
        self.desk = desk
        self.settings = settings
        self.clock = clock
    }

    /// How far it has come.
    public func progress() -> Progress { Progress(isRunning: isRunning, asked: asked, adopted: adopted) }

    /// Asks, adopts, sets the counters and lifts the mark.
    ///
    /// - Throws: `KRADesk.Refusal` where the lane is running, KRA does not answer, or it has neither of the look-ups;
    ///   nothing was changed then.
    func reconcile() async throws -> Outcome {
        guard !isRunning else {
            throw KRADesk.Refusal(code: "kra.reconciling", description: "a reconciliation is under way already")
        }
        guard let standing = try await desk.standing() else {
            throw KRADesk.Refusal(
                code: "kra.not_initialised",
                description: "this device is not initialised with KRA; run: risiti kra init")
        }
        let restoredAt = try await spool.restoredUnreconciled()
        let isPaused = try await spool.lanes().contains { $0.name == KRADestination.lane && $0.state == .paused }
        guard restoredAt != nil || isPaused else {
            throw KRADesk.Refusal(
                code: "kra.lane_running",
                description: "nothing was restored, and the lane sends; to ask KRA first run: risiti lanes pause kra")
        }
        (isRunning, asked, adopted) = (true, 0, 0)
        defer { isRunning = false }
        await desk.bar(true)
        do {
            let outcome = try await run(scuID: standing.scuID)
            await desk.bar(false)
            log.notice(
                "reconciled with KRA",
                metadata: ["invoices.adopted": "\(outcome.adopted)", "invoices.lost": "\(outcome.lost.count)"])
            return outcome
        } catch {
            await desk.bar(false)
            throw error
        }
    }

    private func run(scuID: String) async throws -> Outcome {
        let (records, last) = try await records()
        let register = try await ItemRegister(asking: desk, device)
        let itemCodes = register?.codes(for: try await spool.allItems()) ?? [:]
        var waiting = WaitingSales(try await spool.unanswered(on: KRADestination.lane), spool: spool)
        var adoptions: [Adoption] = []
        var lost: [LostInvoice] = []
        for record in records {
            guard let sequence = try await waiting.take(record, itemCodes: itemCodes) else {
                lost.append(
                    LostInvoice(
                        number: record.invoiceNumber, remark: record.remark, total: record.total,
                        signedAt: record.receipt?["sdcDateTime"]?.time))
                continue
            }
            adoptions.append(try await adoption(of: record, sequence, scuID: scuID))
        }
        let moved = try await movedSince(invoice: last)
        for start in stride(from: 0, to: adoptions.count, by: Self.batch) {
            let part = adoptions[start..<min(start + Self.batch, adoptions.count)]
            try await spool.adopt(Array(part), on: KRADestination.lane, at: clock.now())
            adopted += Int64(part.count)
        }
        try await spool.conclude(
            Reconciliation(
                lastInvoice: last, lastItem: register?.lastSerial ?? ItemRegister.lastSerial(in: records),
                isItemCertain: register?.lastSerial != nil, itemCodes: itemCodes, lost: lost, moved: moved,
                trouble: lost.isEmpty ? nil : .lostSales(lost),
                clears: [Trouble.notReconciled.code, "kra.counter_ahead", "kra.two_writers"]),
            on: KRADestination.lane, at: clock.now())
        return Outcome(found: records.count, adopted: adoptions.count, lost: lost, lastInvoice: last)
    }

    private var device: OSCUDevice {
        OSCUDevice(
            pin: settings.branch.pin, branchID: settings.branch.branchID, serial: settings.branch.deviceSerial)
    }

    // MARK: - Asking

    /// What KRA has behind the last number that the journal knows, by rising number, and KRA's last number.
    private func records() async throws -> ([InvoiceRecord], last: Int64) {
        let (known, signedAt) = try await spool.lastInvoice()
        // KRA's clock and ours may differ by hours, never by a day.
        let since = signedAt.map { KenyaTime($0.advanced(by: .seconds(-86_400))).compact } ?? OSCURequest.always
        let list = try await answer(to: .salesList(device, since: since))
        var byNumber: [Int64: InvoiceRecord] = [:]
        for record in list.map(InvoiceRecord.all) ?? [] where record.invoiceNumber > known {
            byNumber[record.invoiceNumber] = record
        }
        let listed = byNumber.keys.max() ?? known
        var number = known + 1
        while true {
            asked = number - known
            if byNumber[number] == nil {
                let reply = try await answer(to: .invoiceDetails(device, number))
                guard let reply else {
                    guard list != nil else { throw Self.neither }
                    break
                }
                if let record = InvoiceRecord(lookup: reply) {
                    byNumber[number] = record
                } else if number > listed {
                    break
                }
            }
            number += 1
        }
        let records = byNumber.values.sorted { $0.invoiceNumber < $1.invoiceNumber }
        return (records, records.last?.invoiceNumber ?? known)
    }

    /// KRA's answer to a look-up, `null` where it has nothing; nil where the route has no such question.
    private func answer(to request: OSCURequest) async throws -> OSCUValue? {
        let reply = await desk.send(request)
        switch reply.verdict {
        case .accepted: return reply.data ?? .null
        case .empty: return .null
        case .configuration, .refused: return nil
        default: throw Self.unreachable(reply)
        }
    }

    private static func unreachable(_ reply: OSCUReply) -> KRADesk.Refusal {
        KRADesk.Refusal(
            code: "kra.unreachable", description: "KRA does not answer (\(reply.text)); nothing was changed, try later")
    }

    private static let neither = KRADesk.Refusal(
        code: "kra.no_look_up",
        description: "KRA offers neither its sales list nor look-ups here, so nothing can be compared; ask KRA")

    // MARK: - Comparing

    private func adoption(of record: InvoiceRecord, _ sequence: Int64, scuID: String) async throws -> Adoption {
        guard
            let receipt = FiscalReceipt(
                record: record, scuID: scuID, pin: settings.branch.pin, branchID: settings.branch.branchID,
                portal: settings.kra.portal)
        else {
            throw KRADesk.Refusal(
                code: "kra.unreachable",
                description: "KRA's record of invoice \(record.invoiceNumber) has no receipt yet; try later")
        }
        let document = try await spool.entry(sequence).document
        let items = try await spool.items(of: document)
        let places = document.sale.lines.flatMap { line in line.fiscal.map { _ in line.number - 1 } }
        var codes: [Int64: String] = [:]
        if places.count == record.itemCodes.count {
            for (place, code) in zip(places, record.itemCodes) { codes[items[place].id] = code }
        }
        return Adoption(sequence: sequence, receipt: receipt, itemCodes: codes, moves: moves(document, items))
    }

    /// Sales whose stock must have moved after the backup, because KRA has a later invoice: the lane goes in order.
    private func movedSince(
        invoice last: Int64
    ) async throws -> [(sequence: Int64, moves: [WriteEffect.StockMove])] {
        var moved: [(sequence: Int64, moves: [WriteEffect.StockMove])] = []
        for (sequence, invoice) in try await spool.unmoved(on: KRADestination.lane) where invoice < last {
            let document = try await spool.entry(sequence).document
            moved.append((sequence, moves(document, try await spool.items(of: document))))
        }
        return moved
    }

    private func moves(_ document: Document, _ items: [RegisteredItem]) -> [WriteEffect.StockMove] {
        let sign: Int64 = document.sale.isCreditNote ? 1 : -1
        return KRAPlanner.needs(of: document, items).map {
            WriteEffect.StockMove(itemID: $0.item.id, hundredths: sign * $0.hundredths)
        }
    }
}

/// Sales of ours that wait for KRA's answer, each taken once.
private struct WaitingSales {
    private var sequences: [String: Int64]
    private var inOrder: [Int64]
    private let spool: Spool

    init(_ sales: [(sequence: Int64, documentID: String)], spool: Spool) {
        sequences = Dictionary(uniqueKeysWithValues: sales.map { ($0.documentID, $0.sequence) })
        inOrder = sales.map(\.sequence)
        self.spool = spool
    }

    /// The sale that a record is of: by the id in its remark, else by its content, the oldest first.
    mutating func take(_ record: InvoiceRecord, itemCodes: [Int64: String]) async throws -> Int64? {
        if let id = record.remark, DocumentID.isValid(id) {
            guard let sequence = sequences.removeValue(forKey: id) else { return nil }
            inOrder.removeAll { $0 == sequence }
            return sequence
        }
        for (place, sequence) in inOrder.enumerated() {
            let document = try await spool.entry(sequence).document
            let items = try await spool.items(of: document)
            let isIt = record.matches(
                document, itemCodes: { items[$0.number - 1].code ?? itemCodes[items[$0.number - 1].id] ?? "" },
                confirmedAt: document.soldAt)
            guard isIt else { continue }
            inOrder.remove(at: place)
            sequences[document.id] = nil
            return sequence
        }
        return nil
    }
}
