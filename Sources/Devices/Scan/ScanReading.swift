import FirmwareProfiles

/// Who a device is, read from its answer to the probe.
struct ScanReading: Equatable {
    /// The profile whose serial numbers look like the device's; nil where none of them does.
    var profile: Profile?
    var serial: String?
    var firmware: String?

    /// Other profiles whose serial numbers look so too.
    var others: [Profile] = []

    /// Reads an answer; the first of the profiles that fits has it.
    init(_ answer: DeviceAnswer, of profiles: [Profile]) {
        for profile in profiles {
            let sheet = DriverSheet(profile)
            let prefixes = (sheet.value("identity.prefix")?.list ?? []).compactMap(\.text)
            guard let pattern = sheet.value("identity.serial")?.text.flatMap({ SerialPattern($0) }) else { continue }
            let fields = Self.fields(answer, profile)
            let found = fields.first { field in pattern.fits(field) && prefixes.contains { field.hasPrefix($0) } }
            guard let found else { continue }
            guard self.profile == nil else {
                others.append(profile)
                continue
            }
            serial = found
            self.profile = profile
            firmware = Self.firmware(fields, sheet)
        }
    }

    private static func fields(_ answer: DeviceAnswer, _ profile: Profile) -> [String] {
        guard profile.engine == "zfp" else { return (try? ISLDialect(profile).read(answer).fields) ?? [] }
        return ZFPIdentity(answer).map { [$0.serial] } ?? []
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
