import Synchronization

/// Signs bytes with a key that was the device's before: gives 64 bytes of Ed25519.
public typealias Endorser = @Sendable ([UInt8]) throws -> [UInt8]

/// Signs entries; lent by whoever keeps the device key.
public struct Sealer: Sendable {
    /// The public half, 32 bytes.
    public let key: [UInt8]
    /// Signs a hash of 32 bytes with Ed25519; gives 64 bytes.
    public let sign: @Sendable ([UInt8]) throws -> [UInt8]

    /// Makes a sealer.
    public init(key: [UInt8], sign: @escaping @Sendable ([UInt8]) throws -> [UInt8]) {
        self.key = key
        self.sign = sign
    }
}

/// The key that seals now, and the one that a rotation brings.
///
/// Which of them signs the next entry is said by the journal alone: from the handover on that names it, the new one. So
/// whoever appends asks inside the transaction, and a commit of which nobody knows whether it came through is settled by
/// the file that is opened after it.
final class SealerStore: Sendable {
    private struct Keys {
        var current: Sealer
        var next: Sealer?
    }

    private let keys: Mutex<Keys>

    init(_ current: Sealer, next: Sealer?) {
        keys = Mutex(Keys(current: current, next: next))
    }

    /// The key that sealed last, as far as is known.
    var current: Sealer { keys.withLock { $0.current } }

    /// A handover to this key is about to be tried.
    func expect(_ next: Sealer) {
        keys.withLock { $0.next = next }
    }

    /// The key that seals after an entry which another key sealed, or before the first.
    func current(after last: [UInt8]?) -> Sealer {
        keys.withLock { keys in
            if let next = keys.next, next.key == last { keys = Keys(current: next, next: nil) }
            return keys.current
        }
    }
}
