/// Aligned text.
enum Table {
    /// What a text is never folded below.
    private static let narrowest = 14

    /// Rows under headings; nothing at all for no rows.
    ///
    /// - Parameter width: the width of the terminal that a person reads it on; nil where a program does, which gets each
    ///   row on one line. Where the rows are wider, the widest texts go over several lines, no word of them torn; where that
    ///   does not do, each row is told as names and what they say.
    static func text<Row>(_ rows: [Row], _ columns: [Column<Row>], width: Int? = Terminal.width) -> String {
        guard !rows.isEmpty else { return "" }
        let cells = [columns.map(\.heading)] + rows.map { row in columns.map { $0.text(row) } }
        var widths = columns.indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
        let gaps = 2 * (columns.count - 1)
        let longestWords = columns.indices.map { column in
            cells.map { $0[column].split(separator: " ").map(\.count).max() ?? 0 }.max() ?? 0
        }
        while let width, widths.reduce(gaps, +) > width {
            let wide = columns.indices.filter { !columns[$0].isRight && widths[$0] > longestWords[$0] }
            guard let widest = wide.max(by: { widths[$0] < widths[$1] }) else {
                return stacked(cells, width: width)
            }
            widths[widest] -= 1
        }
        return cells.map { line in
            let folded = columns.indices.map { folds(line[$0], to: max(1, widths[$0])) }
            return (0..<(folded.map(\.count).max() ?? 1)).map { row in
                let texts = columns.indices.map { column in
                    let text = row < folded[column].count ? folded[column][row] : ""
                    return padded(text, to: widths[column], isRight: columns[column].isRight)
                }
                return trimmed(texts.joined(separator: "  ")) + "\n"
            }.joined()
        }.joined()
    }

    /// Each row as its headings and what they say, an empty line between; what says nothing is left out.
    private static func stacked(_ cells: [[String]], width: Int) -> String {
        let names = cells[0].map(\.count).max() ?? 0
        return cells.dropFirst().map { row in
            zip(cells[0], row).filter { !["", "-"].contains($0.1) }.map { name, text in
                folds(text, to: max(narrowest, width - names - 2)).enumerated().map { place, text in
                    trimmed(padded(place == 0 ? name : "", to: names) + "  " + text) + "\n"
                }.joined()
            }.joined()
        }.joined(separator: "\n")
    }

    /// A text in pieces of at most a width: cut between words, and within a word that is longer.
    static func folds(_ text: String, to width: Int) -> [String] {
        guard text.count > width else { return [text] }
        let head = text.prefix(width + 1)
        let space = head.lastIndex(of: " ").flatMap { $0 == text.startIndex ? nil : $0 }
        let cut = space ?? text.index(text.startIndex, offsetBy: width)
        return [trimmed(String(text[..<cut]))] + folds(String(text[cut...].drop { $0 == " " }), to: width)
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
