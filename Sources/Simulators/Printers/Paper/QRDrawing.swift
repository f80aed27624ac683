/// A QR code of model 2 in byte mode, drawn as a printer draws it (ISO/IEC 18004; the tables are its tables 7 and 9).
struct QRDrawing: Sendable, Equatable {
    /// How much of it may be lost; the raw value is its bits in the symbol.
    enum Level: UInt8, Sendable {
        case low = 1
        case medium = 0
        case quartile = 3
        case high = 2

        /// The operand of `GS ( k` function 169 (fiscal-hardware.md §5.1).
        init?(operand: UInt8) {
            switch operand {
            case 0x30: self = .low
            case 0x31: self = .medium
            case 0x32: self = .quartile
            case 0x33: self = .high
            default: return nil
            }
        }
    }

    /// Modules along an edge.
    private(set) var side: Int
    /// The modules, row by row; true is black.
    private(set) var modules: [Bool]
    /// Modules whose place is fixed: they carry no data and no mask.
    private var isFixed: [Bool]

    /// Draws a text in the smallest symbol that holds it; nil where none does.
    init?(_ text: [UInt8], level: Level) {
        guard let version = Self.version(holding: text.count, level) else { return nil }
        let tables = QRTables(version, level)
        side = 17 + 4 * version
        modules = [Bool](repeating: false, count: side * side)
        isFixed = modules
        drawPatterns(version)
        let words = Self.words(text, version, tables)
        fill(tables.interleaved(words))
        let best = (0..<8).min { masked($0, level).penalty < masked($1, level).penalty } ?? 0
        self = masked(best, level)
    }

    /// Modules along an edge of the smallest symbol that holds so many bytes; nil where none does.
    static func side(holding count: Int, _ level: Level) -> Int? { version(holding: count, level).map { 17 + 4 * $0 } }

    private static func version(holding count: Int, _ level: Level) -> Int? {
        (1...40).first { version in
            4 + (version < 10 ? 8 : 16) + count * 8 <= QRTables(version, level).dataCodewords * 8
        }
    }

    /// As a picture, each module so many dots.
    func picture(dots: Int) -> DotPicture {
        var picture = DotPicture(width: side * dots, height: side * dots)
        for (place, isBlack) in modules.enumerated() where isBlack {
            picture.blacken(x: place % side * dots, y: place / side * dots, width: dots, height: dots)
        }
        return picture
    }

    /// Mode 0100, the count, the bytes, the end, and 236 and 17 in turn.
    private static func words(_ text: [UInt8], _ version: Int, _ tables: QRTables) -> [UInt8] {
        var bits: [Bool] = []
        func append(_ value: Int, _ count: Int) {
            for shift in (0..<count).reversed() { bits.append(value >> shift & 1 == 1) }
        }
        append(0b0100, 4)
        append(text.count, version < 10 ? 8 : 16)
        for byte in text { append(Int(byte), 8) }
        append(0, min(4, tables.dataCodewords * 8 - bits.count))
        append(0, (8 - bits.count % 8) % 8)
        var pad = 236
        while bits.count < tables.dataCodewords * 8 {
            append(pad, 8)
            pad = 236 + 17 - pad
        }
        return stride(from: 0, to: bits.count, by: 8).map { start in
            bits[start..<start + 8].reduce(0) { $0 << 1 | ($1 ? 1 : 0) }
        }
    }

    // MARK: Drawing

    private mutating func set(_ x: Int, _ y: Int, _ isBlack: Bool) {
        modules[y * side + x] = isBlack
        isFixed[y * side + x] = true
    }

    private mutating func drawPatterns(_ version: Int) {
        for index in 0..<side {
            set(6, index, index % 2 == 0)
            set(index, 6, index % 2 == 0)
        }
        for (x, y) in [(3, 3), (side - 4, 3), (3, side - 4)] { drawFinder(x, y) }
        let centres = QRTables.alignments(version)
        for x in centres {
            for y in centres {
                let isCorner = (x == 6 && y == 6) || (x == 6 && y == side - 7) || (x == side - 7 && y == 6)
                guard !isCorner else { continue }
                for dy in -2...2 {
                    for dx in -2...2 { set(x + dx, y + dy, max(abs(dx), abs(dy)) != 1) }
                }
            }
        }
        drawFormat(0, .low)  // keeps the place
        drawVersion(version)
    }

    private mutating func drawFinder(_ x: Int, _ y: Int) {
        for dy in -4...4 {
            for dx in -4...4 {
                let distance = max(abs(dx), abs(dy))
                guard (0..<side).contains(x + dx), (0..<side).contains(y + dy) else { continue }
                set(x + dx, y + dy, distance != 2 && distance != 4)
            }
        }
    }

    /// Level and mask with ten check bits, twice.
    private mutating func drawFormat(_ mask: Int, _ level: Level) {
        let value = Int(level.rawValue) << 3 | mask
        var rest = value
        for _ in 0..<10 { rest = rest << 1 ^ (rest >> 9) * 0x537 }
        let bits = (value << 10 | rest) ^ 0x5412
        func bit(_ index: Int) -> Bool { bits >> index & 1 == 1 }
        for index in 0...5 { set(8, index, bit(index)) }
        set(8, 7, bit(6))
        set(8, 8, bit(7))
        set(7, 8, bit(8))
        for index in 9..<15 { set(14 - index, 8, bit(index)) }
        for index in 0..<8 { set(side - 1 - index, 8, bit(index)) }
        for index in 8..<15 { set(8, side - 15 + index, bit(index)) }
        set(8, side - 8, true)
    }

    /// The version with twelve check bits, twice, from version 7 on.
    private mutating func drawVersion(_ version: Int) {
        guard version >= 7 else { return }
        var rest = version
        for _ in 0..<12 { rest = rest << 1 ^ (rest >> 11) * 0x1F25 }
        let bits = version << 12 | rest
        for index in 0..<18 {
            let (x, y) = (side - 11 + index % 3, index / 3)
            set(x, y, bits >> index & 1 == 1)
            set(y, x, bits >> index & 1 == 1)
        }
    }

    /// Up and down in pairs of columns from the right, past the upright timing column.
    private mutating func fill(_ words: [UInt8]) {
        var index = 0
        var right = side - 1
        while right > 0 {
            if right == 6 { right = 5 }
            for step in 0..<side {
                for x in [right, right - 1] {
                    let y = (right + 1) & 2 == 0 ? side - 1 - step : step
                    guard !isFixed[y * side + x], index < words.count * 8 else { continue }
                    modules[y * side + x] = words[index / 8] >> (7 - index % 8) & 1 == 1
                    index += 1
                }
            }
            right -= 2
        }
    }

    private func masked(_ mask: Int, _ level: Level) -> QRDrawing {
        var drawing = self
        for y in 0..<side {
            for x in 0..<side where !isFixed[y * side + x] && Self.turns(mask, x, y) {
                drawing.modules[y * side + x].toggle()
            }
        }
        drawing.drawFormat(mask, level)
        return drawing
    }

    private static func turns(_ mask: Int, _ x: Int, _ y: Int) -> Bool {
        switch mask {
        case 0: (x + y) % 2 == 0
        case 1: y % 2 == 0
        case 2: x % 3 == 0
        case 3: (x + y) % 3 == 0
        case 4: (x / 3 + y / 2) % 2 == 0
        case 5: x * y % 2 + x * y % 3 == 0
        case 6: (x * y % 2 + x * y % 3) % 2 == 0
        default: ((x + y) % 2 + x * y % 3) % 2 == 0
        }
    }

    /// Runs of one colour and blocks of four make a symbol hard to read; the mask with the fewest is taken.
    private var penalty: Int {
        var penalty = 0
        for line in 0..<side {
            var (across, down) = (1, 1)
            for place in 1..<side {
                let (here, left) = (modules[line * side + place], modules[line * side + place - 1])
                let (below, above) = (modules[place * side + line], modules[(place - 1) * side + line])
                across = here == left ? across + 1 : 1
                down = below == above ? down + 1 : 1
                penalty += [across, down].reduce(0) { $0 + ($1 == 5 ? 3 : $1 > 5 ? 1 : 0) }
                if line > 0, here == left, here == modules[(line - 1) * side + place],
                    here == modules[(line - 1) * side + place - 1]
                {
                    penalty += 3
                }
            }
        }
        return penalty
    }
}
