import Crypto
import Fiscal
public import Foundation

/// Keeps the device key and the key that seals secrets, and uses them.
///
/// The sealing key comes from systemd's credentials where there are any, else from a file beside the spool. The device
/// key is made on first start and lies sealed in a file that only its owner may read.
public struct Custody: Sendable {
    private let deviceKey: Curve25519.Signing.PrivateKey
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
        let file = KeyFile(url: directory.appending(path: "device.key"))
        let fresh = [UInt8](Curve25519.Signing.PrivateKey().rawRepresentation)
        let sealed = try file.readOrMake(secrets.seal(fresh, for: Self.devicePurpose))
        do {
            deviceKey = try Curve25519.Signing.PrivateKey(
                rawRepresentation: secrets.open(sealed, for: Self.devicePurpose))
        } catch let error as CustodyError {
            throw error
        } catch {
            throw CustodyError(.sealed, "device.key holds no Ed25519 key")
        }
    }

    /// The device's public key, 32 bytes.
    public var publicKey: [UInt8] { [UInt8](deviceKey.publicKey.rawRepresentation) }

    /// Signs bytes with the device key; 64 bytes.
    public func sign(_ bytes: [UInt8]) throws(CustodyError) -> [UInt8] {
        do {
            return [UInt8](try deviceKey.signature(for: bytes))
        } catch {
            throw CustodyError(.sealed, "the device key does not sign")
        }
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
