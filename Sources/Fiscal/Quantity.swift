/// How much of an item is sold: a decimal with three places, as scales weigh.
///
/// KRA takes two places at most (reference §5.5); a finer quantity is folded before it is sent.
public struct Quantity: Hashable, Sendable, Comparable {
    /// The quantity in thousandths.
    public let thousandths: Int64

    /// Decimals that a till may send.
    public static let scale = 3

    /// The largest quantity: eleven digits before the point, KRA's `N(13,2)`.
    public static let largest = Quantity(thousandths: 99_999_999_999_990)

    /// Exactly one.
    public static let one = Quantity(thousandths: 1_000)

    /// Makes a quantity from thousandths.
    public init(thousandths: Int64) {
        self.thousandths = thousandths
    }

    /// Reads "3", "1.5" or "0.255"; nil for anything else.
    public init?(_ text: some StringProtocol) {
        guard let value = ScaledDecimal.parse(text, scale: Self.scale) else { return nil }
        thousandths = value
    }

    /// Whether nothing stands after the point.
    public var isWhole: Bool { thousandths.isMultiple(of: 1_000) }

    /// Whether KRA's two decimals can say it.
    public var fitsTwoDecimals: Bool { thousandths.isMultiple(of: 10) }

    /// The quantity in hundredths; only exact where `fitsTwoDecimals`.
    public var hundredths: Int64 { thousandths / 10 }

    /// What this quantity costs at a unit price, rounded half up to the cent.
    public func cost(at unitPrice: Money) -> Money {
        unitPrice.part(thousandths, of: 1_000)
    }

    /// Whether the left one is less.
    public static func < (left: Quantity, right: Quantity) -> Bool { left.thousandths < right.thousandths }
}

extension Quantity: CustomStringConvertible {
    /// The quantity without needless decimals: "1.5".
    public var description: String { ScaledDecimal.shortText(thousandths, scale: Self.scale) }
}

extension Quantity: Codable {
    /// Reads a whole number of thousandths.
    public init(from decoder: any Decoder) throws {
        thousandths = try decoder.singleValueContainer().decode(Int64.self)
    }

    /// Writes a whole number of thousandths.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(thousandths)
    }
}
