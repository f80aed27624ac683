public import JSON

/// Something that only a person can put right.
public struct TaskReply: Codable, Sendable, Hashable {
    /// The task's number.
    public var id: Int64
    /// What kind of trouble, a stable dotted name.
    public var code: String
    /// The lane that it holds up, where there is one.
    @OrNull public var lane: String?
    /// The sale that it is about, where there is one.
    @OrNull public var saleID: String?
    /// What is wrong, in plain words.
    public var reason: String
    /// What was sent and answered, secrets removed; an object.
    public var evidence: JSONTree
    /// What clears it, in plain words.
    public var action: String
    /// When it was raised, RFC 3339.
    public var raisedAt: String
    /// When it was resolved, RFC 3339; nil while it is open.
    @OrNull public var resolvedAt: String?
    /// What is given up with it where it is discarded; nil where that is its own document, or nothing.
    @OrNull public var givesUp: GivesUp?

    /// Documents that one answer gives up.
    public struct GivesUp: Codable, Sendable, Hashable {
        /// How many.
        public var count: Int
        /// The numbers of the first.
        public var first: [String]

        /// Names them.
        public init(count: Int, first: [String]) { (self.count, self.first) = (count, first) }
    }

    private enum CodingKeys: String, CodingKey {
        case id, code, lane, reason, evidence, action
        case saleID = "sale_id"
        case raisedAt = "raised_at"
        case resolvedAt = "resolved_at"
        case givesUp = "gives_up"
    }

    /// Makes a reply; times are RFC 3339.
    public init(
        id: Int64, code: String, lane: String?, saleID: String?, reason: String, evidence: JSONTree, action: String,
        raisedAt: String, resolvedAt: String?, givesUp: GivesUp? = nil
    ) {
        self.id = id
        self.code = code
        self.lane = lane
        self.saleID = saleID
        self.reason = reason
        self.evidence = evidence
        self.action = action
        self.raisedAt = raisedAt
        self.resolvedAt = resolvedAt
        self.givesUp = givesUp
    }
}
