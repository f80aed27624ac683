/// How many words of a symbol are data and how many mend it (ISO/IEC 18004, table 9).
struct QRTables {
    /// Words that carry data.
    let dataCodewords: Int
    private let blocks: Int
    private let checkWords: Int
    private let allWords: Int

    init(_ version: Int, _ level: QRDrawing.Level) {
        let row: Int
        switch level {
        case .low: row = 0
        case .medium: row = 1
        case .quartile: row = 2
        case .high: row = 3
        }
        blocks = Self.blockCounts[row][version - 1]
        checkWords = Self.checkCounts[row][version - 1]
        allWords = Self.modulesForData(version) / 8
        dataCodewords = allWords - blocks * checkWords
    }

    /// The centres of the small squares, along either edge.
    static func alignments(_ version: Int) -> [Int] {
        guard version > 1 else { return [] }
        let count = version / 7 + 2
        let last = 4 * version + 10
        let step = version == 32 ? 26 : (version * 4 + count * 2 + 1) / (count * 2 - 2) * 2
        return [6] + (0..<count - 1).map { last - $0 * step }.reversed()
    }

    /// Modules that are left when all patterns are drawn.
    private static func modulesForData(_ version: Int) -> Int {
        var count = (16 * version + 128) * version + 64
        if version >= 2 {
            let squares = version / 7 + 2
            count -= (25 * squares - 10) * squares - 55
            if version >= 7 { count -= 36 }
        }
        return count
    }

    /// The data in blocks with their check words, one word of each in turn.
    func interleaved(_ data: [UInt8]) -> [UInt8] {
        let shortBlocks = blocks - allWords % blocks
        let shortLength = allWords / blocks - checkWords
        let divisor = QRField.divisor(checkWords)
        var parts: [[UInt8]] = []
        var checks: [[UInt8]] = []
        var start = 0
        for block in 0..<blocks {
            let length = shortLength + (block < shortBlocks ? 0 : 1)
            let part = Array(data[start..<start + length])
            start += length
            parts.append(part)
            checks.append(QRField.remainder(part, divisor))
        }
        var words: [UInt8] = []
        for index in 0...shortLength {
            for part in parts where index < part.count { words.append(part[index]) }
        }
        for index in 0..<checkWords {
            for check in checks { words.append(check[index]) }
        }
        return words
    }

    private static let checkCounts: [[Int]] = [
        [
            7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28, 28, 30, 30, 26, 28, 30,
            30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
        ],
        [
            10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28, 28, 28, 28, 28,
            28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28,
        ],
        [
            13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30, 28, 30, 30, 30, 30, 28, 30,
            30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
        ],
        [
            17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28, 30, 24, 30, 30, 30, 30, 30,
            30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
        ],
    ]

    private static let blockCounts: [[Int]] = [
        [
            1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16, 17, 18,
            19, 19, 20, 21, 22, 24, 25,
        ],
        [
            1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25, 26, 28, 29,
            31,
            33, 35, 37, 38, 40, 43, 45, 47, 49,
        ],
        [
            1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10, 12, 16, 12, 17, 16, 18, 21, 20, 23, 23, 25, 27, 29, 34, 34, 35, 38, 40,
            43, 45, 48, 51, 53, 56, 59, 62, 65, 68,
        ],
        [
            1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16, 19, 21, 25, 25, 25, 34, 30, 32, 35, 37, 40, 42, 45,
            48,
            51, 54, 57, 60, 63, 66, 70, 74, 77, 81,
        ],
    ]
}

/// Reed and Solomon's arithmetic over 256 elements, with the polynomial 11Dh (ISO/IEC 18004 §7.5.2).
private enum QRField {
    static func divisor(_ degree: Int) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: degree - 1) + [1]
        var root: UInt8 = 1
        for _ in 0..<degree {
            for index in 0..<degree {
                result[index] = product(result[index], root)
                if index + 1 < degree { result[index] ^= result[index + 1] }
            }
            root = product(root, 2)
        }
        return result
    }

    static func remainder(_ data: [UInt8], _ divisor: [UInt8]) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: divisor.count)
        for byte in data {
            let factor = byte ^ result.removeFirst()
            result.append(0)
            for index in result.indices { result[index] ^= product(divisor[index], factor) }
        }
        return result
    }

    private static func product(_ left: UInt8, _ right: UInt8) -> UInt8 {
        var result = 0
        for shift in (0..<8).reversed() {
            result = result << 1 ^ (result >> 7) * 0x11D
            result ^= (Int(right) >> shift & 1) * Int(left)
        }
        return UInt8(truncatingIfNeeded: result)
    }
}
