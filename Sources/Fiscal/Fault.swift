/// One thing wrong with a sale that a till posted.
public struct Fault: Hashable, Sendable, Codable {
    /// Where: a path such as `lines[3].quantity`.
    public let field: String
    /// The rule that was broken, a stable short name such as `quantity.positive`.
    public let rule: String
    /// What stood there, at most 80 characters.
    public let found: String
    /// What should stand there, in words, with the remedy.
    public let expected: String

    /// Makes a fault; `found` is cut to 80 characters.
    public init(field: String, rule: String, found: String, expected: String) {
        self.field = field
        self.rule = rule
        self.found = found.count > 80 ? String(found.prefix(79)) + "…" : found
        self.expected = expected
    }
}

/// Every fault of a bad sale at once.
public struct SaleFaults: Error, Hashable, Sendable {
    /// The faults, in the order of the fields; never empty.
    public let faults: [Fault]

    /// Makes the error.
    public init(_ faults: [Fault]) {
        precondition(!faults.isEmpty, "a sale is refused for a reason")
        self.faults = faults
    }
}
