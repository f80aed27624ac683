import Testing

@testable import Simulators

/// The three amount conventions, on 2 × 100.00 (letter B) and on a discounted line.
@Suite struct ConventionTests {
    private func amounts(_ convention: AmountConvention) -> AmountRules {
        AmountRules(settings: OSCUSettings(amounts: convention))
    }

    private func line(
        prc: Int, rate: Int = 0, discount: String = "0", taxable: String, tax: String, total: String
    ) throws -> InvoiceLine {
        let line = try ExactJSON(reading: Sample.discountedLine)
            .changing("prc", to: .number(ExactDecimal(prc))).changing("splyAmt", to: .number(ExactDecimal(prc * 2)))
            .changing("dcRt", to: .number(ExactDecimal(rate))).changing("dcAmt", to: ExactJSON(reading: discount))
            .changing("taxblAmt", to: ExactJSON(reading: taxable)).changing("taxAmt", to: ExactJSON(reading: tax))
            .changing("totAmt", to: ExactJSON(reading: total))
        return try #require(InvoiceLine(line))
    }

    @Test(arguments: [
        (AmountConvention.inclusive, "172.41", "27.59", "200"),
        (.gross, "200", "27.59", "200"),
        (.exclusive, "200", "32", "232"),
    ])
    func `each convention takes its own amounts and no other's`(
        _ convention: AmountConvention, _ taxable: String, _ tax: String, _ total: String
    ) throws {
        let line = try line(prc: 100, taxable: taxable, tax: tax, total: total)
        for other in AmountConvention.allCases {
            let accepted = (try? amounts(other).check(line, discountByRate: true)) != nil
            #expect(accepted == (other == convention))
        }
    }

    @Test(arguments: [
        (AmountConvention.inclusive, "155.17", "24.83", "180"),
        (.gross, "180", "24.83", "180"),
        (.exclusive, "180", "28.8", "208.8"),
    ])
    func `a discount comes off before the tax`(
        _ convention: AmountConvention, _ taxable: String, _ tax: String, _ total: String
    ) throws {
        let line = try line(prc: 100, rate: 10, discount: "20", taxable: taxable, tax: tax, total: total)
        try amounts(convention).check(line, discountByRate: true)
    }
}
