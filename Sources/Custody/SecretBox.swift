import Crypto
import Foundation

/// Seals secrets with a key that stays on this machine (AES-256-GCM, a fresh nonce each time).
public struct SecretBox: Sendable {
    private let key: SymmetricKey

    init(key: SymmetricKey) {
        self.key = key
    }

    /// Seals bytes for a purpose; what is sealed for one opens for no other.
    public func seal(_ bytes: [UInt8], for purpose: String) throws(CustodyError) -> [UInt8] {
        do {
            let box = try AES.GCM.seal(bytes, using: key, authenticating: Array(purpose.utf8))
            guard let combined = box.combined else { throw CustodyError(.sealed, "a secret was not sealed") }
            return [UInt8](combined)
        } catch {
            throw CustodyError(.sealed, "the secret for \(purpose) could not be sealed")
        }
    }

    /// Opens what was sealed for a purpose.
    ///
    /// - Throws: ``CustodyError`` `sealed` where the key is another, or the bytes were changed.
    public func open(_ sealed: [UInt8], for purpose: String) throws(CustodyError) -> [UInt8] {
        do {
            return [UInt8](
                try AES.GCM.open(
                    AES.GCM.SealedBox(combined: sealed), using: key, authenticating: Array(purpose.utf8)))
        } catch {
            throw CustodyError(
                .sealed,
                "the secret for \(purpose) does not open with this machine's key; was the data directory moved here?")
        }
    }
}

extension SecretBox: CustomStringConvertible, CustomReflectable {
    /// Nothing of the key.
    public var description: String { "SecretBox" }
    /// Nothing of the key.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
