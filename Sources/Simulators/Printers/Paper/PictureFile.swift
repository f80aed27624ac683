/// Writes a picture as a PNG file, uncompressed (PNG specification, third edition; RFC 1950, RFC 1951).
enum PictureFile {
    /// Bytes in one stored block of deflate: its length has sixteen bits (RFC 1951 §3.2.4).
    private static let blockLimit = 65_535

    /// The file: one bit a dot, 1 for white.
    static func png(_ picture: DotPicture) -> [UInt8] {
        var rows: [UInt8] = []
        rows.reserveCapacity((picture.stride + 1) * picture.height)
        for row in 0..<picture.height {
            rows.append(0)  // no filter
            rows += picture.bytes[row * picture.stride..<(row + 1) * picture.stride].map { ~$0 }
        }
        // One bit of grey, deflate, filters by row, not interlaced.
        let head = word(picture.width) + word(picture.height) + [1, 0, 0, 0, 0]
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", head) + chunk("IDAT", stored(rows))
            + chunk("IEND", [])
    }

    private static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
        let body = Array(name.utf8) + content
        var check = UInt32.max
        for byte in body { check = crcTable[Int((check ^ UInt32(byte)) & 0xFF)] ^ check >> 8 }
        return word(content.count) + body + word(Int(~check))
    }

    /// zlib around stored blocks, with Adler-32 behind them.
    private static func stored(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = [0x78, 0x01]
        var rest = bytes[...]
        repeat {
            let block = rest.prefix(blockLimit)
            rest = rest.dropFirst(block.count)
            let (low, high) = (UInt8(block.count & 0xFF), UInt8(block.count >> 8))
            result += [rest.isEmpty ? 1 : 0, low, high, ~low, ~high]
            result += block
        } while !rest.isEmpty
        var (first, second) = (1, 0)
        for byte in bytes {
            first = (first + Int(byte)) % 65_521  // the largest prime below 2^16 (RFC 1950 §8.2)
            second = (second + first) % 65_521
        }
        return result + word(second << 16 | first)
    }

    private static func word(_ value: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    /// CRC-32 by bytes (PNG specification, annex D).
    private static let crcTable: [UInt32] = (0..<256 as Range<UInt32>).map { index in
        (0..<8).reduce(index) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1 }
    }
}
