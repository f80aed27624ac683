/// A JSON value that keeps its numbers exact and its members in order.
///
/// Members keep the order they were written in, so an answer has the same bytes each time.
indirect enum ExactJSON: Hashable, Sendable {
    case null
    case bool(Bool)
    case number(ExactDecimal)
    /// A number this simulator does not read exactly: an exponent, or more than 30 digits.
    case unreadableNumber(String)
    case string(String)
    case array([ExactJSON])
    case object([Member])

    /// One name and value of an object.
    struct Member: Hashable, Sendable {
        let name: String
        let value: ExactJSON
    }

    /// The value of a member; nil when this is no object or has no such member.
    subscript(_ name: String) -> ExactJSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// The member as text; nil when absent, null or of another type.
    func text(_ name: String) -> String? {
        guard case .string(let text)? = self[name] else { return nil }
        return text
    }

    /// The member as an exact number; nil when absent, null or of another type.
    func number(_ name: String) -> ExactDecimal? {
        guard case .number(let number)? = self[name] else { return nil }
        return number
    }

    /// The member as an integer; nil when it is anything else.
    func integer(_ name: String) -> Int? {
        number(name)?.whole
    }

    /// The elements of a member that is an array; empty otherwise.
    func elements(_ name: String) -> [ExactJSON] {
        guard case .array(let elements)? = self[name] else { return [] }
        return elements
    }

    /// Whether the member is absent or null.
    func isAbsent(_ name: String) -> Bool {
        self[name] == nil || self[name] == .null
    }

    /// The member as it was sent, or null.
    func copy(_ name: String) -> ExactJSON {
        self[name] ?? .null
    }

    /// This object with more members at its end; anything else stays as it is.
    func adding(_ more: [Member]) -> ExactJSON {
        guard case .object(let members) = self else { return self }
        return .object(members + more)
    }
}

extension ExactJSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    init(stringLiteral value: String) { self = .string(value) }
    init(integerLiteral value: Int) { self = .number(ExactDecimal(value)) }
    init(booleanLiteral value: Bool) { self = .bool(value) }
}

extension ExactJSON: ExpressibleByNilLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
    init(nilLiteral: ()) { self = .null }
    init(arrayLiteral elements: ExactJSON...) { self = .array(elements) }
    init(dictionaryLiteral elements: (String, ExactJSON)...) {
        self = .object(elements.map { Member(name: $0.0, value: $0.1) })
    }
}
