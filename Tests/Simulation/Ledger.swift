import Fiscal

/// What the outside knows of a run: the model that the spool is compared with.
struct Ledger {
    /// What a till was told.
    struct Acknowledged: Sendable {
        let errand: Errand
        let sequence: Int64
        let documentID: String
        let number: String
        let hash: [UInt8]
        let total: Money
        let isPoisoned: Bool
        /// The original's sequence, for a credit note.
        let credits: Int64?
    }

    /// What tills were told, by sequence.
    private(set) var acknowledged: [Int64: Acknowledged] = [:]
    /// The same by key.
    private(set) var sequences: [String: Int64] = [:]
    /// The same by document.
    private var documents: [String: Int64] = [:]
    /// The latest sequence that a till was told, 0 before the first.
    private(set) var latest: Int64 = 0
    /// Errands that have no answer yet.
    var unanswered: [Errand] = []
    /// Errands that were refused for good: nothing left to take back.
    var refused: Set<String> = []
    var errands = 0
    /// Entries whose jobs were parked at some time, and whose place in KRA's order is therefore free.
    var everParked: Set<Int64> = []
    /// Entries that a person gave up.
    var abandoned: Set<Int64> = []
    /// Ids of the documents that KRA accepted, with their number there.
    var accepted: [String: Int] = [:]
    /// Originals that left for the printer, by entry and paper.
    var originals: [Paperwork: Int] = [:]
    /// What is at the printer.
    var printing: Paperwork?
    /// When all troubles ended.
    var calmSince: Int64?
    var violation: Violation?

    /// One paper of one entry.
    struct Paperwork: Hashable {
        let sequence: Int64
        let paper: String
    }

    /// The latest that was acknowledged.
    var last: Acknowledged? { acknowledged[latest] }

    /// What a till was told of a document.
    func sale(of documentID: String) -> Acknowledged? { documents[documentID].flatMap { acknowledged[$0] } }

    /// Notes what a till was told.
    mutating func acknowledge(_ sale: Acknowledged) {
        acknowledged[sale.sequence] = sale
        sequences[sale.errand.key] = sale.sequence
        documents[sale.documentID] = sale.sequence
        latest = max(latest, sale.sequence)
    }
}
