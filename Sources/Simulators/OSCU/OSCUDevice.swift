/// One initialised device.
struct OSCUDevice: Sendable {
    /// The serial its owner chose.
    let serial: String
    /// The key KRA gave out, once.
    let communicationKey: String
}
