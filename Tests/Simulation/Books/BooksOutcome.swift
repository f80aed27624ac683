import Accounting
import Fiscal
import Simulators
import Spool

/// What came of a plan: figures, and everything that is not as it should be.
package struct BooksOutcome: Sendable {
    /// What was lived.
    package let plan: BooksPlan
    /// Tasks that a person put right, by their kind.
    package let tasks: [String: Int]
    /// What is wrong, in sentences; empty where every promise held.
    package internal(set) var wrong: [String] = []
    /// Figures of each company.
    package private(set) var companies: [Company] = []
    /// How long posting took once the books were there, in simulated milliseconds.
    package internal(set) var took: Int64 = 0

    /// What one company saw.
    package struct Company: Sendable {
        /// Its lane.
        package let lane: String
        /// Documents of ours in its books.
        package let documents: Int
        /// Receipts beside them.
        package let receipts: Int
        /// Calls that it was made while posting.
        package let calls: Int
        /// How much of what its limits allow was used while posting, in percent: the shortest time that these calls can
        /// take, against the time that they took.
        package let shareOfLimit: Int
        /// Faults that its provider played.
        package let faults: Int
        /// The most calls within a minute at its provider.
        package let mostPerMinute: Int
    }

    init(plan: BooksPlan, tasks: [String: Int]) {
        (self.plan, self.tasks) = (plan, tasks)
    }

    /// Compares a company's books with the journal.
    mutating func judge(
        _ lane: String, _ report: BooksReport, _ spool: Spool, calls: Int, within time: Int64, faults: Int
    ) async throws {
        let key = lane.split(separator: ":").last.map(String.init) ?? ""
        let dead = ["Voided", "VOIDED", "DELETED"]
        let ours = report.documents.filter {
            $0.company == key && $0.type != "Payment" && $0.note?.contains("risiti:") == true
                && !dead.contains($0.status ?? "")
        }
        let receipts = report.attachments.filter { $0.company == key }
        func blame(_ sentence: String) { wrong.append("\(lane): \(sentence)") }
        // Payments bear a customer's code, and a sample's day that is sold again bears the same ones.
        let doubled = report.doubledNumbers.filter { !$0.hasPrefix("Payment ") }
        if !doubled.isEmpty { blame("numbers are there twice: \(doubled)") }
        if !report.doubledMarkers.isEmpty { blame("documents are there twice: \(report.doubledMarkers)") }
        if !report.overLimit.isEmpty { blame("limits were exceeded: \(report.overLimit)") }
        var (total, tax) = (Money.zero, Money.zero)
        let there = Dictionary(grouping: ours) { $0.number ?? "" }
        let files = Dictionary(grouping: receipts) { $0.document ?? "" }
        for sale in try await spool.allSales() {
            let (document, totals) = (sale.entry.document, sale.entry.document.sale.totals)
            total = document.sale.isCreditNote ? total - totals.total : total + totals.total
            tax = document.sale.isCreditNote ? tax - totals.tax : tax + totals.tax
            guard plan.mode == .document else { continue }
            let number = "00-\(document.temporaryNumber)"
            guard let found = there[number], found.count == 1 else {
                blame("\(number) is there \(there[number]?.count ?? 0) times")
                continue
            }
            if found[0].total != totals.total.plain || found[0].tax != totals.tax.plain {
                blame("\(number) is there with \(found[0].total) and \(found[0].tax ?? "no") tax")
            }
            // What the provider took: the document itself, or a note behind it.
            let row = try await spool.booksDocument(of: document.sequence, in: lane)
            let taken = try await spool.booksRecords(ofDocument: row?.id ?? 0).filter { $0.state == .kept }
            let fiscal = sale.receipt?.controlUnitInvoiceNumber ?? "a receipt"
            if taken.count(where: { ["document", "note"].contains($0.kind) && $0.body.contains(fiscal) }) != 1 {
                blame("\(number) does not bear its fiscal number once")
            }
            if files[found[0].id]?.count != 1 { blame("\(number) has \(files[found[0].id]?.count ?? 0) receipts") }
        }
        let takesBack = ["CreditMemo", "RefundReceipt", "CreditNote"]
        func sum(_ amount: (BooksReport.Document) -> String?) -> Money {
            ours.reduce(.zero) { sum, document in
                let value = Money(plain: amount(document) ?? "0.00") ?? .zero
                return takesBack.contains(document.type) ? sum - value : sum + value
            }
        }
        if sum(\.total) != total { blame("\(sum(\.total).plain) is there, \(total.plain) was sold") }
        if sum(\.tax) != tax { blame("\(sum(\.tax).plain) of tax is there, \(tax.plain) was sold") }
        companies.append(
            Company(
                lane: lane, documents: ours.count, receipts: receipts.count, calls: calls,
                shareOfLimit: Self.share(of: lane, calls: calls, within: time), faults: faults,
                mostPerMinute: report.mostPerMinute))
    }

    private static func share(of lane: String, calls: Int, within time: Int64) -> Int {
        guard let company = Accounting.Company(lane: lane), calls > 0, time > 0 else { return 100 }
        let limits =
            switch company.provider {
            case .quickBooks: QuickBooksDialect(company: company).limits
            case .xero: XeroDialect(company: company).limits
            }
        var (rest, shortest): (Int, Int64) = (calls - 1, 0)
        for window in limits.windows.filter({ $0.cost == nil }).sorted(by: { $0.length > $1.length }) {
            shortest += Int64(rest / window.calls) * window.length.wholeMilliseconds
            rest %= window.calls
        }
        return Int(shortest * 100 / time)
    }

    /// The figures as lines.
    package var lines: String {
        let seconds = took / 1_000
        let time = "\(seconds / 86_400) d \(seconds / 3_600 % 24) h \(seconds / 60 % 60) min \(seconds % 60) s"
        var lines = companies.map { company in
            "\(company.lane): \(company.documents) documents, \(company.receipts) receipts, \(company.calls) calls, "
                + "\(company.shareOfLimit) % of its limits, \(company.faults) faults, most a minute \(company.mostPerMinute)"
        }
        let asked = tasks.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
        lines.append("posted in \(time); tasks: \(asked.isEmpty ? "none" : asked.joined(separator: ", "))")
        lines += wrong.prefix(40)
        return lines.joined(separator: "\n")
    }
}

extension Spool {
    /// Every sale of the journal, in its order.
    fileprivate func allSales() async throws -> [StoredSale] {
        var all: [StoredSale] = []
        for sequence in stride(from: Int64(1), through: try await chainEnd().sequence, by: 1) {
            all.append(try await sale(sequence: sequence))
        }
        return all
    }
}

extension Money {
    /// `630.00`, as the simulators write it.
    fileprivate var plain: String { "\(minor < 0 ? "-" : "")\(abs(minor) / 100).\(Self.twoDigits(abs(minor) % 100))" }

    fileprivate init?(plain text: String) {
        let digits = text.filter { $0 != "." && $0 != "-" }
        guard let minor = Int64(digits) else { return nil }
        self.init(minor: text.hasPrefix("-") ? -minor : minor)
    }

    private static func twoDigits(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
