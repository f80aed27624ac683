import Crypto
import Fiscal
import Synchronization

/// One key of the device, which signs and does not show itself.
public struct DeviceKey: Sendable {
    private let key: Curve25519.Signing.PrivateKey

    /// The bytes of a new key.
    static func freshBytes() -> [UInt8] { [UInt8](Curve25519.Signing.PrivateKey().rawRepresentation) }

    /// Opens what a key file holds.
    init(_ sealed: [UInt8], in box: SecretBox, for purpose: String, file: String) throws(CustodyError) {
        let bytes = try box.open(sealed, for: purpose)
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes) else {
            throw CustodyError(.sealed, "\(file) holds no Ed25519 key")
        }
        self.key = key
    }

    /// The public half, 32 bytes.
    public var publicKey: [UInt8] { [UInt8](key.publicKey.rawRepresentation) }

    /// Signs bytes; 64 bytes.
    public func sign(_ bytes: [UInt8]) throws(CustodyError) -> [UInt8] {
        do {
            return [UInt8](try key.signature(for: bytes))
        } catch {
            throw CustodyError(.sealed, "the device key does not sign")
        }
    }
}

extension DeviceKey: CustomStringConvertible, CustomReflectable {
    /// The public half alone.
    public var description: String { "DeviceKey(\(Hex.text(publicKey)))" }
    /// The public half alone.
    public var customMirror: Mirror { Mirror(self, children: ["publicKey": Hex.text(publicKey)]) }
}

/// The device's key and the one that is to follow it, as they lie in their files.
final class DeviceKeys: Sendable {
    private struct Keys {
        var current: DeviceKey
        var next: DeviceKey?
    }

    private let keys: Mutex<Keys>

    init(current: DeviceKey, next: DeviceKey?) {
        keys = Mutex(Keys(current: current, next: next))
    }

    var current: DeviceKey { keys.withLock { $0.current } }
    var next: DeviceKey? { keys.withLock { $0.next } }

    func set(next: DeviceKey?) {
        keys.withLock { $0.next = next }
    }

    /// The next key is the device's now.
    func advance() {
        keys.withLock { keys in
            if let next = keys.next { keys = Keys(current: next, next: nil) }
        }
    }
}
