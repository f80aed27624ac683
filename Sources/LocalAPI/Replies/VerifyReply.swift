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

    /// Entries that were replayed.
    public var entries: Int64
    /// The last sound entry's hash, hexadecimal; nil in an empty journal.
    @OrNull public var head: String?
    /// Temporary numbers that a till's series lacks.
    public var temporaryNumbersMissing: Int64
    /// Invoice numbers that the branch's series lacks.
    public var invoiceNumbersMissing: Int64
    /// Entries that KRA has answered.
    public var fiscalised: Int64
    /// The first break; nil where the chain is whole.
    @OrNull public var firstBreak: Break?
    /// How long it took, in milliseconds.
    public var took: Int64

    private enum CodingKeys: String, CodingKey {
        case entries, head, fiscalised
        case temporaryNumbersMissing = "temporary_numbers_missing"
        case invoiceNumbersMissing = "invoice_numbers_missing"
        case firstBreak = "first_break"
        case took = "took_ms"
    }

    /// Makes a finding; the time is in milliseconds.
    public init(
        entries: Int64, head: String?, temporaryNumbersMissing: Int64 = 0, invoiceNumbersMissing: Int64 = 0,
        fiscalised: Int64 = 0, firstBreak: Break? = nil, took: Int64 = 0
    ) {
        self.entries = entries
        self.head = head
        self.temporaryNumbersMissing = temporaryNumbersMissing
        self.invoiceNumbersMissing = invoiceNumbersMissing
        self.fiscalised = fiscalised
        self.firstBreak = firstBreak
        self.took = took
    }
}
