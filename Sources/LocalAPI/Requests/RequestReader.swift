import Fiscal
import JSON

/// Walks a tree and gathers every fault of its shape; what the values mean is checked by `Fiscal`.
///
/// A member that is `null` counts as left out.
struct RequestReader {
    private(set) var faults: [Fault] = []

    /// Faults that are kept; a body that has more is not a mistake but a stream of rubbish.
    private static let faultLimit = 500

    mutating func fault(_ field: String, _ rule: String, found: String, expected: String) {
        guard faults.count < Self.faultLimit else { return }
        faults.append(Fault(field: field, rule: rule, found: found, expected: expected))
    }

    /// An object, once its names were looked at; nil where it is left out or is none.
    mutating func object(_ tree: JSONTree?, _ path: String, knows names: Set<String>) -> JSONTree? {
        guard let tree = present(tree) else { return nil }
        guard case .object(let members) = tree else {
            wrongType(tree, path.isEmpty ? "body" : path, expected: "an object with \(Self.list(names))")
            return nil
        }
        for (name, value) in members where !names.contains(name) {
            fault(
                Self.join(path, name), "unknown_field", found: value.inWords,
                expected: "one of \(Self.list(names)); names are compared letter by letter")
        }
        return tree
    }

    /// A list; nil where it is left out or is no list.
    mutating func list(_ tree: JSONTree?, _ path: String, of what: String) -> [JSONTree]? {
        guard let tree = present(tree) else { return nil }
        guard case .array(let items) = tree else {
            wrongType(tree, path, expected: "a list of \(what)")
            return nil
        }
        return items
    }

    /// A text; nil where it is left out or is no text.
    mutating func text(_ tree: JSONTree?, _ path: String, expected: String = "a text") -> String? {
        guard let tree = present(tree) else { return nil }
        guard case .string(let text) = tree else {
            wrongType(tree, path, expected: expected)
            return nil
        }
        return text
    }

    /// A decimal, which comes as text; the example shows how.
    mutating func decimal(_ tree: JSONTree?, _ path: String, example: String) -> String? {
        text(tree, path, expected: "a decimal as text, such as \"\(example)\"")
    }

    /// True or false; false where it is left out.
    mutating func flag(_ tree: JSONTree?, _ path: String) -> Bool {
        guard let tree = present(tree) else { return false }
        guard case .bool(let value) = tree else {
            wrongType(tree, path, expected: "true or false")
            return false
        }
        return value
    }

    /// A whole number that stands there as a JSON number.
    mutating func whole(_ tree: JSONTree?, _ path: String, expected: String) -> Int? {
        guard let tree = present(tree) else { return nil }
        guard case .number(let text) = tree, let number = Int(text) else {
            wrongType(tree, path, expected: expected)
            return nil
        }
        return number
    }

    /// The path of a member.
    static func join(_ path: String, _ name: String) -> String {
        path.isEmpty ? name : "\(path).\(name)"
    }

    private func present(_ tree: JSONTree?) -> JSONTree? {
        if case .null? = tree { return nil }
        return tree
    }

    private mutating func wrongType(_ tree: JSONTree, _ path: String, expected: String) {
        fault(path, "type", found: tree.inWords, expected: expected)
    }

    private static func list(_ names: Set<String>) -> String {
        names.sorted().joined(separator: ", ")
    }
}
