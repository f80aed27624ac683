/// A device of the counter.
public struct CounterDeviceReply: Codable, Sendable, Hashable {
    /// The name that people and settings use for it.
    public var name: String
    /// The profile that tells how to talk to it; `file` for a plain device file of the settings.
    public var profile: String
    /// Where it was found last.
    public var place: String
    /// The serial number that it tells.
    @OrNull public var serial: String?
    /// The firmware that it tells.
    @OrNull public var firmware: String?
    /// How it stands, in a word.
    ///
    /// `ready`, `busy`, `paper_low`, `paper_out`, `cover_open`, `error`, `z_required`, `absent`, `opening`,
    /// `wrong_device`, `wrong_firmware` or `in_use`.
    public var state: String
    /// What that means and what to do, by language: `en`, `sw`.
    public var sentences: [String: String]
    /// What more is known.
    @OrNull public var detail: String?
    /// What it says of itself, by the names that profiles use.
    public var conditions: [String]
    /// Slips that wait for it.
    public var waiting: Int

    /// Makes a reply.
    public init(
        name: String, profile: String, place: String, serial: String?, firmware: String?, state: String,
        sentences: [String: String], detail: String?, conditions: [String], waiting: Int
    ) {
        self.name = name
        self.profile = profile
        self.place = place
        self.serial = serial
        self.firmware = firmware
        self.state = state
        self.sentences = sentences
        self.detail = detail
        self.conditions = conditions
        self.waiting = waiting
    }
}

/// All devices of the counter.
public struct CounterDeviceListReply: Codable, Sendable, Hashable {
    /// The devices, by name.
    public var devices: [CounterDeviceReply]

    /// Makes a list.
    public init(devices: [CounterDeviceReply]) {
        self.devices = devices
    }
}

/// What came of a test of a device.
public struct DeviceTestReply: Codable, Sendable, Hashable {
    /// Whether it works.
    public var works: Bool
    /// What was asked or done and what came of it, in order.
    public var steps: [Step]

    /// One step.
    public struct Step: Codable, Sendable, Hashable {
        /// What was asked or done.
        public var name: String
        /// What came of it.
        public var result: String

        /// Makes a step.
        public init(name: String, result: String) {
            self.name = name
            self.result = result
        }
    }

    /// Makes a reply.
    public init(works: Bool, steps: [Step]) {
        self.works = works
        self.steps = steps
    }
}
