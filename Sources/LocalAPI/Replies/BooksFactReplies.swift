/// An account of a company's books.
public struct BooksAccountReply: Codable, Sendable, Hashable {
    /// How documents name it.
    public var id: String
    /// The code that people know.
    @OrNull public var code: String?
    /// Its name.
    public var name: String
    /// `income`, `money`, `receivable` or `other`.
    public var use: String
    /// Whether it can be posted to.
    public var active: Bool

    /// Makes a reply.
    public init(id: String, code: String?, name: String, use: String, active: Bool) {
        (self.id, self.name, self.use, self.active) = (id, name, use, active)
        self.code = code
    }
}

/// The accounts of a company; the answer to `GET /v1/connections/{lane}/accounts`.
public struct BooksAccountListReply: Codable, Sendable, Hashable {
    /// When the company said so, RFC 3339.
    @OrNull public var answeredAt: String?
    /// The accounts.
    public var accounts: [BooksAccountReply]

    private enum CodingKeys: String, CodingKey {
        case accounts
        case answeredAt = "answered_at"
    }

    /// Makes a list.
    public init(answeredAt: String?, accounts: [BooksAccountReply]) {
        self.accounts = accounts
        self.answeredAt = answeredAt
    }
}

/// A tax code of a company's books.
public struct BooksTaxCodeReply: Codable, Sendable, Hashable {
    /// How lines name it.
    public var id: String
    /// Its name.
    public var name: String
    /// Its sales rate in percent, such as `16.00`; nil where it has none, or several.
    @OrNull public var rate: String?
    /// Whether it can be used for sales.
    public var active: Bool

    /// Makes a reply.
    public init(id: String, name: String, rate: String?, active: Bool) {
        (self.id, self.name, self.active) = (id, name, active)
        self.rate = rate
    }
}

/// The tax codes of a company; the answer to `GET /v1/connections/{lane}/tax-codes`.
public struct BooksTaxCodeListReply: Codable, Sendable, Hashable {
    /// When the company said so, RFC 3339.
    @OrNull public var answeredAt: String?
    /// The codes.
    public var taxCodes: [BooksTaxCodeReply]

    private enum CodingKeys: String, CodingKey {
        case answeredAt = "answered_at"
        case taxCodes = "tax_codes"
    }

    /// Makes a list.
    public init(answeredAt: String?, taxCodes: [BooksTaxCodeReply]) {
        self.taxCodes = taxCodes
        self.answeredAt = answeredAt
    }
}
