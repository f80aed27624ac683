import JSON

/// JSON as people read it: members in their order, numbers in their own text.
enum PrettyJSON {
    /// The lines of a text; of one that is no JSON its own.
    static func lines(_ text: String) -> [String] {
        guard let tree = try? JSONTree(parsing: Array(text.utf8)) else {
            return text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        }
        return lines(tree, depth: 0)
    }

    private static func lines(_ tree: JSONTree, depth: Int) -> [String] {
        switch tree {
        case .array(let items) where !items.isEmpty:
            return block("[", "]", items.map { lines($0, depth: depth + 1) }, depth)
        case .object(let members) where !members.isEmpty:
            let parts = members.map { name, value in
                var part = lines(value, depth: depth + 1)
                part[0] = "\(JSONTree.string(name).json): \(part[0])"
                return part
            }
            return block("{", "}", parts, depth)
        default: return [tree.json]
        }
    }

    /// Parts between brackets; the first line of each is indented here, the others are already.
    private static func block(_ open: String, _ close: String, _ parts: [[String]], _ depth: Int) -> [String] {
        let indent = String(repeating: "  ", count: depth + 1)
        var lines = [open]
        for (place, part) in parts.enumerated() {
            lines.append(indent + part[0])
            lines += part.dropFirst()
            if place < parts.count - 1 { lines[lines.count - 1] += "," }
        }
        return lines + [String(indent.dropLast(2)) + close]
    }
}
