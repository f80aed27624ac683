import Fiscal
import Foundation
import LocalAPI

/// The one place that writes: results to standard output, talk to standard error.
struct Output {
    private let format: OutputFormat

    init(_ format: OutputFormat) {
        self.format = format
    }

    /// Writes a list; an empty one writes nothing as a table and `[]` as JSON.
    ///
    /// - Parameter nothing: what is said to a person where a table would be empty.
    func list<Row: Encodable>(_ rows: [Row], _ columns: [Column<Row>], nothing: String? = nil) {
        guard !rows.isEmpty else {
            switch format {
            case .json: Self.write("[]\n", to: .standardOutput)
            case .table: if let nothing { Self.talk(nothing) }
            }
            return
        }
        show(rows) { Table.text(rows, columns) }
    }

    /// Writes one thing: as a table, a line for each of its parts.
    func one(_ thing: some Encodable, _ parts: [(String, String)]) {
        show(thing) { Table.text(parts) }
    }

    /// Writes one thing whose table form is a screen of its own.
    func screen(_ thing: some Encodable, _ lines: [String]) {
        show(thing) { lines.map { $0 + "\n" }.joined() }
    }

    /// Writes one of many things that come one after another: a line each.
    func row(_ thing: some Encodable, _ line: String) {
        switch format {
        case .table: Self.write(line + "\n", to: .standardOutput)
        case .json: Self.write(Self.json(thing, pretty: false) + "\n", to: .standardOutput)
        }
    }

    /// Writes bytes as they are, whatever the format.
    static func bytes(_ bytes: [UInt8]) {
        Self.write(Data(bytes), to: .standardOutput)
    }

    /// Writes a sentence to standard error.
    static func talk(_ sentence: String) {
        write(sentence + "\n", to: .standardError)
    }

    /// Writes why the agent did not do it, with every fault on a line of its own.
    static func talk(_ error: ClientError, about place: String? = nil) {
        var lines = ["\(place.map { $0 + ": " } ?? "Error: ")\(error.sentence)"]
        if case .refused(let problem) = error {
            lines += problem.errors.map { "  \($0.field): found \($0.found); expected \($0.expected) (\($0.rule))" }
        }
        talk(lines.joined(separator: "\n"))
    }

    /// Writes over the current line of a terminal's standard error.
    static func overwrite(_ line: String) {
        write("\r\u{1B}[K" + line, to: .standardError)
    }

    private func show(_ thing: some Encodable, table: () -> String) {
        switch format {
        case .table: Self.write(table(), to: .standardOutput)
        case .json: Self.write(Self.json(thing, pretty: true) + "\n", to: .standardOutput)
        }
    }

    private static func json(_ thing: some Encodable, pretty: Bool) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
        guard let bytes = try? encoder.encode(thing) else {
            preconditionFailure("a reply that was read as JSON can be written as JSON")
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func write(_ text: String, to file: FileHandle) {
        write(Data(text.utf8), to: file)
    }

    /// Nothing can be said about an output that is gone; a reader that leaves early, such as `head`, is no fault.
    private static func write(_ bytes: Data, to file: FileHandle) {
        guard !bytes.isEmpty else { return }
        try? file.write(contentsOf: bytes)
    }
}
