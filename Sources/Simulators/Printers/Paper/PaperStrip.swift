/// What stands on a piece of paper, in the order in which it was printed; drawn only when somebody looks.
public struct PaperStrip: Sendable, Equatable {
    /// Letters in one style.
    struct Run: Sendable, Equatable {
        var text: String
        var style = LetterStyle()
    }

    /// One thing on the paper.
    enum Piece: Sendable, Equatable {
        /// A line of letters and the dots that it takes from the paper.
        case line([Run], Alignment, height: Int)
        /// A picture, and what a reader of the text sees in its place.
        case picture(DotPicture, Alignment, wide: Int, tall: Int, label: String)
        /// A QR code; its dots are made when somebody looks.
        case qr([UInt8], QRDrawing.Level, side: Int, Alignment, dots: Int)
        /// White paper.
        case feed(Int)
    }

    /// Where a line stands.
    enum Alignment: UInt8, Sendable {
        case left = 0
        case centre = 1
        case right = 2

        func start(_ taken: Int, of width: Int) -> Int {
            switch self {
            case .left: 0
            case .centre: max(0, (width - taken) / 2)
            case .right: max(0, width - taken)
            }
        }
    }

    /// Dots across the paper.
    public let width: Int
    var pieces: [Piece] = []

    /// White around the dots, so that a code at the edge can be read.
    private static let margin = 24

    init(width: Int) {
        self.width = width
    }

    /// Plain text on paper that is as wide as its longest line.
    init(text: [String]) {
        let columns = max(24, text.map(\.count).max() ?? 0)
        self.init(width: columns * LetterStyle.Font.a.width)
        pieces = text.map { .line([Run(text: $0)], .left, height: EscPosReadings.lineSpacing) }
    }

    /// Whether nothing was printed on it.
    var isEmpty: Bool {
        pieces.allSatisfy { if case .feed = $0 { true } else { false } }
    }

    /// The text of each line, as far right as it stands; pictures by their labels in brackets.
    public var lines: [String] {
        pieces.compactMap { piece in
            switch piece {
            case .line(let runs, let alignment, _):
                let start = alignment.start(Self.dots(runs), of: width) / LetterStyle.Font.a.width
                return String(repeating: " ", count: start) + runs.map(\.text).joined()
            case .picture(_, _, _, _, let label): return "[\(label)]"
            case .qr(let text, _, _, _, _): return "[QR \(String(decoding: text, as: UTF8.self))]"
            case .feed: return nil
            }
        }
    }

    /// The paper as a picture, with a margin.
    public func picture() -> DotPicture {
        var picture = DotPicture(width: width, height: max(1, pieces.reduce(0) { $0 + Self.height($1) }))
        var y = 0
        for piece in pieces {
            draw(piece, on: &picture, y: y)
            y += Self.height(piece)
        }
        return picture.framed(by: Self.margin)
    }

    /// The picture as a PNG file.
    public func png() -> [UInt8] { PictureFile.png(picture()) }

    /// The dots that letters take across.
    static func dots(_ runs: [Run]) -> Int {
        runs.reduce(0) { $0 + $1.text.count * $1.style.cellWidth }
    }

    private static func height(_ piece: Piece) -> Int {
        switch piece {
        case .line(_, _, let height): height
        case .picture(let picture, _, _, let tall, _): picture.height * tall
        case .qr(_, _, let side, _, let dots): side * dots
        case .feed(let dots): dots
        }
    }

    private func draw(_ piece: Piece, on paper: inout DotPicture, y: Int) {
        switch piece {
        case .line(let runs, let alignment, _):
            var x = alignment.start(Self.dots(runs), of: width)
            // What the line's spacing leaves is white below the letters.
            let bottom = y + (runs.map(\.style.cellHeight).max() ?? 0)
            for run in runs {
                for character in run.text {
                    draw(character, run.style, on: &paper, x: x, bottom: bottom)
                    x += run.style.cellWidth
                }
            }
        case .picture(let picture, let alignment, let wide, let tall, _):
            let x = alignment.start(picture.width * wide, of: width)
            paper.place(picture, x: x, y: y, wide: wide, tall: tall)
        case .qr(let text, let level, let side, let alignment, let dots):
            guard let drawing = QRDrawing(text, level: level) else { return }
            paper.place(drawing.picture(dots: dots), x: alignment.start(side * dots, of: width), y: y)
        case .feed: return
        }
    }

    /// Letters of a line stand on the same ground.
    private func draw(_ character: Character, _ style: LetterStyle, on paper: inout DotPicture, x: Int, bottom: Int) {
        let (width, height) = (style.cellWidth, style.cellHeight)
        let y = bottom - height
        DotFont.draw(character, bold: style.isBold, in: &paper, x: x, y: y, width: width, height: height)
        if style.underline > 0 {
            paper.blacken(x: x, y: bottom - style.underline, width: width, height: style.underline)
        }
        if style.isReversed { paper.reverse(x: x, y: y, width: width, height: height) }
    }
}

/// How letters look.
struct LetterStyle: Sendable, Equatable {
    /// The two fonts of a receipt printer (fiscal-hardware.md §5.1, `1B 4D`).
    enum Font: UInt8, Sendable {
        case a = 0
        case b = 1

        /// Dots across a letter.
        var width: Int { self == .a ? 12 : 9 }
        /// Dots down a letter.
        var height: Int { self == .a ? 24 : 17 }
    }

    var font = Font.a
    var isBold = false
    /// The underline's dots, 0 to 2.
    var underline = 0
    var isReversed = false
    /// How often each dot is repeated across and down, 1 to 8.
    var wide = 1
    var tall = 1

    var cellWidth: Int { font.width * wide }
    var cellHeight: Int { font.height * tall }
}
