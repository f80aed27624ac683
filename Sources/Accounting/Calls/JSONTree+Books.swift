import Fiscal
import JSON

/// Writing what the books want, and reading what they answer.
extension JSONTree {
    /// An object of the members that have a value, in their order.
    static func members(_ members: KeyValuePairs<String, JSONTree?>) -> JSONTree {
        .object(members.compactMap { name, value in value.map { (name, $0) } })
    }

    /// An amount as a number with two decimals.
    static func amount(_ money: Money) -> JSONTree { .number(money.description) }

    /// `{"value": ID}`, as QuickBooks refers to things.
    static func reference(_ id: String) -> JSONTree { .object([("value", .string(id))]) }

    /// The text under a path of member names.
    func text(_ path: String...) -> String? { at(path)?.text }

    /// The items under a path of member names; none where there is no list.
    func list(_ path: String...) -> [JSONTree] { at(path)?.items ?? [] }

    /// Whether `true` stands under a path of member names.
    func isTrue(_ path: String...) -> Bool { at(path) == .bool(true) }

    /// The amount under a path of member names in cents; nil where there is none, or one finer than cents.
    func cents(_ path: String...) -> Int64? { at(path)?.scaled(2) }

    /// A number, or a text that is one, as an integer scaled by 10^scale; needless decimals are taken off first.
    func scaled(_ scale: Int) -> Int64? {
        let text: String
        switch self {
        case .number(let number): text = number
        case .string(let string): text = string
        default: return nil
        }
        guard let point = text.firstIndex(of: ".") else { return ScaledDecimal.parse(text, scale: scale) }
        var decimals = text[text.index(after: point)...]
        while decimals.hasSuffix("0") { decimals.removeLast() }
        return ScaledDecimal.parse(decimals.isEmpty ? text[..<point] : text[..<decimals.endIndex], scale: scale)
    }

    /// A text, or a number as its text: codes come as either.
    var word: String? {
        switch self {
        case .string(let text), .number(let text): text
        default: nil
        }
    }

    private func at(_ path: [String]) -> JSONTree? {
        var tree: JSONTree? = self
        for name in path { tree = tree?[name] }
        return tree
    }
}
