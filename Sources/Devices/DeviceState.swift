/// How a device on the counter stands, in the words of a person who looks at it.
///
/// The raw value is what the API says.
public enum DeviceState: String, Sendable, Hashable, CaseIterable {
    /// It is not there, or does not answer.
    case absent
    /// It was found, and is asked who it is.
    case opening
    /// It can work.
    case ready
    /// It works, or says that it is not free yet.
    case busy
    /// It works, and its paper will end soon.
    case paperLow = "paper_low"
    /// It has no paper.
    case paperOut = "paper_out"
    /// Its cover is open.
    case coverOpen = "cover_open"
    /// It says that something else is wrong with it.
    case error
    /// It takes nothing before a Z report (fiscal-hardware §3.2).
    case zRequired = "z_required"
    /// It answers, but not as its profile says.
    case wrongFirmware = "wrong_firmware"
    /// Another device stands at its place.
    case wrongDevice = "wrong_device"
    /// Another program has its port.
    case inUse = "in_use"

    /// Whether work may be given to it.
    public var takesWork: Bool { self == .ready || self == .paperLow || self == .busy }

    /// Whether somebody has to do something before it works again.
    public var needsPerson: Bool {
        switch self {
        case .ready, .busy, .opening, .paperLow: false
        default: true
        }
    }

    /// What it says for people who read English.
    public var english: String {
        switch self {
        case .absent: "It is not there: check its cable and its switch."
        case .opening: "It was found and is being asked who it is."
        case .ready: "It is ready."
        case .busy: "It is working."
        case .paperLow: "Its paper will end soon: have a new roll at hand."
        case .paperOut: "It has no paper: put a new roll in and close the cover."
        case .coverOpen: "Its cover is open: close it."
        case .error: "It reports a fault: switch it off and on; if that does not help, call service."
        case .zRequired: "It wants a Z report before it goes on."
        case .wrongFirmware: "It answers differently from its profile: another profile or firmware is needed."
        case .wrongDevice: "Another device stands at its place: plug the right one in, or add this one."
        case .inUse: "Another program has its port: close that program."
        }
    }

    /// What it says for people who read Kiswahili.
    public var kiswahili: String {
        switch self {
        case .absent: "Haipo: angalia kebo na swichi yake."
        case .opening: "Imepatikana, inaulizwa ni ipi."
        case .ready: "Iko tayari."
        case .busy: "Inafanya kazi."
        case .paperLow: "Karatasi inakaribia kuisha: weka roli mpya karibu."
        case .paperOut: "Haina karatasi: weka roli mpya na ufunge kifuniko."
        case .coverOpen: "Kifuniko kiko wazi: kifunge."
        case .error: "Inasema ina hitilafu: izime na uiwashe; isipopona, mwite fundi."
        case .zRequired: "Inataka ripoti ya Z kabla ya kuendelea."
        case .wrongFirmware: "Inajibu tofauti na wasifu wake: inahitaji wasifu au programu nyingine."
        case .wrongDevice: "Kifaa kingine kiko mahali pake: unganisha kile sahihi, au ongeza hiki."
        case .inUse: "Programu nyingine inatumia mlango wake: ifunge."
        }
    }

    /// The state that conditions amount to: the one that somebody must see to first.
    public init(_ conditions: Set<DeviceCondition>) {
        let order: [(DeviceState, Set<DeviceCondition>)] = [
            (.paperOut, [.paperOut]), (.coverOpen, [.coverOpen]), (.zRequired, [.zRequired]),
            (.error, Self.faults), (.paperLow, [.paperLow]),
        ]
        self = order.first { !$0.1.isDisjoint(with: conditions) }?.0 ?? .ready
    }

    /// What keeps a device from working until somebody has seen to it.
    private static let faults: Set<DeviceCondition> = [
        .printerError, .overheated, .cutterError, .clockUnset, .ramReset, .memoryFull, .memoryError, .journalFull,
        .offlineDaysExceeded, .securityModuleMissing, .sdError,
    ]
}

/// How a device stands, and what it last told of itself.
public struct DeviceStanding: Sendable, Hashable {
    /// How it stands.
    public var state: DeviceState
    /// What it says, in the vocabulary of all devices.
    public var conditions: Set<DeviceCondition> = []
    /// What more is known, with its values: what it answered, which port does not open.
    public var detail: String?
    /// The serial number that it told.
    public var serial: String?
    /// The firmware that it told.
    public var firmware: String?

    /// Makes a standing.
    public init(
        _ state: DeviceState, conditions: Set<DeviceCondition> = [], detail: String? = nil, serial: String? = nil,
        firmware: String? = nil
    ) {
        self.state = state
        self.conditions = conditions
        self.detail = detail
        self.serial = serial
        self.firmware = firmware
    }
}
