import Mustache

/// A Mustache template over named fields: `Till {{till}}{{#buyer_name}} for {{buyer_name}}{{/buyer_name}}`.
///
/// What it may say: fields, plainly or with `&` or three braces, which all mean the same, for nothing is escaped;
/// sections and inverted sections of a field, which ask whether it is there; comments; and `uppercased`, `lowercased`
/// or `capitalized` around a field. Partials, inheritance, other delimiters and pragmas are refused.
struct FieldTemplate {
    private let template: MustacheTemplate
    /// The fields that it names.
    let fields: [BooksField]

    /// The longest template, in characters.
    static let longest = 2_000
    /// The longest output, in characters; the rest is cut off.
    static let longestOutput = 4_000
    /// Sections inside each other.
    static let depthLimit = 8

    /// Why a template is none.
    struct Fault: Error, Hashable {
        let code: FieldRuleFault.Code
        let found: String
        let expected: String
    }

    /// Reads a template.
    init(_ text: String) throws(Fault) {
        let count = text.count
        guard count <= Self.longest else {
            throw Fault(code: .tooLong, found: "\(count) characters", expected: "at most \(Self.longest)")
        }
        fields = try Self.fields(in: Array(text))
        do {
            // The pragma turns HTML's escapes off; alone on its line it leaves nothing behind.
            template = try MustacheTemplate(string: "{{% CONTENT_TYPE:TEXT}}\n" + text)
        } catch {
            let problem = (error as? MustacheTemplate.ParserError).map { "\($0.error)" } ?? "\(error)"
            throw Fault(
                code: .badTemplate, found: "a template that does not parse (\(problem))",
                expected: "every {{ closed by }}, and every section by its own name")
        }
    }

    /// What it gives; fields that are not there give nothing.
    func text(_ fields: BooksFields) -> String {
        String(template.render(fields.texts).prefix(Self.longestOutput))
    }

    /// Goes through the tags before the library does, and lets nothing through but what is said above.
    private static func fields(in text: [Character]) throws(Fault) -> [BooksField] {
        var (fields, depth, place): ([BooksField], Int, Int) = ([], 0, 0)
        while let start = find("{{", in: text, from: place) {
            var inner = start + 2
            let kind = inner < text.count ? text[inner] : "}"
            if "#^/&!{".contains(kind) { inner += 1 }
            guard let end = find("}}", in: text, from: inner) else {
                throw Fault(code: .badTemplate, found: "{{ that nothing closes", expected: "}} behind it")
            }
            place = end + 2
            if kind == "!" { continue }
            fields.append(try field(String(text[inner..<end])))
            if kind == "#" || kind == "^" { depth += 1 }
            if kind == "/" { depth -= 1 }
            guard depth <= depthLimit else {
                throw Fault(code: .tooLong, found: "more sections", expected: "at most \(depthLimit) inside each other")
            }
            if kind == "{" {
                guard place < text.count, text[place] == "}" else {
                    throw Fault(code: .badTemplate, found: "{{{ closed by }}", expected: "}}}")
                }
                place += 1
            }
        }
        return fields
    }

    private static func find(_ pair: String, in text: [Character], from start: Int) -> Int? {
        guard let brace = pair.first, start + 1 < text.count else { return nil }
        return (start..<(text.count - 1)).first { text[$0] == brace && text[$0 + 1] == brace }
    }

    private static func field(_ tag: String) throws(Fault) -> BooksField {
        var name = tag.drop { $0.isWhitespace }
        while name.last?.isWhitespace == true { name.removeLast() }
        let full = name
        for transform in ["uppercased(", "lowercased(", "capitalized("] where full.hasPrefix(transform) {
            if full.hasSuffix(")") { name = full.dropFirst(transform.count).dropLast() }
        }
        if let field = BooksField(rawValue: String(name)) { return field }
        let isPlain = name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" } && !name.isEmpty
        throw Fault(
            code: isPlain ? .unknownField : .badTemplate, found: "{{\(tag.prefix(60))}}",
            expected: isPlain ? "a field's name" : "a field, a section of one or a comment")
    }
}
