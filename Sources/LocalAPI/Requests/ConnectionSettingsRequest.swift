/// The body of `PATCH /v1/connections/{lane}`: what shall be otherwise from now on; what is left out stays.
public struct ConnectionSettingsRequest: Codable, Sendable, Hashable {
    /// The first day whose sales go to these books, `yyyy-mm-dd`.
    public var from: String?
    /// What a document waits for: `kra`, or `none`.
    public var after: String?
    /// Whether documents go by themselves: `automatic`, or `manual`.
    public var posting: String?

    /// How often it is asked what changed there, in minutes; 0 is never.
    public var watch: Int?
    /// What counts where a document stands otherwise there than it was posted: `ask`, `theirs` or `ours`.
    public var conflicts: String?

    /// Makes a request.
    public init(
        from: String? = nil, after: String? = nil, posting: String? = nil, watch: Int? = nil, conflicts: String? = nil
    ) {
        (self.from, self.after, self.posting) = (from, after, posting)
        (self.watch, self.conflicts) = (watch, conflicts)
    }
}
