extension Timestamp {
    /// Reads RFC 3339 with any offset and optional fractions of a second: `2026-03-12T10:45:12+03:00`.
    ///
    /// Nil for anything else, an impossible date included.
    public init?(rfc3339 text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes.count <= 40, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            [UInt8(ascii: "T"), UInt8(ascii: "t"), UInt8(ascii: " ")].contains(bytes[10]),
            bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
            let seconds = Self.seconds(
                year: bytes[0..<4], month: bytes[5..<7], day: bytes[8..<10], hour: bytes[11..<13],
                minute: bytes[14..<16], second: bytes[17..<19])
        else { return nil }
        var rest = bytes[19...]
        var fraction: Int64 = 0
        if rest.first == UInt8(ascii: ".") {
            let digits = rest.dropFirst().prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            guard !digits.isEmpty, let value = Self.number((Array(digits.prefix(3)) + [48, 48, 48])[0..<3]) else {
                return nil
            }
            fraction = Int64(value)
            rest = rest.dropFirst(1 + digits.count)
        }
        guard let offset = Self.offset(rest) else { return nil }
        self.init(milliseconds: (seconds - offset) * 1_000 + fraction)
    }

    /// Reads KRA's `yyyyMMddHHmmss` and `yyyy-MM-dd HH:mm:ss[.0]`, both Kenya time (reference §1.5).
    public init?(kra text: some StringProtocol) {
        var digits = Array(text.utf8)
        if digits.count != 14 {
            guard digits.count == 19 || (digits.count == 21 && digits[19...] == [UInt8(ascii: "."), UInt8(ascii: "0")])
            else { return nil }
            let places = [4, 7, 10, 13, 16]
            guard places.map({ digits[$0] }) == Array("-- ::".utf8) else { return nil }
            digits = digits[..<19].indices.filter { !places.contains($0) }.map { digits[$0] }
        }
        guard
            let seconds = Self.seconds(
                year: digits[0..<4], month: digits[4..<6], day: digits[6..<8], hour: digits[8..<10],
                minute: digits[10..<12], second: digits[12..<14])
        else { return nil }
        self.init(milliseconds: seconds * 1_000 - Timestamp.kenya)
    }

    private static func seconds(
        year: ArraySlice<UInt8>, month: ArraySlice<UInt8>, day: ArraySlice<UInt8>, hour: ArraySlice<UInt8>,
        minute: ArraySlice<UInt8>, second: ArraySlice<UInt8>
    ) -> Int64? {
        guard let year = number(year), let month = number(month), let day = number(day), let hour = number(hour),
            let minute = number(minute), let second = number(second),
            (1...12).contains(month), day >= 1, day <= CivilDate.length(ofMonth: month, year: year),
            hour < 24, minute < 60, second < 60
        else { return nil }
        let days = CivilDate.days(year: year, month: month, day: day)
        return Int64(days) * 86_400 + Int64(hour * 3_600 + minute * 60 + second)
    }

    /// Seconds east of UTC that `Z` or `+03:00` says.
    private static func offset(_ bytes: ArraySlice<UInt8>) -> Int64? {
        let bytes = Array(bytes)
        if bytes == [UInt8(ascii: "Z")] || bytes == [UInt8(ascii: "z")] { return 0 }
        guard bytes.count == 6, bytes[3] == UInt8(ascii: ":"), let hours = number(bytes[1..<3]),
            let minutes = number(bytes[4..<6]), hours < 24, minutes < 60
        else { return nil }
        let seconds = Int64(hours * 3_600 + minutes * 60)
        switch bytes[0] {
        case UInt8(ascii: "+"): return seconds
        case UInt8(ascii: "-"): return -seconds
        default: return nil
        }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int? {
        var value = 0
        for byte in bytes {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return value
    }
}
