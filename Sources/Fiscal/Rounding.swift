/// The one rounding rule of the house: half up, on exact integers (reference §5.1).
public enum Rounding {
    /// `value × numerator ÷ denominator`, a half rounded away from zero.
    ///
    /// The product is taken at double width, so it cannot overflow; the denominator is above zero.
    public static func halfUp(_ value: Int64, times numerator: Int64, over denominator: Int64) -> Int64 {
        precondition(denominator > 0, "a share is taken of a positive whole")
        let product = value.magnitude.multipliedFullWidth(by: numerator.magnitude)
        let (quotient, remainder) = UInt64(denominator).dividingFullWidth(product)
        let rounded = Int64(quotient) + (remainder >= UInt64(denominator) - remainder ? 1 : 0)
        return (value < 0) != (numerator < 0) ? -rounded : rounded
    }
}
