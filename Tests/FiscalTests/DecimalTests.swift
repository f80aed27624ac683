import ChanceSupport
import Fiscal
import Testing

@Suite struct DecimalTests {
    @Test(arguments: [
        ("0", 0), ("1250", 125_000), ("1250.5", 125_050), ("1250.50", 125_050), ("0.01", 1), ("-0.01", -1),
        ("-12.30", -1_230), ("007", 700), ("-0", 0), ("9999999999999999.99", 999_999_999_999_999_999),
    ])
    func `money is read`(_ text: String, _ minor: Int64) {
        #expect(Money(text)?.minor == minor)
    }

    @Test(arguments: [
        "", "-", ".", "+1", "1.", ".5", "1.234", "1,000", "1e3", " 1", "1 ", "1.2.3", "--1", "0x10", "NaN", "١٢",
        "99999999999999999.99", "1234567890123456789", "000000000000000000000000000001",
    ])
    func `money refuses what is not a plain decimal of two places`(_ text: String) {
        #expect(Money(text) == nil)
    }

    @Test(arguments: [
        (0, "0.00"), (1, "0.01"), (-1, "-0.01"), (100, "1.00"), (-12_345, "-123.45"), (63_000, "630.00"),
        (Int64.min, "-92233720368547758.08"), (Int64.max, "92233720368547758.07"),
    ])
    func `money is written with two decimals`(_ minor: Int64, _ text: String) {
        #expect(Money(minor: minor).description == text)
    }

    @Test(arguments: [("3", 3_000), ("1.5", 1_500), ("0.255", 255), ("0.001", 1), ("1.000", 1_000), ("-2", -2_000)])
    func `a quantity is read`(_ text: String, _ thousandths: Int64) {
        #expect(Quantity(text)?.thousandths == thousandths)
    }

    @Test(arguments: ["", "1.2345", "a", "1.", ".1", "1e1", "999999999999999999"])
    func `a quantity refuses more than three decimals and other texts`(_ text: String) {
        #expect(Quantity(text) == nil)
    }

    @Test(arguments: [(3_000, "3"), (1_500, "1.5"), (255, "0.255"), (10, "0.01"), (100_000, "100"), (0, "0")])
    func `a quantity is written without needless decimals`(_ thousandths: Int64, _ text: String) {
        #expect(Quantity(thousandths: thousandths).description == text)
    }

    @Test(arguments: [(1_000, true, true), (1_500, false, true), (1_550, false, true), (1_555, false, false)])
    func `a quantity knows its decimals`(_ thousandths: Int64, _ whole: Bool, _ two: Bool) {
        #expect(Quantity(thousandths: thousandths).isWhole == whole)
        #expect(Quantity(thousandths: thousandths).fitsTwoDecimals == two)
    }

    @Test(arguments: [
        (1, 1, 2, 1), (-1, 1, 2, -1), (1, -1, 2, -1), (-1, -1, 2, 1), (1, 1, 3, 0), (2, 1, 3, 1), (5, 1, 10, 1),
        (4, 1, 10, 0), (-4, 1, 10, 0), (-5, 1, 10, -1), (0, 7, 9, 0), (10, 3, 4, 8), (-10, 3, 4, -8),
        (9_007_199_254_740_993, 10_000, 11_600, 7_764_826_943_742_235), (Int64.max, Int64.max, Int64.max, Int64.max),
        (999_999_999_999_999_999, 10_000, 11_600, 862_068_965_517_241_378),
    ])
    func `a half is rounded away from zero`(_ value: Int64, _ times: Int64, _ over: Int64, _ expected: Int64) {
        #expect(Rounding.halfUp(value, times: times, over: over) == expected)
    }

    @Test(arguments: [51, 52])
    func `every written amount is read back`(_ seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<2_000 {
            let money = Money(minor: Int64.random(in: -Money.largest.minor...Money.largest.minor, using: &random))
            #expect(Money(money.description) == money)
            let quantity = Quantity(thousandths: Int64.random(in: 0...99_999_999_999_990, using: &random))
            #expect(Quantity(quantity.description) == quantity)
        }
    }

    @Test func `hexadecimal goes both ways`() {
        #expect(Hex.text([0, 1, 0xAB, 0xFF]) == "0001abff")
        #expect(Hex.bytes("0001ABff") == [0, 1, 0xAB, 0xFF])
        #expect(Hex.bytes("") == [])
        #expect(Hex.bytes("abc") == nil)
        #expect(Hex.bytes("zz") == nil)
    }
}
