/// A USB device as its descriptors show it, where it is plugged in now.
public struct USBDevice: Sendable, Hashable {
    /// Who it is.
    public let identity: USBIdentity
    /// The bus that it is on; changes with each plugging in, as the address does.
    public let bus: Int
    /// Its address on the bus.
    public let address: Int
    /// What it offers: each interface in each of its alternate settings.
    public let interfaces: [USBInterface]

    /// Everything as given.
    package init(
        identity: USBIdentity, bus: Int, address: Int, interfaces: [USBInterface]
    ) {
        self.identity = identity
        self.bus = bus
        self.address = address
        self.interfaces = interfaces
    }

    /// The interface to print through: printer class, the setting with answers (protocol 2) rather than the one without
    /// (1), or else one of the maker's own class that has a way in for bytes, as Epson's 04b8:0202 shows.
    public var printer: USBInterface? {
        interfaces.first { $0.isPrinter && $0.protocolCode == 2 && $0.output != nil }
            ?? interfaces.first { $0.isPrinter && $0.protocolCode == 1 && $0.output != nil }
            ?? interfaces.first { $0.classCode == 0xFF && $0.output != nil }
    }
}

/// Who a USB device is, whatever its address is today.
public struct USBIdentity: Sendable, Hashable, CustomStringConvertible {
    /// The maker's number.
    ///
    /// Of a bridge chip it says nothing of the device behind it.
    public let vendor: UInt16
    /// The maker's number for the product.
    public let product: UInt16
    /// The serial number, where it has one; clones share theirs.
    public let serial: String?
    /// The socket that it is plugged into: bus, then the ports on the way, `1-1.2`.
    public let socket: String
    /// What the maker calls itself.
    public let maker: String?
    /// What the maker calls the product.
    public let name: String?

    /// Everything as given.
    package init(
        vendor: UInt16, product: UInt16, serial: String?, socket: String, maker: String?, name: String?
    ) {
        self.vendor = vendor
        self.product = product
        self.serial = serial
        self.socket = socket
        self.maker = maker
        self.name = name
    }

    /// `usb 0416:5011 serial 7A21`, or by its socket where it has no serial number.
    public var description: String {
        "usb \(hexadecimal(vendor)):\(hexadecimal(product)) " + (serial.map { "serial \($0)" } ?? "socket \(socket)")
    }

    private func hexadecimal(_ number: UInt16) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}

/// One interface of a device in one of its settings.
public struct USBInterface: Sendable, Hashable {
    /// Its number.
    public let number: Int
    /// The alternate setting.
    public let alternate: Int
    /// How many settings the interface has.
    public let alternates: Int
    /// The class: 7 is a printer, FFh the maker's own.
    public let classCode: UInt8
    /// The subclass.
    public let subclassCode: UInt8
    /// The protocol: of a printer 1 takes bytes, 2 also answers.
    public let protocolCode: UInt8
    /// Where bytes go in: its first bulk OUT endpoint.
    public let output: USBEndpoint?
    /// Where bytes come out: its first bulk IN endpoint.
    public let input: USBEndpoint?

    /// Everything as given.
    package init(
        number: Int, alternate: Int, alternates: Int, classCode: UInt8, subclassCode: UInt8, protocolCode: UInt8,
        output: USBEndpoint?, input: USBEndpoint?
    ) {
        self.number = number
        self.alternate = alternate
        self.alternates = alternates
        self.classCode = classCode
        self.subclassCode = subclassCode
        self.protocolCode = protocolCode
        self.output = output
        self.input = input
    }

    /// Whether it is of the printer class (7, subclass 1).
    public var isPrinter: Bool { classCode == 7 && subclassCode == 1 }
}

/// One way in or out of a device.
public struct USBEndpoint: Sendable, Hashable {
    /// The address; bit 7 is set for a way out of the device.
    public let address: UInt8
    /// The most bytes of one packet.
    public let packetSize: Int

    /// Everything as given.
    package init(address: UInt8, packetSize: Int) {
        self.address = address
        self.packetSize = packetSize
    }
}

/// Something came or went on the bus.
public enum USBChange: Sendable, Hashable {
    /// It was plugged in, or was there when the watch began.
    case arrived(USBDevice)
    /// It was there and left.
    case left(USBDevice)
}

/// What a printer-class interface says of its paper.
///
/// Many clones always say that all is well: believe bad news only.
public struct USBPrinterStatus: Sendable, Hashable {
    /// The byte: bit 5 paper is out, bit 4 it is selected, bit 3 there is no error.
    public let byte: UInt8

    /// Everything as given.
    package init(
        byte: UInt8
    ) {
        self.byte = byte
    }

    /// Whether there is no paper.
    public var isPaperOut: Bool { byte & 0x20 != 0 }
    /// Whether it is selected.
    public var isSelected: Bool { byte & 0x10 != 0 }
    /// Whether it has an error.
    public var hasError: Bool { byte & 0x08 == 0 }
}
