/// A strict reader of RFC 8259, one pass over the bytes.
///
/// Outside texts JSON is ASCII, so UTF-8 is validated where texts are.
struct JSONParser {
    private let bytes: [UInt8]
    var place = 0
    private var depth = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The whole input as one value.
    mutating func document() throws(JSONFault) -> JSONTree {
        skipSpace()
        let tree = try value()
        skipSpace()
        guard place == bytes.count else { throw fault("expected the end, found \(here)") }
        return tree
    }

    var current: UInt8? { place < bytes.count ? bytes[place] : nil }

    func slice(from start: Int) -> ArraySlice<UInt8> { bytes[start..<place] }

    /// The next four bytes as a hexadecimal number; nil where they are none.
    func hexadecimal(at start: Int) -> UInt32? {
        guard start + 4 <= bytes.count else { return nil }
        var number: UInt32 = 0
        for byte in bytes[start..<start + 4] {
            guard let digit = Character(UnicodeScalar(byte)).hexDigitValue, byte < 128 else { return nil }
            number = number << 4 | UInt32(digit)
        }
        return number
    }

    /// Whether exactly this text stands at a place.
    func stands(_ text: String, at start: Int) -> Bool {
        start <= bytes.count && bytes[start...].starts(with: text.utf8)
    }

    /// A fault at the current place, or at another.
    func fault(_ problem: String, at place: Int? = nil) -> JSONFault {
        let end = min(place ?? self.place, bytes.count)
        let lastBreak = bytes[..<end].lastIndex(of: Byte.lineFeed)
        let line = bytes[..<end].count { $0 == Byte.lineFeed } + 1
        return JSONFault(line: line, column: end - (lastBreak.map { $0 + 1 } ?? 0) + 1, problem: problem)
    }

    /// What stands at the current place, for a person.
    var here: String {
        switch current {
        case nil: "the end"
        case .some(let byte) where byte > 32 && byte < 127: "\(Character(UnicodeScalar(byte)))"
        case .some(let byte): "byte \(byte)"
        }
    }

    private mutating func value() throws(JSONFault) -> JSONTree {
        switch current {
        case Byte.quote: return .string(try text())
        case Byte.openBrace: return try nested { (parser) throws(JSONFault) in try parser.object() }
        case Byte.openBracket: return try nested { (parser) throws(JSONFault) in try parser.array() }
        case Byte.minus: return .number(try number())
        case .some(let byte) where Byte.isDigit(byte): return .number(try number())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: throw fault("expected a JSON value, found \(here)")
        }
    }

    private mutating func nested(
        _ read: (inout JSONParser) throws(JSONFault) -> JSONTree
    ) throws(JSONFault) -> JSONTree {
        guard depth < JSONTree.depthLimit else {
            throw fault("more than \(JSONTree.depthLimit) levels of lists and objects")
        }
        depth += 1
        defer { depth -= 1 }
        place += 1
        skipSpace()
        return try read(&self)
    }

    private mutating func object() throws(JSONFault) -> JSONTree {
        var members: [(String, JSONTree)] = []
        var names = NameList()
        if take(Byte.closeBrace) { return .object(members) }
        while true {
            guard current == Byte.quote else { throw fault("expected a member's name in quotes, found \(here)") }
            let start = place
            let name = try text()
            guard names.insert(name, after: members) else {
                throw fault("the member \"\(name)\" stands there twice", at: start)
            }
            skipSpace()
            guard take(Byte.colon) else { throw fault("expected a colon, found \(here)") }
            skipSpace()
            members.append((name, try value()))
            skipSpace()
            if take(Byte.closeBrace) { return .object(members) }
            guard take(Byte.comma) else { throw fault("expected a comma or }, found \(here)") }
            skipSpace()
        }
    }

    private mutating func array() throws(JSONFault) -> JSONTree {
        var items: [JSONTree] = []
        if take(Byte.closeBracket) { return .array(items) }
        while true {
            items.append(try value())
            skipSpace()
            if take(Byte.closeBracket) { return .array(items) }
            guard take(Byte.comma) else { throw fault("expected a comma or ], found \(here)") }
            skipSpace()
        }
    }

    private mutating func word(_ word: String, _ tree: JSONTree) throws(JSONFault) -> JSONTree {
        guard bytes[place...].starts(with: word.utf8) else { throw fault("expected \(word)") }
        place += word.utf8.count
        return tree
    }

    private mutating func number() throws(JSONFault) -> String {
        let start = place
        _ = take(Byte.minus)
        if !take(UInt8(ascii: "0")) { try digits() }
        if take(UInt8(ascii: ".")) { try digits() }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(Byte.minus) }
            try digits()
        }
        return String(decoding: slice(from: start), as: UTF8.self)
    }

    private mutating func digits() throws(JSONFault) {
        guard let byte = current, Byte.isDigit(byte) else { throw fault("expected a digit, found \(here)") }
        while let byte = current, Byte.isDigit(byte) { place += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard current == byte else { return false }
        place += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = current, byte == 32 || byte == Byte.lineFeed || byte == 13 || byte == 9 { place += 1 }
    }

    enum Byte {
        static let quote = UInt8(ascii: "\"")
        static let backslash = UInt8(ascii: "\\")
        static let openBrace = UInt8(ascii: "{")
        static let closeBrace = UInt8(ascii: "}")
        static let openBracket = UInt8(ascii: "[")
        static let closeBracket = UInt8(ascii: "]")
        static let colon = UInt8(ascii: ":")
        static let comma = UInt8(ascii: ",")
        static let minus = UInt8(ascii: "-")
        static let lineFeed = UInt8(ascii: "\n")

        static func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }
    }
}

/// The names that an object has so far: a few are compared one by one, which is quicker than a table of them.
private struct NameList {
    private static let few = 16
    private var many: Set<String> = []

    /// Takes in a name; false where the members before have it.
    mutating func insert(_ name: String, after members: [(String, JSONTree)]) -> Bool {
        guard members.count >= Self.few else { return !members.contains { $0.0 == name } }
        if many.isEmpty { many = Set(members.map(\.0)) }
        return many.insert(name).inserted
    }
}
