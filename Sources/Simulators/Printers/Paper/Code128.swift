/// CODE 128 as a printer draws it (ISO/IEC 15417), from the data of `1D 6B 49h` (fiscal-hardware.md §5.1).
enum Code128 {
    /// The widths of bars and gaps in modules, and the text; nil where the data name no set or leave theirs.
    static func bars(_ data: [UInt8]) -> (widths: [Int], text: String)? {
        guard data.count > 2, data[0] == UInt8(ascii: "{"), var set = Set128(rawValue: data[1]) else { return nil }
        var values = [set.start]
        var text = ""
        var rest = data.dropFirst(2)
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "{") {
                guard let next = rest.popFirst() else { return nil }
                if next == UInt8(ascii: "{") {
                    guard let value = set.value(byte) else { return nil }
                    values.append(value)
                    text.append("{")
                } else {
                    guard let other = Set128(rawValue: next), other != set else { return nil }
                    set = other
                    values.append(other.code)
                }
            } else {
                guard let value = set.value(byte) else { return nil }
                values.append(value)
                text += set == .c ? (byte < 10 ? "0" : "") + String(byte) : String(UnicodeScalar(byte))
            }
        }
        let sum = values.enumerated().reduce(0) { $0 + max(1, $1.offset) * $1.element } % 103
        let stop = 106
        return ((values + [sum, stop]).flatMap { patterns[$0] }, text)
    }

    private enum Set128: UInt8 {
        case a = 0x41
        case b = 0x42
        case c = 0x43

        /// The value that begins a symbol in this set.
        var start: Int { Int(rawValue) - 0x41 + 103 }
        /// The value that changes to this set.
        var code: Int { [.a: 101, .b: 100, .c: 99][self] ?? 99 }

        func value(_ byte: UInt8) -> Int? {
            switch (self, byte) {
            case (.a, 0..<0x20): Int(byte) + 64
            case (.a, 0x20..<0x60), (.b, 0x20..<0x80): Int(byte) - 32
            case (.c, 0..<100): Int(byte)
            default: nil
            }
        }
    }

    /// The widths of each value, bar first; the last is the end.
    private static let patterns: [[Int]] = words.split(separator: " ").map { word in
        word.utf8.map { Int($0) - 48 }
    }

    private static let words =
        "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 "
        + "113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 "
        + "212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 "
        + "113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 "
        + "314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 "
        + "241211 221114 413111 241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 "
        + "214121 412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 211214 "
        + "211232 2331112"
}
