public import Wire

/// Something that a scan found, and how sure it is.
public struct ScanFinding: Sendable, Equatable {
    /// How sure it is, the surest first.
    public enum Confidence: String, Sendable, CaseIterable {
        /// It answered the probe, with a serial number of its kind.
        case certain
        /// It has the USB ids of the maker, or answered the probe without saying who it is.
        case likely
        /// Its interface's class or its driver would fit; what it is nobody knows.
        case possible
        /// It was asked and did not answer.
        case silent
        /// Another program has it, or a device of this agent is there.
        case inUse = "in_use"
        /// This user may not open it.
        case forbidden
        /// The owner said that it is left alone.
        case excluded
    }

    /// Where it is, by the name that lasts longest.
    public let place: DevicePlace
    /// How sure it is.
    public var confidence: Confidence
    /// The kernel's name for the port today; nil for what is no port.
    public let path: String?
    /// The USB device that it is, or that it hangs on.
    public let usb: USBIdentity?
    /// The kernel's driver.
    public let driver: String?
    /// The profile that fits best; nil where several fit alike.
    public var profile: String?
    /// Other profiles that fit.
    public var alternatives: [String] = []
    /// The speed that it answered at.
    public var speed: Int?
    /// Its own serial number, as it said.
    public var serial: String?
    /// Its firmware, as it said.
    public var firmware: String?
    /// What was seen, in a sentence.
    public var sentence: String
    /// What a person does or types next; nil where there is nothing to do.
    public var next: String?

    init(
        place: DevicePlace, confidence: Confidence, path: String? = nil, usb: USBIdentity? = nil,
        driver: String? = nil, profile: String? = nil, sentence: String, next: String? = nil
    ) {
        self.place = place
        self.confidence = confidence
        self.path = path
        self.usb = usb
        self.driver = driver
        self.profile = profile
        self.sentence = sentence
        self.next = next
    }

    /// The line that adds it, under a name where it has one already.
    func adding(as name: String?) -> String {
        let profile = profile ?? "<\(alternatives.prefix(6).joined(separator: "|"))>"
        return "risiti devices add \(place.shellWord) --profile \(profile)" + (speed.map { " --speed \($0)" } ?? "")
            + (name.map { " --name \($0)" } ?? "")
    }
}

/// One step of a scan, before it is made.
public struct ScanStep: Sendable, Equatable {
    /// The port that is asked.
    public let place: DevicePlace
    /// The profiles that share the question.
    public let profiles: [String]
    /// The speed.
    public let speed: Int
    /// Which step it is, from 1.
    public let index: Int
    /// How many steps there are at most.
    public let count: Int
}

extension DevicePlace {
    /// The place as one word for a shell.
    var shellWord: String {
        let plain = description.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "/:._@,+-[]".contains($0)) }
        return plain && !description.contains("[") ? description : "'\(description.replacing("'", with: "'\\''"))'"
    }
}
