extension StatusReply {
    /// The journal's head: a later one that does not extend it is proof of a rollback (design §4).
    public struct Checkpoint: Codable, Sendable, Hashable {
        /// The last entry's sequence.
        public var sequence: Int64
        /// The last entry's hash, hexadecimal.
        public var hash: String
        /// When this was signed, RFC 3339.
        public var time: String
        /// The device key's signature over the three, hexadecimal.
        public var signature: String
        /// The device's public key, hexadecimal; nil where an older agent does not name it.
        @OrNull public var key: String?

        /// Makes a checkpoint; the time is RFC 3339.
        public init(sequence: Int64, hash: String, time: String, signature: String, key: String?) {
            self.sequence = sequence
            self.hash = hash
            self.time = time
            self.signature = signature
            self.key = key
        }
    }

    /// The outage budget (design §3).
    public struct Outage: Codable, Sendable, Hashable {
        /// When the oldest sale that KRA lacks was accepted, RFC 3339.
        @OrNull public var oldestUnsentAt: String?
        /// How long a sale may wait, in seconds.
        public var budget: Int
        /// How much of that is left to the oldest, in seconds; below zero when it is used up.
        public var left: Int
        /// How many sales wait.
        public var sales: Int
        /// What they come to, shillings as text.
        public var money: String

        private enum CodingKeys: String, CodingKey {
            case sales, money
            case oldestUnsentAt = "oldest_unsent_at"
            case budget = "budget_s"
            case left = "left_s"
        }

        /// Makes an outage; durations are seconds.
        public init(oldestUnsentAt: String?, budget: Int, left: Int, sales: Int, money: String) {
            self.oldestUnsentAt = oldestUnsentAt
            self.budget = budget
            self.left = left
            self.sales = sales
            self.money = money
        }
    }

    /// What the clock says.
    public struct Clock: Codable, Sendable, Hashable {
        /// The agent's time, RFC 3339.
        public var now: String
        /// Whether it is known to be wrong.
        public var suspect: Bool
        /// How far KRA's clock was ahead at its last answer, in milliseconds.
        @OrNull public var kraSkew: Int64?

        private enum CodingKeys: String, CodingKey {
            case now, suspect
            case kraSkew = "kra_skew_ms"
        }

        /// Makes a reading; the skew is in milliseconds.
        public init(now: String, suspect: Bool, kraSkew: Int64?) {
            self.now = now
            self.suspect = suspect
            self.kraSkew = kraSkew
        }
    }

    /// What the disk has left, in bytes.
    public struct Disk: Codable, Sendable, Hashable {
        /// Free bytes for us.
        public var free: Int64
        /// The spool file.
        public var spool: Int64
        /// Its write-ahead log.
        public var log: Int64
        /// What is kept back: below it new sales are refused.
        public var reserve: Int64

        private enum CodingKeys: String, CodingKey {
            case free = "free_bytes"
            case spool = "spool_bytes"
            case log = "wal_bytes"
            case reserve = "reserve_bytes"
        }

        /// Makes a reading, all in bytes.
        public init(free: Int64, spool: Int64, log: Int64, reserve: Int64) {
            self.free = free
            self.spool = spool
            self.log = log
            self.reserve = reserve
        }
    }

    /// A device of the counter; the name is the API's from the time when there were only printers.
    public struct Printer: Codable, Sendable, Hashable {
        /// Its name in the settings.
        public var name: String
        /// What it is: `printer`, `control_unit`, `signer`, or `unknown` where its profile cannot be used; nil from an agent
        /// that does not say.
        @OrNull public var kind: String?
        /// How it is: `ready`, or what is wrong in a word or two.
        public var state: String
        /// Slips that wait for it.
        public var waiting: Int
        /// What is wrong, in plain words.
        @OrNull public var reason: String?

        /// Makes a device.
        public init(name: String, kind: String? = nil, state: String, waiting: Int, reason: String? = nil) {
            self.name = name
            self.kind = kind
            self.state = state
            self.waiting = waiting
            self.reason = reason
        }
    }
}
