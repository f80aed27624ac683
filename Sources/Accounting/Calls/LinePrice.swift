import Fiscal

/// Quantity and unit price of a line that multiply to its amount to the cent, as both providers demand.
///
/// The price has two decimals where they do, else as many as it needs and the provider takes; where none will do, the
/// line sells one at its amount, and its text says what was sold. Source: accounting-apis §1.12 and §2.8.
struct LinePrice: Hashable {
    /// The quantity as a decimal.
    let quantity: String
    /// The unit price as a decimal.
    let unit: String
    /// The line's text, with what was sold where quantity and price do not show it.
    let text: String

    /// The longest text of a line, at both providers.
    private static let longestText = 4_000

    /// Finds the price of a line whose amount at the provider is `amount`; `decimals` are those to try beyond two.
    init(_ line: BooksLine, amount: Money, decimals: [Int]) {
        let own = line.text.isEmpty ? "Item" : line.text
        if let unit = Self.unit(amount, line.quantity, decimals: 2) {
            (quantity, self.unit, text) = (line.quantity.description, unit, String(own.prefix(Self.longestText)))
            return
        }
        let shelf = Self.shelfPrice(line)
        for count in decimals {
            guard let unit = Self.unit(amount, line.quantity, decimals: count) else { continue }
            (quantity, self.unit) = (line.quantity.description, unit)
            text = Self.text(own, shelf.isExact ? "\(line.quantity) x \(shelf.price) incl." : nil)
            return
        }
        (quantity, unit) = ("1", amount.description)
        text = Self.text(own, line.quantity == .one ? nil : "\(line.quantity) x \(shelf.price) incl.")
    }

    /// The unit price with so many decimals, needless ones beyond two left out; nil where it does not multiply.
    private static func unit(_ amount: Money, _ quantity: Quantity, decimals: Int) -> String? {
        let thousandths = quantity.thousandths
        // Beyond this, hundreds of millions of shillings apiece, the arithmetic would leave 64 bits.
        guard thousandths > 0, amount.minor.magnitude / UInt64(thousandths) < 50_000_000_000 else { return nil }
        var scale: Int64 = 1
        for _ in 2..<max(2, decimals) { scale *= 10 }
        let price = Rounding.halfUp(amount.minor, times: 1_000 * scale, over: thousandths)
        guard Rounding.halfUp(price, times: thousandths, over: 1_000 * scale) == amount.minor else { return nil }
        var text = ScaledDecimal.text(price, scale: decimals)
        var needless = decimals - 2
        while needless > 0, text.hasSuffix("0") {
            text.removeLast()
            needless -= 1
        }
        return text
    }

    /// The price on the shelf, VAT included, and whether it is one of whole cents.
    private static func shelfPrice(_ line: BooksLine) -> (price: Money, isExact: Bool) {
        let thousandths = line.quantity.thousandths
        guard thousandths > 0, line.gross.minor.magnitude / UInt64(thousandths) < 50_000_000_000 else {
            return (line.gross, false)
        }
        let price = Money(minor: Rounding.halfUp(line.gross.minor, times: 1_000, over: thousandths))
        return (price, Rounding.halfUp(price.minor, times: thousandths, over: 1_000) == line.gross.minor)
    }

    private static func text(_ own: String, _ sold: String?) -> String {
        guard let sold else { return String(own.prefix(longestText)) }
        return own.prefix(longestText - sold.count - 3) + " (\(sold))"
    }
}
