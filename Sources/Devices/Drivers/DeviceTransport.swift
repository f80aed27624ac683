public import FirmwareProfiles
public import Wire

/// How bytes get to a device of a profile.
public struct DeviceTransport: Sendable, Equatable {
    /// What a device can be reached by.
    public enum Kind: String, Sendable, CaseIterable {
        /// A serial line, its own or behind a bridge chip.
        case serial
        /// A USB interface of the printer class.
        case usbPrinter = "usb-printer"
        /// A port in the network.
        case tcp
        /// An HTTP service.
        case http
    }

    /// The kinds, the likeliest first.
    public let kinds: [Kind]
    /// How a serial line is set, one for each speed, the likeliest first.
    public let serial: [SerialSettings]
    /// Whether "data terminal ready" is raised; nil where it is left as the kernel has it.
    public let dtr: Bool?
    /// Whether "request to send" is raised; nil where it is left as the kernel has it.
    public let rts: Bool?
    /// The rest after opening, before the first byte.
    ///
    /// 50 to 100 ms (reference §6.3), 0 where the profile has none.
    public let settle: Duration
    /// Whether a zero-length packet goes behind a full one.
    public let endsWithEmptyPacket: Bool
    /// The port in the network; nil where the profile names none.
    public let port: UInt16?
    /// What is sent first in the network, `{password}` in it standing for the owner's; nil for nothing.
    public let greeting: String?

    /// Reads a profile.
    ///
    /// - Throws: ``DriverFault`` where it names no kind, or none that it also describes.
    public init(_ profile: Profile) throws(DriverFault) {
        let sheet = DriverSheet(profile)
        kinds = (sheet.value("transport.kinds")?.list ?? []).compactMap(\.text).compactMap(Kind.init)
        guard !kinds.isEmpty else { throw sheet.missing("transport.kinds") }
        serial = kinds.contains(.serial) ? try Self.serial(sheet) : []
        dtr = sheet.value("transport.serial.dtr")?.flag
        rts = sheet.value("transport.serial.rts")?.flag
        settle = .milliseconds(sheet.value("transport.serial.settle_ms")?.whole ?? 0)
        endsWithEmptyPacket = sheet.flag("transport.usb.zlp")
        port = sheet.value("transport.tcp.port")?.whole.flatMap(UInt16.init)
        if kinds.contains(.tcp) || kinds.contains(.http), port == nil { throw sheet.missing("transport.tcp.port") }
        greeting = sheet.value("transport.tcp.greeting")?.text
    }

    private static func serial(_ sheet: DriverSheet) throws(DriverFault) -> [SerialSettings] {
        let key = "transport.serial.baud"
        let speeds = (sheet.value(key)?.list ?? []).compactMap(\.text).compactMap { Int($0) }
        guard !speeds.isEmpty else { throw sheet.missing(key) }
        let dataBits = sheet.value("transport.serial.data")?.whole ?? 8
        let stopBits = sheet.value("transport.serial.stop")?.whole ?? 1
        let parity = sheet.value("transport.serial.parity")?.text ?? "none"
        guard speeds.allSatisfy({ (50...4_000_000).contains($0) }), (5...8).contains(dataBits),
            (1...2).contains(stopBits), let parity = SerialSettings.Parity(rawValue: parity)
        else { throw sheet.unfit("transport.serial", "is a line that no port can be set to") }
        let flow: SerialSettings.FlowControl =
            switch sheet.value("transport.serial.flow")?.text {
            case "hardware": .rtsCTS
            case "software": .xonXOFF
            default: .none
            }
        return speeds.map {
            SerialSettings(speed: $0, dataBits: dataBits, parity: parity, stopBits: stopBits, flowControl: flow)
        }
    }

    /// Whether a device at a place is greeted with the owner's password.
    public func takesPassword(at place: DevicePlace) -> Bool {
        guard case .tcp = place else { return false }
        return greeting?.contains("{password}") == true
    }

    /// The settings at a speed; the likeliest where none is named, nil where the profile has no such speed.
    public func serial(at speed: Int?) -> SerialSettings? {
        guard let speed else { return serial.first }
        return serial.first { $0.speed == speed }
    }
}
