/// A template of a command's data: literal characters, and fields in braces with filters: `{name|cut:36};{price|2}`.
///
/// It has no expressions and no code.
public struct ProfileTemplate: Sendable, Hashable {
    /// A piece of a template.
    public enum Piece: Sendable, Hashable {
        /// Characters as they stand.
        case literal(String)
        /// A field that the driver fills in, and what is done to it.
        case field(String, [Filter])
    }

    /// What is done to a field.
    public enum Filter: Sendable, Hashable {
        /// Cut to so many characters.
        case cut(Int)
        /// Cut, and filled up with spaces, to so many characters.
        case pad(Int)
        /// A number with so many decimals: 2 or 3.
        case decimals(Int)
        /// In capitals.
        case upper
        /// Letters, digits and spaces alone; everything else becomes a space.
        case plain
    }

    /// The pieces in their order.
    public let pieces: [Piece]

    /// Why a text is no template.
    struct Fault: Error {
        let rule: ProfileFault.Rule
        let found: String
        let remedy: String
    }

    /// The fields that drivers fill in.
    public static let fields: Set<String> = [
        "operator", "password", "till", "all_receipts", "fiscal_receipts", "name", "tax", "price", "quantity",
        "discount",
        "amount", "method", "text", "unit", "hs_code", "hs_name", "rate", "trader_number", "buyer_name", "buyer_pin",
        "buyer_head", "buyer_address", "buyer_code", "buyer_exemption", "original_number", "number", "invoice_number",
        "date", "option", "department", "serial", "code", "status", "items", "tender", "last_document",
        "firmware",
    ]

    /// Reads a template that the linter let pass; nil for any other.
    public init?(checked text: String) {
        guard let template = try? Self(text) else { return nil }
        self = template
    }

    /// The names of the fields, in their order.
    public var names: [String] {
        pieces.compactMap { if case .field(let name, _) = $0 { name } else { nil } }
    }

    /// Reads a template.
    init(_ text: String) throws(Fault) {
        var pieces: [Piece] = []
        var literal = ""
        var rest = Substring(text)
        while let next = rest.popFirst() {
            switch next {
            case "}":
                throw Fault(rule: .filter, found: "a } that nothing opens", remedy: "Write each field as {name}")
            case "{":
                guard let end = rest.firstIndex(of: "}") else {
                    throw Fault(rule: .filter, found: "a { that nothing closes", remedy: "Write each field as {name}")
                }
                if !literal.isEmpty { pieces.append(.literal(literal)) }
                literal = ""
                pieces.append(try Self.field(rest[..<end]))
                rest = rest[rest.index(after: end)...]
            default: literal.append(next)
            }
        }
        if !literal.isEmpty { pieces.append(.literal(literal)) }
        self.pieces = pieces
    }

    private static func field(_ text: Substring) throws(Fault) -> Piece {
        let parts = text.split(separator: "|", omittingEmptySubsequences: false)
        let name = String(parts[0])
        guard fields.contains(name) else {
            let near = Nearest.word(to: name, of: fields)
            throw Fault(
                rule: .field, found: "the field {\(name)}",
                remedy: near.map { "Did you mean {\($0)}?" } ?? "The fields are named in firmware-profiles/README.md")
        }
        var filters: [Filter] = []
        for part in parts.dropFirst() { filters.append(try filter(part)) }
        return .field(name, filters)
    }

    private static func filter(_ text: Substring) throws(Fault) -> Filter {
        let words = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let width = words.count == 2 ? Int(words[1]) : nil
        switch (words[0], width) {
        case ("cut", let width?) where (1...512).contains(width): return .cut(width)
        case ("pad", let width?) where (1...512).contains(width): return .pad(width)
        case ("2", nil) where words.count == 1: return .decimals(2)
        case ("3", nil) where words.count == 1: return .decimals(3)
        case ("upper", nil) where words.count == 1: return .upper
        case ("ascii", nil) where words.count == 1: return .plain
        default:
            throw Fault(
                rule: .filter, found: "the filter \(text)",
                remedy: "Filters are cut:n, pad:n (n from 1 to 512), 2, 3, upper and ascii")
        }
    }
}

/// The word that somebody who mistyped meant.
enum Nearest {
    /// The word that is at most two letters away; nil where none is.
    static func word(to text: String, of words: some Sequence<String>) -> String? {
        words.map { ($0, distance(Array(text.utf8), Array($0.utf8))) }.filter { $0.1 <= 2 }
            .min { ($0.1, $0.0) < ($1.1, $1.0) }?.0
    }

    /// How many letters must be added, dropped or changed (Levenshtein).
    private static func distance(_ one: [UInt8], _ other: [UInt8]) -> Int {
        guard abs(one.count - other.count) <= 2 else { return 3 }
        var row = Array(0...other.count)
        for (place, letter) in one.enumerated() {
            var diagonal = row[0]
            row[0] = place + 1
            for column in other.indices {
                let above = row[column + 1]
                row[column + 1] = min(above + 1, row[column] + 1, diagonal + (letter == other[column] ? 0 : 1))
                diagonal = above
            }
        }
        return row[other.count]
    }
}
