@testable import Simulators

extension SaleRefusalTests {
    /// The worked example's sale.
    static func sale() throws -> ExactJSON {
        try ExactJSON(reading: Sample.sale)
    }

    /// A line of exercise books; the taxes follow from the total.
    static func line(
        qty: String, prc: String, rate: String = "0", discount: String = "0", total: String
    ) throws -> ExactJSON {
        guard let total = ExactDecimal(total), let qty = ExactDecimal(qty), let prc = ExactDecimal(prc) else {
            return .null
        }
        let net = (total * .hundred).divided(by: ExactDecimal(116), places: 2)
        return try ExactJSON(reading: Sample.discountedLine).changing("qty", to: .number(qty))
            .changing("prc", to: .number(prc)).changing("splyAmt", to: .number((qty * prc).rounded(2)))
            .changing("dcRt", to: ExactJSON(reading: rate)).changing("dcAmt", to: ExactJSON(reading: discount))
            .changing("taxblAmt", to: .number(net)).changing("taxAmt", to: .number(total - net))
            .changing("totAmt", to: .number(total))
    }

    /// A sale of one line of letter B; its header follows from the line.
    static func sale(of line: ExactJSON) throws -> ExactJSON {
        try sale().changing("itemList", to: .array([line])).changing("totItemCnt", to: 1)
            .changing("taxblAmtA", to: 0).changing("taxblAmtB", to: line.copy("taxblAmt"))
            .changing("taxAmtB", to: line.copy("taxAmt")).changing("totTaxblAmt", to: line.copy("taxblAmt"))
            .changing("totTaxAmt", to: line.copy("taxAmt")).changing("totAmt", to: line.copy("totAmt"))
    }
}
