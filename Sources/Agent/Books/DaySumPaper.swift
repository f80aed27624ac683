import Accounting
import Fiscal
import Rendering
import Spool

/// The paper beside a day's sum: its sales, each with its number, time, tax and fiscal number.
struct DaySumPaper {
    private let row: BooksDocumentRow
    private let members: [BooksSource.Member]

    init(_ row: BooksDocumentRow, _ members: [BooksSource.Member]) { (self.row, self.members) = (row, members) }

    /// The file's name.
    var name: String { "\(row.number).pdf" }

    /// The file, once each of its sales has its fiscal number.
    ///
    /// The same sum gives the same bytes: it bears the time of its last sale, and not the present one.
    func content() throws(PDFError) -> [UInt8] {
        guard let last = members.last?.document else { return [] }
        let branch = last.branch
        let page = ReportPage(
            title: "Sales of \(row.day)", made: KenyaTime(members.map(\.document.acceptedAt).max() ?? last.acceptedAt),
            facts: [
                ("Document", row.number), ("Seller", "\(branch.tradeName), PIN \(branch.pin)"),
                ("Branch", "\(branch.branchID), \(branch.address)"),
                ("Sales", "\(members.count)"),
            ],
            tables: [sales, taxes])
        return try ReportPageRenderer().render(page)
    }

    private var sales: ReportPage.Table {
        let totals = members.map(\.document.sale.totals)
        return ReportPage.Table(
            heading: nil,
            columns: [
                .init("Number"), .init("Sold at"), .init("Total", isRight: true), .init("VAT", isRight: true),
                .init("Fiscal number"),
            ],
            rows: members.map { member in
                let (document, sums) = (member.document, member.document.sale.totals)
                return [
                    document.temporaryNumber, "\(CalendarDay(document.soldAt)) \(KenyaTime(document.soldAt).clock)",
                    "\(sums.total)", "\(sums.tax)",
                    member.receipt?.controlUnitInvoiceNumber ?? "",
                ]
            },
            sums: [
                [
                    "Together", "", "\(totals.reduce(Money.zero) { $0 + $1.total })",
                    "\(totals.reduce(Money.zero) { $0 + $1.tax })", "",
                ]
            ])
    }

    private var taxes: ReportPage.Table {
        let totals = Totals(members.flatMap(\.document.sale.lines))
        let rates = members[0].document.sale.rates
        return ReportPage.Table(
            heading: "By tax letter",
            columns: [
                .init("Letter"), .init("Rate", isRight: true), .init("Net", isRight: true),
                .init("VAT", isRight: true), .init("Total", isRight: true),
            ],
            rows: TaxLetter.allCases.compactMap { letter in
                totals.byTax[letter].map { part in
                    [
                        letter.rawValue, "\(Money(minor: rates[letter].hundredths)) %", "\(part.total - part.tax)",
                        "\(part.tax)", "\(part.total)",
                    ]
                }
            })
    }
}
