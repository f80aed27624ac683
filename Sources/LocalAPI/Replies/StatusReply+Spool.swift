extension StatusReply {
    /// How the spool and the disk below it are.
    public struct SpoolState: Codable, Sendable, Hashable {
        /// `healthy`, `nearly_full`, `full`, `read_only`, `failing`, `corrupt` or `rolled_back`.
        public var state: String
        /// What it is and what to do, in plain words.
        @OrNull public var reason: String?

        /// Makes a state.
        public init(state: String, reason: String?) {
            self.state = state
            self.reason = reason
        }
    }

    /// The second copy on another medium.
    public struct MirrorState: Codable, Sendable, Hashable {
        /// Its directory.
        public var path: String
        /// `copying`, `current`, `behind` or `lost`.
        public var state: String
        /// Commits that the medium lacks.
        public var behind: Int64
        /// Why it is lost, in plain words.
        @OrNull public var reason: String?

        /// Makes a state.
        public init(path: String, state: String, behind: Int64, reason: String?) {
            self.path = path
            self.state = state
            self.behind = behind
            self.reason = reason
        }
    }
}
