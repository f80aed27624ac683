import FirmwareProfiles
import Wire

/// What a profile says of a device that nobody has asked yet; none of it is proof.
enum ScanMatch {
    /// Whether the USB ids are the device's own, by number and, where the profile has one, by the product's name.
    static func isNamed(_ profile: Profile, _ usb: USBIdentity?) -> Bool {
        guard let usb else { return false }
        return (profile.value["match", "usb"]?.list ?? []).contains { entry in
            guard entry["bridge"]?.flag != true, number(entry["vid"]) == usb.vendor else { return false }
            if let product = entry["pid"], number(product) != usb.product { return false }
            return entry["product"]?.text.map { $0 == usb.name } ?? true
        }
    }

    /// Whether the kernel's driver is one that its ports have.
    static func isDriven(_ profile: Profile, by driver: String?) -> Bool {
        guard let driver else { return false }
        return (profile.value["match", "driver"]?.list ?? []).contains { $0.text == driver }
    }

    /// Whether it is known by the class of an interface, and by nothing narrower.
    static func isByClass(_ profile: Profile, _ device: USBDevice) -> Bool {
        guard let code = profile.value["match", "interface_class"]?.whole, profile.usbIDs.isEmpty else { return false }
        return device.interfaces.contains { Int($0.classCode) == code }
    }

    /// What is known of a port without a byte.
    static func sentence(_ named: [Profile], _ port: SerialPortEntry) -> String {
        named.isEmpty ? "\(looks(named, port)): it was not asked, for it may be anything" : looks(named, port)
    }

    /// What a port looks like, and whether anything was said to it is for others to say.
    static func looks(_ named: [Profile], _ port: SerialPortEntry) -> String {
        let what = [port.usb?.maker, port.usb?.name].compactMap { $0 }.joined(separator: " ")
        if let profile = named.first { return "\(what.isEmpty ? "USB ids" : what): the ids of \(profile.title)" }
        let driver = port.driver.map { ", driver \($0)" } ?? ""
        return "\(what.isEmpty ? "a serial port" : what)\(driver)"
    }

    private static func number(_ value: ProfileValue?) -> UInt16? { value?.text.flatMap { UInt16($0, radix: 16) } }
}

extension DeviceScan {
    /// The USB devices that are no serial ports, known by ids and class alone: nothing is sent to them.
    func usbFindings() -> [ScanFinding] {
        let sockets = Set(ports.compactMap(\.usb?.socket))
        return usb.filter { !sockets.contains($0.identity.socket) }.compactMap { device in
            let identity = device.identity
            let place = DevicePlace.usb(.init(identity))
            let named = profiles.filter { ScanMatch.isNamed($0, identity) }
            let fitting = named.isEmpty ? profiles.filter { ScanMatch.isByClass($0, device) } : named
            guard let profile = fitting.first else { return nil }
            let what = [identity.maker, identity.name].compactMap { $0 }.joined(separator: " ")
            var finding = ScanFinding(
                place: place, confidence: named.isEmpty ? .possible : .likely, usb: identity, profile: profile.id,
                sentence: (what.isEmpty ? identity.description : what)
                    + (named.isEmpty ? ": a printer by its class" : ": the ids of \(profile.title)"))
            finding.alternatives = fitting.dropFirst().map(\.id)
            finding.next = adding(finding)
            let kinds = (try? DeviceTransport(profile))?.kinds ?? []
            let node = "/dev/bus/usb/\(Self.three(device.bus))/\(Self.three(device.address))"
            let mark = USBMark(identity)
            if !options.excluded.isDisjoint(with: mark.names) {
                finding.confidence = .excluded
                finding.sentence = "left alone, as the settings say"
                finding.next = nil
            } else if let own = mark.places.lazy.compactMap({ options.own[$0] }).first {
                finding.confidence = .inUse
                finding.sentence += ", which is the device \(own)"
                finding.next = nil
            } else if !kinds.contains(.usbPrinter) {
                finding.confidence = .possible
                finding.sentence += "; it shows no serial port: its driver is missing, or brltty has taken it"
                finding.next = "see whether the package brltty is installed, and remove it; then plug it in again"
            } else if !mayOpen(node) {
                finding.confidence = .forbidden
                finding.sentence += "; this user may not open it"
                finding.next = WireError.permission
            }
            return finding
        }
    }

    /// A USB device by each of the names that settings may have for it.
    private struct USBMark {
        let places: [DevicePlace]
        var names: Set<String> { Set(places.map(\.description)) }

        init(_ identity: USBIdentity) {
            let socket = DevicePlace.USBPlace(
                vendor: identity.vendor, product: identity.product, mark: .socket(identity.socket))
            places = [.usb(.init(identity)), .usb(socket)]
        }
    }

    private static func three(_ number: Int) -> String {
        String(repeating: "0", count: max(0, 3 - String(number).count)) + String(number)
    }
}
