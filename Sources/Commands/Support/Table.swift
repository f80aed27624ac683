/// Aligned text.
enum Table {
    /// Rows under headings; nothing at all for no rows.
    static func text<Row>(_ rows: [Row], _ columns: [Column<Row>]) -> String {
        guard !rows.isEmpty else { return "" }
        let cells = [columns.map(\.heading)] + rows.map { row in columns.map { $0.text(row) } }
        let widths = columns.indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
        return cells.map { line in
            let texts = columns.indices.map { column in
                padded(line[column], to: widths[column], isRight: columns[column].isRight)
            }
            return trimmed(texts.joined(separator: "  ")) + "\n"
        }.joined()
    }

    /// Names and what they say, the names aligned.
    static func text(_ parts: [(String, String)]) -> String {
        let width = parts.map(\.0.count).max() ?? 0
        return parts.map { trimmed(padded($0.0, to: width) + "  " + $0.1) + "\n" }.joined()
    }

    /// A text with spaces to a width.
    static func padded(_ text: String, to width: Int, isRight: Bool = false) -> String {
        let spaces = String(repeating: " ", count: max(0, width - text.count))
        return isRight ? spaces + text : text + spaces
    }

    private static func trimmed(_ line: String) -> String {
        String(line.reversed().drop { $0 == " " }.reversed())
    }
}
