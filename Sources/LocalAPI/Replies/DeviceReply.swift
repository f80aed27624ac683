/// The device that this agent is to KRA; the answer to `POST /v1/kra/init` and part of the status.
public struct DeviceReply: Codable, Sendable, Hashable {
    /// The device's public key, 64 hexadecimal digits.
    public var key: String
    /// The seller's KRA PIN.
    public var pin: String
    /// The branch, two digits.
    public var branchID: String
    /// The serial under which it is registered with KRA.
    public var serial: String
    /// Whether KRA has initialised it.
    public var initialised: Bool
    /// The control unit's id, once KRA has given one.
    @OrNull public var scuID: String?

    private enum CodingKeys: String, CodingKey {
        case key, pin, serial, initialised
        case branchID = "bhf_id"
        case scuID = "scu_id"
    }

    /// Makes a reply.
    public init(key: String, pin: String, branchID: String, serial: String, initialised: Bool, scuID: String?) {
        self.key = key
        self.pin = pin
        self.branchID = branchID
        self.serial = serial
        self.initialised = initialised
        self.scuID = scuID
    }
}
