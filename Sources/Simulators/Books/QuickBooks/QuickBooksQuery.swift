/// One sentence of QuickBooks' query language.
///
/// `SELECT * | count(*) | field,… FROM Entity [WHERE cond AND cond…] [ORDERBY field [ASC|DESC]] [STARTPOSITION n]
/// [MAXRESULTS m]`. Source: accounting-apis.md, section 1.7.
struct QuickBooksQuery: Hashable, Sendable {
    /// One condition.
    struct Condition: Hashable, Sendable {
        let field: String
        /// `=`, `<`, `>`, `<=`, `>=`, `LIKE` or `IN`.
        let comparison: String
        let values: [String]
    }

    /// What is asked for.
    enum Selection: Hashable, Sendable {
        case everything, count
        case fields([String])
    }

    private(set) var selection = Selection.everything
    private(set) var entity = ""
    private(set) var conditions: [Condition] = []
    private(set) var orderField: String?
    private(set) var isDescending = false
    private(set) var start = 1
    private(set) var most = 100
    private var words: ArraySlice<Word>

    /// Reads a sentence; refuses with 4000 what the grammar does not know.
    init(_ text: String) throws(QuickBooksRefusal) {
        words = try Self.words(text)[...]
        try expect("SELECT")
        selection = try readSelection()
        try expect("FROM")
        entity = try name()
        if take("WHERE") {
            repeat { conditions.append(try condition()) } while take("AND")
        }
        if take("ORDERBY") || (words.prefix(2).map(\.upper) == ["ORDER", "BY"] && take("ORDER") && take("BY")) {
            orderField = try name()
            isDescending = take("DESC")
            if !isDescending { _ = take("ASC") }
        }
        if take("STARTPOSITION") { start = try number(1...1_000_000_000) }
        if take("MAXRESULTS") { most = try number(1...1_000) }
        if let rest = words.first { throw Self.unreadable("Encountered \"\(rest.text)\"") }
    }

    /// A word of a sentence.
    private struct Word: Hashable {
        let text: String
        let isLiteral: Bool
        var upper: String { isLiteral ? "" : text.uppercased() }
    }

    private static func unreadable(_ detail: String) -> QuickBooksRefusal {
        .init("4000", "Error parsing query", "QueryParserError: \(detail)")
    }

    private static func words(_ text: String) throws(QuickBooksRefusal) -> [Word] {
        var words: [Word] = []
        var rest = text[...]
        while let character = rest.first {
            rest = rest.dropFirst()
            switch character {
            case " ", "\t", "\n", "\r": continue
            case "'": words.append(Word(text: try literal(&rest), isLiteral: true))
            case ",", "(", ")", "*", "=": words.append(Word(text: String(character), isLiteral: false))
            case "<", ">":
                let isOrEqual = rest.first == "="
                if isOrEqual { rest = rest.dropFirst() }
                words.append(Word(text: String(character) + (isOrEqual ? "=" : ""), isLiteral: false))
            case _ where character.isASCII && (character.isLetter || character.isNumber || "_.-".contains(character)):
                let tail = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "_.-".contains($0)) }
                rest = rest.dropFirst(tail.count)
                words.append(Word(text: String(character) + tail, isLiteral: false))
            default: throw unreadable("Lexical error, encountered \"\(character)\"")
            }
        }
        return words
    }

    /// A literal after its first quote; `\'` and `\\` are the only escapes, and U+2019 breaks the parser.
    private static func literal(_ rest: inout Substring) throws(QuickBooksRefusal) -> String {
        var text = ""
        while let character = rest.popFirst() {
            switch character {
            case "'": return text
            case "\u{2019}": throw unreadable("Lexical error, encountered \"\u{2019}\"")
            case "\\":
                guard let escaped = rest.popFirst(), escaped == "'" || escaped == "\\" else {
                    throw unreadable("a backslash stands before a quote or a backslash")
                }
                text.append(escaped)
            default: text.append(character)
            }
        }
        throw unreadable("Encountered <EOF> in a literal")
    }

    private mutating func take(_ keyword: String) -> Bool {
        guard words.first?.upper == keyword else { return false }
        words = words.dropFirst()
        return true
    }

    private mutating func expect(_ keyword: String) throws(QuickBooksRefusal) {
        guard take(keyword) else { throw Self.unreadable("expected \(keyword), got \(words.first?.text ?? "<EOF>")") }
    }

    private mutating func name() throws(QuickBooksRefusal) -> String {
        guard let word = words.first, !word.isLiteral, word.text.first?.isLetter == true else {
            throw Self.unreadable("expected a name, got \(words.first?.text ?? "<EOF>")")
        }
        words = words.dropFirst()
        return word.text
    }

    private mutating func number(_ range: ClosedRange<Int>) throws(QuickBooksRefusal) -> Int {
        guard let word = words.popFirst(), !word.isLiteral, let number = Int(word.text), range.contains(number) else {
            throw .init("4001", "Invalid query", "a number from \(range.lowerBound) to \(range.upperBound) is needed")
        }
        return number
    }

    private mutating func readSelection() throws(QuickBooksRefusal) -> Selection {
        if take("*") { return .everything }
        if take("COUNT") {
            try expect("(")
            try expect("*")
            try expect(")")
            return .count
        }
        var fields = [try name()]
        while take(",") { fields.append(try name()) }
        return .fields(fields)
    }

    private mutating func condition() throws(QuickBooksRefusal) -> Condition {
        let field = try name()
        guard let comparison = words.popFirst(),
            ["=", "<", ">", "<=", ">=", "LIKE", "IN"].contains(comparison.upper)
        else { throw Self.unreadable("no comparison after \(field)") }
        guard comparison.upper == "IN" else {
            return Condition(field: field, comparison: comparison.upper, values: [try literal()])
        }
        try expect("(")
        var values = [try literal()]
        while take(",") { values.append(try literal()) }
        try expect(")")
        return Condition(field: field, comparison: "IN", values: values)
    }

    /// A quoted text, or `true` or `false`.
    private mutating func literal() throws(QuickBooksRefusal) -> String {
        guard let word = words.popFirst() else { throw Self.unreadable("Encountered <EOF>") }
        if word.isLiteral { return word.text }
        guard ["TRUE", "FALSE"].contains(word.upper) || Int(word.text) != nil else {
            throw Self.unreadable("Encountered \"\(word.text)\"; a value stands in single quotes")
        }
        return word.text.lowercased()
    }
}
