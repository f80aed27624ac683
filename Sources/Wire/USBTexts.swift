/// The texts of a USB device's descriptors.
struct USBTexts: Sendable, Hashable {
    var maker: String?
    var name: String?
    var serial: String?

    /// None, or those that are given.
    init(maker: String? = nil, name: String? = nil, serial: String? = nil) {
        self.maker = maker
        self.name = name
        self.serial = serial
    }

    /// The texts that the kernel read from the device in a socket (`1-1.2`); nil where it shows none.
    init?(socket: String, sysfs: String = "/sys") {
        self.init(directory: "\(sysfs)/bus/usb/devices/\(socket)")
    }

    /// The same from the device's own directory.
    init?(directory: String) {
        self.init(
            maker: Sysfs.text("\(directory)/manufacturer"), name: Sysfs.text("\(directory)/product"),
            serial: Sysfs.text("\(directory)/serial"))
        if self == USBTexts() { return nil }
    }
}
