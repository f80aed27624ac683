/// A slip as plain text, each line at most as wide as the paper, ended by a line feed.
public struct TextRenderer: Sendable {
    private let typesetter: Typesetter
    private let qr: QRStyle

    /// Makes a renderer for one width.
    ///
    /// - Parameter codePage: the characters that whoever prints it has; nil for ASCII alone.
    public init(width: PaperWidth, codePage: CodePage? = .windows1252, qr: QRStyle = .none) {
        typesetter = Typesetter(width: width.rawValue, codePage: codePage)
        self.qr = qr
    }

    /// The text of a slip.
    public func render(_ slip: Slip) -> String {
        typesetter.rows(slip).flatMap(lines).map { $0 + "\n" }.joined()
    }

    /// The text of a test slip.
    public func render(_ test: TestSlip) -> String {
        test.lines(columns: typesetter.width).flatMap(typesetter.rows).flatMap(lines).map { $0 + "\n" }.joined()
    }

    private func lines(_ row: PaperRow) -> [String] {
        switch row {
        case .text(let text, _, tall: false):
            return [text]
        case .text(let text, _, tall: true):
            return framed(text)
        case .logo:
            return [centered("[KRA LOGO]")]
        case .qr(let payload):
            return code(payload)
        }
    }

    /// Twice the size in plain text: the letters spaced, a frame around them.
    private func framed(_ text: String) -> [String] {
        let inside = typesetter.width - 2
        let spaced = text.split(separator: " ").joined().map(String.init).joined(separator: " ")
        let middle = typesetter.centered(String(spaced.prefix(inside)), in: inside)
        let border = String(repeating: "*", count: typesetter.width)
        return [border, "*" + middle + String(repeating: " ", count: inside - middle.count) + "*", border]
    }

    private func code(_ payload: String) -> [String] {
        switch qr {
        case .none: return [centered("[QR]")]
        case .blocks: return QRSymbol(payload).map(Self.blocks) ?? [centered("[QR]")]
        case .written:
            let letters = Array(payload)
            return stride(from: 0, to: letters.count, by: typesetter.width).map { start in
                String(letters[start..<min(start + typesetter.width, letters.count)])
            }
        }
    }

    private func centered(_ text: String) -> String {
        typesetter.centered(text, in: typesetter.width)
    }

    /// Two modules to a character, light ones drawn, so that a dark screen shows dark on light as scanners want.
    private static func blocks(_ symbol: QRSymbol) -> [String] {
        let columns = -QRSymbol.quietZone..<symbol.side + QRSymbol.quietZone
        return stride(from: columns.lowerBound, to: columns.upperBound, by: 2).map { row in
            columns.map { column in
                switch (symbol.isDark(column: column, row: row), symbol.isDark(column: column, row: row + 1)) {
                case (false, false): "\u{2588}"
                case (false, true): "\u{2580}"
                case (true, false): "\u{2584}"
                case (true, true): " "
                }
            }.joined()
        }
    }
}
