public import Fiscal

/// A sale or credit note on its way into the journal.
public struct NewSale: Sendable {
    /// What is to be sealed.
    public enum Content: Sendable {
        /// A checked sale, and its canonical bytes, which are made before the writer's turn has come.
        case sale(Sale, bytes: [UInt8])
        /// A credit note, made inside the transaction from the original and the notes that it already has.
        case creditNote(original: Int64, make: @Sendable (Entry, [Sale]) throws(SaleFaults) -> Sale)
    }

    /// The till's key, 1 to 200 characters.
    public let idempotencyKey: String
    /// SHA-256 of what the till posted: another body under the same key is a conflict.
    public let requestDigest: [UInt8]
    /// What is sold.
    public let content: Content
    /// The shop as the paper names it.
    public let branch: Branch
    /// The lanes that get a job.
    public let lanes: [String]

    /// Makes a request.
    public init(idempotencyKey: String, requestDigest: [UInt8], content: Content, branch: Branch, lanes: [String]) {
        self.idempotencyKey = idempotencyKey
        self.requestDigest = requestDigest
        self.content = content
        self.branch = branch
        self.lanes = lanes
    }
}

extension NewSale.Content {
    /// A checked sale with its canonical bytes.
    public static func sale(_ sale: Sale) throws -> Self {
        .sale(sale, bytes: try CanonicalJSON.bytes(of: sale))
    }
}

/// What the journal answers.
public enum Appended: Sendable {
    /// The entry is new and durable.
    case new(Entry)
    /// The key was seen before with the same body; this is its entry.
    case seenBefore(Entry)

    /// The entry.
    public var entry: Entry {
        switch self {
        case .new(let entry), .seenBefore(let entry): entry
        }
    }
}
