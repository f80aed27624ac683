import Crypto
import Fiscal
public import Foundation

/// Keeps the device key and the key that seals secrets, and uses them.
///
/// The sealing key comes from systemd's credentials where there are any, else from a file beside the spool. The device
/// key is made on first start and lies sealed in a file that only its owner may read. A key that is to follow it lies in
/// a second one, from before the journal names it until it has taken the first one's place.
public struct Custody: Sendable {
    private let directory: URL
    private let keys: DeviceKeys
    /// Seals communication keys and tokens.
    public let secrets: SecretBox
    /// Where the sealing key came from.
    public let sealedBy: SealingKeySource

    /// Where the sealing key came from.
    public enum SealingKeySource: String, Sendable {
        /// `$CREDENTIALS_DIRECTORY/risiti-sealing-key`.
        case systemdCredentials = "systemd-credentials"
        /// A file in the data directory.
        case file
    }

    /// The credential's name, as the unit file names it.
    public static let credentialName = "risiti-sealing-key"
    private static let devicePurpose = "device-key"
    /// The file in the data directory that holds the device's key, sealed.
    public static let deviceFile = "device.key"
    private static let nextFile = "device.key.next"

    /// Opens, or on first start makes, the keys of a data directory.
    ///
    /// - Parameter credentials: `$CREDENTIALS_DIRECTORY`, nil where the process has none.
    /// - Throws: ``CustodyError``; a device key that is there but does not open is never replaced.
    public init(directory: URL, credentials: URL?) throws(CustodyError) {
        let sealing: [UInt8]
        let credential = credentials?.appending(path: Self.credentialName)
        if let credential, FileManager.default.fileExists(atPath: credential.path) {
            let material = try KeyFile(url: credential).readCredential()
            sealing = [UInt8](SHA256.hash(data: material))
            sealedBy = .systemdCredentials
        } else {
            sealing = try KeyFile(url: directory.appending(path: "sealing.key")).readOrMake(Self.randomBytes(32))
            sealedBy = .file
        }
        secrets = SecretBox(key: SymmetricKey(data: sealing))
        self.directory = directory
        let file = KeyFile(url: directory.appending(path: Self.deviceFile))
        let sealed = try file.readOrMake(secrets.seal(DeviceKey.freshBytes(), for: Self.devicePurpose))
        let next = KeyFile(url: directory.appending(path: Self.nextFile))
        keys = DeviceKeys(
            current: try DeviceKey(sealed, in: secrets, for: Self.devicePurpose, file: Self.deviceFile),
            next: try next.exists
                ? DeviceKey(next.read(), in: secrets, for: Self.devicePurpose, file: Self.nextFile) : nil)
    }

    /// The device's key.
    public var deviceKey: DeviceKey { keys.current }

    /// The key that is to follow; nil where none was made.
    public var nextKey: DeviceKey? { keys.next }

    /// The device's public key, 32 bytes.
    public var publicKey: [UInt8] { deviceKey.publicKey }

    /// Signs bytes with the device key; 64 bytes.
    public func sign(_ bytes: [UInt8]) throws(CustodyError) -> [UInt8] {
        try deviceKey.sign(bytes)
    }

    /// Makes the key that is to follow, durably, in place of one that was made and never used.
    ///
    /// The caller knows that no entry of the journal was signed by that one.
    public func makeNextKey() throws(CustodyError) -> DeviceKey {
        let fresh = DeviceKey.freshBytes()
        let sealed = try secrets.seal(fresh, for: Self.devicePurpose)
        let file = KeyFile(url: directory.appending(path: Self.nextFile))
        let key = try DeviceKey(sealed, in: secrets, for: Self.devicePurpose, file: Self.nextFile)
        keys.set(next: nil)
        try file.remove()
        _ = try file.readOrMake(sealed)
        keys.set(next: key)
        return key
    }

    /// Puts the key that was to follow in the device key's place, durably; the one before is gone.
    public func promoteNextKey() throws(CustodyError) {
        guard keys.next != nil else { return }
        try KeyFile(url: directory.appending(path: Self.nextFile)).take(
            placeOf: KeyFile(url: directory.appending(path: Self.deviceFile)))
        keys.advance()
    }

    /// Random bytes from the system's generator.
    public static func randomBytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
}

extension Custody: CustomStringConvertible, CustomReflectable {
    /// The public key alone.
    public var description: String { "Custody(\(Hex.text(publicKey)))" }
    /// The public key alone.
    public var customMirror: Mirror { Mirror(self, children: ["publicKey": Hex.text(publicKey)]) }
}
