import Fiscal
import OSCU
import Testing

struct ValueTests {
    @Test(arguments: [
        #"{"a":1.10,"b":[true,false,null,-0,1e5],"c":"x\"\\/é😀"}"#, "[]", "{}", #""""#,
        "123456789012345678901234567890",
    ])
    func `JSON is written as it was read, numbers to the letter`(_ text: String) {
        #expect(OSCUValue(json: Array(text.utf8)).map { String(decoding: $0.json, as: UTF8.self) } == text)
    }

    @Test(arguments: [
        "", "{", "[1,]", #"{"a":}"#, "01", "1.", "+1", "nul", #""\x""#, "\"\n\"", "[1] 2", #"{"a" 1}"#, #""\ud83d""#,
        String(repeating: "[", count: 70) + String(repeating: "]", count: 70),
    ])
    func `what is not JSON is refused`(_ text: String) {
        #expect(OSCUValue(json: Array(text.utf8)) == nil)
    }

    @Test func `bytes that are not UTF-8 are refused`() {
        #expect(OSCUValue(json: [0x22, 0xFF, 0x22]) == nil)
    }

    @Test func `escapes are read`() {
        #expect(OSCUValue(json: Array(#" "\u0041\ud83d\ude00\n\/" "#.utf8)) == .text("A😀\n/"))
    }

    @Test(
        arguments: [
            (OSCUValue.number("387.93"), 38_793), (.number("450"), 45_000), (.text("1.50"), 150),
            (.number("200.0"), 20_000),
            (.number("1.2300"), 123), (.number("-0.5"), -50), (.number("1.234"), nil), (.number("1e2"), nil),
            (.null, nil),
            (.text(""), nil),
        ] as [(OSCUValue, Int64?)])
    func `amounts are exact`(_ value: OSCUValue, _ hundredths: Int64?) {
        #expect(value.hundredths == hundredths)
        #expect(value.money?.minor == hundredths)
    }

    @Test(
        arguments: [
            (OSCUValue.text("8"), 8), (.number("8"), 8), (.number("8.0"), 8), (.number("8.5"), nil), (.bool(true), nil),
        ] as [(OSCUValue, Int64?)])
    func `whole numbers may be strings`(_ value: OSCUValue, _ whole: Int64?) {
        #expect(value.whole == whole)
    }
}
