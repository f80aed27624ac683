/// An amount of Kenya shillings in minor units (cents); KRA knows no other currency (reference §2.14).
///
/// Every sum that a shop can reach fits: |minor| stays below 10^16, the 18 digits of KRA's `N(18,2)`.
public struct Money: Hashable, Sendable, Comparable, AdditiveArithmetic {
    /// The amount in cents.
    public var minor: Int64

    /// Makes an amount from cents.
    public init(minor: Int64) {
        self.minor = minor
    }

    /// The largest amount that a sale may name: KRA's `N(18,2)`, so sixteen digits before the point.
    public static let largest = Money(minor: 999_999_999_999_999_999)

    /// Nothing.
    public static let zero = Money(minor: 0)
    /// The sum; traps beyond the largest amount, which every check excludes.
    public static func + (left: Money, right: Money) -> Money { Money(minor: left.minor + right.minor) }
    /// The difference.
    public static func - (left: Money, right: Money) -> Money { Money(minor: left.minor - right.minor) }
    /// Whether the left one is less.
    public static func < (left: Money, right: Money) -> Bool { left.minor < right.minor }

    /// Reads "1250", "1250.5" or "1250.50"; nil for anything else, more than two decimals included.
    public init?(_ text: some StringProtocol) {
        guard let minor = ScaledDecimal.parse(text, scale: 2) else { return nil }
        self.init(minor: minor)
    }

    /// The share of this amount that `numerator/denominator` makes, rounded half up to the cent.
    public func part(_ numerator: Int64, of denominator: Int64) -> Money {
        Money(minor: Rounding.halfUp(minor, times: numerator, over: denominator))
    }
}

extension Money: CustomStringConvertible {
    /// The amount with two decimals and no grouping: "630.00".
    public var description: String { ScaledDecimal.text(minor, scale: 2) }
}

extension Money: Codable {
    /// Reads a whole number of cents.
    public init(from decoder: any Decoder) throws {
        minor = try decoder.singleValueContainer().decode(Int64.self)
    }

    /// Writes a whole number of cents.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(minor)
    }
}
