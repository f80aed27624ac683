/// What a device's firmware can do, whole: its own file, its ancestors', and nothing that nobody measured.
public struct Profile: Sendable, Hashable {
    /// Its name for good.
    public let id: String
    /// Its own id and its ancestors', itself first.
    public let lineage: [String]
    /// All it says.
    public let value: ProfileValue

    init(id: String, lineage: [String], _ value: ProfileValue) {
        self.id = id
        self.lineage = lineage
        self.value = value
    }

    /// What a person calls the device.
    public var title: String { value["title"]?.text ?? id }
    /// How sure it is: `documented`, `field` or `unverified`.
    public var confidence: String { value["confidence"]?.text ?? "unverified" }
    /// The engine that speaks its protocol.
    public var engine: String { value["framing", "engine"]?.text ?? "" }
    /// What it can do.
    public var capabilities: Set<String> { Set((value["capabilities"]?.list ?? []).compactMap(\.text)) }
    /// The USB vendor and product ids that it is recognised by; a product of nil is any of the vendor's.
    public var usbIDs: [USBID] {
        (value["match", "usb"]?.list ?? []).compactMap { usb in
            guard let vendor = usb["vid"]?.text else { return nil }
            return USBID(vendor: vendor, product: usb["pid"]?.text, isBridge: usb["bridge"]?.flag == true)
        }
    }

    /// A match by USB ids.
    public struct USBID: Sendable, Hashable {
        /// Four hexadecimal digits.
        public let vendor: String
        /// Four hexadecimal digits, or nil for any.
        public let product: String?
        /// Whether they name a bridge chip, which says nothing of what is behind it.
        public let isBridge: Bool
    }

    /// The profile as it is for a device's firmware: each condition that holds lays what it sets over the rest, in order.
    ///
    /// Where the version cannot be read, none holds.
    public func applying(firmware: String) -> Profile {
        guard let version = FirmwareVersion(firmware) else { return self }
        let whole = (value["when"]?.list ?? []).reduce(value) { whole, condition in
            guard let text = condition["firmware"]?.text, let set = condition["set"],
                FirmwareCondition(text)?.holds(for: version) == true
            else { return whole }
            return whole.overlaid(by: set)
        }
        return Profile(id: id, lineage: lineage, whole)
    }
}
