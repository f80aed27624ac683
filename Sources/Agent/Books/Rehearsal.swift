import Accounting
import Fiscal
import Spool

/// Shows what would be sent for a sale, every step of it, with ids that nobody has made yet in angle brackets.
struct Rehearsal {
    let company: Company
    let dialect: any Dialect
    let map: BooksMap
    let device: String

    func calls(for sale: StoredSale) throws(PostingPlan.Unfit) -> [BooksCall] {
        let document = sale.entry.document
        let number = BooksNumber.document(
            branch: document.branch.branchID, temporaryNumber: document.temporaryNumber)
        let source = BooksSource(
            number: number, day: CalendarDay(document.soldAt), isSummary: false,
            members: [BooksSource.Member(document: document, receipt: sale.receipt)])
        let plan = PostingPlan(
            of: source, by: map, at: company, marker: { RecordKey.marker(of: key($0.rawValue, $1)) },
            receiptName: nil)
        var kept: [String: KeptRecord] = [:]
        var calls: [BooksCall] = []
        while true {
            let needs = try plan.needs { kind, localKey in kept["\(kind.rawValue) \(localKey)"] }
            if needs.isEmpty { return calls }
            for need in needs {
                let name = "\(need.record.kind.rawValue) \(need.localKey)"
                kept[name] = KeptRecord(id: "<\(name)>", version: "0")
                calls.append(
                    dialect.call(
                        making: [KeyedRecord(need.record, key: key(need.record.kind.rawValue, need.localKey))]))
            }
        }
    }

    private func key(_ kind: String, _ localKey: String) -> String {
        RecordKey.make(
            device: device, operation: "\(kind).create", company: company.key, localID: localKey, generation: 1)
    }
}
