public import Fiscal
public import Foundation

/// Writes the files of one export, document by document; what it keeps in mind grows with customers and items alone.
public final class ExportWriter {
    /// A file that was written.
    public struct File: Sendable, Hashable {
        /// Its name.
        public let name: String
        /// Rows without headings, of all its sheets.
        public let rows: Int
    }

    /// What was written, for the manifest.
    public struct Summary: Sendable, Hashable {
        /// The files in order.
        public var files: [File] = []
        /// Documents.
        public var documents = 0
        /// What they come to without VAT, credit notes taken off.
        public var net = Money.zero
        /// The VAT of each letter, credit notes taken off.
        public var vat: [TaxLetter: Money] = [:]
        /// What they come to, credit notes taken off.
        public var gross = Money.zero

        /// Rows of all files.
        public var rows: Int { files.reduce(0) { $0 + $1.rows } }
    }

    private let profile: ExportProfile
    private let directory: URL
    private let stem: String
    private var book: XLSXWriter?
    private var tables: [TableWriter]
    private var gathered = ExportGathering()
    private var summary = Summary()

    /// Begins an export.
    ///
    /// - Parameters:
    ///   - directory: where the files are written; it is there.
    ///   - stem: what their names begin with.
    ///   - created: the time of making, which is part of a workbook.
    /// - Throws: ``ExportError`` `file`.
    public init(
        _ profile: ExportProfile, as format: ExportFileFormat, in directory: URL, stem: String, created: Timestamp
    ) throws(ExportError) {
        self.profile = profile
        self.directory = directory
        self.stem = stem
        switch format {
        case .csv: tables = profile.tables.map { TableWriter($0, sheet: nil) }
        case .xlsx:
            do throws(TableError) {
                let book = try XLSXWriter(
                    directory.appending(path: stem + ".xlsx"), title: profile.title, created: created)
                var tables: [TableWriter] = []
                for table in profile.tables {
                    let sheet = try book.addSheet(table.name, table.columns.map(\.tableColumn))
                    tables.append(TableWriter(table, sheet: sheet))
                }
                self.tables = tables
                self.book = book
            } catch {
                throw ExportError(error)
            }
        }
    }

    /// Adds a document to every table that shows it.
    ///
    /// - Throws: ``ExportError`` naming the document and the column where a required cell is empty or a value unmapped.
    public func add(_ sale: ExportSale) throws(ExportError) {
        for place in tables.indices {
            let table = tables[place].table
            guard table.documents.shows(sale) else { continue }
            try write(Self.rows(of: sale, table.rows), to: place)
        }
        gathered.note(sale)
        let isCredit = sale.sale.isCreditNote
        summary.documents += 1
        for (letter, amounts) in sale.taxes {
            let signed = isCredit ? amounts.negated : amounts
            summary.net = summary.net + signed.net
            summary.gross = summary.gross + signed.gross
            summary.vat[letter, default: .zero] = summary.vat[letter, default: .zero] + signed.vat
        }
    }

    /// Writes what is known only at the end, and ends the files.
    public func finish() throws(ExportError) -> Summary {
        for place in tables.indices {
            switch tables[place].table.rows {
            case .period: try write(gathered.periods.map(ExportRow.period), to: place)
            case .customer: try write(gathered.customers.map(ExportRow.customer), to: place)
            case .item: try write(gathered.items.map(ExportRow.item), to: place)
            case .document, .line, .tax, .payment: continue
            }
        }
        do throws(TableError) {
            for place in tables.indices { try tables[place].endFile() }
            try book?.finish()
        } catch {
            throw ExportError(error)
        }
        if book != nil {
            summary.files = [File(name: stem + ".xlsx", rows: tables.reduce(0) { $0 + $1.rows })]
        } else {
            summary.files = tables.flatMap(\.files)
        }
        return summary
    }

    /// The rows of one document in a table; none in one that is about several.
    private static func rows(of sale: ExportSale, _ kind: ExportRows) -> [ExportRow] {
        switch kind {
        case .document: [.document(sale)]
        case .line: sale.sale.lines.map { .line(sale, $0) }
        case .tax: sale.taxes.map { .tax(sale, $0.letter, $0.amounts) }
        case .payment: sale.payments.enumerated().map { .payment(sale, $1, number: $0 + 1) }
        case .period, .customer, .item: []
        }
    }

    private func write(_ rows: [ExportRow], to place: Int) throws(ExportError) {
        guard !rows.isEmpty else { return }
        var cells: [[TableCell]] = []
        for row in rows { cells.append(try tables[place].table.cells(of: row, profile)) }
        do throws(TableError) {
            if let book, let sheet = tables[place].sheet {
                for row in cells { try book.add(row, to: sheet) }
                tables[place].rows += cells.count
            } else {
                try tables[place].add(cells, in: directory, stem: stem, dialect: profile.csv)
            }
        } catch {
            throw ExportError(error)
        }
    }
}

/// Where one table is written to.
private struct TableWriter {
    let table: ExportProfile.Table
    let sheet: Int?
    /// Rows of a workbook's sheet.
    var rows = 0
    private(set) var files: [ExportWriter.File] = []
    private var writer: CSVWriter?
    private var name = ""
    private var rowsInFile = 0
    private var documentsInFile = 0

    init(_ table: ExportProfile.Table, sheet: Int?) {
        self.table = table
        self.sheet = sheet
    }

    /// Adds the rows of one document, which stay in one file; another is begun where this one is full.
    mutating func add(
        _ cells: [[TableCell]], in directory: URL, stem: String, dialect: CSVDialect
    ) throws(TableError) {
        let isFull =
            documentsInFile + 1 > table.documentLimit ?? .max || rowsInFile + cells.count > table.rowLimit ?? .max
        if isFull, documentsInFile > 0 { try endFile() }
        if writer == nil {
            name = "\(stem)-\(table.name)\(files.isEmpty ? "" : "-\(files.count + 1)").csv"
            writer = try CSVWriter(
                directory.appending(path: name), table.columns.map(\.tableColumn), dialect: dialect)
        }
        for row in cells { try writer?.add(row) }
        rowsInFile += cells.count
        documentsInFile += 1
    }

    mutating func endFile() throws(TableError) {
        guard let writer else { return }
        try writer.finish()
        files.append(ExportWriter.File(name: name, rows: rowsInFile))
        (self.writer, rowsInFile, documentsInFile) = (nil, 0, 0)
    }
}

/// What only all documents together tell.
private struct ExportGathering {
    private var byPeriod: [String: ExportPeriod] = [:]
    private var byCustomer: [String: Buyer] = [:]
    private var byItem: [String: SaleLine] = [:]

    /// The months in order, each with its letters.
    var periods: [ExportPeriod] { byPeriod.sorted { $0.key < $1.key }.map(\.value) }
    /// The customers by code.
    var customers: [Buyer] { byCustomer.sorted { $0.key < $1.key }.map(\.value) }
    /// The items by code, as last sold.
    var items: [SaleLine] { byItem.sorted { $0.key < $1.key }.map(\.value) }

    mutating func note(_ sale: ExportSale) {
        let month = String(DayForm.iso.text(sale.day).prefix(7))
        for (letter, amounts) in sale.taxes {
            let rate = sale.sale.rates[letter]
            // A rate that changed within the month has a row of its own.
            let key = "\(month) \(letter.rawValue) \(rate.hundredths)"
            var period = byPeriod[key] ?? ExportPeriod(month: month, letter: letter, rate: rate)
            period.documents += 1
            period.amounts = period.amounts + (sale.sale.isCreditNote ? amounts.negated : amounts)
            byPeriod[key] = period
        }
        if let buyer = sale.sale.buyer { byCustomer[buyer.code] = buyer }
        for line in sale.sale.lines { byItem[line.sku] = line }
    }
}

extension ExportDocuments {
    fileprivate func shows(_ sale: ExportSale) -> Bool {
        switch self {
        case .all: true
        case .sales: !sale.sale.isCreditNote
        case .creditNotes: sale.sale.isCreditNote
        }
    }
}

extension ExportProfile.Table {
    /// The cells of a row.
    fileprivate func cells(of row: ExportRow, _ profile: ExportProfile) throws(ExportError) -> [TableCell] {
        var cells: [TableCell] = []
        for column in columns { cells.append(try cell(column, row, profile)) }
        return cells
    }

    private func cell(
        _ column: ExportProfile.Column, _ row: ExportRow, _ profile: ExportProfile
    ) throws(ExportError) -> TableCell {
        var cell = TableCell.empty
        for source in column.sources where cell.isEmpty { cell = row.value(of: source, dueDays: profile.dueDays) }
        if let name = column.lookup, let map = profile.maps[name] {
            let value = Self.text(of: cell)
            guard let words = map.words(for: value) else {
                throw ExportError(
                    .unmapped,
                    "\(row.name): \(column.heading): the map \(name) has no words for \"\(value)\"; add it to the profile's maps"
                )
            }
            cell = words.isEmpty ? .empty : .text(words)
        }
        if cell.isEmpty, let text = column.text { cell = .text(text) }
        cell = column.shaped(cell)
        if column.isSigned, row.sale?.sale.isCreditNote == true { cell = cell.negated }
        if column.isRequired, cell.isEmpty {
            throw ExportError(
                .missing, "\(row.name): \(column.heading) may not be empty; give the column a `text` for that case")
        }
        return cell
    }

    private static func text(of cell: TableCell) -> String {
        switch cell {
        case .empty: ""
        case .text(let text), .number(let text): text
        case .day(let day): DayForm.iso.text(day)
        }
    }
}

extension ExportProfile.Column {
    /// A cell in the column's own kind; words that are no decimal stay words.
    fileprivate func shaped(_ cell: TableCell) -> TableCell {
        switch (kind, cell) {
        case (.number, .text(let text)) where ScaledDecimal.parse(text, scale: 6) != nil: .number(text)
        case (.text, .number(let text)): .text(text)
        case (.text, .day(let day)): .text(dayForm.text(day))
        default: cell
        }
    }
}

extension TableCell {
    /// A number with the other sign; zero has none.
    fileprivate var negated: TableCell {
        guard case .number(let text) = self, text.contains(where: { ("1"..."9").contains($0) }) else { return self }
        return .number(text.hasPrefix("-") ? String(text.dropFirst()) : "-" + text)
    }
}

extension ExportRow {
    /// What a person knows it by.
    fileprivate var name: String {
        switch self {
        case .document(let sale), .tax(let sale, _, _), .payment(let sale, _, _): sale.document.temporaryNumber
        case .line(let sale, let line): "\(sale.document.temporaryNumber) line \(line.number)"
        case .period(let period): period.month
        case .customer(let buyer): buyer.code
        case .item(let line): line.sku
        }
    }
}
