/// A record with the key under which it is written: the same key and body never make two.
public struct KeyedRecord: Hashable, Sendable {
    /// The record.
    public let record: BooksRecord
    /// 40 hexadecimal digits (accounting-apis §1.3).
    public let key: String

    /// Makes a keyed record.
    public init(_ record: BooksRecord, key: String) {
        (self.record, self.key) = (record, key)
    }
}

/// What the provider keeps of a record.
public struct KeptRecord: Hashable, Sendable, Codable {
    /// The provider's id.
    public var id: String
    /// Its version: QuickBooks' `SyncToken`, of Xero's documents `UpdatedDateUTC` as it stands.
    public var version: String?
    /// Whether that is the version of our own writing, as its answer had it; nil where somebody may have written since.
    public var isEcho: Bool?
    /// Its number or name there, as the answer has it.
    public var number: String?
    /// The total in cents, of documents alone.
    public var totalMinor: Int64?
    /// The VAT in cents, of documents alone.
    public var taxMinor: Int64?

    /// Makes what was kept.
    public init(
        id: String, version: String? = nil, number: String? = nil, totalMinor: Int64? = nil, taxMinor: Int64? = nil
    ) {
        (self.id, self.version, self.number) = (id, version, number)
        (self.totalMinor, self.taxMinor) = (totalMinor, taxMinor)
    }
}
