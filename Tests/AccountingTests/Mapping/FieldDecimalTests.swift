import ChanceSupport
import Fiscal
import Testing

@testable import Accounting

@Suite struct FieldDecimalTests {
    @Test(arguments: ["0", "0.00", "-1.50", "781.97", "999999999999999999999999999999", "0.000000000001"])
    func `a decimal is written as it was read`(_ text: String) throws {
        #expect(try #require(FieldDecimal(text)).description == text)
    }

    @Test(arguments: ["", "-", ".5", "1.", "+1", "1e3", " 1", "1,5", "--1", "1.2.3", "٣", "0.0000000000001"])
    func `anything else is no decimal`(_ text: String) { #expect(FieldDecimal(text) == nil) }

    @Test func `a number of 31 digits is no decimal`() {
        #expect(FieldDecimal(String(repeating: "9", count: 31)) == nil)
    }

    @Test(arguments: [
        ("2.345", 2, "2.35"), ("-2.345", 2, "-2.35"), ("2.3449", 2, "2.34"), ("0.5", 0, "1"), ("-0.5", 0, "-1"),
        ("1", 2, "1.00"), ("1.005", 2, "1.01"), ("9.995", 2, "10.00"), ("0.4", 0, "0"),
    ])
    func `a half is rounded away from zero`(_ text: String, _ scale: Int, _ result: String) throws {
        #expect(try #require(FieldDecimal(text)).rounded(to: scale)?.description == result)
    }

    @Test(arguments: [
        ("1", "3", 4, "0.3333"), ("2", "3", 4, "0.6667"), ("-1", "8", 2, "-0.13"), ("781.97", "129.50", 2, "6.04"),
        ("1", "-3", 0, "0"), ("5", "-2", 0, "-3"), ("0.1", "0.3", 12, "0.333333333333"), ("100", "0.25", 0, "400"),
    ])
    func `a quotient is exact to its last place`(_ left: String, _ right: String, _ scale: Int, _ result: String) throws
    {
        let (left, right) = (try #require(FieldDecimal(left)), try #require(FieldDecimal(right)))
        #expect(left.over(right, scale: scale)?.description == result)
    }

    @Test func `what is too long has no result and never traps`() throws {
        let huge = try #require(FieldDecimal(String(repeating: "9", count: 30)))
        let fine = try #require(FieldDecimal("0.000000000001"))
        #expect(huge.times(huge) == nil)
        #expect(huge.plus(huge) == nil)
        #expect(huge.plus(fine) == nil)
        #expect(fine.times(fine) == nil)
        #expect(huge.over(fine, scale: 12) == nil)
        #expect(huge.over(try #require(FieldDecimal("0")), scale: 2) == nil)
        #expect(huge.rounded(to: 12) == nil)
        #expect(fine.isLess(than: huge))
        #expect(!huge.isLess(than: fine))
    }

    /// Sums and products of 64 bits against whole numbers of 128.
    @Test func `random sums and products are those of whole numbers`() throws {
        var chance = SplitMix64(seed: 5)
        for _ in 0..<2_000 {
            let (left, right) = (
                Int64.random(in: -99_999_999...99_999_999, using: &chance),
                Int64.random(in: -9_999...9_999, using: &chance)
            )
            let (one, other) = (FieldDecimal(Money(minor: left)), FieldDecimal(Money(minor: right)))
            #expect(one.plus(other) == FieldDecimal(Money(minor: left + right)))
            #expect(one.minus(other) == FieldDecimal(Money(minor: left - right)))
            #expect(one.times(other)?.description == ScaledDecimal.text(left * right, scale: 4))
            #expect(one.isLess(than: other) == (left < right))
        }
    }
}
