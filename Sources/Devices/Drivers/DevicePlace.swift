public import Wire

/// Where a device is, as a person writes it and a settings file keeps it.
///
///     serial:/dev/serial/by-id/usb-FTDI_FT232R_A1-if00-port0
///     usb:04b8:0e15:7A21            by its serial number
///     usb:0416:5011@1-1.2           by the socket that it is plugged into
///     tcp:192.168.1.50:9100         tcp:[fe80::1]:9100
///     file:/dev/usb/lp0
public enum DevicePlace: Sendable, Hashable {
    /// A serial port, by a name that lasts.
    case serial(path: String)
    /// A USB device.
    case usb(USBPlace)
    /// A port of a host.
    case tcp(host: String, port: UInt16)
    /// A device file, a pty or a plain file that bytes go into, and from which nothing comes back.
    case file(path: String)

    /// A USB device by what does not change when it is plugged in again.
    public struct USBPlace: Sendable, Hashable {
        /// How it is told from others of its kind.
        public enum Mark: Sendable, Hashable {
            /// By its serial number.
            case serial(String)
            /// By its socket, where it has no serial number or clones share it.
            case socket(String)
        }

        /// The maker's number.
        public var vendor: UInt16
        /// The maker's number for the product.
        public var product: UInt16
        /// What tells it from others of its kind.
        public var mark: Mark

        /// Makes a place.
        public init(vendor: UInt16, product: UInt16, mark: Mark) {
            self.vendor = vendor
            self.product = product
            self.mark = mark
        }

        /// The device's place: by serial number where it has one, else by socket.
        public init(_ identity: USBIdentity) {
            let serial = identity.serial.flatMap { DevicePlace.isSerialOfOne($0) ? $0 : nil }
            self.init(
                vendor: identity.vendor, product: identity.product,
                mark: serial.map(Mark.serial) ?? .socket(identity.socket))
        }

        /// Whether a device is the one.
        public func fits(_ identity: USBIdentity) -> Bool {
            guard identity.vendor == vendor, identity.product == product else { return false }
            return switch mark {
            case .serial(let serial): identity.serial == serial
            case .socket(let socket): identity.socket == socket
            }
        }
    }

    /// Whether a serial number tells a device from others of its kind: clones all have `00000000` (reference §1.7).
    static func isSerialOfOne(_ serial: String) -> Bool {
        !serial.isEmpty && !serial.allSatisfy { $0 == "0" } && serial.allSatisfy { $0.isASCII && !$0.isNewline }
    }

    /// The longest text that is read as a place.
    private static let limit = 512

    /// Reads a place; nil for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, text.utf8.count <= Self.limit, text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
        else { return nil }
        let rest = parts[1]
        switch parts[0] {
        case "serial", "file":
            guard rest.hasPrefix("/"), rest.count > 1 else { return nil }
            self = parts[0] == "file" ? .file(path: String(rest)) : .serial(path: String(rest))
        case "usb":
            guard let place = Self.usb(rest) else { return nil }
            self = .usb(place)
        case "tcp":
            guard let colon = rest.lastIndex(of: ":"), let port = UInt16(rest[rest.index(after: colon)...]), port > 0
            else { return nil }
            var host = rest[..<colon]
            if host.hasPrefix("["), host.hasSuffix("]") {
                host = host.dropFirst().dropLast()
            } else if host.contains(":") {
                return nil
            }
            guard !host.isEmpty, !host.contains("["), !host.contains("]"), !host.contains(" ") else { return nil }
            self = .tcp(host: String(host), port: port)
        default: return nil
        }
    }

    private static func usb(_ text: Substring) -> USBPlace? {
        guard let vendor = hexadecimal(text.prefix(4)), text.dropFirst(4).first == ":",
            let product = hexadecimal(text.dropFirst(5).prefix(4)), let sign = text.dropFirst(9).first
        else { return nil }
        let mark = String(text.dropFirst(10))
        guard !mark.isEmpty else { return nil }
        switch sign {
        case ":": return USBPlace(vendor: vendor, product: product, mark: .serial(mark))
        case "@": return USBPlace(vendor: vendor, product: product, mark: .socket(mark))
        default: return nil
        }
    }

    private static func hexadecimal(_ text: Substring) -> UInt16? {
        text.utf8.count == 4 && text.allSatisfy { $0.isHexDigit } ? UInt16(text, radix: 16) : nil
    }

    /// Whether anything can come back from there.
    public var answers: Bool { if case .file = self { false } else { true } }
}

extension DevicePlace: CustomStringConvertible {
    /// The text that ``init(_:)`` reads.
    public var description: String {
        switch self {
        case .serial(let path): return "serial:\(path)"
        case .file(let path): return "file:\(path)"
        case .tcp(let host, let port): return host.contains(":") ? "tcp:[\(host)]:\(port)" : "tcp:\(host):\(port)"
        case .usb(let place):
            let ids = "usb:\(Self.digits(place.vendor)):\(Self.digits(place.product))"
            return switch place.mark {
            case .serial(let serial): "\(ids):\(serial)"
            case .socket(let socket): "\(ids)@\(socket)"
            }
        }
    }

    private static func digits(_ number: UInt16) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}
