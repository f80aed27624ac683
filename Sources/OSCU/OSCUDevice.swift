/// Who speaks to KRA.
public struct OSCUDevice: Sendable, Hashable, Codable {
    /// The taxpayer's PIN, 11 characters.
    public let pin: String
    /// The branch, two digits, `00` the head office.
    public let branchID: String
    /// The serial under which the device is registered, at most 100 characters.
    public let serial: String

    /// Makes a device.
    public init(pin: String, branchID: String, serial: String) {
        self.pin = pin
        self.branchID = branchID
        self.serial = serial
    }
}
