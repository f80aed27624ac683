public import Fiscal
public import Foundation

/// Writes a workbook of several sheets, row by row; memory does not grow with them.
///
/// Texts are text cells, so that leading zeros and long numbers stay as they are and nothing is a formula. The same rows
/// and the same time of making are the same bytes.
public final class XLSXWriter {
    private var handle: XLSXHandle
    private let texts: Int
    private let heads: Int
    private var formats: [String: Int] = [:]
    private var sheets: [Sheet] = []

    private struct Sheet {
        let columns: [TableColumn]
        var rows: Int
    }

    /// Rows of a sheet, headings included: Excel's limit.
    private static let rowLimit = 1_048_576
    /// Digits that a number keeps in Excel; longer ones are written as text.
    private static let digitLimit = 15
    /// Letters of a sheet's name: Excel's limit.
    private static let nameLimit = 31

    /// Begins a workbook over a file that is there.
    ///
    /// - Throws: ``TableError``.
    public init(_ url: URL, title: String, created: Timestamp) throws(TableError) {
        var handle = try XLSXHandle(
            path: url.path, drafts: url.deletingLastPathComponent().path, title: title,
            created: created.milliseconds / 1_000)
        texts = try handle.addFormat("@")
        heads = try handle.addFormat("@", bold: true)
        self.handle = handle
    }

    /// Adds a sheet with its headings; gives its place.
    public func addSheet(_ name: String, _ columns: [TableColumn]) throws(TableError) -> Int {
        let forbidden: Set<Character> = ["[", "]", ":", "*", "?", "/", "\\", "'"]
        let sheet = try handle.addSheet(String(name.map { forbidden.contains($0) ? "-" : $0 }.prefix(Self.nameLimit)))
        sheets.append(Sheet(columns: columns, rows: 1))
        for (place, column) in columns.enumerated() {
            try handle.write(
                text: TableCell.clean(column.heading), sheet: sheet, row: 0, column: place, format: heads)
        }
        return sheet
    }

    /// Adds a row of as many cells as the sheet has columns.
    ///
    /// - Throws: ``TableError`` `limit` behind the last row that Excel opens.
    public func add(_ cells: [TableCell], to sheet: Int) throws(TableError) {
        let columns = sheets[sheet].columns
        precondition(cells.count == columns.count, "a row has a cell for each column")
        let row = sheets[sheet].rows
        guard row < Self.rowLimit else {
            throw TableError(
                code: .limit, sentence: "a sheet has at most \(Self.rowLimit) rows; export a shorter period, or CSV")
        }
        for (place, cell) in cells.enumerated() where !cell.isEmpty {
            try write(cell, columns[place].kind, sheet: sheet, row: row, column: place)
        }
        sheets[sheet].rows += 1
    }

    /// Makes the file.
    public func finish() throws(TableError) {
        try handle.close()
    }

    private func write(
        _ cell: TableCell, _ kind: TableColumn.Kind, sheet: Int, row: Int, column: Int
    ) throws(TableError) {
        switch (cell, kind) {
        case (.empty, _): return
        case (.number(let text), .number(let pattern)) where Self.fits(text):
            try handle.write(decimal: text, sheet: sheet, row: row, column: column, format: try format(pattern))
        case (.number(let text), _):
            try handle.write(text: text, sheet: sheet, row: row, column: column, format: texts)
        case (.text(let text), _):
            // What looks like the escape of a character, such as _x0041_, is one to Excel, so its first sign is escaped.
            var plain = TableCell.clean(text)
            if plain.utf8.contains(UInt8(ascii: "_")) {
                plain = plain.replacing(#/_(?=x[0-9A-Fa-f]{4}_)/#, with: "_x005F_")
            }
            try handle.write(text: plain, sheet: sheet, row: row, column: column, format: texts)
        case (.day(let day), .day(let form)):
            try handle.write(
                decimal: "\(day.serial)", sheet: sheet, row: row, column: column, format: try format(form.rawValue))
        case (.day(let day), _):
            try handle.write(text: DayForm.iso.text(day), sheet: sheet, row: row, column: column, format: texts)
        }
    }

    private static func fits(_ decimal: String) -> Bool {
        decimal.utf8.filter { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.drop { $0 == UInt8(ascii: "0") }
            .count <= digitLimit
    }

    private func format(_ pattern: String) throws(TableError) -> Int {
        if let known = formats[pattern] { return known }
        let format = try handle.addFormat(pattern)
        formats[pattern] = format
        return format
    }
}
