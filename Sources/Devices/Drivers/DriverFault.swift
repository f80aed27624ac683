/// Why a profile does not make a driver: which key of which profile, and what to write there.
public struct DriverFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong; stable.
    public enum Code: String, Sendable {
        /// The engine needs the key, and nobody has said it or measured it.
        case missing = "driver.missing"
        /// The key says something that the engine cannot do.
        case unfit = "driver.unfit"
    }

    /// What is wrong.
    public let code: Code
    /// The profile's id; its file is `id.yaml`.
    public let profile: String
    /// The key, down its path: `framing.seq`.
    public let key: String
    /// What was found, and what to write.
    public let reason: String

    init(_ code: Code, profile: String, key: String, _ reason: String) {
        self.code = code
        self.profile = profile
        self.key = key
        self.reason = reason
    }

    /// A sentence with all of it, and, where only a number is wanting, where to write it.
    public var sentence: String {
        let fault = "The profile \(profile) does not work a device: \(key) \(reason)."
        guard code == .missing else { return fault }
        return fault
            + " Write it into /etc/risiti/profiles/my.device.yaml, under \"inherits: \(profile)\" (firmware-profiles/README.md,"
            + " \"Add your device in an hour\"), and add the device with --profile my.device."
    }
    /// The code and the sentence.
    public var description: String { "\(code.rawValue): \(sentence)" }
}
