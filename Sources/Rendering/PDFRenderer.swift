internal import Fiscal

/// A slip as a PDF: real letters that can be searched and copied, and the QR code as squares.
///
/// The same slip is the same bytes: the time in the file is the receipt's own. Pages are as wide as A5 and at least as
/// tall; a slip that fits twice that height stays on one page.
public struct PDFRenderer: Sendable {
    private let typesetter: Typesetter

    /// A5 across, 148 mm, in hundredths of a point.
    private static let pageWidth = 419_53
    /// A5 upright, 210 mm.
    private static let leastHeight = 595_28
    /// Twice A5 upright.
    private static let mostHeight = 1190_55
    /// White above and below.
    private static let margin = 36_00
    /// The size of plain letters; each is 0.6 of it wide, as all of Courier is.
    private static let size = 10_00
    /// From one base line to the next.
    private static let leading = 12_00
    /// The edge of a module of a QR code: 0.7 mm.
    private static let module = 2_00

    /// Makes a renderer for as many columns as the paper has.
    public init(width: PaperWidth = .columns48) {
        typesetter = Typesetter(width: width.rawValue, codePage: .windows1252)
    }

    /// The PDF file of a slip.
    ///
    /// - Throws: ``PDFError`` where the library could not make it, which only a want of memory explains.
    public func render(_ slip: Slip) throws(PDFError) -> [UInt8] {
        let pages = Self.pages(typesetter.rows(slip).map(block))
        var file = try PDFHandle()
        let document = slip.entry.document
        try file.describe(
            title: CodePage.fit(document.temporaryNumber, to: nil),
            made: KenyaTime(slip.receipt?.signedAt ?? document.acceptedAt))
        for (place, blocks) in pages.enumerated() {
            let height = max(Self.leastHeight, Self.height(of: blocks) + 2 * Self.margin)
            try file.beginPage(width: Self.pageWidth, height: height)
            var top = height - Self.margin
            for block in blocks {
                try draw(block, below: top, on: file)
                top -= block.height
            }
            if pages.count > 1 {
                let number = Array("\(place + 1)/\(pages.count)".utf8)
                try file.write(
                    number, x: Self.left(of: number.count, size: Self.size), y: Self.margin / 2, font: .plain,
                    size: Self.size)
            }
        }
        return try file.bytes()
    }

    /// A row with all that drawing it needs.
    private enum Block {
        case text([UInt8], bold: Bool, tall: Bool)
        case symbol(QRSymbol)

        var height: Int {
            switch self {
            case .text(_, _, let tall): tall ? 2 * PDFRenderer.leading : PDFRenderer.leading
            case .symbol(let symbol): (symbol.side + 2 * QRSymbol.quietZone) * PDFRenderer.module
            }
        }
    }

    private func block(_ row: PaperRow) -> Block {
        switch row {
        case .text(let text, let bold, let tall):
            return .text(CodePage.windows1252.bytes(text), bold: bold, tall: tall)
        case .logo:
            return .text(Array(typesetter.centered("[KRA LOGO]", in: typesetter.width).utf8), bold: true, tall: false)
        case .qr(let payload):
            return QRSymbol(payload).map(Block.symbol) ?? .text(Array("[QR]".utf8), bold: false, tall: false)
        }
    }

    /// Breaks the rows where a page is full.
    private static func pages(_ blocks: [Block]) -> [[Block]] {
        let room = mostHeight - 2 * margin
        var pages: [[Block]] = [[]]
        var used = 0
        for block in blocks {
            if used + block.height > room, used > 0 {
                pages.append([])
                used = 0
            }
            pages[pages.count - 1].append(block)
            used += block.height
        }
        return pages
    }

    private static func height(of blocks: [Block]) -> Int { blocks.reduce(0) { $0 + $1.height } }

    /// Where a line of so many letters begins to stand in the middle of the page.
    private static func left(of columns: Int, size: Int) -> Int { (pageWidth - columns * size * 6 / 10) / 2 }

    private func draw(_ block: Block, below top: Int, on file: borrowing PDFHandle) throws(PDFError) {
        switch block {
        case .text(let bytes, let bold, let tall):
            guard bytes.contains(where: { $0 != UInt8(ascii: " ") }) else { return }
            try file.write(
                bytes, x: Self.left(of: typesetter.width, size: Self.size), y: top - (tall ? 2 : 1) * Self.size,
                font: bold ? .bold : .plain, size: tall ? 2 * Self.size : Self.size)
        case .symbol(let symbol):
            let left = (Self.pageWidth - symbol.side * Self.module) / 2
            let first = top - QRSymbol.quietZone * Self.module
            for row in 0..<symbol.side {
                try draw(row: row, of: symbol, x: left, y: first - (row + 1) * Self.module, on: file)
            }
            try file.fill()
        }
    }

    /// A row of modules; dark ones side by side are one rectangle.
    private func draw(
        row: Int, of symbol: QRSymbol, x: Int, y: Int, on file: borrowing PDFHandle
    ) throws(PDFError) {
        var column = 0
        while column < symbol.side {
            guard symbol.isDark(column: column, row: row) else {
                column += 1
                continue
            }
            var end = column
            while symbol.isDark(column: end, row: row) { end += 1 }
            try file.addRectangle(
                x: x + column * Self.module, y: y, width: (end - column) * Self.module, height: Self.module)
            column = end
        }
    }
}
