/// A QR code as lines of text, for a terminal or a page of typescript: two rows of modules a line.
public enum QRText {
    /// The lines, light margin included, dark on light; nil for an empty text or one that no symbol holds.
    public static func lines(_ text: String) -> [String]? {
        guard let symbol = QRSymbol(text) else { return nil }
        let range = -QRSymbol.quietZone..<symbol.side + QRSymbol.quietZone
        return stride(from: range.lowerBound, to: range.upperBound, by: 2).map { row in
            String(
                range.map { column -> Character in
                    switch (symbol.isDark(column: column, row: row), symbol.isDark(column: column, row: row + 1)) {
                    case (true, true): "█"
                    case (true, false): "▀"
                    case (false, true): "▄"
                    case (false, false): " "
                    }
                })
        }
    }
}
