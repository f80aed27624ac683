public import Foundation

/// Writes one CSV file by RFC 4180: cells quoted where they must be, lines ended by CR LF, UTF-8.
public final class CSVWriter {
    private let dialect: CSVDialect
    private let columns: [TableColumn]
    private let file: FileHandle
    private let name: String
    private var waiting = Data()

    /// Bytes that are gathered before the disk is troubled.
    private static let chunk = 1 << 16

    /// Begins a file, over one that is there.
    ///
    /// - Throws: ``TableError`` `storage`.
    public init(_ url: URL, _ columns: [TableColumn], dialect: CSVDialect) throws(TableError) {
        self.dialect = dialect
        self.columns = columns
        name = url.lastPathComponent
        guard FileManager.default.createFile(atPath: url.path, contents: nil),
            let file = FileHandle(forWritingAtPath: url.path)
        else { throw TableError(code: .storage, sentence: "\(url.path) cannot be written") }
        self.file = file
        if dialect.hasMark { waiting += [0xEF, 0xBB, 0xBF] }
        if dialect.hasHeadings { waiting += dialect.headings(columns).utf8 }
    }

    /// Adds a row of as many cells as there are columns.
    public func add(_ cells: [TableCell]) throws(TableError) {
        precondition(cells.count == columns.count, "a row has a cell for each column")
        waiting += dialect.row(cells, columns).utf8
        if waiting.count >= Self.chunk { try flush() }
    }

    /// Writes what waits and ends the file.
    public func finish() throws(TableError) {
        try flush()
        do {
            try file.close()
        } catch {
            throw TableError(code: .storage, sentence: "\(name) cannot be closed: \(error.localizedDescription)")
        }
    }

    private func flush() throws(TableError) {
        do {
            try file.write(contentsOf: waiting)
        } catch {
            throw TableError(code: .storage, sentence: "\(name) cannot be written: \(error.localizedDescription)")
        }
        waiting.removeAll(keepingCapacity: true)
    }
}
