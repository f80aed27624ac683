import FirmwareProfiles

/// A profile as an engine reads it: what it needs is there, or a fault names the key.
struct DriverSheet {
    let profile: Profile

    init(_ profile: Profile) {
        self.profile = profile
    }

    func missing(_ key: String, _ remedy: String? = nil) -> DriverFault {
        let measure = Self.measures[key] ?? "measure it, or ask the maker"
        return DriverFault(.missing, profile: profile.id, key: key, remedy ?? "is not known: \(measure)")
    }

    /// How a person on site finds out what a maker does not say.
    private static let measures = [
        "paper.columns": """
        add the printer with --profile generic.escpos-80 and have a test slip printed; of its row of digits count those in \
        the first line (48 and 42 on 80 mm paper, 32 on 58 mm)
        """,
        "paper.feed_before_cut": "feed line by line, and count those until what was printed is past the blade",
        "text.widths.text": "its manual says how many characters a line of free text takes",
        "text.encoding": "print the printer's self-test; it names its character table",
        "recovery.marker": "ask the maker for a number of documents that never goes back",
        "signer.path": "ask the supplier of the signer for the address that it signs at",
        "transport.tcp.port": "the device's network settings name it",
        "transport.serial.baud": "the printer's self-test or its switches name it",
    ]

    func unfit(_ key: String, _ reason: String) -> DriverFault {
        DriverFault(.unfit, profile: profile.id, key: key, reason)
    }

    /// What the key says, down its path; nil where it says nothing, or that nobody knows.
    func value(_ key: String) -> ProfileValue? {
        let found = key.split(separator: ".").reduce(ProfileValue?.some(profile.value)) { value, name in
            value?.members[String(name)]
        }
        return found == .unknown ? nil : found
    }

    // MARK: - What must be there

    func text(_ key: String) throws(DriverFault) -> String {
        guard let text = value(key)?.text else { throw missing(key) }
        return text
    }

    func whole(_ key: String) throws(DriverFault) -> Int {
        guard let number = value(key)?.whole else { throw missing(key) }
        return number
    }

    func byte(_ key: String) throws(DriverFault) -> UInt8 {
        let number = try whole(key)
        guard let byte = UInt8(exactly: number) else { throw unfit(key, "is \(number), which is no byte") }
        return byte
    }

    /// Milliseconds above zero.
    func time(_ key: String) throws(DriverFault) -> Duration {
        let number = try whole(key)
        guard number > 0 else { throw unfit(key, "is \(number) ms, and must be above zero") }
        return .milliseconds(number)
    }

    // MARK: - What may be missing

    func time(_ key: String, or usual: Duration) throws(DriverFault) -> Duration {
        value(key) == nil ? usual : try time(key)
    }

    func flag(_ key: String) -> Bool { value(key)?.flag == true }

    /// A template; an empty one where the key says nothing.
    func template(_ key: String, fields: Set<String>) throws(DriverFault) -> CommandTemplate {
        guard let text = value(key)?.text else { return .empty }
        guard let template = CommandTemplate(text) else { throw unfit(key, "is no template") }
        if let strange = template.names.first(where: { !fields.contains($0) }) {
            throw unfit(key, "has {\(strange)}, which this engine cannot fill")
        }
        return template
    }

    /// The forbidden command codes.
    var forbidden: Set<UInt8> { Set((value("forbidden")?.list ?? []).compactMap(\.whole).compactMap(UInt8.init)) }

    /// What the status bits say.
    var statusMap: StatusMap {
        var bits: [StatusMap.Bit] = []
        for (name, bit) in (value("status.bits")?.members ?? [:]).sorted(by: { $0.key < $1.key }) {
            guard let condition = DeviceCondition(rawValue: name) else { continue }
            for place in places(bit["at"]) {
                bits.append(.init(place.byte, place.bit, condition, means: bit["when_clear"]?.flag != true))
            }
        }
        return StatusMap(bits)
    }

    /// Places such as `2.0`; none where the value names none.
    func places(_ value: ProfileValue?) -> [StatusMap.Bit.Place] {
        (value?.list ?? []).compactMap(\.text).compactMap { text in
            let parts = text.split(separator: ".").compactMap { Int($0) }
            return parts.count == 2 ? StatusMap.Bit.Place(parts[0], parts[1]) : nil
        }
    }
}
