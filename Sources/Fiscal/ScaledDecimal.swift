/// Reading and writing decimals that are kept as scaled integers; no binary floating point is involved.
public enum ScaledDecimal {
    /// The longest decimal that is read: sixteen digits, a sign, a point and the decimals.
    private static let longestText = 24

    /// Reads a plain decimal with at most `scale` decimals as an integer scaled by 10^scale.
    ///
    /// Nil for an empty text, an exponent, a leading plus, spaces, more decimals than `scale`, or more than 18 digits.
    public static func parse(_ text: some StringProtocol, scale: Int) -> Int64? {
        guard !text.isEmpty, text.utf8.count <= longestText else { return nil }
        var value: Int64 = 0
        var decimals: Int?
        var digits = 0
        var bytes = text.utf8.makeIterator()
        var next = bytes.next()
        let negative = next == UInt8(ascii: "-")
        if negative { next = bytes.next() }
        while let byte = next {
            if byte == UInt8(ascii: "."), decimals == nil, digits > 0 {
                decimals = 0
            } else if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
                if let count = decimals {
                    guard count < scale else { return nil }
                    decimals = count + 1
                }
                digits += 1
                guard digits <= 18 else { return nil }
                value = value * 10 + Int64(byte - UInt8(ascii: "0"))
            } else {
                return nil
            }
            next = bytes.next()
        }
        guard digits > 0, decimals != 0 else { return nil }
        for _ in (decimals ?? 0)..<scale {
            let (scaled, overflow) = value.multipliedReportingOverflow(by: 10)
            guard !overflow else { return nil }
            value = scaled
        }
        return negative ? -value : value
    }

    /// Writes a scaled integer with all its decimals: 1550 at scale 2 is "15.50".
    public static func text(_ value: Int64, scale: Int) -> String {
        guard scale > 0 else { return String(value) }
        let digits = String(value.magnitude)
        let padded = String(repeating: "0", count: max(0, scale + 1 - digits.count)) + digits
        return (value < 0 ? "-" : "") + padded.dropLast(scale) + "." + padded.suffix(scale)
    }

    /// Writes a scaled integer without needless decimals: 1550 at scale 2 is "15.5", 1500 is "15".
    public static func shortText(_ value: Int64, scale: Int) -> String {
        var text = text(value, scale: scale)
        guard text.contains(".") else { return text }
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text
    }
}
