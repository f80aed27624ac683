/// A picture of black and white dots, eight to a byte, the leftmost in the highest bit, 1 for white as PNG has it.
struct Bitmap: Sendable {
    /// Dots across.
    let width: Int
    /// Dots down.
    let height: Int
    /// Bytes of one row.
    let stride: Int
    /// The rows, top to bottom.
    private(set) var bytes: [UInt8]

    /// Makes a white picture.
    init(width: Int, height: Int) {
        self.width = width
        self.height = height
        stride = (width + 7) / 8
        bytes = [UInt8](repeating: 0xFF, count: stride * height)
    }

    /// Blackens a rectangle; what lies outside the picture is left out.
    mutating func fill(x: Int, y: Int, width: Int, height: Int) {
        let columns = max(0, x)..<max(max(0, x), min(self.width, x + width))
        for row in max(0, y)..<max(max(0, y), min(self.height, y + height)) {
            for column in columns {
                bytes[row * stride + column / 8] &= ~(0x80 >> UInt8(column % 8))
            }
        }
    }
}
