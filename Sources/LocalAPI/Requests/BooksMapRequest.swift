public import Fiscal
public import JSON

/// The body of `PUT /v1/connections/{lane}/map`: a whole map, and the version that it was made from.
public struct BooksMapRequest: Codable, Sendable, Hashable {
    /// The version that was changed; 0 where there was none.
    public var version: Int
    /// The map as it shall be.
    public var map: BooksMapBody

    /// Makes a request.
    public init(version: Int, map: BooksMapBody) {
        (self.version, self.map) = (version, map)
    }

    /// What is wrong with a map that was sent: which, found, expected.
    public struct Faults: Error, Sendable {
        /// The faults; never empty.
        public let faults: [Fault]
    }

    /// Reads a body; a member that is left out takes its usual value.
    ///
    /// - Throws: ``Faults`` with everything whose shape is wrong.
    public static func read(_ tree: JSONTree) throws(Faults) -> BooksMapRequest {
        var reader = RequestReader()
        let request = reader.booksMapRequest(tree)
        guard let request, reader.faults.isEmpty else { throw Faults(faults: reader.faults) }
        return request
    }
}

extension RequestReader {
    fileprivate mutating func booksMapRequest(_ tree: JSONTree) -> BooksMapRequest? {
        guard let members = object(tree, "", knows: ["version", "map"]) else {
            if case .null = tree { fault("body", "type", found: "null", expected: "{version, map}") }
            return nil
        }
        let before = faults.count
        let version = whole(members["version"], "version", expected: "the version that was changed, from 0")
        let map = members["map"].flatMap { booksMap($0) }
        guard let version, let map else {
            if faults.count == before {
                fault("body", "required", found: "nothing", expected: "both version and map")
            }
            return nil
        }
        return BooksMapRequest(version: version, map: map)
    }

    private mutating func booksMap(_ tree: JSONTree) -> BooksMapBody? {
        let names: Set = [
            "mode", "items", "taxes", "income", "income_name", "income_by_letter", "payments", "walk_in", "due_days",
            "attach_receipt", "write_back", "tracking", "name_currency", "rules",
        ]
        guard let members = object(tree, "map", knows: names) else { return nil }
        let letters = Set(TaxLetter.allCases.map(\.rawValue))
        let methods = Set(PaymentMethod.allCases.map(\.rawValue))
        return BooksMapBody(
            mode: word(members["mode"], "mode", of: ["document", "hybrid", "summary"]) ?? "hybrid",
            items: word(members["items"], "items", of: ["generic", "each"]) ?? "generic",
            taxes: targets(members["taxes"], "taxes", names: letters, knows: ["code", "name", "rate"]) {
                BooksMapBody.Tax(code: $0["code"] ?? "")
            },
            income: text(members["income"], "income") ?? "",
            incomeByLetter: texts(members["income_by_letter"], "income_by_letter", names: letters),
            payments: targets(
                members["payments"], "payments", names: methods,
                knows: ["account", "account_name", "method", "method_name"]
            ) { BooksMapBody.Payment(account: $0["account"] ?? "", method: $0["method"]) },
            walkIn: text(members["walk_in"], "walk_in") ?? "Walk-in customer",
            dueDays: whole(members["due_days"], "due_days", expected: "a whole number of days") ?? 30,
            attachesReceipt: flag(members["attach_receipt"], "attach_receipt", usually: true),
            writesBack: flag(members["write_back"], "write_back", usually: true),
            tracking: texts(members["tracking"], "tracking", names: nil),
            namesCurrency: flag(members["name_currency"], "name_currency"),
            rules: list(members["rules"], "rules", of: "rules"))
    }

    private mutating func flag(_ tree: JSONTree?, _ path: String, usually: Bool) -> Bool {
        switch tree {
        case nil, .null?: usually
        default: flag(tree, path)
        }
    }

    private mutating func word(_ tree: JSONTree?, _ path: String, of words: [String]) -> String? {
        guard let text = text(tree, path, expected: words.joined(separator: ", ")) else { return nil }
        guard words.contains(text) else {
            fault(path, "known", found: text, expected: "one of \(words.joined(separator: ", "))")
            return nil
        }
        return text
    }

    /// The members of an object whose names are known; nil for any name.
    private mutating func members(_ tree: JSONTree?, _ path: String, names: Set<String>?) -> [(String, JSONTree)] {
        let known = names ?? Set(tree?.members?.map(\.0) ?? [])
        return (object(tree, path, knows: known)?.members ?? []).filter { known.contains($0.0) }.sorted { $0.0 < $1.0 }
    }

    private mutating func texts(_ tree: JSONTree?, _ path: String, names: Set<String>?) -> [String: String] {
        var result: [String: String] = [:]
        for (name, value) in members(tree, path, names: names) {
            result[name] = text(value, "\(path).\(name)")
        }
        return result
    }

    private mutating func targets<Target>(
        _ tree: JSONTree?, _ path: String, names: Set<String>, knows parts: Set<String>,
        _ make: ([String: String]) -> Target
    ) -> [String: Target] {
        var result: [String: Target] = [:]
        for (name, value) in members(tree, path, names: names) {
            guard let found = object(value, "\(path).\(name)", knows: parts) else { continue }
            var words: [String: String] = [:]
            for (part, value) in (found.members ?? []).sorted(by: { $0.0 < $1.0 }) {
                words[part] = text(value, "\(path).\(name).\(part)")
            }
            result[name] = make(words)
        }
        return result
    }
}
