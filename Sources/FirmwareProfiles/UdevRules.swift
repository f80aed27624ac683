/// The udev rules that profiles ask for: the agent's group instead of root, and nobody else on a device's line.
///
/// Devices that are named by their own USB ids are kept awake, and ModemManager is kept off their ports (fiscal-hardware
/// §6.2). A bridge chip says nothing of what is behind it, and so gets the group and nothing else, but for FTDI's answer
/// timer (§6.3). The kernel's own printer driver is left alone.
public struct UdevRules {
    /// The group that the agent runs in.
    public static let group = "risiti"

    private var serial: Set<Device> = []
    private var printers: Set<Device> = []
    private var bridges: Set<Device> = []
    private var hasPrinterClass = false

    private struct Device: Hashable {
        let vendor: String
        let product: String?
        let name: String?
        var titles: [String] = []

        var order: String { [vendor, product ?? "", name ?? ""].joined(separator: " ") }

        static func == (left: Device, right: Device) -> Bool { left.order == right.order }

        func hash(into hasher: inout Hasher) { hasher.combine(order) }

        /// The conditions; `of` is ATTR for the device itself, ATTRS for one above.
        func conditions(_ of: String) -> [String] {
            ["\(of){idVendor}==\"\(vendor)\""] + (product.map { ["\(of){idProduct}==\"\($0)\""] } ?? [])
                + (name.map { ["\(of){product}==\"\(UdevRules.pattern($0))\""] } ?? [])
        }
    }

    /// Collects what profiles match by.
    public init(_ profiles: some Sequence<Profile>) {
        for profile in profiles.sorted(by: { $0.id < $1.id }) {
            let kinds = Set((profile.value["transport", "kinds"]?.list ?? []).compactMap(\.text))
            for usb in profile.value["match", "usb"]?.list ?? [] {
                guard let vendor = usb["vid"]?.text else { continue }
                let device = Device(
                    vendor: vendor, product: usb["pid"]?.text, name: usb["product"]?.text, titles: [profile.id])
                if usb["bridge"]?.flag == true {
                    Self.insert(device, into: &bridges)
                } else if kinds.contains("usb-printer") {
                    Self.insert(device, into: &printers)
                } else {
                    Self.insert(device, into: &serial)
                }
            }
            if kinds.contains("usb-printer"), profile.value["match", "interface_class"]?.whole == 7 {
                hasPrinterClass = true
            }
        }
    }

    private static func insert(_ device: Device, into devices: inout Set<Device>) {
        var device = device
        if let known = devices.remove(device) { device.titles = known.titles + device.titles }
        devices.insert(device)
    }

    /// The file, ended by a line feed.
    public var text: String {
        var lines = [
            "# Made from the firmware profiles by `risiti profiles udev`: change those, and make it anew.",
            "# Then: udevadm control --reload && udevadm trigger --subsystem-match=usb --subsystem-match=tty",
            "",
            "ACTION==\"remove\", GOTO=\"risiti_end\"",
        ]
        let access = "GROUP=\"\(Self.group)\", MODE=\"0660\""
        let awake = "TEST==\"power/control\", ATTR{power/control}=\"on\""
        if hasPrinterClass {
            lines += ["", "# Printers of any make by their class: access alone."]
            lines.append("\(Self.usb), ENV{ID_USB_INTERFACES}==\"*:0701??:*\", \(access)")
        }
        for device in printers.sorted(by: { $0.order < $1.order }) {
            let conditions = device.conditions("ATTR").joined(separator: ", ")
            lines += ["", "# \(device.titles.joined(separator: ", "))"]
            lines += ["\(Self.usb), \(conditions), \(access)", "\(Self.usb), \(conditions), \(awake)"]
        }
        for device in serial.sorted(by: { $0.order < $1.order }) {
            let own = device.conditions("ATTR").joined(separator: ", ")
            let above = device.conditions("ATTRS").joined(separator: ", ")
            let ignored = "ENV{ID_MM_DEVICE_IGNORE}=\"1\""
            lines += ["", "# \(device.titles.joined(separator: ", ")): ModemManager would write to it."]
            lines += ["\(Self.usb), \(own), \(ignored)", "\(Self.usb), \(own), \(awake)"]
            lines.append("SUBSYSTEM==\"tty\", SUBSYSTEMS==\"usb\", \(above), \(access), \(ignored)")
        }
        if !bridges.isEmpty { lines += ["", "# Bridge chips, which may stand before anything: access alone."] }
        for device in bridges.sorted(by: { $0.order < $1.order }) {
            let above = device.conditions("ATTRS").joined(separator: ", ")
            lines.append("SUBSYSTEM==\"tty\", SUBSYSTEMS==\"usb\", \(above), \(access)")
        }
        let clocks = bridges.filter { $0.vendor == Self.ftdi }.sorted { $0.order < $1.order }
        if !clocks.isEmpty { lines += ["", "# FTDI chips keep each answer back for 16 ms unless told otherwise."] }
        for device in clocks {
            let above = device.conditions("ATTRS").joined(separator: ", ")
            lines.append("SUBSYSTEM==\"usb-serial\", DRIVER==\"ftdi_sio\", \(above), ATTR{latency_timer}=\"1\"")
        }
        lines += ["", "LABEL=\"risiti_end\"", ""]
        return lines.joined(separator: "\n")
    }

    private static let usb = "SUBSYSTEM==\"usb\", ENV{DEVTYPE}==\"usb_device\""
    private static let ftdi = "0403"

    /// A text as a pattern that matches it: whatever means something in a rule matches any one character.
    private static func pattern(_ text: String) -> String {
        String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber || " ._-".contains($0)) ? $0 : "?" })
    }
}
