public import FirmwareProfiles

/// Who a device says it is: identity is its own serial number, and never the port that it hangs on.
public struct DeviceIdentity: Sendable, Equatable {
    /// Its serial number.
    public let serial: String
    /// Its firmware; nil where the profile does not know where the answer has it.
    public let firmware: String?

    /// Reads the answer to the profile's probe, or to its `identity` command.
    ///
    /// The places of numbers differ from model to model, so that the serial number is the field that looks like one and
    /// begins as the profile's do (reference §2.6). Nil where none does.
    public init?(_ answer: DeviceAnswer, of profile: Profile) {
        let sheet = DriverSheet(profile)
        let prefixes = (sheet.value("identity.prefix")?.list ?? []).compactMap(\.text)
        guard let pattern = sheet.value("identity.serial")?.text.flatMap({ SerialPattern($0) }) else { return nil }
        let fields = Self.fields(answer, profile)
        let found = fields.first { field in pattern.fits(field) && prefixes.contains { field.hasPrefix($0) } }
        guard let found else { return nil }
        serial = found
        firmware = Self.firmware(fields, sheet)
    }

    private static func fields(_ answer: DeviceAnswer, _ profile: Profile) -> [String] {
        guard profile.engine == "zfp" else { return (try? ISLDialect(profile).read(answer).fields) ?? [] }
        return ZFPFields(answer).texts
    }

    /// The first word of the field that the profile calls so, where it describes the answer.
    private static func firmware(_ fields: [String], _ sheet: DriverSheet) -> String? {
        guard let text = sheet.value("commands.identity.answer")?.text,
            var names = ProfileTemplate(checked: text)?.names
        else { return nil }
        if names.first == "code" { names.removeFirst() }
        guard let place = names.firstIndex(of: "firmware"), fields.indices.contains(place) else { return nil }
        let word = fields[place].prefix { $0 != " " }
        return word.isEmpty ? nil : String(word)
    }
}
