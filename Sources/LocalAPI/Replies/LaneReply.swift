/// One destination's line of work.
public struct LaneReply: Codable, Sendable, Hashable {
    /// What a lane is doing.
    public enum State: String, Codable, Sendable, CaseIterable {
        /// It sends, or would if there were work.
        case running
        /// It waits until a time before it tries again.
        case waiting
        /// A person or a device problem has stopped it.
        case paused
        /// The breaker is open: the destination does not answer, and only probes go out.
        case broken
    }

    /// What waits on a lane that runs, and for what.
    public struct Rest: Codable, Sendable, Hashable {
        /// What kind of reason: `kra`, `kra_parked`, `sync_job`, `collecting`, or that of what the company said.
        public var code: String
        /// Sales of which KRA has not answered, else documents.
        public var count: Int
        /// For what they wait, in plain words.
        public var reason: String
        /// When the first of them is looked at again, RFC 3339; nil where no time decides.
        @OrNull public var until: String?

        /// Makes a rest.
        public init(code: String, count: Int, reason: String, until: String?) {
            (self.code, self.count, self.reason) = (code, count, reason)
            self.until = until
        }
    }

    /// The lane's name, such as `kra`.
    public var name: String
    /// What it is doing.
    public var state: State
    /// Jobs that are neither done nor parked with a task.
    public var backlog: Int
    /// Jobs that are done.
    public var done: Int
    /// Jobs that a person gave up.
    public var givenUp: Int
    /// Sales that a company's lane leaves out: from before its books begin, or gone to them in files.
    public var leftOut: Int
    /// Those among them that left in files.
    public var leftOutExported: Int
    /// When the oldest unsent job was made, RFC 3339.
    @OrNull public var oldestUnsentAt: String?
    /// How old that job is, in seconds.
    @OrNull public var oldestUnsentAge: Int?
    /// When it tries again, RFC 3339, where it waits.
    @OrNull public var nextAttemptAt: String?
    /// Attempts of the job at the head.
    public var attempts: Int
    /// Why it waits or stands, in plain words.
    @OrNull public var reason: String?
    /// What waits though the lane runs; an agent of an older version does not say.
    public var rests: [Rest]?

    private enum CodingKeys: String, CodingKey {
        case name, state, backlog, done, attempts, reason, rests
        case givenUp = "given_up"
        case leftOut = "left_out"
        case leftOutExported = "left_out_exported"
        case oldestUnsentAt = "oldest_unsent_at"
        case oldestUnsentAge = "oldest_unsent_age_s"
        case nextAttemptAt = "next_attempt_at"
    }

    /// Makes a reply; times are RFC 3339, the age is in seconds.
    public init(
        name: String, state: State, backlog: Int, done: Int, oldestUnsentAt: String? = nil,
        oldestUnsentAge: Int? = nil, nextAttemptAt: String? = nil, attempts: Int = 0, reason: String? = nil,
        givenUp: Int = 0, leftOut: Int = 0, leftOutExported: Int = 0, rests: [Rest]? = nil
    ) {
        self.rests = rests
        self.name = name
        self.state = state
        self.backlog = backlog
        self.done = done
        (self.givenUp, self.leftOut, self.leftOutExported) = (givenUp, leftOut, leftOutExported)
        self.oldestUnsentAt = oldestUnsentAt
        self.oldestUnsentAge = oldestUnsentAge
        self.nextAttemptAt = nextAttemptAt
        self.attempts = attempts
        self.reason = reason
    }
}
