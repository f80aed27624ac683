/// A very small printer: knows the commands that a slip may use, and how wide each row came out.
struct PrintedRows {
    /// Columns of each row, a letter of double width taking two.
    private(set) var widths: [Int] = []

    /// The bytes behind the first two of each command.
    private static let operands: [[UInt8]: Int] = [
        [0x1B, 0x40]: 0, [0x1C, 0x2E]: 0, [0x1B, 0x74]: 1, [0x1B, 0x45]: 1, [0x1B, 0x61]: 1, [0x1B, 0x64]: 1,
        [0x1D, 0x21]: 1, [0x1D, 0x56]: 2,
    ]

    /// Reads a print job; nil where it holds a control byte or a command that a slip does not use.
    init?(_ bytes: [UInt8]) {
        var rest = bytes[...]
        var (column, scale) = (0, 1)
        while let byte = rest.first {
            if byte == 0x0A {
                widths.append(column)
                column = 0
                rest = rest.dropFirst()
            } else if byte >= 0x20 {
                column += scale
                rest = rest.dropFirst()
            } else {
                let command = Array(rest.prefix(2))
                rest = rest.dropFirst(2)
                if command == [0x1D, 0x28] {
                    let length = Array(rest.prefix(3))
                    guard length.count == 3 else { return nil }
                    rest = rest.dropFirst(3 + Int(length[1]) + Int(length[2]) * 256)
                } else {
                    guard let count = Self.operands[command] else { return nil }
                    if command == [0x1D, 0x21] { scale = rest.first == 0x11 ? 2 : 1 }
                    rest = rest.dropFirst(count)
                }
            }
        }
    }
}
