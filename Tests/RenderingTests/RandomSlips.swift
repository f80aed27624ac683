import ChanceSupport
import Fiscal
import Rendering

/// Slips that try to burst the paper: long and odd names, large amounts, every designation.
enum RandomSlips {
    private static let alphabet = Array("abc XYZ 019 éñü ũ€–“” 牛🥛 \u{301}\u{200D}<&>\"'~")

    static func next(_ random: inout SplitMix64) throws -> Slip {
        let lines = (0..<Int.random(in: 1...5, using: &random)).map { _ in
            Slips.line(
                text(180, &random), "\(Quantity(thousandths: Int64.random(in: 1...9_999_999, using: &random)))",
                "\(Money(minor: Int64.random(in: 100_000...999_999_999, using: &random)))",
                TaxLetter.allCases.randomElement(using: &random)?.rawValue ?? "B",
                percent: Bool.random(using: &random) ? "12.5" : nil)
        }
        var draft = Slips.draft(lines, paid: [("cash", "999999999999.99")])
        draft.payments[0].reference = text(50, &random)
        draft.buyer = Buyer(pin: "A001234567B", name: text(60, &random))
        draft.late = Bool.random(using: &random)
        var sale = try Slips.sale(draft)
        if Bool.random(using: &random) {
            let reference = CreditReference(
                documentID: "01JPA5S0V3KX7T1QH2M4N6P8RS", temporaryNumber: "T1-B000041", reason: .rawMaterialShortage)
            sale = try sale.credited(nil, as: reference, after: [], till: "T1", cashier: "A12", soldAt: nil)
        }
        return Slip(
            entry: Slips.entry(sale, number: "TILL0001-B1234567", tradeName: text(60, &random)),
            receipt: Bool.random(using: &random) ? Slips.receipt : nil,
            original: Bool.random(using: &random) ? Slips.receipt : nil,
            designation: Designation.allCases.randomElement(using: &random) ?? .copy,
            language: Language.allCases.randomElement(using: &random) ?? .english, welcome: text(90, &random),
            thanks: text(90, &random), printedAt: Timestamp(milliseconds: 1_773_396_000_000))
    }

    private static func text(_ limit: Int, _ random: inout SplitMix64) -> String {
        let length = Int.random(in: 1...limit, using: &random)
        let characters = (0..<length).map { _ in alphabet.randomElement(using: &random) ?? "x" }
        return "x" + String(characters).prefix(limit - 1)
    }
}
