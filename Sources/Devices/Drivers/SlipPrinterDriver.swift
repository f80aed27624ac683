public import FirmwareProfiles

/// How a ZFP printer prints slips, as receipts that are not fiscal (reference §3.5).
///
/// Its sales and payments are not worked: the answers to them, and what they count, are not known (§10.2).
public struct SlipPrinterDriver: Sendable, Equatable {
    /// What is asked of it, by the profile's names.
    public enum Verb: String, Sendable, CaseIterable {
        /// How it stands.
        case status
        /// What it is, and its firmware.
        case version
        /// Its serial number.
        case identity
        /// Opens a receipt that is not fiscal.
        case openNonfiscal = "open_nonfiscal"
        /// Prints a line in it.
        case nonfiscalText = "nonfiscal_text"
        /// Closes it.
        case closeNonfiscal = "close_nonfiscal"
        /// Moves the paper by a line.
        case feed
        /// Cuts the paper.
        case cut

        /// What a slip can do without.
        var isSpare: Bool { [.version, .identity, .feed, .cut].contains(self) }
        /// Whether it only asks.
        var isReading: Bool { [.status, .version, .identity].contains(self) }
    }

    /// Its times.
    public let timing: ZFPTiming
    /// Characters in a line of text.
    public let columns: Int
    /// How many status bytes it has.
    public let statusLength: Int
    /// What they say.
    public let status: StatusMap
    /// What follows a slip that is closed: lines of feed and a cut, where it has both and knows how far its blade is.
    public let tail: [ZFPCommand]
    private let calls: [Verb: ZFPCommand]
    private let text: CommandTemplate
    /// Which field of its version is the firmware; nil where that is not known, and then all of it is.
    private let firmwareField: Int?

    /// Reads a profile.
    ///
    /// - Throws: ``DriverFault`` naming the key, where the profile lacks what a slip needs.
    public init(_ profile: Profile) throws(DriverFault) {
        let sheet = DriverSheet(profile)
        guard profile.engine == "zfp" else { throw sheet.unfit("framing.engine", "is \(profile.engine)") }
        guard profile.capabilities.contains("nonfiscal_text") else {
            throw sheet.unfit(
                "capabilities",
                "has neither control_unit nor nonfiscal_text, and nothing else is done with a device of this protocol")
        }
        timing = try ZFPTiming(sheet)
        columns = try sheet.whole("text.widths.text")
        statusLength = try sheet.whole("status.bytes")
        status = sheet.statusMap
        // After any doubt it is asked whether the slip is still open.
        guard status.bits.contains(where: { $0.condition == .nonfiscalOpen }) else {
            throw sheet.missing("status.bits.nonfiscal_open")
        }
        var calls: [Verb: ZFPCommand] = [:]
        for verb in Verb.allCases where sheet.value("commands.\(verb.rawValue)") != nil || !verb.isSpare {
            calls[verb] = try Self.command(verb, sheet)
        }
        // A serial number of which nobody knows the looks tells nothing.
        if sheet.value("identity.serial") == nil { calls[.identity] = nil }
        self.calls = calls
        text = try sheet.template("commands.nonfiscal_text.data", fields: ["text"])
        guard text.names.contains("text") else { throw sheet.missing("commands.nonfiscal_text.data", "has no {text}") }
        firmwareField = Self.firmwareField(sheet)
        tail = Self.tail(calls, profile, feed: sheet.value("paper.feed_before_cut")?.whole)
    }

    private static func command(_ verb: Verb, _ sheet: DriverSheet) throws(DriverFault) -> ZFPCommand {
        let key = "commands.\(verb.rawValue)"
        let code = try sheet.byte("\(key).code")
        let template = try sheet.template("\(key).data", fields: verb == .nonfiscalText ? ["text"] : [])
        guard !sheet.forbidden.contains(code),
            let command = ZFPCommand(
                code: code, data: template.data(["text": .text("")]) ?? [], changes: !verb.isReading)
        else { throw sheet.unfit("\(key).code", "is \(code), which is no command of the protocol, or never sent") }
        return command
    }

    private static func firmwareField(_ sheet: DriverSheet) -> Int? {
        guard let text = sheet.value("commands.version.answer")?.text else { return nil }
        return ProfileTemplate(checked: text)?.names.firstIndex(of: "firmware")
    }

    /// A cut without the lines before it goes through the text.
    private static func tail(_ calls: [Verb: ZFPCommand], _ profile: Profile, feed: Int?) -> [ZFPCommand] {
        guard profile.capabilities.contains("cut"), let feed, let cut = calls[.cut], let line = calls[.feed] else {
            return []
        }
        return Array(repeating: line, count: feed) + [cut]
    }

    // MARK: - Asking

    /// The command of a verb; nil where the profile has none.
    public func command(_ verb: Verb) -> ZFPCommand? { calls[verb] }

    /// The command that prints a line.
    ///
    /// A semicolon separates fields (reference §3.1) and becomes a comma; a line without a letter is one space, for an
    /// input of nothing has a refusal of its own (§3.2).
    func line(_ words: String) -> ZFPCommand? {
        let plain = words.isEmpty ? " " : words.replacing(";", with: ",")
        guard let call = calls[.nonfiscalText], let data = text.data(["text": .text(plain)]) else { return nil }
        return ZFPCommand(code: call.code, data: data, changes: true)
    }

    /// What a status answer says; nil where it has not as many bytes as the printer's.
    public func conditions(_ answer: DeviceAnswer) -> Set<DeviceCondition>? {
        answer.status.isEmpty && answer.data.count == statusLength ? status.conditions(in: answer.data) : nil
    }

    /// What its version says of the firmware; nil where it says nothing.
    func firmware(_ answer: DeviceAnswer) -> String? {
        let fields = ZFPFields(answer)
        guard fields.count > 0 else { return nil }
        if let place = firmwareField, place < fields.count { return fields[place].isEmpty ? nil : fields[place] }
        let words = String(decoding: answer.data.map { (0x20...0x7E).contains($0) ? $0 : 0x3F }, as: UTF8.self)
            .split(separator: " ")
        return words.isEmpty ? nil : words.joined(separator: " ")
    }
}
