/// Writes PNG files of black and white dots, uncompressed (PNG specification, third edition; RFC 1950, RFC 1951).
enum PNG {
    private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    /// Bytes in one stored block of deflate: its length has sixteen bits (RFC 1951 §3.2.4).
    private static let blockLimit = 65_535

    /// The file of a picture: one bit a dot, grey scale.
    static func file(_ bitmap: Bitmap) -> [UInt8] {
        let header = big(UInt32(bitmap.width)) + big(UInt32(bitmap.height)) + [1, 0, 0, 0, 0]
        var rows: [UInt8] = []
        rows.reserveCapacity((bitmap.stride + 1) * bitmap.height)
        for row in 0..<bitmap.height {
            rows.append(0)  // filter: none
            rows += bitmap.bytes[row * bitmap.stride..<(row + 1) * bitmap.stride]
        }
        return signature + chunk("IHDR", header) + chunk("IDAT", zlib(rows)) + chunk("IEND", [])
    }

    private static func chunk(_ type: String, _ content: [UInt8]) -> [UInt8] {
        let named = Array(type.utf8) + content
        return big(UInt32(content.count)) + named + big(checksum(named))
    }

    /// Stored blocks between the two bytes of zlib's header and its checksum.
    private static func zlib(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = [0x78, 0x01]
        var start = 0
        repeat {
            let end = min(start + blockLimit, bytes.count)
            let length = UInt16(end - start)
            result.append(end == bytes.count ? 1 : 0)
            result += [length, ~length].flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
            result += bytes[start..<end]
            start = end
        } while start < bytes.count
        return result + big(adler(bytes))
    }

    private static func big(_ number: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> UInt32($0)) }
    }

    /// Adler-32 (RFC 1950 §8.2); 65 521 is the largest prime below 2^16.
    static func adler(_ bytes: [UInt8]) -> UInt32 {
        var (low, high): (UInt32, UInt32) = (1, 0)
        for byte in bytes {
            low = (low + UInt32(byte)) % 65_521
            high = (high + low) % 65_521
        }
        return high << 16 | low
    }

    /// CRC-32 as PNG has it (PNG specification, annex D).
    static func checksum(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(UInt32.max) { table[Int(($0 ^ UInt32($1)) & 0xFF)] ^ ($0 >> 8) }
    }

    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
    }
}
