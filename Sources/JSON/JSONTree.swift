/// JSON as it was written: numbers keep their exact text and objects keep their order.
///
/// A till's body is read through this and never through a binary floating-point number.
public enum JSONTree: Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number, as the text that stood there.
    case number(String)
    /// A text, its escapes resolved.
    case string(String)
    /// A list.
    case array([JSONTree])
    /// An object: its members in the order in which they stood, each name once.
    case object([(String, JSONTree)])

    /// The deepest nesting that is read: lists and objects inside each other.
    public static let depthLimit = 32

    /// Reads one JSON value from UTF-8 bytes, strictly as RFC 8259 words it.
    ///
    /// - Throws: ``JSONFault`` for anything else: a byte order mark, invalid UTF-8, a name given twice, more than
    ///   ``depthLimit`` levels, or anything behind the value but white space.
    public init(parsing bytes: [UInt8]) throws(JSONFault) {
        var parser = JSONParser(bytes)
        self = try parser.document()
    }

    /// The first member of that name; nil where this is no object or has no such member.
    public subscript(name: String) -> JSONTree? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.0 == name }?.1
    }

    /// The text, where this is one.
    public var text: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// The items, where this is a list.
    public var items: [JSONTree]? {
        guard case .array(let items) = self else { return nil }
        return items
    }

    /// The members, where this is an object.
    public var members: [(String, JSONTree)]? {
        guard case .object(let members) = self else { return nil }
        return members
    }

    /// What stands here, for a person: `the number 3`, `a list of 2`.
    public var inWords: String {
        switch self {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .number(let text): "the number \(text)"
        case .string(let text): "the text \"\(text)\""
        case .array(let items): items.isEmpty ? "an empty list" : "a list of \(items.count)"
        case .object(let members): members.isEmpty ? "an empty object" : "an object"
        }
    }
}

extension JSONTree: Hashable {
    /// Whether both are the same JSON, the order of members and the text of numbers included.
    public static func == (left: JSONTree, right: JSONTree) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let one), .bool(let other)): one == other
        case (.number(let one), .number(let other)): one == other
        case (.string(let one), .string(let other)): one == other
        case (.array(let one), .array(let other)): one == other
        case (.object(let one), .object(let other)):
            one.count == other.count && zip(one, other).allSatisfy { $0.0 == $1.0 && $0.1 == $1.1 }
        default: false
        }
    }
    /// Hashes the value's compact JSON.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(json)
    }
}
