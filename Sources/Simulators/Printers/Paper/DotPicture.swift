/// Dots on paper: black or white, row by row.
public struct DotPicture: Sendable, Equatable {
    /// Dots across.
    public let width: Int
    /// Dots down.
    public private(set) var height: Int
    /// Bytes of a row; the highest bit is the leftmost dot.
    let stride: Int
    /// The rows, one after the other; a bit that is set is black.
    private(set) var bytes: [UInt8]

    /// White paper.
    init(width: Int, height: Int) {
        self.width = width
        self.height = height
        stride = (width + 7) / 8
        bytes = [UInt8](repeating: 0, count: stride * height)
    }

    /// Rows as a raster command brings them, the highest bit leftmost (fiscal-hardware.md §5.1).
    init(stride: Int, rows: some Sequence<UInt8>) {
        self.stride = stride
        width = stride * 8
        bytes = Array(rows)
        height = stride == 0 ? 0 : bytes.count / stride
    }

    /// Whether a dot is black; outside the paper nothing is.
    public func isBlack(_ x: Int, _ y: Int) -> Bool {
        guard x >= 0, x < width, y >= 0, y < height else { return false }
        return bytes[y * stride + x / 8] >> (7 - x % 8) & 1 == 1
    }

    /// Blackens a dot; one outside the paper is lost.
    mutating func blacken(_ x: Int, _ y: Int) {
        guard x >= 0, x < width, y >= 0, y < height else { return }
        bytes[y * stride + x / 8] |= 0x80 >> (x % 8)
    }

    /// Blackens a rectangle.
    mutating func blacken(x: Int, y: Int, width: Int, height: Int) {
        for row in y..<y + height {
            for column in x..<x + width { blacken(column, row) }
        }
    }

    /// Turns every dot of a rectangle over.
    mutating func reverse(x: Int, y: Int, width: Int, height: Int) {
        for row in max(0, y)..<min(self.height, y + height) {
            for column in max(0, x)..<min(self.width, x + width) {
                bytes[row * stride + column / 8] ^= 0x80 >> (column % 8)
            }
        }
    }

    /// Puts another picture on this one, each dot so many dots wide and tall.
    mutating func place(_ other: DotPicture, x: Int, y: Int, wide: Int = 1, tall: Int = 1) {
        for row in 0..<other.height {
            for column in 0..<other.width where other.isBlack(column, row) {
                blacken(x: x + column * wide, y: y + row * tall, width: wide, height: tall)
            }
        }
    }

    /// The picture with white around it.
    func framed(by margin: Int) -> DotPicture {
        var framed = DotPicture(width: width + 2 * margin, height: height + 2 * margin)
        framed.place(self, x: margin, y: margin)
        return framed
    }
}
