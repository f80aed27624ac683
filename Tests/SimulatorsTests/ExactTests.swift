import Testing

@testable import Simulators

/// The exact numbers, texts and times everything else stands on.
@Suite struct ExactTests {
    @Test(arguments: [
        ("100", "86.21"), ("1000", "862.07"), ("450", "387.93"), ("150", "129.31"), ("0.01", "0.01"),
        ("58", "50"), ("30000", "25862.07"),
    ])
    func `sixteen percent come out of a total half-up`(_ total: String, _ net: String) throws {
        let value = try #require(ExactDecimal(total))
        #expect((value * .hundred).divided(by: ExactDecimal(116), places: 2) == ExactDecimal(net))
    }

    @Test(arguments: [
        ("1.005", 2, "1.01"), ("1.004", 2, "1.00"), ("-1.005", 2, "-1.01"), ("2.5", 0, "3"), ("7", 2, "7.00"),
        ("0.5", 2, "0.50"), ("0.004", 2, "0.00"),
    ])
    func `rounding is half away from zero`(_ text: String, _ places: Int, _ expected: String) throws {
        #expect(try #require(ExactDecimal(text)).fixed(places) == expected)
    }

    @Test(arguments: ["", "-", "1.2.3", ".5", "1e3", "1,5", "1234567890123456789012345678901"])
    func `what is not plain digits is no exact number`(_ text: String) {
        #expect(ExactDecimal(text) == nil)
    }

    @Test func `equal values are equal however they were written`() {
        #expect(ExactDecimal("150.00") == ExactDecimal("150"))
        #expect(ExactDecimal("200")?.doubleText == "200.0")
        #expect(ExactDecimal("197.25")?.doubleText == "197.25")
    }

    @Test func `a text is read and written back byte for byte`() throws {
        let text = #"{"b":[1,-2.5,true,null,{}],"a":"\"\\\n\u0001é😀"}"#
        #expect(try ExactJSON(reading: text).encoded == text)
        #expect(try ExactJSON(reading: #""\u00e9\ud83d\ude00\/""#) == "é😀/")
    }

    @Test(arguments: [
        "", "{", "[1,]", "{\"a\":1,\"a\":2}", "01", "1.", "tru", "\"\\x\"", "\"\u{1}\"", "{} x", "\"\\ud800\"", "-",
    ])
    func `what is not JSON is refused`(_ text: String) {
        #expect(throws: ExactJSONError.self) { try ExactJSON(reading: text) }
    }

    @Test func `a number with an exponent is kept but not read as an amount`() throws {
        let value = try ExactJSON(reading: #"{"a":1e2}"#)
        #expect(value.number("a") == nil)
        #expect(value.encoded == #"{"a":1e2}"#)
    }

    @Test func `Nairobi is three hours ahead`() throws {
        let time = NairobiTime(epochSeconds: 1_773_310_686)
        #expect(time.compact == "20260312131806")
        #expect(time.dashed == "2026-03-12 13:18:06")
        #expect(NairobiTime(compact: "20260312131806") == time)
        #expect(NairobiTime(compact: "20240229235959")?.advanced(1).compact == "20240301000000")
        #expect(NairobiTime(compact: "19700101030000")?.epochSeconds == 0)
    }

    @Test(arguments: ["20260230000000", "20261301000000", "20260101240000", "2026010100000", "2026-01-01 0000"])
    func `what is no date is refused`(_ text: String) {
        #expect(NairobiTime(compact: text) == nil)
    }

    @Test func `the same seed makes the same choices`() {
        var (left, right) = (SplitMix64(seed: 7), SplitMix64(seed: 7))
        #expect(left.text(26, of: "ABC") == right.text(26, of: "ABC"))
        #expect(left.identifier() == right.identifier())
    }
}
