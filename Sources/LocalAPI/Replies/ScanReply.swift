/// A line of `GET /v1/devices/scan`: a question before it is asked, or something that was found.
public struct ScanReply: Codable, Sendable, Hashable {
    /// A question to a port.
    public struct Step: Codable, Sendable, Hashable {
        /// The port.
        public var place: String
        /// The profiles that share the question.
        public var profiles: [String]
        /// The speed.
        public var speed: Int
        /// Which question it is, from 1.
        public var index: Int
        /// How many there are at most.
        public var count: Int

        /// Makes a step.
        public init(place: String, profiles: [String], speed: Int, index: Int, count: Int) {
            self.place = place
            self.profiles = profiles
            self.speed = speed
            self.index = index
            self.count = count
        }
    }

    /// Something that was found.
    public struct Finding: Codable, Sendable, Hashable {
        /// Where, as `risiti devices add` takes it.
        public var place: String
        /// How sure it is: `certain`, `likely`, `possible`, `silent`, `in_use`, `forbidden` or `excluded`.
        public var confidence: String
        /// The profile that fits best.
        @OrNull public var profile: String?
        /// Others that fit.
        public var alternatives: [String]
        /// The speed that it answered at.
        @OrNull public var speed: Int?
        /// Its serial number.
        @OrNull public var serial: String?
        /// Its firmware.
        @OrNull public var firmware: String?
        /// What was seen.
        public var sentence: String
        /// What to do or type next.
        @OrNull public var next: String?

        /// Makes a finding.
        public init(
            place: String, confidence: String, profile: String?, alternatives: [String], speed: Int?, serial: String?,
            firmware: String?, sentence: String, next: String?
        ) {
            self.place = place
            self.confidence = confidence
            self.profile = profile
            self.alternatives = alternatives
            self.speed = speed
            self.serial = serial
            self.firmware = firmware
            self.sentence = sentence
            self.next = next
        }
    }

    /// The question; nil where the line is a finding.
    public var step: Step?
    /// What was found; nil where the line is a question.
    public var finding: Finding?

    /// Makes a line.
    public init(step: Step? = nil, finding: Finding? = nil) {
        self.step = step
        self.finding = finding
    }
}
