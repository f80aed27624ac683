/// What a member of a QuickBooks object may hold.
indirect enum QuickBooksField: Sendable {
    /// Text of so many characters at most.
    case text(Int)
    /// Text of so many characters at most, without colon, tab and line break.
    case name(Int)
    /// One of some words.
    case choice([String])
    case flag
    /// Money with at most two decimals.
    case amount
    /// A number with at most seven decimals.
    case number
    case date
    case email
    /// `{"value": ID, "name": TEXT}`; the id must be one of this kind, where a kind is named.
    case reference(QuickBooksKind?)
    case group([String: QuickBooksField])
    case list(QuickBooksField)
    /// What the service alone writes: taken without a word when a client sends back what it read.
    case served
}

/// Reads what a client sent against the tables: nothing unknown, nothing too long, no reference to nothing.
struct QuickBooksFieldReader {
    /// The company whose objects are referred to.
    let book: QuickBooksBook

    /// The object with what is the service's own taken out and the names of references filled in.
    func read(_ object: ExactJSON, _ table: [String: QuickBooksField]) throws(QuickBooksRefusal) -> ExactJSON {
        var read: [ExactJSON.Member] = []
        for member in object.members where member.value != .null {
            guard let field = table[member.name] else { throw .unknown(member.name) }
            if case .served = field { continue }
            read.append(.init(name: member.name, value: try value(member.value, field, member.name)))
        }
        return .object(read)
    }

    private func value(
        _ value: ExactJSON, _ field: QuickBooksField, _ name: String
    ) throws(QuickBooksRefusal) -> ExactJSON {
        switch field {
        case .group(let table):
            guard case .object = value else { throw .unknown(name) }
            return try read(value, table)
        case .list(let element):
            guard case .array(let elements) = value else { throw .unknown(name) }
            var read: [ExactJSON] = []
            for one in elements { read.append(try self.value(one, element, name)) }
            return .array(read)
        case .reference(let kind): return try reference(value, kind, name)
        case .flag:
            guard case .bool = value else {
                throw .init("2170", "Invalid Enumeration", "\(name) is true or false", element: name)
            }
        case .amount, .number: try checkNumber(value, field, name)
        default: try checkText(value, field, name)
        }
        return value
    }

    private func checkNumber(
        _ value: ExactJSON, _ field: QuickBooksField, _ name: String
    ) throws(QuickBooksRefusal) {
        guard let number = value.decimal, number.wholeDigits <= 11 else {
            throw .init("2080", "Invalid Number", "\(name) is not a number this service takes", element: name)
        }
        if case .amount = field, number.scale > 2 {
            throw .init("2090", "Invalid Amount", "\(name) has more than two decimals: \(number.text)", element: name)
        }
        guard number.scale <= 7 else {
            throw .init("2080", "Invalid Number", "\(name) has more than seven decimals", element: name)
        }
    }

    private func checkText(
        _ value: ExactJSON, _ field: QuickBooksField, _ name: String
    ) throws(QuickBooksRefusal) {
        guard let text = value.string else {
            throw .init("2010", "Request has invalid or unsupported property", "\(name) is not text", element: name)
        }
        switch field {
        case .text(let most), .name(let most):
            guard text.count <= most else {
                throw .init(
                    "2050", "String length is either shorter or longer than supported by specification",
                    "Supplied value for \(name) has \(text.count) characters, at most \(most)", element: name)
            }
            if case .name = field, text.contains(where: { ":\t\n\r".contains($0) }) {
                throw .init("2040", "Invalid String", "\(name) has a colon, a tab or a line break", element: name)
            }
        case .choice(let words):
            guard words.contains(text) else {
                throw .init("2170", "Invalid Enumeration", "\(name): \(text) is none of \(words)", element: name)
            }
        case .date:
            guard CivilDate(text) != nil else {
                throw .init("2060", "Invalid Date", "\(name): \(text) is not yyyy-MM-dd", element: name)
            }
        case .email:
            guard text.count <= 100, text.contains(#/[^@\s]+@[^@\s]+/#) else {
                throw .init("2210", "Invalid Email Address", "\(name): not an address", element: name)
            }
        default: break
        }
    }

    private func reference(
        _ value: ExactJSON, _ kind: QuickBooksKind?, _ name: String
    ) throws(QuickBooksRefusal) -> ExactJSON {
        guard case .object(let members) = value, let id = value.text("value"), !id.isEmpty else {
            throw .missing(name + ".value")
        }
        if let stranger = members.first(where: { !["value", "name"].contains($0.name) }) {
            throw .unknown(stranger.name)
        }
        guard let kind else { return value }
        guard let object = book.object(kind, id) else {
            if kind == .taxCode { throw Self.badTaxCode(id) }
            throw .dangling(name, id)
        }
        if object["Active"] == .bool(false) {
            if kind == .taxCode { throw Self.badTaxCode(id) }
            throw .notFound(name)
        }
        return ["value": .string(id), "name": object[kind.nameMember] ?? ""]
    }

    /// A tax code that cannot stand on a line.
    static func badTaxCode(_ id: String) -> QuickBooksRefusal {
        .init("6100", "Invalid Tax Code", "the transaction uses an unknown code: \(id)", element: "TaxCodeRef")
    }
}
