/// Why bytes did not reach a device, or none came from it.
public struct WireError: Error, Sendable, CustomStringConvertible {
    /// What happened; stable.
    public enum Code: String, Sendable {
        /// There is no such device, or it may not be opened.
        case absent = "wire.absent"
        /// Another program has it.
        case inUse = "wire.in_use"
        /// The device stopped taking bytes, or gave none.
        case tooSlow = "wire.too_slow"
        /// The device was there and left.
        case gone = "wire.gone"
        /// The device gave an error.
        case refused = "wire.refused"
        /// Whoever waited gave up.
        case cancelled = "wire.cancelled"
    }

    /// What happened.
    public let code: Code
    /// A sentence with the values.
    public let sentence: String
    /// Bytes of a write that had left by then and may have reached the device; 0 for everything else.
    public let sent: Int
    /// Whether any byte of a write may have reached the device: some are known to have left, or nobody counted.
    public let mayHaveSent: Bool

    /// Makes an error.
    package init(_ code: Code, _ sentence: String, sent: Int = 0, isUncounted: Bool = false) {
        self.code = code
        self.sentence = sentence
        self.sent = sent
        mayHaveSent = sent > 0 || isUncounted
    }

    /// What to do where a device may not be opened: the same words wherever it is met.
    package static let permission =
        "install the udev rules: risiti profiles udev > /etc/udev/rules.d/70-risiti.rules; then plug it in again"

    /// A device that is there and that this user may not open.
    package static func forbidden(_ name: some CustomStringConvertible) -> WireError {
        WireError(.absent, "\(name) may not be opened by this user; \(permission)")
    }

    /// The same, of a write of which so many bytes had left in all.
    package func counting(_ sent: Int) -> WireError {
        WireError(code, sentence, sent: sent, isUncounted: mayHaveSent)
    }

    /// Nobody has opened the device yet.
    package static let notOpened = WireError(.absent, "the device was not opened yet")

    /// The code and the sentence.
    public var description: String { "\(code.rawValue): \(sentence)" }
}
