/// Gathers every fault of a draft while it reads what it can.
struct SaleCheck {
    let rules: SaleRules
    var faults: [Fault]

    static let lettersAndDigits: @Sendable (Character) -> Bool = { $0.isASCII && ($0.isLetter || $0.isNumber) }

    mutating func fault(_ field: String, _ rule: String, found: String, expected: String) {
        faults.append(Fault(field: field, rule: rule, found: found, expected: expected))
    }

    /// Whether the draft's reader has already complained of this field, so that it is not named twice.
    private func isKnownFault(_ field: String) -> Bool {
        faults.contains { $0.field == field }
    }

    mutating func text(
        _ value: String?, _ field: String, limit: Int, allowed: ((Character) -> Bool)? = nil
    ) -> String? {
        guard let value, value.contains(where: { !$0.isWhitespace }) else {
            if !isKnownFault(field) {
                let found = value.map { $0.isEmpty ? "an empty text" : "nothing but spaces" } ?? "nothing"
                fault(
                    field, "required", found: found,
                    expected: "1 to \(limit) characters")
            }
            return nil
        }
        guard value.count <= limit else {
            fault(field, "length", found: "\(value.count) characters", expected: "at most \(limit) characters")
            return nil
        }
        guard !value.unicodeScalars.contains(where: Self.isControl) else {
            fault(field, "characters", found: "a control character", expected: "printable text")
            return nil
        }
        if let allowed, !value.allSatisfy(allowed) {
            fault(field, "characters", found: value, expected: "letters A–Z and digits only")
            return nil
        }
        return value
    }

    /// Whether it prints nothing and changes what is printed: Unicode's controls, and those that turn a line around.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    mutating func time(_ value: String?, _ field: String) -> Timestamp? {
        guard let value else { return nil }
        guard let time = Timestamp(rfc3339: value) else {
            fault(field, "time", found: value, expected: "RFC 3339 with an offset, such as 2026-03-12T10:45:12+03:00")
            return nil
        }
        return time
    }

    mutating func money(_ value: String?, _ field: String, positive: Bool) -> Money? {
        guard let value else {
            if !isKnownFault(field) {
                fault(field, "required", found: "nothing", expected: "an amount as text, such as \"150.00\"")
            }
            return nil
        }
        guard let amount = Money(value) else {
            fault(field, "decimal", found: value, expected: "a decimal with at most two places, such as \"150.00\"")
            return nil
        }
        guard positive ? amount > .zero : amount >= .zero, amount.minor <= 99_999_999_999_999 else {
            fault(
                field, positive ? "positive" : "not_negative", found: value,
                expected: positive ? "an amount above 0.00 and below 10^12" : "0.00 or more, below 10^12")
            return nil
        }
        return amount
    }

    mutating func payments(_ drafts: [PaymentDraft], total: Money?) -> [Payment] {
        guard !drafts.isEmpty, drafts.count <= SaleRules.paymentLimit else {
            if !isKnownFault("payments") {
                fault(
                    "payments", "count", found: "\(drafts.count)", expected: "1 to \(SaleRules.paymentLimit) payments")
            }
            return []
        }
        let before = faults.count
        let payments = drafts.enumerated().compactMap { index, draft in payment(draft, "payments[\(index)]") }
        guard faults.count == before, let total else { return payments }
        let paid = payments.reduce(Money.zero) { $0 + $1.amount }
        let cash = payments.filter { $0.method == .cash }.reduce(Money.zero) { $0 + $1.amount }
        if paid < total {
            fault("payments", "payments.cover", found: "\(paid)", expected: "at least the total, \(total)")
        } else if paid - total > cash {
            fault("payments", "payments.change", found: "\(paid)", expected: "\(total); only cash gives change")
        }
        return payments
    }

    private mutating func payment(_ draft: PaymentDraft, _ path: String) -> Payment? {
        let amount = money(draft.amount, path + ".amount", positive: true)
        if let reference = draft.reference {
            _ = text(reference, path + ".reference", limit: 50)
        }
        guard let method = draft.method.flatMap(PaymentMethod.init(rawValue:)) else {
            if !isKnownFault(path + ".method") {
                let known = PaymentMethod.allCases.map(\.rawValue).joined(separator: ", ")
                fault(path + ".method", "one_of", found: draft.method ?? "nothing", expected: "one of \(known)")
            }
            return nil
        }
        return amount.map { Payment(method: method, amount: $0, reference: draft.reference) }
    }

    mutating func buyer(_ buyer: Buyer?) {
        guard let buyer else { return }
        if let pin = buyer.pin, !TaxpayerPIN.isValid(pin) {
            fault(
                "buyer.pin", "pin", found: pin,
                expected: "a letter A or P, nine digits and a letter, such as P051234567X")
        }
        if let name = buyer.name { _ = text(name, "buyer.name", limit: 60) }
        if let phone = buyer.phone { _ = text(phone, "buyer.phone", limit: 20) }
        if buyer.pin == nil, buyer.name == nil, !faults.contains(where: { $0.field.hasPrefix("buyer") }) {
            fault(
                "buyer", "required", found: "neither pin nor name",
                expected: "a pin, a name, or null for a walk-in customer")
        }
    }

    mutating func expectedTotal(_ text: String?, total: Money?) {
        guard text != nil, let expected = money(text, "expected_total", positive: false), let total else { return }
        if expected != total {
            fault("expected_total", "expected_total", found: "\(expected)", expected: "\(total), the sum of the lines")
        }
    }
}
