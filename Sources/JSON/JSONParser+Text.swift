/// Texts: the one place of JSON where escapes and bytes beyond ASCII may stand.
extension JSONParser {
    /// Reads a text from its opening quote to behind its closing one.
    mutating func text() throws(JSONFault) -> String {
        place += 1
        let start = place
        while let byte = current, byte != Byte.quote, byte != Byte.backslash {
            guard byte >= 32 else { throw fault("a control character inside a text; write it as an escape") }
            place += 1
        }
        let plain = slice(from: start)
        guard current == Byte.backslash else {
            let text = try validated(plain, at: start)
            guard current == Byte.quote else { throw fault("the text ends without its quote") }
            place += 1
            return text
        }
        return try escapedText(after: plain, at: start)
    }

    private mutating func escapedText(after plain: ArraySlice<UInt8>, at start: Int) throws(JSONFault) -> String {
        var resolved = Array(plain)
        while let byte = current {
            switch byte {
            case Byte.quote:
                let text = try validated(resolved[...], at: start)
                place += 1
                return text
            case Byte.backslash:
                place += 1
                try resolveEscape(into: &resolved)
            case 0..<32:
                throw fault("a control character inside a text; write it as an escape")
            default:
                resolved.append(byte)
                place += 1
            }
        }
        throw fault("the text ends without its quote")
    }

    private mutating func resolveEscape(into bytes: inout [UInt8]) throws(JSONFault) {
        let plain: UInt8
        switch current {
        case Byte.quote, Byte.backslash, UInt8(ascii: "/"): plain = current ?? Byte.quote
        case UInt8(ascii: "b"): plain = 8
        case UInt8(ascii: "f"): plain = 12
        case UInt8(ascii: "n"): plain = 10
        case UInt8(ascii: "r"): plain = 13
        case UInt8(ascii: "t"): plain = 9
        case UInt8(ascii: "u"):
            bytes.append(contentsOf: String(try scalar()).utf8)
            return
        default: throw fault("expected an escape that JSON knows, found \(here)")
        }
        bytes.append(plain)
        place += 1
    }

    /// Reads `uXXXX`, and the second half of a surrogate pair where there must be one.
    private mutating func scalar() throws(JSONFault) -> Character {
        guard let first = hexadecimal(at: place + 1) else { throw fault("expected four hexadecimal digits behind \\u") }
        var code = first
        if (0xD800..<0xDC00).contains(first) {
            guard stands("\\u", at: place + 5), let second = hexadecimal(at: place + 7),
                (0xDC00..<0xE000).contains(second)
            else { throw fault("half of a surrogate pair; the other half must follow") }
            code = 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
            place += 6
        }
        guard let scalar = UnicodeScalar(code) else { throw fault("half of a surrogate pair") }
        place += 5
        return Character(scalar)
    }

    private func validated(_ bytes: ArraySlice<UInt8>, at start: Int) throws(JSONFault) -> String {
        // ASCII is valid, and nearly every text is no more.
        if bytes.allSatisfy({ $0 < 128 }) { return String(decoding: bytes, as: UTF8.self) }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw fault("invalid UTF-8 in the text that starts here", at: start)
        }
        return text
    }
}
