/// One export; also the manifest that lies beside its files.
public struct ExportReply: Codable, Sendable, Hashable {
    /// A file.
    public struct File: Codable, Sendable, Hashable {
        /// Its name.
        public var name: String
        /// Its rows without headings.
        public var rows: Int
        /// Its size.
        public var bytes: Int64
        /// SHA-256 of its bytes, 64 hexadecimal digits.
        public var sha256: String

        /// Makes a file.
        public init(name: String, rows: Int, bytes: Int64, sha256: String) {
            self.name = name
            self.rows = rows
            self.bytes = bytes
            self.sha256 = sha256
        }
    }

    /// What the documents come to, credit notes taken off; decimals as text.
    public struct Totals: Codable, Sendable, Hashable {
        /// Without VAT.
        public var net: String
        /// The VAT of each tax letter.
        public var vat: [String: String]
        /// With VAT.
        public var gross: String

        /// Makes totals.
        public init(net: String, vat: [String: String], gross: String) {
            self.net = net
            self.vat = vat
            self.gross = gross
        }
    }

    /// Its number, from 1 without a gap.
    public var number: Int64
    /// Its id.
    public var id: String
    /// The profile.
    public var profile: String
    /// The company's books.
    public var target: String
    /// `csv` or `xlsx`.
    public var format: String
    /// The first and the last day of sale.
    public var from, to: String
    /// Whether sales were asked for that had left before.
    public var again: Bool
    /// When it was made, RFC 3339.
    public var createdAt: String
    /// Documents.
    public var documents: Int
    /// Rows of all files.
    public var rows: Int
    /// The control totals.
    public var totals: Totals
    /// The files in order.
    public var files: [File]
    /// When a person said that it is in the books, RFC 3339.
    @OrNull public var importedAt: String?

    private enum CodingKeys: String, CodingKey {
        case number, id, profile, target, format, from, to, again, documents, rows, totals, files
        case createdAt = "created_at"
        case importedAt = "imported_at"
    }

    /// Makes an export; times are RFC 3339.
    public init(
        number: Int64, id: String, profile: String, target: String, format: String, from: String, to: String,
        again: Bool, createdAt: String, documents: Int, rows: Int, totals: Totals, files: [File], importedAt: String?
    ) {
        self.number = number
        self.id = id
        self.profile = profile
        self.target = target
        self.format = format
        self.from = from
        self.to = to
        self.again = again
        self.createdAt = createdAt
        self.documents = documents
        self.rows = rows
        self.totals = totals
        self.files = files
        self.importedAt = importedAt
    }

    /// The bytes of the manifest: all but whether it was imported, so that they are the same whenever asked.
    public func manifest() throws -> [UInt8] {
        var reply = self
        reply.importedAt = nil
        return try ReplyCoding.bytes(of: reply) + [0x0A]
    }

    /// The name of the manifest beside the files.
    public var manifestName: String {
        let digits = String(number)
        return "\(profile)-\(String(repeating: "0", count: max(0, 6 - digits.count)))\(digits)-manifest.json"
    }
}

/// What an export came to; the answer to `POST /v1/exports`.
public struct ExportOutcomeReply: Codable, Sendable, Hashable {
    /// The export; nil where there was nothing to take.
    @OrNull public var export: ExportReply?
    /// Sales of those days that left for the same books before.
    public var exportedBefore: Int
    /// Sales of those days that KRA has not answered yet.
    public var unfiscalised: Int
    /// Sales of those days whose documents were given up.
    public var pruned: Int
    /// Sales of those days that were left out because a connected company of that provider gets them by itself.
    public var postedByLane: Int
    /// Documents of the export that a connected company gets by itself too.
    public var alsoPosted: Int

    private enum CodingKeys: String, CodingKey {
        case export, unfiscalised, pruned
        case exportedBefore = "exported_before"
        case postedByLane = "posted_by_lane"
        case alsoPosted = "also_posted"
    }

    /// Makes an outcome.
    public init(
        export: ExportReply?, exportedBefore: Int, unfiscalised: Int, pruned: Int, postedByLane: Int = 0,
        alsoPosted: Int = 0
    ) {
        self.export = export
        self.exportedBefore = exportedBefore
        self.unfiscalised = unfiscalised
        self.pruned = pruned
        (self.postedByLane, self.alsoPosted) = (postedByLane, alsoPosted)
    }
}

/// The exports, newest first; the answer to `GET /v1/exports`.
public struct ExportListReply: Codable, Sendable, Hashable {
    /// The exports.
    public var exports: [ExportReply]

    /// Makes a list.
    public init(exports: [ExportReply]) {
        self.exports = exports
    }
}
