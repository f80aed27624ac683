public import Fiscal

/// Where exports go: a profile, and the books of a company by a name that a person chose.
public struct ExportLedger: Sendable, Hashable {
    /// The profile's name.
    public let profile: String
    /// The company's books.
    public let target: String

    /// Makes a ledger.
    public init(profile: String, target: String) {
        self.profile = profile
        self.target = target
    }
}

/// One export as the spool keeps it.
public struct ExportBatch: Sendable, Hashable {
    /// A file of it.
    public struct File: Sendable, Hashable {
        /// Its name.
        public let name: String
        /// Its rows without headings.
        public let rows: Int
        /// Its size.
        public let bytes: Int64
        /// SHA-256 of its bytes.
        public let digest: [UInt8]

        /// Makes a file.
        public init(name: String, rows: Int, bytes: Int64, digest: [UInt8]) {
            self.name = name
            self.rows = rows
            self.bytes = bytes
            self.digest = digest
        }
    }

    /// Its number, from 1 without a gap.
    public let number: Int64
    /// Its id.
    public let id: String
    /// Where it went.
    public let ledger: ExportLedger
    /// The profile's text as it was.
    public let profileText: String
    /// `csv` or `xlsx`.
    public let format: String
    /// The first and the last day of sale, `yyyy-mm-dd` in Kenya.
    public let fromDay, toDay: String
    /// Whether a person asked for sales that had left before.
    public let isRepeat: Bool
    /// When it was made.
    public let createdAt: Timestamp
    /// How many documents it has.
    public let documents: Int
    /// What they come to without VAT, credit notes taken off.
    public let net: Money
    /// The VAT of each tax letter, credit notes taken off.
    public let vat: [TaxLetter: Money]
    /// What they come to, credit notes taken off.
    public let gross: Money
    /// When a person said that it is in the books; nil before.
    public let importedAt: Timestamp?
    /// Its files in order.
    public let files: [File]

    /// Makes a batch.
    public init(
        number: Int64, id: String, ledger: ExportLedger, profileText: String, format: String, fromDay: String,
        toDay: String, isRepeat: Bool, createdAt: Timestamp, documents: Int, net: Money, vat: [TaxLetter: Money],
        gross: Money, importedAt: Timestamp? = nil, files: [File]
    ) {
        self.number = number
        self.id = id
        self.ledger = ledger
        self.profileText = profileText
        self.format = format
        self.fromDay = fromDay
        self.toDay = toDay
        self.isRepeat = isRepeat
        self.createdAt = createdAt
        self.documents = documents
        self.net = net
        self.vat = vat
        self.gross = gross
        self.importedAt = importedAt
        self.files = files
    }

    /// Rows of all files.
    public var rows: Int { files.reduce(0) { $0 + $1.rows } }
}

/// A sale that leaves in an export, and whether its fiscal receipt leaves with it.
public struct ExportedSale: Sendable, Hashable {
    /// The entry.
    public let sequence: Int64
    /// Whether KRA's answer goes with it.
    public let isFiscal: Bool

    /// Makes a sale.
    public init(sequence: Int64, isFiscal: Bool) {
        self.sequence = sequence
        self.isFiscal = isFiscal
    }
}

/// What an export would take, and what it leaves.
public struct ExportScope: Sendable, Hashable {
    /// The sales in the journal's order.
    public internal(set) var sales: [ExportedSale] = []
    /// Sales of the period that left for the same ledger before.
    public internal(set) var exportedBefore = 0
    /// Sales of the period that KRA has not answered yet.
    public internal(set) var unfiscalised = 0
    /// Sales of the period whose documents were given up.
    public internal(set) var pruned = 0
    /// Sales of the period that were left out because a connected company of that provider gets them from its own lane.
    public internal(set) var postedByLane = 0
    /// Sales that are taken, though a connected company gets them from its own lane too.
    public internal(set) var alsoPosted = 0
}
