import Yams

/// Reads one file into values, and says everything that is wrong with it by itself.
struct ProfileReader {
    private let file: String
    private(set) var faults: [ProfileFault] = []

    /// The largest file that is looked at: 64 KiB, ten times the longest profile.
    static let sizeLimit = 1 << 16
    private static let depthLimit = 12

    init(file: String) {
        self.file = file
    }

    /// The profile of a file; nil where it cannot be read at all.
    mutating func read(_ text: String) -> (value: ProfileValue, lines: [String: Int])? {
        guard text.utf8.count <= Self.sizeLimit else {
            note(1, .size, "\(text.utf8.count) bytes", "A profile has at most \(Self.sizeLimit) bytes")
            return nil
        }
        // The composer follows aliases before anybody can look; a few of them are enough to fill the memory.
        if let line = Self.lineOfAlias(text) {
            note(
                line, .alias, "an anchor or an alias",
                "Write out what is meant, or inherit it; quote a text with & or *")
            return nil
        }
        let node: Node?
        do {
            node = try Yams.compose(yaml: text)
        } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
            note(
                context.mark.line, .duplicateKey, "\(keys.sorted().joined(separator: ", ")) stands twice",
                "Keep one of them")
            return nil
        } catch let error as YamlError {
            note(Self.line(of: error), .yaml, Self.words(of: error), "Two spaces for each level, `key: value`, no tabs")
            return nil
        } catch {
            note(1, .yaml, "\(error)", "Write UTF-8")
            return nil
        }
        guard let node, node.mapping != nil else {
            note(1, .yaml, "no keys", "Begin with `profile: 1` and `id:`")
            return nil
        }
        var lines: [String: Int] = [:]
        guard let value = read(node, as: .profile, at: "", depth: 0, lines: &lines) else { return nil }
        return (value, lines)
    }

    private mutating func note(_ line: Int, _ rule: ProfileFault.Rule, _ found: String, _ remedy: String) {
        faults.append(ProfileFault(file: file, line: max(1, line), rule: rule, found: found, remedy: remedy))
    }

    // MARK: - Values

    private mutating func read(
        _ node: Node, as shape: ProfileShape, at path: String, depth: Int, lines: inout [String: Int]
    ) -> ProfileValue? {
        let line = node.mark?.line ?? 1
        lines[path] = line
        guard depth < Self.depthLimit else {
            note(line, .size, "\(path) is \(depth) levels deep", "A profile has fewer than \(Self.depthLimit)")
            return nil
        }
        switch shape {
        case .record(let fields): return record(node, fields, at: path, depth: depth, lines: &lines)
        case .map(let form, let inner):
            guard let pairs = pairs(node, at: path) else { return nil }
            var members: [String: ProfileValue] = [:]
            for (key, value) in pairs {
                if !form.fits(key.string) || Self.isBareNumber(key) {
                    note(key.mark?.line ?? line, .pattern, "\(Self.join(path, key.string))", "A name is \(form.words)")
                } else if value.scalar?.string == "unknown", value.scalar?.style == .plain {
                    members[key.string] = .unknown
                } else if let read = read(
                    value, as: inner, at: Self.join(path, key.string), depth: depth + 1, lines: &lines)
                {
                    members[key.string] = read
                }
            }
            return .record(members)
        case .list(let inner):
            guard let items = node.sequence else {
                note(line, .kind, "\(path) is \(Self.kind(node))", "Write a list: [a, b], or one line with - for each")
                return nil
            }
            var values: [ProfileValue] = []
            for (index, item) in items.enumerated() {
                let place = "\(path)[\(index)]"
                guard let value = read(item, as: inner, at: place, depth: depth + 1, lines: &lines) else { continue }
                if values.contains(value) {
                    note(item.mark?.line ?? line, .repeated, "\(place) stands there twice", "Write it once")
                }
                values.append(value)
            }
            return .list(values)
        default:
            guard let scalar = node.scalar else {
                note(line, .kind, "\(path) is \(Self.kind(node))", "Write \(Self.words(for: shape))")
                return nil
            }
            return read(scalar, as: shape, at: path, line: line)
        }
    }

    private mutating func record(
        _ node: Node, _ fields: [ProfileShape.Field], at path: String, depth: Int, lines: inout [String: Int]
    ) -> ProfileValue? {
        // What a condition sets is a part of a profile.
        let fields = fields.isEmpty ? ProfileShape.settable.fields : fields
        guard let pairs = pairs(node, at: path) else { return nil }
        var members: [String: ProfileValue] = [:]
        var last = -1
        for (key, value) in pairs {
            let place = Self.join(path, key.string)
            let line = key.mark?.line ?? 1
            guard let index = fields.firstIndex(where: { $0.name == key.string }) else {
                let near = Nearest.word(to: key.string, of: fields.map(\.name))
                note(
                    line, .unknownKey, place,
                    near.map { "Did you mean \($0)?" } ?? "Here stand \(fields.map(\.name).joined(separator: ", "))")
                continue
            }
            if index < last {
                note(line, .order, place, "It stands before \(fields[last].name)")
            }
            last = max(last, index)
            if value.scalar?.string == "unknown", value.scalar?.style == .plain {
                lines[place] = line
                if fields[index].mayBeUnknown {
                    members[key.string] = .unknown
                } else {
                    note(
                        line, .unknown, place,
                        "No driver can do without it: write \(Self.words(for: fields[index].shape))")
                }
            } else if let read = read(value, as: fields[index].shape, at: place, depth: depth + 1, lines: &lines) {
                members[key.string] = read
            }
        }
        // At the root an ancestor may say it; see ProfileLibrary.
        if !path.isEmpty {
            for field in fields where field.isRequired && !pairs.contains(where: { $0.0.string == field.name }) {
                note(node.mark?.line ?? 1, .missingKey, Self.join(path, field.name), "Add it: \(field.meaning)")
            }
        }
        return .record(members)
    }

    private mutating func pairs(_ node: Node, at path: String) -> [(Node.Scalar, Node)]? {
        guard let mapping = node.mapping else {
            note(node.mark?.line ?? 1, .kind, "\(path) is \(Self.kind(node))", "Write keys under it, two spaces deeper")
            return nil
        }
        var pairs: [(Node.Scalar, Node)] = []
        for (key, value) in mapping {
            guard let scalar = key.scalar else {
                note(key.mark?.line ?? 1, .kind, "a key of \(path) is \(Self.kind(key))", "A key is a word")
                continue
            }
            pairs.append((scalar, value))
        }
        return pairs
    }

    private mutating func read(
        _ scalar: Node.Scalar, as shape: ProfileShape, at path: String, line: Int
    ) -> ProfileValue? {
        let text = scalar.string
        let found = "\(path): \(text)"
        let isPlain = scalar.style == .plain || scalar.style == .any
        switch shape {
        case .whole(let range):
            guard isPlain, let number = Self.whole(text) else {
                note(line, .kind, found, "Write \(Self.words(for: shape)), without quotes")
                return nil
            }
            guard range.contains(number) else {
                note(line, .range, found, "It is \(range.lowerBound) to \(range.upperBound)")
                return nil
            }
            return .whole(number)
        case .flag:
            guard isPlain, text == "true" || text == "false" else {
                note(line, .kind, found, "Write true or false")
                return nil
            }
            return .flag(text == "true")
        default: break
        }
        guard !isPlain || !Self.looksLikeNumber(text) else {
            note(line, .quotes, found, "Write it in quotes: \"\(text)\"")
            return nil
        }
        guard let wrong = Self.wrong(text, for: shape) else { return .text(text) }
        note(line, wrong.rule, "\(path): \(wrong.found ?? text)", wrong.remedy)
        return nil
    }

    private static func wrong(
        _ text: String, for shape: ProfileShape
    ) -> (rule: ProfileFault.Rule, found: String?, remedy: String)? {
        switch shape {
        case .choice(let words) where !words.contains(text):
            let near = Nearest.word(to: text, of: words)
            return (.choice, nil, near.map { "Did you mean \($0)?" } ?? "It is one of \(words.joined(separator: ", "))")
        case .text(let form?) where !form.fits(text): return (.pattern, nil, "Write \(form.words)")
        case .text where text.isEmpty: return (.pattern, "\"\"", "Leave the key out, or write `unknown`")
        case .template:
            do throws(ProfileTemplate.Fault) {
                _ = try ProfileTemplate(text)
            } catch {
                return (error.rule, error.found, error.remedy)
            }
        case .bit where bit(text) == nil:
            return (.pattern, nil, "Write byte, dot, bit from 0 to 7, in quotes: \"2.0\"")
        case .firmware where FirmwareCondition(text) == nil:
            return (.condition, nil, "Write bounds that can hold together, such as \">= 2.10 < 3\"")
        default: break
        }
        return nil
    }

    /// Byte and bit of a place such as `2.0`.
    static func bit(_ text: String) -> (byte: Int, bit: Int)? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let byte = Int(parts[0]), let bit = Int(parts[1]), byte >= 0, (0...7).contains(bit)
        else { return nil }
        return (byte, bit)
    }

    // MARK: - Words

    private static func join(_ path: String, _ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    /// Decimal, or hexadecimal behind 0x; nothing else that YAML takes for a number.
    private static func whole(_ text: String) -> Int? {
        if text.hasPrefix("0x") { return Int(text.dropFirst(2), radix: 16) }
        guard text == "0" || !text.hasPrefix("0"), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int(text)
    }

    /// Whether YAML 1.1 readers, and people, could take a bare text for a number, a time or nothing.
    private static func looksLikeNumber(_ text: String) -> Bool {
        let start = text.drop { $0 == "+" || $0 == "-" || $0 == "." }
        let digits: Set<Character> = Set("0123456789abcdefABCDEFx._:eE+-")
        return start.first?.isNumber == true && start.allSatisfy(digits.contains) || ["", "~", "null"].contains(text)
    }

    private static func isBareNumber(_ key: Node.Scalar) -> Bool {
        key.style == .plain && looksLikeNumber(key.string)
    }

    private static func kind(_ node: Node) -> String {
        if node.mapping != nil { return "a record" }
        if node.sequence != nil { return "a list" }
        return "\"\(node.scalar?.string.prefix(40) ?? "")\""
    }

    private static func words(for shape: ProfileShape) -> String {
        switch shape {
        case .text(let form): form?.words ?? "a text"
        case .choice(let words): "one of \(words.joined(separator: ", "))"
        case .whole(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .flag: "true or false"
        case .template: "a template such as \"{name|cut:36}\""
        case .bit: "byte, dot, bit, in quotes: \"2.0\""
        case .firmware: "a condition such as \">= 2.10\""
        case .list: "a list"
        case .map, .record: "keys under it"
        }
    }

    // MARK: - YAML

    /// The line of the first anchor or alias: a word that begins with & or * where a value may begin.
    private static func lineOfAlias(_ text: String) -> Int? {
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            var before: Character = " "
            var quote: Character?
            for character in line {
                if let open = quote {
                    if character == open { quote = nil }
                } else if character == "#", before == " " {
                    break
                } else if character == "\"" || character == "'" {
                    quote = character
                } else if character == "&" || character == "*", " :-[{,".contains(before) {
                    return index + 1
                }
                before = character
            }
        }
        return nil
    }

    private static func line(of error: YamlError) -> Int {
        switch error {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
        default: 1
        }
    }

    private static func words(of error: YamlError) -> String {
        switch error {
        case .scanner(_, let problem, _, _), .parser(_, let problem, _, _), .composer(_, let problem, _, _): problem
        default: "the file cannot be read"
        }
    }
}
