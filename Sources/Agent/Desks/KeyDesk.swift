package import Custody
package import Fiscal
package import Spool

/// Replaces the device key while the shop sells.
///
/// The new key is on stable storage before the journal names it, and the journal names it before it takes the old one's
/// file: whatever is cut off, the key that signed the last entry is there, and no key signs that no handover names.
package actor KeyDesk {
    let spool: Spool
    let custody: Custody
    private var isRunning = false

    /// A key that was replaced.
    package struct Rotation: Sendable, Hashable {
        /// The public key before, 32 bytes.
        package let before: [UInt8]
        /// The public key from the handover on, 32 bytes.
        package let key: [UInt8]
        /// The handover's place in the journal.
        package let sequence: Int64
        /// When it was written.
        package let at: Timestamp
    }

    /// Makes a desk over a spool whose keys are the custody's.
    package init(spool: Spool, custody: Custody) {
        self.spool = spool
        self.custody = custody
    }

    /// Makes a new key and hands the journal over to it.
    ///
    /// - Throws: `SpoolError` `refused` while another rotation is under way; `CustodyError`. What was begun is finished
    ///   by the next start or the next rotation.
    package func rotate() async throws -> Rotation {
        guard !isRunning else { throw SpoolError(.refused, "a rotation of the device key is under way already") }
        isRunning = true
        defer { isRunning = false }
        try await settle()
        guard spool.health.acceptsSales else {
            throw SpoolError(.refused, "the spool takes no sales now, so its key stays; see: risiti status")
        }
        let before = spool.sealer.key
        let next = try custody.makeNextKey()
        let notice = try await spool.rotate(to: Sealer(next))
        try custody.promoteNextKey()
        return Rotation(before: before, key: next.publicKey, sequence: notice.sequence, at: notice.acceptedAt)
    }

    /// Finishes a rotation that was cut off after its handover: that key takes the device key's place.
    ///
    /// One that was cut off before it has left a key that signed nothing; it stays aside until the next rotation.
    package func settle() async throws {
        guard let next = custody.nextKey, try await spool.lastKey() == next.publicKey else { return }
        try custody.promoteNextKey()
    }
}

extension Sealer {
    /// Seals with a key of the device.
    package init(_ key: DeviceKey) {
        self.init(key: key.publicKey) { hash in try key.sign(hash) }
    }
}
