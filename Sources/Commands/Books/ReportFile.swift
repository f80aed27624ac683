import Accounting
import Fiscal
import Foundation
import LocalAPI
import Rendering

/// A report of the books as a file: for spreadsheets, or to be read.
enum ReportFile {
    private static let columns = [
        TableColumn("Number", .text), TableColumn("Day", .day(.iso)), TableColumn("Kind", .text),
        TableColumn("State", .text), TableColumn("Sales", .number(format: "0")),
        TableColumn("Total", .number(format: "0.00")), TableColumn("VAT", .number(format: "0.00")),
        TableColumn("Buyer", .text), TableColumn("Buyer PIN", .text), TableColumn("Fiscal number", .text),
        TableColumn("ID there", .text), TableColumn("Posted at", .text),
        TableColumn("Attempts", .number(format: "0")), TableColumn("Task", .text), TableColumn("Reason", .text),
    ]

    /// The documents as CSV, as it stands in a file.
    static func csv(_ report: BooksReportReply) -> String {
        let dialect = CSVDialect()
        return dialect.headings(columns) + report.documents.map { dialect.row(cells($0), columns) }.joined()
    }

    /// Writes the documents as CSV.
    static func writeCSV(_ report: BooksReportReply, to url: URL) throws(TableError) {
        let writer = try CSVWriter(url, columns, dialect: CSVDialect())
        for document in report.documents { try writer.add(cells(document)) }
        try writer.finish()
    }

    /// The page that an accountant reads.
    static func page(_ report: BooksReportReply, of company: String, at time: Timestamp) -> ReportPage {
        let range =
            switch (report.from, report.to) {
            case (nil, nil): "all days"
            case (let from?, nil): "from \(from)"
            case (nil, let to?): "to \(to)"
            case (let from?, let to?): "\(from) to \(to)"
            }
        return ReportPage(
            title: "Books of \(company)", made: KenyaTime(time),
            facts: [
                ("Company", "\(company), \(report.tally.lane)"), ("Days", range),
                ("Made", "\(CalendarDay(time)) \(KenyaTime(time).clock)"),
                ("Amounts", "credit notes below zero; \"not posted\" is what the books do not have yet"),
            ],
            tables: [
                documents(report.documents),
                sums("By day", "Day", report.days, together: report.all),
                sums("By state", "State", report.states, together: report.all),
            ])
    }

    private static func documents(_ documents: [BooksDocumentReply]) -> ReportPage.Table {
        ReportPage.Table(
            heading: "Documents",
            columns: [
                .init("Number"), .init("Day"), .init("Kind"), .init("State"), .init("Sales", isRight: true),
                .init("Total", isRight: true), .init("VAT", isRight: true), .init("Buyer"), .init("Fiscal number"),
                .init("ID there"), .init("Task"),
            ],
            rows: documents.reversed().map { document in
                [
                    document.number, document.day, kind(document), words(ofState: document.state), "\(document.sales)",
                    total(document), tax(document) ?? "", buyer(document) ?? "",
                    document.fiscalNumber ?? "", document.externalID ?? "",
                    document.task.map { "\($0.id) \($0.reason)" } ?? "",
                ]
            })
    }

    private static func sums(
        _ heading: String, _ first: String, _ sums: [BooksReportReply.Sum], together: BooksReportReply.Sum
    ) -> ReportPage.Table {
        func row(_ sum: BooksReportReply.Sum, _ name: String) -> [String] {
            let rest = (Money(sum.total) ?? .zero) - (Money(sum.posted) ?? .zero)
            return [name, "\(sum.documents)", "\(sum.sales)", sum.total, sum.tax, sum.posted, "\(rest)"]
        }
        return ReportPage.Table(
            heading: heading,
            columns: [
                .init(first), .init("Documents", isRight: true), .init("Sales", isRight: true),
                .init("Total", isRight: true), .init("VAT", isRight: true), .init("Posted", isRight: true),
                .init("Not posted", isRight: true),
            ],
            rows: sums.map { row($0, $0.name) }, sums: [row(together, "Together")])
    }

    /// How a document stands, for people.
    static func words(ofState state: String) -> String {
        switch state {
        case "done": "posted"
        case "ready": "to be posted"
        case "open": "collects"
        case "parked": "waits for a person"
        case "abandoned": "given up"
        default: state
        }
    }

    /// Writes a workbook of the documents and the counts.
    static func writeXLSX(_ report: BooksReportReply, to url: URL, at time: Timestamp) throws(TableError) {
        let writer = try XLSXWriter(url, title: "Books of \(report.tally.lane)", created: time)
        let documents = try writer.addSheet("Documents", columns)
        for document in report.documents { try writer.add(cells(document), to: documents) }
        for (name, sums) in [("By day", report.days), ("By state", report.states)] {
            let sheet = try writer.addSheet(name, sumColumns)
            for sum in sums + [report.all] { try writer.add(cells(sum), to: sheet) }
        }
        let counts = try writer.addSheet(
            "Counts", [TableColumn("What", .text), TableColumn("Count", .number(format: "0"))])
        for (name, value) in self.counts(report) {
            try writer.add([.text(name), .number("\(value)")], to: counts)
        }
        try writer.finish()
    }

    /// What a document is, for people.
    static func kind(_ document: BooksDocumentReply) -> String {
        switch (document.kind, document.isCredit) {
        case ("summary", false): "day"
        case ("summary", true): "day's credits"
        case (_, false): "sale"
        case (_, true): "credit note"
        }
    }

    /// What a document comes to; a credit note is below zero, so that a column adds up to its sum.
    static func total(_ document: BooksDocumentReply) -> String { signed(document.total, document) }

    /// The VAT in a document, as ``total(_:)`` has it; nil where it is not known.
    static func tax(_ document: BooksDocumentReply) -> String? { document.tax.map { signed($0, document) } }

    private static func signed(_ amount: String, _ document: BooksDocumentReply) -> String {
        document.isCredit ? Money(amount).map { "\(Money.zero - $0)" } ?? amount : amount
    }

    /// The buyer as a person reads it: the PIN and the name, or one of them.
    static func buyer(_ document: BooksDocumentReply) -> String? {
        let parts = [document.buyerPIN, document.buyerName].compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }

    /// The counts under their names.
    static func counts(_ report: BooksReportReply) -> [(String, Int64)] {
        let tally = report.tally
        let isWhole = report.from == nil && report.to == nil
        return [
            ("posted", Int64(tally.documents.done)), ("to be posted", Int64(tally.documents.ready)),
            ("posted, fiscal receipt to come", Int64(tally.receiptsDue)),
            ("sums whose day still collects", Int64(tally.documents.open)),
            ("wait for a person", Int64(tally.documents.parked)), ("given up", Int64(tally.documents.abandoned)),
            ("sales without a document", Int64(tally.unplaced)),
            (
                "left out, all from before \(tally.from ?? "these books")",
                Int64(tally.leftOut - tally.leftOutExported)
            ),
            ("left out, all that left in files", Int64(tally.leftOutExported)),
            (isWhole ? "exchanges" : "exchanges made on these days", Int64(tally.exchanges)),
            ("of them failed", Int64(tally.failures)), ("mean time of an exchange in ms", tally.meanMilliseconds),
        ]
    }

    private static let sumColumns = [
        TableColumn("What", .text), TableColumn("Documents", .number(format: "0")),
        TableColumn("Sales", .number(format: "0")), TableColumn("Total", .number(format: "0.00")),
        TableColumn("VAT", .number(format: "0.00")), TableColumn("Posted", .number(format: "0.00")),
    ]

    private static func cells(_ sum: BooksReportReply.Sum) -> [TableCell] {
        [
            .text(sum.name), .number("\(sum.documents)"), .number("\(sum.sales)"), .number(sum.total),
            .number(sum.tax), .number(sum.posted),
        ]
    }

    private static func cells(_ document: BooksDocumentReply) -> [TableCell] {
        [
            .text(document.number), CalendarDay(document.day).map(TableCell.day) ?? .text(document.day),
            .text(kind(document)), .text(words(ofState: document.state)), .number("\(document.sales)"),
            .number(total(document)), tax(document).map(TableCell.number) ?? .empty, text(document.buyerName),
            text(document.buyerPIN), text(document.fiscalNumber), text(document.externalID), text(document.finishedAt),
            .number("\(document.attempts)"),
            text(document.task.map { "\($0.id) \($0.code)" }), text(document.task?.reason),
        ]
    }

    private static func text(_ text: String?) -> TableCell { text.map(TableCell.text) ?? .empty }
}
