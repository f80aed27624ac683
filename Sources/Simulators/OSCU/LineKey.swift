/// What makes a line of a credit note the line of its sale: the item, its unit price and its discount percent.
///
/// Section 10 keeps the original's unit prices; one item may stand on a sale twice, a cent apart.
struct LineKey: Hashable, Sendable {
    /// The item code.
    let itemCd: String
    /// The unit price.
    let prc: ExactDecimal
    /// The discount percent.
    let dcRt: ExactDecimal
}
