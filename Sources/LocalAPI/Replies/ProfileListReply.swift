/// What `GET /v1/profiles` tells: the firmware profiles that this agent knows.
public struct ProfileListReply: Codable, Sendable, Hashable {
    /// One profile.
    public struct Profile: Codable, Sendable, Hashable {
        /// Its name for good, as `devices add --profile` takes it.
        public var id: String
        /// What a person calls the device.
        public var title: String
        /// The engine that speaks its protocol.
        public var engine: String
        /// How sure it is: `documented`, `field` or `unverified`.
        public var confidence: String
        /// What it can do, in the order of the alphabet.
        public var capabilities: [String]

        /// Makes a profile.
        public init(id: String, title: String, engine: String, confidence: String, capabilities: [String]) {
            self.id = id
            self.title = title
            self.engine = engine
            self.confidence = confidence
            self.capabilities = capabilities
        }
    }

    /// The profiles, by id.
    public var profiles: [Profile]

    /// Makes a list.
    public init(profiles: [Profile]) {
        self.profiles = profiles
    }
}
