import Accounting
import Fiscal
import Foundation
import LocalAPI

/// A report of the books as a file for spreadsheets.
enum ReportFile {
    private static let columns = [
        TableColumn("Number", .text), TableColumn("Day", .day(.iso)), TableColumn("Kind", .text),
        TableColumn("State", .text), TableColumn("Sales", .number(format: "0")),
        TableColumn("Total", .number(format: "0.00")), TableColumn("ID there", .text), TableColumn("Posted at", .text),
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

    /// Writes a workbook of the documents and the counts.
    static func writeXLSX(_ report: BooksReportReply, to url: URL, at time: Timestamp) throws(TableError) {
        let writer = try XLSXWriter(url, title: "Books of \(report.tally.lane)", created: time)
        let documents = try writer.addSheet("Documents", columns)
        for document in report.documents { try writer.add(cells(document), to: documents) }
        let counts = try writer.addSheet("Counts", [TableColumn("What", .text), TableColumn("Count", .text)])
        for (name, value) in self.counts(report.tally) { try writer.add([.text(name), .text(value)], to: counts) }
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

    /// The counts under their names.
    static func counts(_ tally: BooksTallyReply) -> [(String, String)] {
        [
            ("posted", "\(tally.documents.done)"), ("to be posted", "\(tally.documents.ready)"),
            ("sums whose day still collects", "\(tally.documents.open)"),
            ("wait for a person", "\(tally.documents.parked)"), ("given up", "\(tally.documents.abandoned)"),
            ("sales without a document", "\(tally.unplaced)"), ("exchanges", "\(tally.exchanges)"),
            ("of them failed", "\(tally.failures)"), ("mean time of an exchange", "\(tally.meanMilliseconds) ms"),
        ]
    }

    private static func cells(_ document: BooksDocumentReply) -> [TableCell] {
        [
            .text(document.number), CalendarDay(document.day).map(TableCell.day) ?? .text(document.day),
            .text(kind(document)), .text(document.state), .number("\(document.sales)"), .number(document.total),
            text(document.externalID), text(document.finishedAt), .number("\(document.attempts)"),
            text(document.task.map { "\($0.id) \($0.code)" }), text(document.task?.reason),
        ]
    }

    private static func text(_ text: String?) -> TableCell { text.map(TableCell.text) ?? .empty }
}
