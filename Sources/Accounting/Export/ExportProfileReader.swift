internal import Yams

/// Reads a profile and says everything that is wrong with it.
struct ExportProfileReader {
    private let file: String
    private(set) var faults: [ExportFault] = []

    /// The largest file that is looked at.
    private static let sizeLimit = 1 << 16

    init(file: String) {
        self.file = file
    }

    mutating func note(_ node: Node?, _ key: String, _ rule: ExportFault.Rule, _ found: String, _ remedy: String) {
        note(line: node?.mark?.line ?? 1, key, rule, found, remedy)
    }

    private mutating func note(
        line: Int, _ key: String, _ rule: ExportFault.Rule, _ found: String, _ remedy: String
    ) {
        faults.append(
            ExportFault(file: file, line: max(1, line), key: key, rule: rule, found: found, remedy: remedy))
    }

    /// The root of a file; nil where it cannot be read at all.
    mutating func root(_ text: String) -> Node? {
        guard text.utf8.count <= Self.sizeLimit else {
            note(line: 1, "", .size, "\(text.utf8.count) bytes", "A profile has at most \(Self.sizeLimit) bytes")
            return nil
        }
        // The composer follows aliases before anybody can look; a few of them are enough to fill the memory. Whether a
        // text or a comment is around them only the composer could tell, so they are refused there too.
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        where line.contains(#/(^|[\s:,?!(\[{-])[&*]\S/#) {
            note(
                line: index + 1, "", .alias, "an anchor or an alias",
                "Write it out; quote a text that begins with & or *, and put a space behind them within one")
            return nil
        }
        do {
            guard let node = try Yams.compose(yaml: text), node.mapping != nil else {
                note(line: 1, "", .yaml, "no keys", "Begin with `export: 1` and `id:`")
                return nil
            }
            return node
        } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
            let names = keys.sorted().joined(separator: ", ")
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            let twice = lines.enumerated().filter { place, line in
                place + 1 >= context.mark.line && keys.contains { line.drop { " -".contains($0) }.hasPrefix("\($0):") }
            }
            let line = twice.dropFirst().first.map { $0.offset + 1 } ?? context.mark.line
            note(line: line, names, .duplicateKey, "it stands twice", "Keep one of them")
        } catch YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
            YamlError.composer(_, let problem, let mark, _)
        {
            note(line: mark.line, "", .yaml, problem, "Two spaces for each level, `key: value`, no tabs")
        } catch {
            note(line: 1, "", .yaml, "the file cannot be read", "Write UTF-8")
        }
        return nil
    }

    /// The members of a record; unknown keys are faults.
    mutating func record(_ node: Node?, _ path: String, knows names: [String]?) -> [(key: String, value: Node)] {
        guard let node else { return [] }
        guard let mapping = node.mapping else {
            note(node, path, .kind, "\"\(node.words)\"", "Write keys under it, two spaces deeper")
            return []
        }
        var members: [(String, Node)] = []
        for (key, value) in mapping {
            guard let name = key.scalar?.string else {
                note(key, path, .kind, "a key that is no word", "A key is a word")
                continue
            }
            if let names, !names.contains(name) {
                note(
                    key, Self.join(path, name), .unknownKey, "nobody knows it",
                    "Here stand \(names.joined(separator: ", "))")
                continue
            }
            // Keys of one spelling and two kinds are two keys to YAML.
            guard !members.contains(where: { $0.0 == name }) else {
                note(key, Self.join(path, name), .duplicateKey, "it stands twice", "Keep one of them")
                continue
            }
            members.append((name, value))
        }
        return members
    }

    /// A text; nil where there is none or it is of another kind.
    mutating func text(_ node: Node?, _ path: String, limit: Int = 500, mayBeEmpty: Bool = false) -> String? {
        guard let node else { return nil }
        guard let text = node.scalar?.string else {
            note(node, path, .kind, "\"\(node.words)\"", "Write a text")
            return nil
        }
        guard text.count <= limit, mayBeEmpty || !text.isEmpty else {
            note(node, path, .pattern, "\(text.count) characters", "Write 1 to \(limit) characters")
            return nil
        }
        return text
    }

    /// One of some words.
    mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ node: Node?, _ path: String, as type: Choice.Type
    ) -> Choice? where Choice.RawValue == String {
        guard let node, let text = text(node, path) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            let words = Choice.allCases.map(\.rawValue)
            let near = words.filter { $0.hasPrefix(text.prefix(4)) || $0.hasSuffix(text.suffix(5)) }
            note(
                node, path, .choice, "\"\(text)\"",
                "It is one of \((near.isEmpty ? words : near).joined(separator: ", "))")
            return nil
        }
        return choice
    }

    /// True or false.
    mutating func flag(_ node: Node?, _ path: String) -> Bool? {
        guard let node else { return nil }
        switch node.scalar?.string {
        case "true": return true
        case "false": return false
        default:
            note(node, path, .kind, "\"\(node.words)\"", "Write true or false")
            return nil
        }
    }

    /// A whole number within bounds.
    mutating func whole(_ node: Node?, _ path: String, _ range: ClosedRange<Int>) -> Int? {
        guard let node else { return nil }
        guard let number = node.scalar.flatMap({ Int($0.string) }) else {
            note(node, path, .kind, "\"\(node.words)\"", "Write a whole number")
            return nil
        }
        guard range.contains(number) else {
            note(node, path, .range, "\(number)", "It is \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return number
    }

    /// A list.
    mutating func list(_ node: Node?, _ path: String) -> [Node] {
        guard let node else { return [] }
        guard let items = node.sequence else {
            note(node, path, .kind, "\"\(node.words)\"", "Write a list, one line with - for each")
            return []
        }
        return Array(items)
    }

    static func join(_ path: String, _ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
}

extension Node {
    /// The beginning of what stands there.
    fileprivate var words: String {
        if mapping != nil { return "a record" }
        if sequence != nil { return "a list" }
        return String(scalar?.string.prefix(40) ?? "")
    }
}
