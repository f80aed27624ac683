/// What a token lets its holder do.
public enum TokenRole: String, Codable, Sendable, CaseIterable {
    /// Post, look at and print sales.
    case till
    /// All of that, and set-up, lanes, tasks and tokens.
    case technician
    /// Read status, metrics and reports.
    case hq
}
