/// One text of `items_list`: `[HSCODE ]NAME qty price total` (fiscal-hardware.md §1.5).
struct SignerItem: Equatable, Sendable {
    /// The HS code; empty where there is none.
    let hsCode: String
    /// What was sold.
    let name: String
    /// How much of it.
    let quantity: ExactDecimal
    /// The price of one.
    let price: ExactDecimal
    /// What the line comes to.
    let total: ExactDecimal

    /// Reads an item.
    ///
    /// Single spaces stand between its parts, so that none stands within one; in front of the name of an item without an
    /// HS code may be one more. Throws ``SignerComplaint`` with the item's place, from 1.
    init(_ text: String, place: Int) throws(SignerComplaint) {
        func complaint(_ problem: String) -> SignerComplaint {
            SignerComplaint("items_list", "item \(place) \(problem) in \"\(text)\"")
        }
        guard text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
            throw complaint("has a control character")
        }
        var parts = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        var code = ""
        if parts.count == 5 { code = parts.removeFirst() }
        guard parts.count == 4 else { throw complaint("is not [HSCODE ]NAME qty price total") }
        guard code.isEmpty || Self.isCode(code) else { throw complaint("has no HS code such as 0039.11.16") }
        guard !parts[0].isEmpty, !Self.isCode(parts[0]) else { throw complaint("has no name") }
        guard let quantity = SignerAmount.read(parts[1], decimals: 3), quantity > .zero else {
            throw complaint("has no quantity above zero")
        }
        guard let price = SignerAmount.read(parts[2]) else { throw complaint("has no price") }
        guard let total = SignerAmount.read(parts[3]) else { throw complaint("has no total") }
        // A price and a total are each off by half a cent at most; less than their product is a discount.
        let slack = ExactDecimal.halfCent * quantity + .halfCent
        guard total <= quantity * price + slack else { throw complaint("comes to more than its quantity and price") }
        hsCode = code
        name = parts[0]
        self.quantity = quantity
        self.price = price
        self.total = total
    }

    private static func isCode(_ text: String) -> Bool {
        text.wholeMatch(of: #/[0-9]{4}\.[0-9]{2}\.[0-9]{2}/#) != nil
    }
}

/// Amounts as a signer takes them: plain digits, a point, no sign, no exponent (fiscal-hardware.md §0).
enum SignerAmount {
    /// The most digits in front of the point.
    private static let wholeDigits = 12

    /// The amount of a text; nil where it is none, or has more decimals.
    static func read(_ text: String, decimals: Int = 2) -> ExactDecimal? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), (1...wholeDigits).contains(parts[0].count),
            parts[0].count == 1 || parts[0].first != "0"
        else { return nil }
        if parts.count == 2, !(1...decimals).contains(parts[1].count) { return nil }
        guard text.utf8.first != UInt8(ascii: "-") else { return nil }
        return ExactDecimal(text)
    }
}

extension ExactDecimal {
    /// 0.005.
    fileprivate static let halfCent = ExactDecimal(5).divided(by: ExactDecimal(1_000), places: 3)
}
