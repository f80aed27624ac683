public import FirmwareProfiles

/// How a control unit that speaks ZFP is worked: its times, its texts, and what its status says.
public struct ControlUnitDriver: Sendable, Equatable {
    /// Its times.
    public let timing: ZFPTiming
    /// What its serial number looks like.
    public let serial: SerialPattern
    /// The VAT letter of each rate in hundredths of a percent; nil where nobody knows, and then the owner says it.
    public let letters: [Int: Character]?
    /// Characters that each field takes.
    public let widths: [String: Int]
    /// Command codes that are never sent.
    public let forbidden: Set<UInt8>
    /// How many status bytes it has.
    public let statusLength: Int
    /// What they say.
    public let status: StatusMap

    /// Reads a profile.
    public init(_ profile: Profile) throws(DriverFault) {
        let sheet = DriverSheet(profile)
        guard profile.engine == "zfp" else { throw sheet.unfit("framing.engine", "is \(profile.engine)") }
        guard profile.capabilities.contains("control_unit") else {
            throw sheet.unfit("capabilities", "has no control_unit")
        }
        timing = try ZFPTiming(sheet)
        let pattern = try sheet.text("identity.serial")
        guard let serial = SerialPattern(pattern) else { throw sheet.unfit("identity.serial", "is \(pattern)") }
        self.serial = serial
        letters = try Self.letters(sheet)
        widths = (sheet.value("text.widths")?.members ?? [:]).compactMapValues(\.whole)
        forbidden = sheet.forbidden
        statusLength = try sheet.whole("status.bytes")
        status = sheet.statusMap
    }

    private static func letters(_ sheet: DriverSheet) throws(DriverFault) -> [Int: Character]? {
        guard let groups = sheet.value("tax_groups")?.members else { return nil }
        var letters: [Int: Character] = [:]
        for (rate, mark) in groups {
            guard let hundredths = Int(rate.filter { $0 != "." }), let letter = mark.text, letter.count == 1,
                ("A"..."E").contains(letter)
            else { throw sheet.unfit("tax_groups.\(rate)", "is not one of A, B, C, D and E") }
            letters[hundredths] = letter.first
        }
        return letters
    }

    /// What a status answer says; nil where it has not as many bytes as the unit's.
    public func conditions(_ answer: DeviceAnswer) -> Set<DeviceCondition>? {
        answer.status.isEmpty && answer.data.count == statusLength ? status.conditions(in: answer.data) : nil
    }
}

extension ZFPTiming {
    init(_ sheet: DriverSheet) throws(DriverFault) {
        self.init()
        ping = try sheet.time("framing.ping_ms")
        pings = try sheet.whole("framing.pings")
        answer = try sheet.time("framing.first_answer_ms")
        busy = try sheet.time("framing.busy_limit_ms.normal")
        report = try sheet.time("framing.busy_limit_ms.report")
        repeats = try sheet.whole("framing.retries")
        pause = try sheet.time("framing.pause_ms")
        gap = .milliseconds(try sheet.whole("framing.gap_ms"))
    }
}
