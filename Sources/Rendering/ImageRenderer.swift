/// A slip as a picture of the paper, a PNG of black and white dots.
public struct ImageRenderer: Sendable {
    private let typesetter: Typesetter

    /// Picture dots to a dot of the font.
    private static let scale = 2
    /// Picture dots to a module of a QR code.
    private static let module = 5
    /// White around the paper's text, in picture dots.
    private static let margin = 24

    /// Makes a renderer; the paper is as wide as its columns.
    public init(width: PaperWidth = .columns42) {
        typesetter = Typesetter(width: width.rawValue, codePage: nil)
    }

    /// The PNG file of a slip.
    public func render(_ slip: Slip) -> [UInt8] {
        let blocks = typesetter.rows(slip).map(block)
        let width = typesetter.width * BitmapFont.advance * Self.scale + 2 * Self.margin
        let height = blocks.reduce(2 * Self.margin) { $0 + $1.height }
        var bitmap = Bitmap(width: width, height: height)
        var top = Self.margin
        for block in blocks {
            draw(block, at: top, on: &bitmap)
            top += block.height
        }
        return PNG.file(bitmap)
    }

    /// A row with all that drawing it needs.
    private enum Block {
        case text(String, bold: Bool, scale: Int)
        case symbol(QRSymbol)

        var height: Int {
            switch self {
            case .text(_, _, let scale): BitmapFont.lineHeight * scale
            case .symbol(let symbol): (symbol.side + 2 * QRSymbol.quietZone) * ImageRenderer.module
            }
        }
    }

    private func block(_ row: PaperRow) -> Block {
        let scale = Self.scale
        switch row {
        case .text(let text, let bold, let tall):
            return .text(text, bold: bold, scale: tall ? 2 * scale : scale)
        case .logo:
            return .text(typesetter.centered("[KRA LOGO]", in: typesetter.width), bold: true, scale: scale)
        case .qr(let payload):
            return QRSymbol(payload).map(Block.symbol) ?? .text("[QR]", bold: false, scale: scale)
        }
    }

    private func draw(_ block: Block, at top: Int, on bitmap: inout Bitmap) {
        switch block {
        case .text(let text, let bold, let scale):
            for (place, character) in text.enumerated() where character != " " {
                let left = Self.margin + place * BitmapFont.advance * scale
                Self.draw(character, bold: bold, scale: scale, x: left, y: top, on: &bitmap)
            }
        case .symbol(let symbol):
            let left = (bitmap.width - symbol.side * Self.module) / 2
            let first = top + QRSymbol.quietZone * Self.module
            for row in 0..<symbol.side {
                for column in 0..<symbol.side where symbol.isDark(column: column, row: row) {
                    bitmap.fill(
                        x: left + column * Self.module, y: first + row * Self.module, width: Self.module,
                        height: Self.module)
                }
            }
        }
    }

    private static func draw(
        _ character: Character, bold: Bool, scale: Int, x: Int, y: Int, on bitmap: inout Bitmap
    ) {
        for row in 0..<BitmapFont.glyphHeight {
            for column in 0..<BitmapFont.glyphWidth where BitmapFont.isDark(character, column: column, row: row) {
                bitmap.fill(
                    x: x + column * scale, y: y + row * scale, width: bold ? scale + scale / 2 : scale, height: scale)
            }
        }
    }
}
