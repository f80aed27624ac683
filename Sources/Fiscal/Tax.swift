/// KRA's tax types (code class 04, reference §3), by the letters that every receipt shows.
public enum TaxLetter: String, CaseIterable, Codable, Sendable, Comparable, CodingKeyRepresentable {
    /// Exempt supply, no input credit.
    // swift-format-ignore: AlwaysUseLowerCamelCase
    case A
    /// Standard rate.
    // swift-format-ignore: AlwaysUseLowerCamelCase
    case B
    /// Zero rated.
    // swift-format-ignore: AlwaysUseLowerCamelCase
    case C
    /// Outside VAT.
    // swift-format-ignore: AlwaysUseLowerCamelCase
    case D
    /// Special rate.
    // swift-format-ignore: AlwaysUseLowerCamelCase
    case E

    /// In the order of the alphabet.
    public static func < (left: TaxLetter, right: TaxLetter) -> Bool { left.rawValue < right.rawValue }
}

/// A VAT rate in hundredths of a percent: 1600 is 16 %.
public struct TaxRate: Hashable, Sendable, Codable {
    /// Hundredths of a percent, 0 to 10 000.
    public let hundredths: Int64

    /// Makes a rate from hundredths of a percent.
    public init(hundredths: Int64) {
        precondition((0...10_000).contains(hundredths), "a VAT rate is 0 to 100 %, not \(hundredths) hundredths")
        self.hundredths = hundredths
    }

    /// No tax.
    public static let zero = TaxRate(hundredths: 0)

    /// The net amount inside a gross one, rounded half up.
    public func net(ofGross gross: Money) -> Money {
        gross.part(10_000, of: 10_000 + hundredths)
    }

    /// The rate with two decimals, as receipts print it: "16.00".
    public var text: String { ScaledDecimal.text(hundredths, scale: 2) }

    /// Reads a whole number of hundredths of a percent.
    public init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer().decode(Int64.self)
        guard (0...10_000).contains(value) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "a VAT rate is 0 to 10000, not \(value)"))
        }
        hundredths = value
    }

    /// Writes a whole number of hundredths of a percent.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(hundredths)
    }
}

/// The rate of each tax letter; KRA's code list can replace it (reference §3, DISAGREE 3).
public struct TaxTable: Hashable, Sendable, Codable {
    private var rates: [TaxLetter: TaxRate]

    /// Makes a table; a letter that is not named has no tax.
    public init(_ rates: [TaxLetter: TaxRate]) {
        self.rates = Dictionary(uniqueKeysWithValues: TaxLetter.allCases.map { ($0, rates[$0] ?? .zero) })
    }

    /// The rate of one letter.
    public subscript(letter: TaxLetter) -> TaxRate { rates[letter] ?? .zero }

    /// KRA's published rates: B 16 %, E 8 %.
    public static let published = TaxTable([.B: TaxRate(hundredths: 1_600), .E: TaxRate(hundredths: 800)])

    /// What the integrator route's validator demands: as published, but E at 0 (reference §10).
    public static let integrator = TaxTable([.B: TaxRate(hundredths: 1_600)])
}

/// What `taxblAmt` and `prc` mean to KRA (reference §5.1 and §5.2).
public enum AmountConvention: String, Codable, Sendable, CaseIterable {
    /// Prices with VAT, taxable amount without; the default.
    case inclusive
    /// Prices with VAT, taxable amount with VAT.
    case gross
    /// Prices and taxable amount without VAT.
    case exclusive
}
