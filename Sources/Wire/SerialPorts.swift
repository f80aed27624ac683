/// The serial ports of this machine.
///
/// Nothing is opened to find them: everything here is read from sysfs and from udev's links.
public struct SerialPorts: Sendable {
    private let devices: String
    private let sysfs: String

    /// The machine's ports; the directories are for machines that keep them elsewhere, as containers do.
    public init(devices: String = "/dev", sysfs: String = "/sys") {
        self.devices = devices
        self.sysfs = sysfs
    }

    /// The ports that are there now, by path.
    public static func list() -> [SerialPortEntry] {
        SerialPorts().list()
    }

    /// The ports that are there now, by path.
    ///
    /// Blocks for a few file reads.
    public func list() -> [SerialPortEntry] {
        let serials = links("serial/by-id")
        let sockets = links("serial/by-path")
        return Sysfs.names(in: "\(sysfs)/class/tty").compactMap { name in
            let entry = "\(sysfs)/class/tty/\(name)"
            // Consoles and ptys have no device; port 0 of the legacy driver is a socket that nobody soldered.
            guard let device = Sysfs.target(of: "\(entry)/device"), Sysfs.text("\(entry)/type") != "0" else {
                return nil
            }
            let path = "\(devices)/\(name)"
            return SerialPortEntry(
                path: path, serialName: serials[name], socketName: sockets[name],
                driver: Sysfs.target(of: "\(device)/driver").map(Sysfs.name), usb: usb(above: device))
        }
    }

    /// udev's stable names in a directory, by the port that each leads to.
    private func links(_ directory: String) -> [String: String] {
        let directory = "\(devices)/\(directory)"
        let pairs = Sysfs.names(in: directory).compactMap { name in
            Sysfs.target(of: "\(directory)/\(name)").map { (Sysfs.name(of: $0), "\(directory)/\(name)") }
        }
        return Dictionary(pairs) { first, _ in first }
    }

    /// The USB device that a port belongs to: the nearest directory on the way up that has a vendor number.
    private func usb(above device: String) -> USBIdentity? {
        var parts = device.split(separator: "/")
        while !parts.isEmpty {
            let directory = "/" + parts.joined(separator: "/")
            if let vendor = Sysfs.hexadecimal("\(directory)/idVendor"),
                let product = Sysfs.hexadecimal("\(directory)/idProduct")
            {
                let texts = USBTexts(directory: directory) ?? USBTexts()
                return USBIdentity(
                    vendor: vendor, product: product, serial: texts.serial, socket: Sysfs.name(of: directory),
                    maker: texts.maker, name: texts.name)
            }
            parts.removeLast()
        }
        return nil
    }
}

/// A serial port as this machine shows it.
public struct SerialPortEntry: Sendable, Hashable {
    /// The kernel's name, which changes with the order of plugging in: `/dev/ttyUSB0`.
    public let path: String
    /// udev's name by maker, product and serial number; useless where clones share a serial number.
    public let serialName: String?
    /// udev's name by the socket that it is plugged into.
    public let socketName: String?
    /// The driver: `ftdi_sio`, `ch341`, `cdc_acm`.
    public let driver: String?
    /// The USB device behind it: mostly a bridge chip, which says nothing of what hangs on its other end.
    public let usb: USBIdentity?

    /// Everything as given.
    package init(
        path: String, serialName: String?, socketName: String?, driver: String?, usb: USBIdentity?
    ) {
        self.path = path
        self.serialName = serialName
        self.socketName = socketName
        self.driver = driver
        self.usb = usb
    }

    /// The name that lasts longest: by serial number, by socket, or the kernel's.
    public var stableName: String { serialName ?? socketName ?? path }
}
