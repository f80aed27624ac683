/// Keeps secrets out of logs and errors: their names stay, their values go.
public enum Redaction {
    /// What stands in a secret's place.
    public static let mark = "[hidden]"

    private static let headerNames: Set<String> = [
        "authorization", "proxy-authorization", "cookie", "set-cookie", "cmckey", "apigee_app_id", "x-api-key",
    ]

    /// Names whose value is a secret in JSON, forms, queries and XML elements, in lower case.
    private static let secretNames: Set<String> = [
        "cmckey", "apigee_app_id", "access_token", "refresh_token", "id_token", "client_secret", "consumer_secret",
        "consumersecret", "consumer_key", "consumerkey", "code_verifier", "password", "passwd", "pwd", "strpassword",
        "secret", "token", "authorization", "api_key", "apikey",
    ]

    /// Names whose value is a secret in forms and queries alone; elsewhere they are everyday words.
    private static let formNames: Set<String> = ["code", "state", "code_challenge"]

    /// The headers with the values of secret ones hidden.
    public static func headers(_ headers: [(String, String)]) -> [(String, String)] {
        headers.map { name, value in
            headerNames.contains(name.lowercased()) ? (name, mark) : (name, text(value))
        }
    }

    /// A request as text: method, address, headers and body, secrets hidden.
    public static func text(of request: HTTPRequest) -> String {
        let top = "\(request.method) \(address(request.url))"
        return lines(top, headers: request.headers, body: request.body ?? [])
    }

    /// An answer as text: status, headers and body, secrets hidden.
    public static func text(of response: HTTPResponse) -> String {
        lines("HTTP \(response.status)", headers: response.headers, body: response.body)
    }

    /// A text with every secret hidden that stands behind a secret's name: `"cmcKey":"…"`, `password=…`, `<pwd>…<`.
    public static func text(_ text: some StringProtocol) -> String {
        String(decoding: hidden(Array(text.utf8)), as: UTF8.self)
    }

    /// A body with every secret hidden.
    public static func text(_ body: [UInt8]) -> String {
        String(decoding: hidden(body), as: UTF8.self)
    }

    /// An address without user, password and secret query values.
    public static func address(_ url: String) -> String {
        var url = url[...]
        guard let scheme = url.firstRange(of: "://") else { return text(url) }
        let rest = url[scheme.upperBound...]
        let authority = rest.prefix { !"/?#".contains($0) }
        if let at = authority.lastIndex(of: "@") {
            url = url[..<scheme.upperBound] + Self.mark + url[at...]
        }
        return text(url)
    }

    private static func lines(_ top: String, headers: [(String, String)], body: [UInt8]) -> String {
        let named = Self.headers(headers).map { "\($0.0): \($0.1)" }
        let body = body.isEmpty ? [] : ["", text(body)]
        return ([top] + named + body).joined(separator: "\n")
    }

    // MARK: - Scanning

    private static func hidden(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var place = 0
        while place < bytes.count {
            guard isWord(bytes[place]) else {
                result.append(bytes[place])
                place += 1
                continue
            }
            var end = place
            while end < bytes.count, isWord(bytes[end]) { end += 1 }
            let word = String(decoding: bytes[place..<end], as: UTF8.self).lowercased()
            result += bytes[place..<end]
            place = end
            if let value = value(of: word, in: bytes, after: end) {
                result += bytes[end..<value.lowerBound]
                result += Array(mark.utf8)
                place = value.upperBound
            }
        }
        return result
    }

    /// The bytes of the value that follows a name, or nil where the name is not one of a value.
    private static func value(of word: String, in bytes: [UInt8], after name: Int) -> Range<Int>? {
        if word == "bearer" {
            let start = skip(bytes, from: name) { $0 == 0x20 }
            return start == name ? nil : start..<skip(bytes, from: start) { isWord($0) || "-.~+/=".utf8.contains($0) }
        }
        if formNames.contains(word) { return fieldValue(in: bytes, name: name - word.utf8.count..<name) }
        guard secretNames.contains(word) else { return nil }
        var start = skip(bytes, from: name) { $0 == quote || $0 == backslash || isSpace($0) }
        guard start < bytes.count, [colon, equals, greater].contains(bytes[start]) else { return nil }
        let isElement = bytes[start] == greater
        start = skip(bytes, from: start + 1) { isSpace($0) }
        var end = start
        if isElement {
            end = skip(bytes, from: start) { $0 != UInt8(ascii: "<") }
        } else if start < bytes.count, bytes[start] == quote {
            start += 1
            end = start
            while end < bytes.count, bytes[end] != quote { end += bytes[end] == backslash ? 2 : 1 }
        } else if start + 1 < bytes.count, bytes[start] == backslash, bytes[start + 1] == quote {
            start += 2
            end = skip(bytes, from: start) { $0 != backslash && $0 != quote }
        } else if word == "authorization" {
            end = skip(bytes, from: start) { $0 != 0x0A && $0 != 0x0D }
        } else {
            end = skip(bytes, from: start) { !isSpace($0) && !Array("&,}]\"\\<;".utf8).contains($0) }
        }
        return start..<min(end, bytes.count)
    }

    /// The value of a form's field, or nil where the name begins no field: `code=` after a start, `?` or `&`.
    private static func fieldValue(in bytes: [UInt8], name: Range<Int>) -> Range<Int>? {
        guard name.upperBound < bytes.count, bytes[name.upperBound] == equals,
            name.lowerBound == 0 || Array("?&\n".utf8).contains(bytes[name.lowerBound - 1])
        else { return nil }
        let start = name.upperBound + 1
        return start..<skip(bytes, from: start) { !isSpace($0) && !Array("&\"<#".utf8).contains($0) }
    }

    private static func skip(_ bytes: [UInt8], from start: Int, while condition: (UInt8) -> Bool) -> Int {
        var place = start
        while place < bytes.count, condition(bytes[place]) { place += 1 }
        return place
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private static let quote = UInt8(ascii: "\"")
    private static let backslash = UInt8(ascii: "\\")
    private static let colon = UInt8(ascii: ":")
    private static let equals = UInt8(ascii: "=")
    private static let greater = UInt8(ascii: ">")
}
