import Fiscal
import LocalAPI

extension BooksReportReply.Sum {
    /// What documents come to, credit notes taken off.
    fileprivate init(_ name: String, _ documents: [BooksDocumentReply]) {
        func sum(_ wanted: [BooksDocumentReply], _ amount: (BooksDocumentReply) -> String?) -> Money {
            wanted.reduce(Money.zero) { sum, document in
                let amount = amount(document).flatMap { Money($0) } ?? .zero
                return document.isCredit ? sum - amount : sum + amount
            }
        }
        let posted = documents.filter { $0.state == "done" }
        self.init(
            name: name, documents: documents.count, sales: documents.reduce(0) { $0 + $1.sales },
            total: "\(sum(documents) { $0.total })", tax: "\(sum(documents) { $0.tax })",
            posted: "\(sum(posted) { $0.total })")
    }
}

extension BooksReportReply {
    /// A report of documents, with their sums by day and by state; credit notes are taken off.
    init(tally: BooksTallyReply, documents: [BooksDocumentReply], from: String? = nil, to: String? = nil) {
        let days = Dictionary(grouping: documents, by: \.day).sorted { $0.key < $1.key }
        let states = ["done", "ready", "open", "parked", "abandoned"].compactMap { state in
            let of = documents.filter { $0.state == state }
            return of.isEmpty ? nil : Sum(ReportFile.words(ofState: state), of)
        }
        self.init(
            tally: tally, documents: documents, from: from, to: to, days: days.map { Sum($0.key, $0.value) },
            states: states, all: Sum("together", documents))
    }
}
