/// A decimal number that is never rounded behind anyone's back: a whole coefficient and a power of ten.
///
/// At most 30 digits, so that a quantity times a price times a rate still fits 128 bits. The value is kept in its
/// shortest form, so 150 and 150.00 are equal.
struct ExactDecimal: Hashable, Comparable, Sendable {
    /// Nothing.
    static let zero = ExactDecimal(0)
    /// One hundred, the whole of a percentage.
    static let hundred = ExactDecimal(100)
    /// One thousand.
    static let thousand = ExactDecimal(1_000)

    /// The digits with their sign; the value is `coefficient` divided by ten to the `scale`.
    let coefficient: Int128
    /// How many of the digits stand behind the point, 0 to 30.
    let scale: Int

    init(_ whole: Int) {
        self.init(coefficient: Int128(whole), scale: 0)
    }

    private init(coefficient: Int128, scale: Int) {
        var coefficient = coefficient
        var scale = scale
        while scale > 0, coefficient % 10 == 0 {
            coefficient /= 10
            scale -= 1
        }
        self.coefficient = coefficient
        self.scale = scale
    }

    /// Reads plain digits such as `-12.50`; nothing else, so an exponent is refused.
    init?(_ text: some StringProtocol) {
        var coefficient: Int128 = 0
        var digits = 0
        var scale: Int?
        var negative = false
        for (index, byte) in text.utf8.enumerated() {
            switch byte {
            case UInt8(ascii: "-") where index == 0:
                negative = true
            case UInt8(ascii: ".") where scale == nil && digits > 0:
                scale = 0
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                digits += 1
                guard digits <= 30 else { return nil }
                coefficient = coefficient * 10 + Int128(byte - UInt8(ascii: "0"))
                scale = scale.map { $0 + 1 }
            default:
                return nil
            }
        }
        guard digits > 0 else { return nil }
        self.init(coefficient: negative ? -coefficient : coefficient, scale: scale ?? 0)
    }

    /// How many digits stand in front of the point; 0 for a value below one.
    var wholeDigits: Int {
        var rest = coefficient.magnitude / Self.power(scale).magnitude
        var count = 0
        while rest > 0 {
            rest /= 10
            count += 1
        }
        return count
    }

    /// The value as an integer, when it is one and fits.
    var whole: Int? { scale == 0 ? Int(exactly: coefficient) : nil }

    /// The shortest plain text: `387.93`, `180`, `-2.5`.
    var text: String { fixed(scale) }

    /// The text of a Java double, with one digit behind the point at least: `200.0`, `197.5`.
    var doubleText: String { fixed(max(scale, 1)) }

    /// The text with exactly so many digits behind the point, rounded half-up.
    func fixed(_ places: Int) -> String {
        let value = rounded(places)
        let digits = value.coefficient.magnitude * Self.power(places - value.scale).magnitude
        let sign = value.coefficient < 0 ? "-" : ""
        guard places > 0 else { return sign + String(digits) }
        let padded = String(repeating: "0", count: max(0, places + 1 - String(digits).count)) + String(digits)
        return sign + padded.dropLast(places) + "." + padded.suffix(places)
    }

    /// The nearest value with so many decimals; a half goes away from zero.
    func rounded(_ places: Int) -> ExactDecimal {
        guard scale > places else { return self }
        return Self.quotient(coefficient, Self.power(scale - places), places)
    }

    /// The quotient rounded half-up to so many decimals; the divisor must be above zero.
    func divided(by divisor: ExactDecimal, places: Int) -> ExactDecimal {
        precondition(divisor > .zero, "an exact quotient needs a divisor above zero")
        return Self.quotient(
            coefficient * Self.power(divisor.scale + places), divisor.coefficient * Self.power(scale), places)
    }

    static func + (left: ExactDecimal, right: ExactDecimal) -> ExactDecimal {
        let scale = max(left.scale, right.scale)
        return ExactDecimal(coefficient: left.scaled(to: scale) + right.scaled(to: scale), scale: scale)
    }

    static func - (left: ExactDecimal, right: ExactDecimal) -> ExactDecimal {
        let scale = max(left.scale, right.scale)
        return ExactDecimal(coefficient: left.scaled(to: scale) - right.scaled(to: scale), scale: scale)
    }

    static func * (left: ExactDecimal, right: ExactDecimal) -> ExactDecimal {
        ExactDecimal(coefficient: left.coefficient * right.coefficient, scale: left.scale + right.scale)
    }

    static func < (left: ExactDecimal, right: ExactDecimal) -> Bool {
        let scale = max(left.scale, right.scale)
        return left.scaled(to: scale) < right.scaled(to: scale)
    }

    private func scaled(to scale: Int) -> Int128 {
        coefficient * Self.power(scale - self.scale)
    }

    private static func quotient(_ numerator: Int128, _ denominator: Int128, _ places: Int) -> ExactDecimal {
        let magnitude = (2 * numerator.magnitude + denominator.magnitude) / (2 * denominator.magnitude)
        return ExactDecimal(coefficient: (numerator < 0 ? -1 : 1) * Int128(magnitude), scale: places)
    }

    private static func power(_ exponent: Int) -> Int128 {
        (0..<max(0, exponent)).reduce(1) { value, _ in value * 10 }
    }
}
