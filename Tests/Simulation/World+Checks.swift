import Agent
import Fiscal
import Forwarder
import Simulators
import Spool

extension World {
    /// What a decision of the lane must not be.
    func check(_ action: LaneAction) {
        outcome.checks += 1
        switch action {
        case .countAttempt(let job, _, _) where exchanges.all > 0 && exchanges.all == exchanges.down:
            broken("an outage counts as an attempt of entry \(job.sequence)")
        case .park(let job, let trouble):
            outcome.parked += 1
            ledger.everParked.insert(job.sequence)
            outcome.mark("park \(job.sequence) \(trouble.code)")
            let sale = ledger.acknowledged[job.sequence]
            if trouble.code == "kra.refused", let sale, !isHopeless(sale) {
                broken("entry \(job.sequence) is parked though nothing is wrong with it: \(trouble.reason)")
            }
        default: break
        }
    }

    /// What was acknowledged is there after a start: the last one's hash holds all before it.
    func checkRecovered() async throws {
        guard let last = ledger.last, let spool = machine?.spool else { return }
        outcome.checks += 1
        do {
            let entry = try await spool.entry(last.sequence)
            guard entry.seal.hash == last.hash, entry.document.id == last.documentID else {
                throw Violation("entry \(last.sequence) is another one than was acknowledged")
            }
        } catch {
            if error is Violation { throw error }
            let isGone = (error as? SpoolError)?.code == .notFound
            guard isGone || (weather.diskErrors == 0 && !disk.isDown) else { return }
            throw Violation("entry \(last.sequence) was acknowledged and is not there: \(error)")
        }
    }

    /// The chain holds.
    func checkChain() async throws {
        guard let spool = machine?.spool, let found = try? await spool.verify() else { return }
        outcome.checks += Int(found.entries)
        if let broken = found.firstBreak {
            throw Violation("the chain breaks at entry \(broken.sequence): \(broken.reason)")
        }
        guard found.temporaryNumbersMissing == 0, found.invoiceNumbersMissing == 0 else {
            throw Violation(
                "missing: \(found.temporaryNumbersMissing) temporary, \(found.invoiceNumbersMissing) invoice numbers")
        }
    }

    /// Whether everything is done that can be done; bounded, since the troubles are over.
    func isDrained() async throws -> Bool {
        guard let spool = machine?.spool, let lane = machine?.lane, let calmSince = ledger.calmSince else {
            return false
        }
        let limit = calmSince + 43_200_000 + Int64(outcome.sales) * 120_000
        guard clock.elapsed < limit else {
            let stands = try await spool.lanes().first
            throw Violation("the lane does not come to rest: \(lane.state), backlog \(stands?.backlog ?? -1)")
        }
        guard case .idle = lane.state, ledger.unanswered.isEmpty, !agenda.holdsErrands else { return false }
        guard try await spool.head(of: Agent.kraLane) == nil else { return false }
        return try await !spool.tasks(openOnly: true).contains { task in
            let sale = task.documentID.flatMap { ledger.sale(of: $0) }
            return sale.map { !isHopeless($0) } ?? true
        }
    }

    /// Everything that must hold once the run is over.
    func checkEnd() async throws {
        try await checkChain()
        guard let spool = machine?.spool else { throw Violation("the machine is off at the end") }
        let listed = try await spool.sales(state: nil, from: nil, to: nil, before: nil, limit: 100_000)
        let sales = listed.compactMap { if case .whole(let sale) = $0 { sale } else { nil } }
        let tasks = try await spool.tasks(openOnly: true)
        let entries = Dictionary(sales.map { ($0.entry.document.sequence, $0) }) { $1 }
        // Each is compared with its entry, its number, KRA's record and its fate; each invoice with the order.
        outcome.checks += 4 * ledger.acknowledged.count + authority.invoiceCount
        for told in ledger.acknowledged.values.sorted(by: { $0.sequence < $1.sequence }) {
            guard let stored = entries[told.sequence], stored.entry.seal.hash == told.hash,
                stored.entry.document.temporaryNumber == told.number
            else { throw Violation("entry \(told.sequence), \(told.number), was acknowledged and is not there") }
        }
        try checkTemporaryNumbers(sales)
        try checkAuthority(sales)
        try checkFates(sales, tasks: tasks)
        let lanes = try await spool.lanes()
        let open = tasks.filter { $0.lane != nil && $0.documentID != nil }
        guard let lane = lanes.first, lane.parked == open.count else {
            throw Violation("\(lanes.first?.parked ?? -1) jobs are parked, \(open.count) tasks are open")
        }
        try await checkStock(sales, spool)
        outcome.mark("\(sales.first?.entry.seal.hash ?? [])")
    }

    private func checkTemporaryNumbers(_ sales: [StoredSale]) throws {
        var last: [Substring: Int64] = [:]
        for sale in sales.reversed() {
            let parts = sale.entry.document.temporaryNumber.split(separator: "-")
            guard parts.count == 2, let number = Int64(parts[1]), number == last[parts[0], default: 0] + 1 else {
                throw Violation(
                    "\(sale.entry.document.temporaryNumber) does not follow \(last[parts.first ?? ""] ?? 0)")
            }
            last[parts[0]] = number
        }
    }

    /// KRA has what the spool says that it has, once each, gapless and in order.
    private func checkAuthority(_ sales: [StoredSale]) throws {
        let report = authority.report
        guard report.invoiceNumbers.gaps.isEmpty, report.stockGaps.isEmpty, report.itemSerialGaps.isEmpty else {
            throw Violation("KRA's counters have gaps: \(report)")
        }
        guard report.doubled.isEmpty else { throw Violation("KRA has twice: \(report.doubled)") }
        let invoices = authority.invoices
        let byID = Dictionary(invoices.map { ($0.remark, $0) }) { first, _ in first }
        let sequences = Dictionary(sales.map { ($0.entry.document.id, $0.entry.document.sequence) }) { $1 }
        for sale in sales {
            let document = sale.entry.document
            guard let invoice = byID[document.id] else {
                if sale.receipt != nil {
                    throw Violation("\(document.temporaryNumber) has a receipt that KRA never gave")
                }
                continue
            }
            guard let receipt = sale.receipt else {
                throw Violation("KRA has \(document.temporaryNumber) as \(invoice.number) and we do not know it")
            }
            guard receipt.invoiceNumber == Int64(invoice.number), receipt.internalData == invoice.internalData,
                Self.hundredths(invoice.total) == document.sale.totals.total.minor
            else { throw Violation("\(document.temporaryNumber) has another receipt than KRA's \(invoice.number)") }
        }
        var before: Int64 = 0
        for invoice in invoices {
            guard let sequence = sequences[invoice.remark] else {
                throw Violation("KRA has \(invoice.remark), which the journal has not")
            }
            if isFree(sequence) { continue }
            guard sequence > before else { throw Violation("entry \(sequence) came to KRA after entry \(before)") }
            before = sequence
        }
    }

    /// Whether an entry's place in KRA's order is free: it was parked, or it had to wait for one that was.
    private func isFree(_ sequence: Int64) -> Bool {
        if ledger.everParked.contains(sequence) { return true }
        guard let original = ledger.acknowledged[sequence]?.credits else { return false }
        return ledger.everParked.contains(original)
    }

    /// Each sale is fiscal, or a person knows why not.
    private func checkFates(_ sales: [StoredSale], tasks: [TaskView]) throws {
        let open = Set(tasks.compactMap(\.documentID))
        for sale in sales where sale.state != .fiscalised {
            let document = sale.entry.document
            guard let told = ledger.acknowledged[document.sequence], isHopeless(told) else {
                throw Violation("\(document.temporaryNumber) is \(sale.state) at the end, and nothing is wrong with it")
            }
            if open.contains(document.id) || ledger.abandoned.contains(document.sequence) { continue }
            guard sale.state == .accepted, let reference = document.sale.credits, open.contains(reference.documentID)
            else { throw Violation("\(document.temporaryNumber) is \(sale.state) and no task says why") }
        }
    }

    /// KRA's stock is what our account of it says, and its master says so too.
    private func checkStock(_ sales: [StoredSale], _ spool: Spool) async throws {
        var seen: Set<String> = []
        for sale in sales where sale.state == .fiscalised {
            for item in try await spool.items(of: sale.entry.document) where item.item.type.hasStock {
                guard let code = item.code, seen.insert(code).inserted, let stock = authority.stock(of: code) else {
                    continue
                }
                outcome.checks += 1
                guard Self.hundredths(stock.balance) == item.balanceHundredths,
                    stock.declared.flatMap(Self.hundredths) == item.balanceHundredths
                else { throw Violation("stock of \(code): KRA \(stock), ours \(item.balanceHundredths) hundredths") }
            }
        }
    }

    /// A plain decimal of at most two places, in hundredths.
    static func hundredths(_ text: String) -> Int64? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let whole = Int64(parts[0]) else { return nil }
        let places = parts.count == 2 ? parts[1].prefix(2) : ""
        guard let rest = Int64((places + "00").prefix(2)) else { return nil }
        return whole * 100 + (text.hasPrefix("-") ? -rest : rest)
    }
}

extension Agenda {
    /// Whether a till still means to post.
    var holdsErrands: Bool {
        holds { happening in
            switch happening {
            case .again, .customers, .late: true
            default: false
            }
        }
    }
}
