internal import Fiscal

/// A report as a PDF of A4 pages: real letters, headings again on each page, and `page 2 of 7` below.
///
/// The same report is the same bytes. Upright where the columns fit, else across; what does not fit then is cut, with
/// an ellipsis, in the widest columns.
public struct ReportPageRenderer: Sendable {
    /// A4, 210 and 297 mm, in hundredths of a point.
    private static let (short, long) = (595_28, 841_89)
    /// White at every side.
    private static let margin = 42_00
    /// The size of plain letters; each is 0.6 of it wide, as all of Courier is.
    private static let size = 8_00
    /// The size of the title.
    private static let titleSize = 14_00
    /// From one base line to the next.
    private static let leading = 11_00
    /// Columns of white between two columns of a table.
    private static let gap = 2
    /// The narrowest that a column is cut to.
    private static let leastWidth = 8

    /// Makes a renderer.
    public init() {}

    /// The PDF file of a report.
    ///
    /// - Throws: ``PDFError`` where the library could not make it, which only a want of memory explains.
    public func render(_ report: ReportPage) throws(PDFError) -> [UInt8] {
        let needed = report.tables.map { Self.natural($0).reduce(0) { $0 + $1 + Self.gap } - Self.gap }.max() ?? 0
        let isUpright = needed <= Self.letters(in: Self.short)
        let (width, height) = isUpright ? (Self.short, Self.long) : (Self.long, Self.short)
        let lines = Self.lines(report, letters: Self.letters(in: width))
        let pages = Self.pages(lines, room: height - 2 * Self.margin - Self.leading)
        var file = try PDFHandle()
        try file.describe(title: CodePage.fit(report.title, to: nil), made: report.made)
        for (place, page) in pages.enumerated() {
            try file.beginPage(width: width, height: height)
            var top = height - Self.margin
            for line in page {
                try draw(line, below: top, width: width, on: file)
                top -= line.height
            }
            let foot = "\(report.title) - page \(place + 1) of \(pages.count)"
            try file.write(
                CodePage.windows1252.bytes(foot), x: Self.margin, y: Self.margin - Self.leading, font: .plain,
                size: Self.size)
        }
        return try file.bytes()
    }

    // MARK: - Lines

    private enum Line {
        case title(String)
        case text(String, isBold: Bool)
        case rule
        case space

        var height: Int {
            switch self {
            case .title: 2 * ReportPageRenderer.leading
            case .rule: ReportPageRenderer.leading / 2
            case .text, .space: ReportPageRenderer.leading
            }
        }
    }

    /// Lines that stay together on a page, and what stands above them where they begin one.
    private struct Block {
        var lines: [Line]
        var headings: [Line] = []
    }

    /// Letters in a line of a page so wide.
    private static func letters(in width: Int) -> Int { (width - 2 * margin) * 10 / (size * 6) }

    private static func lines(_ report: ReportPage, letters: Int) -> [Block] {
        let name = report.facts.map(\.name.count).max() ?? 0
        var top: [Line] = [.title(report.title)]
        top += report.facts.map { fact in
            .text(cut(padded(fact.name, name + gap, isRight: false) + fact.text, letters), isBold: false)
        }
        return [Block(lines: top)] + report.tables.flatMap { blocks($0, letters: letters) }
    }

    private static func blocks(_ table: ReportPage.Table, letters: Int) -> [Block] {
        let widths = fitted(natural(table), letters: letters)
        let heads: [Line] = [.text(row(table.columns.map(\.heading), table, widths), isBold: true), .rule]
        var first: [Line] = [.space]
        if let heading = table.heading { first.append(.text(heading, isBold: true)) }
        first += heads
        var blocks = table.rows.map { texts in
            Block(lines: [.text(row(texts, table, widths), isBold: false)], headings: heads)
        }
        if !table.sums.isEmpty {
            let sums = table.sums.map { Line.text(row($0, table, widths), isBold: true) }
            blocks.append(Block(lines: [.rule] + sums, headings: heads))
        }
        // A heading never stands alone at the foot of a page.
        guard !blocks.isEmpty else { return [Block(lines: first + [.text("none", isBold: false)])] }
        blocks[0].lines = first + blocks[0].lines
        blocks[0].headings = []
        return blocks
    }

    /// The widest text of each column.
    private static func natural(_ table: ReportPage.Table) -> [Int] {
        var widths = table.columns.map { CodePage.windows1252.fit($0.heading).count }
        for row in table.rows + table.sums {
            for (place, text) in row.enumerated() {
                widths[place] = max(widths[place], CodePage.windows1252.fit(text).count)
            }
        }
        return widths
    }

    /// The widths that fit: the widest column gives way first.
    private static func fitted(_ natural: [Int], letters: Int) -> [Int] {
        var widths = natural
        var excess = widths.reduce(0) { $0 + $1 + gap } - gap - letters
        while excess > 0, let widest = widths.indices.max(by: { widths[$0] < widths[$1] }), widths[widest] > leastWidth
        {
            widths[widest] -= 1
            excess -= 1
        }
        return widths
    }

    private static func row(_ texts: [String], _ table: ReportPage.Table, _ widths: [Int]) -> String {
        zip(zip(texts, table.columns), widths)
            .map { padded(cut($0.0, $1), $1, isRight: $0.1.isRight) }
            .joined(separator: String(repeating: " ", count: gap))
    }

    private static func cut(_ text: String, _ width: Int) -> String {
        let fit = CodePage.windows1252.fit(text)
        return fit.count <= width ? fit : String(fit.prefix(max(0, width - 1))) + "…"
    }

    private static func padded(_ text: String, _ width: Int, isRight: Bool) -> String {
        let white = String(repeating: " ", count: max(0, width - text.count))
        return isRight ? white + text : text + white
    }

    // MARK: - Pages

    /// Breaks the blocks where a page is full; a table's headings stand again on the next.
    private static func pages(_ blocks: [Block], room: Int) -> [[Line]] {
        var pages: [[Line]] = [[]]
        var used = 0
        for block in blocks {
            var lines = block.lines
            if used > 0, used + height(lines) > room {
                pages.append([])
                used = 0
                lines = block.headings + lines
            }
            pages[pages.count - 1] += lines
            used += height(lines)
        }
        return pages
    }

    private static func height(_ lines: [Line]) -> Int { lines.reduce(0) { $0 + $1.height } }

    private func draw(_ line: Line, below top: Int, width: Int, on file: borrowing PDFHandle) throws(PDFError) {
        switch line {
        case .title(let text):
            try file.write(
                CodePage.windows1252.bytes(text), x: Self.margin, y: top - Self.titleSize, font: .bold,
                size: Self.titleSize)
        case .text(let text, let isBold):
            let bytes = CodePage.windows1252.bytes(text)
            guard bytes.contains(where: { $0 != UInt8(ascii: " ") }) else { return }
            try file.write(
                bytes, x: Self.margin, y: top - Self.size, font: isBold ? .bold : .plain, size: Self.size)
        case .rule:
            try file.addRectangle(x: Self.margin, y: top - 3_00, width: width - 2 * Self.margin, height: 50)
            try file.fill()
        case .space: break
        }
    }
}
