/// What a replay of the journal found; the answer to `POST /v1/spool/verify`.
public struct VerifyReply: Codable, Sendable, Hashable {
    /// The first entry that breaks the chain.
    public struct Break: Codable, Sendable, Hashable {
        /// Its sequence.
        public var sequence: Int64
        /// What is wrong with it, in words.
        public var reason: String

        /// Makes a break.
        public init(sequence: Int64, reason: String) {
            self.sequence = sequence
            self.reason = reason
        }
    }

    /// A key that signs.
    public struct Key: Codable, Sendable, Hashable {
        /// The public key, hexadecimal.
        public var key: String
        /// The first entry that it signs.
        public var from: Int64
        /// Whether the key before signed for it.
        public var endorsed: Bool

        /// Makes a key.
        public init(key: String, from: Int64, endorsed: Bool) {
            self.key = key
            self.from = from
            self.endorsed = endorsed
        }
    }

    /// How the spool stands to an earlier checkpoint.
    public struct Since: Codable, Sendable, Hashable {
        /// `extends`, `foreign`, `rolled_back`, `cut`, `forked` or `broken`.
        public var verdict: String
        /// A sentence with the values.
        public var sentence: String

        /// Makes a finding.
        public init(verdict: String, sentence: String) {
            self.verdict = verdict
            self.sentence = sentence
        }

        /// Whether the spool extends the checkpoint.
        public var isExtension: Bool { verdict == "extends" }
    }

    /// Entries that were replayed.
    public var entries: Int64
    /// The last sound entry's hash, hexadecimal; nil in an empty journal.
    @OrNull public var head: String?
    /// Temporary numbers that a till's series lacks.
    public var temporaryNumbersMissing: Int64
    /// Invoice numbers that the branch's series lacks.
    public var invoiceNumbersMissing: Int64
    /// Entries that are no sale.
    public var notices: Int64
    /// Sales whose documents were given up after the legal period.
    public var pruned: Int64
    /// The keys that sign, in order.
    public var keys: [Key]
    /// How the spool stands to the checkpoint that was given.
    @OrNull public var since: Since?
    /// Invoices that KRA has and this journal lost with a disk, as a reconciliation found.
    public var invoicesLost: Int64
    /// Entries that KRA has answered.
    public var fiscalised: Int64
    /// The first break; nil where the chain is whole.
    @OrNull public var firstBreak: Break?
    /// How long it took, in milliseconds.
    public var took: Int64

    private enum CodingKeys: String, CodingKey {
        case entries, head, fiscalised, notices, pruned, keys, since
        case invoicesLost = "invoices_lost"
        case temporaryNumbersMissing = "temporary_numbers_missing"
        case invoiceNumbersMissing = "invoice_numbers_missing"
        case firstBreak = "first_break"
        case took = "took_ms"
    }

    /// Makes a finding; the time is in milliseconds.
    public init(
        entries: Int64, head: String?, temporaryNumbersMissing: Int64 = 0, invoiceNumbersMissing: Int64 = 0,
        fiscalised: Int64 = 0, firstBreak: Break? = nil, took: Int64 = 0, notices: Int64 = 0, pruned: Int64 = 0,
        keys: [Key] = [], since: Since? = nil, invoicesLost: Int64 = 0
    ) {
        self.entries = entries
        self.head = head
        self.temporaryNumbersMissing = temporaryNumbersMissing
        self.invoiceNumbersMissing = invoiceNumbersMissing
        self.fiscalised = fiscalised
        self.firstBreak = firstBreak
        self.took = took
        self.notices = notices
        self.pruned = pruned
        self.keys = keys
        self.since = since
        self.invoicesLost = invoicesLost
    }
}
