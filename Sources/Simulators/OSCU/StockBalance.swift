/// The stock of one item at one branch.
///
/// A sale moves nothing by itself: movement 11 does, and then the master must repeat the balance (section 10).
struct StockBalance: Sendable {
    /// The running balance of all movements.
    private(set) var balance = ExactDecimal.zero
    /// What the stock master last declared; nil before the first.
    var declared: ExactDecimal?
    /// What was sold and not yet moved by a movement 11.
    private(set) var pending = ExactDecimal.zero
    /// Whether any movement exists.
    private(set) var wasMoved = false
    /// Whether any sale exists; a movement 11 comes after one (section 2.18).
    private(set) var wasSold = false

    /// What may still be sold; nil while movement or master is missing.
    ///
    /// Between a movement and its master the smaller of the two balances counts.
    var available: ExactDecimal? {
        guard wasMoved, let declared else { return nil }
        return min(declared, balance) - pending
    }

    /// Notes a sold quantity.
    mutating func sell(_ quantity: ExactDecimal) {
        wasSold = true
        pending = pending + quantity
    }

    /// Moves a quantity in (types 01 to 06) or out (11 to 16); a movement 11 settles what was sold.
    mutating func move(_ quantity: ExactDecimal, type: String) {
        wasMoved = true
        balance = type.hasPrefix("1") ? balance - quantity : balance + quantity
        if type == "11" { pending = max(.zero, pending - quantity) }
    }
}
