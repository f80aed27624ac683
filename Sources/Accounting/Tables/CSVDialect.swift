/// How a CSV file is written (accounting reference §4.1).
public struct CSVDialect: Sendable, Hashable {
    /// What stands between cells.
    public enum Separator: String, Sendable, Hashable, CaseIterable {
        /// A comma, as RFC 4180 has it.
        case comma
        /// A semicolon, for spreadsheets whose decimals have a comma.
        case semicolon
        /// A tab.
        case tab

        /// The character itself.
        public var character: Character {
            switch self {
            case .comma: ","
            case .semicolon: ";"
            case .tab: "\t"
            }
        }
    }

    /// What stands between cells.
    public var separator: Separator
    /// Whether the file begins with a byte order mark, by which Excel knows UTF-8.
    public var hasMark: Bool
    /// Whether the first row has the headings.
    public var hasHeadings: Bool
    /// Whether a text that a spreadsheet would take for a formula gets an apostrophe in front.
    public var guardsFormulas: Bool

    /// Makes a dialect.
    public init(
        separator: Separator = .comma, hasMark: Bool = false, hasHeadings: Bool = true, guardsFormulas: Bool = true
    ) {
        self.separator = separator
        self.hasMark = hasMark
        self.hasHeadings = hasHeadings
        self.guardsFormulas = guardsFormulas
    }

    /// What a spreadsheet takes for the beginning of a formula, the wide forms of East Asian keyboards among it.
    private static let formulaStarts = "=+-@\t\r\n|＝＋－＠".unicodeScalars

    /// A row with its line ending.
    public func row(_ cells: [TableCell], _ columns: [TableColumn]) -> String {
        zip(cells, columns).map { cell, column in
            switch (cell, column.kind) {
            case (.empty, _): ""
            case (.text(let text), _): quoted(guarded(text))
            // A number is a number whatever it begins with.
            case (.number(let text), _): quoted(text)
            case (.day(let day), .day(let form)): quoted(form.text(day))
            case (.day(let day), _): quoted(DayForm.iso.text(day))
            }
        }.joined(separator: String(separator.character)) + "\r\n"
    }

    /// The row of headings.
    public func headings(_ columns: [TableColumn]) -> String {
        row(columns.map { .text($0.heading) }, columns)
    }

    private func guarded(_ text: String) -> String {
        // Before it is cleaned: what is left out might have hidden the sign behind it. And behind white space: some
        // programs take it away as they read.
        let clean = TableCell.clean(text)
        let starts = [text, clean].contains { text in
            let signs = [text.unicodeScalars.first, text.unicodeScalars.first { !Self.isBlank($0) }]
            return signs.contains { $0.map(Self.formulaStarts.contains) ?? false }
        }
        return guardsFormulas && starts ? "'" + clean : clean
    }

    /// White space, and what is not to be seen at all, such as a byte order mark.
    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || scalar.properties.generalCategory == .format
    }

    private func quoted(_ text: String) -> String {
        let special = "\",;\t\r\n'".unicodeScalars
        let hasSpace = text.first == " " || text.last == " "
        guard hasSpace || text.unicodeScalars.contains(where: special.contains) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}
