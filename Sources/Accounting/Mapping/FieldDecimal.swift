public import Fiscal

/// A decimal as it is written: a whole number of 10^-scale parts, calculated exactly or not at all.
public struct FieldDecimal: Hashable, Sendable {
    /// The parts.
    let parts: Int128
    /// Decimals, 0 to ``largestScale``.
    let scale: Int

    /// The most decimals that a result has.
    public static let largestScale = 12
    /// Digits that a result may have, decimals included; more is no result.
    public static let longest = 30

    /// Makes a decimal; nil where it is too long.
    init?(_ parts: Int128, scale: Int) {
        guard (0...Self.largestScale).contains(scale), parts.magnitude < Self.limit.magnitude else { return nil }
        (self.parts, self.scale) = (parts, scale)
    }

    /// Makes a decimal of 64 bits, which is never too long.
    private init(small: Int64, scale: Int) { (parts, self.scale) = (Int128(small), scale) }

    /// An amount, with two decimals.
    public init(_ money: Money) { self.init(small: money.minor, scale: 2) }

    /// A quantity, without needless decimals.
    public init(_ quantity: Quantity) {
        var (parts, scale) = (quantity.thousandths, Quantity.scale)
        while scale > 0, parts.isMultiple(of: 10) { (parts, scale) = (parts / 10, scale - 1) }
        self.init(small: parts, scale: scale)
    }

    /// Reads "3", "-1.50"; nil for anything else, an exponent, a leading plus or spaces included.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        let digits = bytes.first == UInt8(ascii: "-") ? bytes.dropFirst() : bytes[...]
        let halves = digits.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        let isPlain = halves.allSatisfy { !$0.isEmpty && $0.allSatisfy { (48...57).contains($0) } }
        guard digits.count <= Self.longest, isPlain else { return nil }
        let parts = halves.joined().reduce(Int128(0)) { $0 * 10 + Int128($1 - 48) }
        self.init(digits.count < bytes.count ? -parts : parts, scale: halves.count > 1 ? halves[1].count : 0)
    }

    /// 10^30.
    private static let limit = power(longest)

    private static func power(_ exponent: Int) -> Int128 { (0..<exponent).reduce(Int128(1)) { power, _ in power * 10 } }

    /// Whether it is nothing.
    public var isZero: Bool { parts == 0 }

    /// Whether it is less than nothing.
    var isBelowZero: Bool { parts < 0 }

    /// The whole number, where nothing but zeros stands after the point.
    public var whole: Int? {
        let one = Self.power(scale)
        return parts % one == 0 ? Int(exactly: parts / one) : nil
    }

    /// With so many decimals, a half rounded away from zero; nil where it is too long.
    public func rounded(to scale: Int) -> FieldDecimal? {
        guard (0...Self.largestScale).contains(scale) else { return nil }
        guard scale < self.scale else { return widened(to: scale) }
        return FieldDecimal(Self.halfUp(parts, over: Self.power(self.scale - scale)), scale: scale)
    }

    private func widened(to scale: Int) -> FieldDecimal? {
        let (parts, overflow) = parts.multipliedReportingOverflow(by: Self.power(scale - self.scale))
        return overflow ? nil : FieldDecimal(parts, scale: scale)
    }

    private static func halfUp(_ value: Int128, over divisor: Int128) -> Int128 {
        let (quotient, remainder) = value.magnitude.quotientAndRemainder(dividingBy: divisor.magnitude)
        let rounded = Int128(quotient) + (remainder >= divisor.magnitude - remainder ? 1 : 0)
        return (value < 0) != (divisor < 0) ? -rounded : rounded
    }

    private func aligned(_ other: FieldDecimal) -> (Int128, Int128, Int)? {
        let scale = max(scale, other.scale)
        guard let left = widened(to: scale), let right = other.widened(to: scale) else { return nil }
        return (left.parts, right.parts, scale)
    }

    /// The sum; nil where it is too long.
    public func plus(_ other: FieldDecimal) -> FieldDecimal? {
        aligned(other).flatMap { left, right, scale in FieldDecimal(left + right, scale: scale) }
    }

    /// The difference; nil where it is too long.
    public func minus(_ other: FieldDecimal) -> FieldDecimal? {
        aligned(other).flatMap { left, right, scale in FieldDecimal(left - right, scale: scale) }
    }

    /// The exact product; nil where it is too long.
    public func times(_ other: FieldDecimal) -> FieldDecimal? {
        let (product, overflow) = parts.multipliedReportingOverflow(by: other.parts)
        return overflow ? nil : FieldDecimal(product, scale: scale + other.scale)
    }

    /// The quotient with so many decimals, a half rounded away from zero; nil for a divisor of zero or what is too long.
    public func over(_ other: FieldDecimal, scale wanted: Int) -> FieldDecimal? {
        guard !other.isZero, (0...Self.largestScale).contains(wanted) else { return nil }
        // parts / 10^scale ÷ (other.parts / 10^other.scale), in parts of 10^-wanted.
        let shift = wanted + other.scale - scale
        let (above, tooLong) = parts.multipliedReportingOverflow(by: Self.power(max(0, shift)))
        let (below, tooFine) = other.parts.multipliedReportingOverflow(by: Self.power(max(0, -shift)))
        guard !tooLong, !tooFine else { return nil }
        return FieldDecimal(Self.halfUp(above, over: below), scale: wanted)
    }

    /// Whether it is the same number, however many decimals are written.
    public func equals(_ other: FieldDecimal) -> Bool { aligned(other).map { $0.0 == $0.1 } ?? false }

    /// Whether it is less.
    public func isLess(than other: FieldDecimal) -> Bool {
        if let (left, right, _) = aligned(other) { return left < right }
        // Only where one has very many digits before the point: whole parts then tell.
        return parts / Self.power(scale) < other.parts / Self.power(other.scale)
    }
}

extension FieldDecimal: CustomStringConvertible {
    /// The decimal with all its decimals: "200.00".
    public var description: String {
        guard scale > 0 else { return String(parts) }
        let digits = String(parts.magnitude)
        let padded = String(repeating: "0", count: max(0, scale + 1 - digits.count)) + digits
        return (parts < 0 ? "-" : "") + padded.dropLast(scale) + "." + padded.suffix(scale)
    }
}
