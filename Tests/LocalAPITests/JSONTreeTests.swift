import JSON
import LocalAPI
import Testing

@Suite struct JSONTreeTests {
    @Test(arguments: [
        (#"{"b":1.50,"a":[true,null,"x"]}"#, #"{"b":1.50,"a":[true,null,"x"]}"#),
        (" [ 1e5 , -0 ] ", "[1e5,-0]"),
        (#""\u00e9\n\ud83d\ude00\/""#, #""é\n😀/""#),
        ("{}", "{}"),
        (#""\u0001""#, #""\u0001""#),
    ])
    func `valid JSON keeps its numbers and its order`(_ written: String, _ compact: String) throws {
        #expect(try JSONTree(parsing: Array(written.utf8)).json == compact)
    }

    @Test(arguments: [
        "", " ", "{", "[1,]", "{\"a\":1,}", "01", "1.", ".5", "+1", "1e", "NaN", "nul", "\"\u{1}\"", #""\x""#,
        #""\ud800""#, #""\ud800\u0041""#, #""\udc00""#, "[1] 2", "{\"a\" 1}", "{a:1}", "\u{FEFF}{}", "\"abc",
        #"{"a":1,"a":2}"#, #""\u12"#, "-", "[1 2]", "'a'",
    ])
    func `anything else is refused`(_ written: String) {
        #expect(throws: JSONFault.self) { try JSONTree(parsing: Array(written.utf8)) }
    }

    @Test(
        arguments: [
            [0x22, 0xFF, 0x22], [0x22, 0xC0, 0xAF, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xF0, 0x9F, 0x22],
            [0xEF, 0xBB, 0xBF, 0x7B, 0x7D],
        ] as [[UInt8]])
    func `invalid UTF-8 is refused`(_ bytes: [UInt8]) {
        #expect(throws: JSONFault.self) { try JSONTree(parsing: bytes) }
    }

    @Test func `nesting ends at 32 levels`() throws {
        func nested(_ depth: Int) -> [UInt8] {
            [UInt8](repeating: UInt8(ascii: "["), count: depth) + [UInt8](repeating: UInt8(ascii: "]"), count: depth)
        }
        _ = try JSONTree(parsing: nested(32))
        #expect(throws: JSONFault.self) { try JSONTree(parsing: nested(33)) }
    }

    @Test func `a fault names line and column`() throws {
        let fault = #expect(throws: JSONFault.self) { try JSONTree(parsing: Array("{\"a\":1,\n  \"b\" 2}".utf8)) }
        #expect(fault?.description == "line 2, column 7: expected a colon, found 2")
    }

    @Test func `every cut of a body is refused and none is a crash`() throws {
        let body = Array(#"{"till":"T1","lines":[{"n":"\u00e9\\","q":-1.5e+3}],"b":null,"c":false}"#.utf8)
        _ = try JSONTree(parsing: body)
        for end in 0..<body.count {
            #expect(throws: JSONFault.self) { try JSONTree(parsing: Array(body[..<end])) }
        }
    }
}
