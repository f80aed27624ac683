/// What replaying the journal found.
public struct Verification: Sendable {
    /// Entries that hold.
    public internal(set) var entries: Int64 = 0
    /// The hash of the last entry that holds, hexadecimal.
    public internal(set) var hash = ""
    /// The first break, nil where the chain is whole.
    public internal(set) var firstBreak: Break?
    /// The keys that sign, in order.
    public internal(set) var keys: [SigningKey] = []
    /// Entries among them that are notices.
    public internal(set) var notices: Int64 = 0
    /// Sales among them whose documents were given up.
    public internal(set) var pruned: Int64 = 0
    /// Temporary numbers that were skipped, or cut off the end.
    public internal(set) var temporaryNumbersMissing: Int64 = 0
    /// Invoice numbers that nothing accounts for.
    public internal(set) var invoiceNumbersMissing: Int64 = 0
    /// Invoices that KRA has and this journal lost, as a reconciliation found.
    public internal(set) var invoicesLost: Int64 = 0
    /// Entries that have their fiscal receipt.
    public internal(set) var fiscalised: Int64 = 0
    /// What was found of the checkpoint that it was compared with; nil where there was none.
    public internal(set) var since: CheckpointFinding?
    /// How long it took.
    public internal(set) var took = Duration.zero

    /// The first entry that does not hold.
    public struct Break: Sendable {
        /// Its sequence.
        public let sequence: Int64
        /// Its document, where that could be read.
        public let documentID: String?
        /// Which rule of `spool/CONTRACT.md` it breaks, in words.
        public let reason: String
    }

    /// A key that signs.
    public struct SigningKey: Sendable, Hashable {
        /// The public key, 32 bytes.
        public let key: [UInt8]
        /// The first entry that it signs.
        public let from: Int64
        /// Whether the key before signed for it; false for the first, which is taken as it is.
        public let isEndorsed: Bool
    }

    /// Whether every entry holds.
    public var isWhole: Bool { firstBreak == nil }
}

/// How a spool stands to an earlier checkpoint.
public struct CheckpointFinding: Sendable, Hashable {
    /// How it stands.
    public enum Verdict: String, Sendable, CaseIterable {
        /// It extends it.
        case extends
        /// No key of the journal made the checkpoint's signature.
        case foreign
        /// It is an earlier copy that is whole in itself.
        case rolledBack = "rolled_back"
        /// Its end was cut off.
        case cut
        /// It goes on otherwise than it did.
        case forked
        /// It breaks before it gets there.
        case broken
    }

    /// How it stands.
    public let verdict: Verdict
    /// A sentence with the values.
    public let sentence: String
}
