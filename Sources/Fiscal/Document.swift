import Foundation

/// What an entry of the journal says: a sale or credit note with everything that its paper shows, frozen (design §3).
public struct Document: Hashable, Sendable, Codable {
    /// The version of this form; see `spool/CONTRACT.md`.
    public let version: Int
    /// The document's id.
    public let id: String
    /// Its place in the journal, from 1.
    public let sequence: Int64
    /// The number on the temporary slip: `T1-000041`.
    public let temporaryNumber: String
    /// When the agent accepted it; never before the entry in front of it.
    public let acceptedAt: Timestamp
    /// What the clocks said.
    public let clock: ClockReading
    /// The shop.
    public let branch: Branch
    /// The sale itself.
    public let sale: Sale

    /// The version that this code writes.
    public static let currentVersion = 1

    /// Makes a document.
    public init(
        id: String, sequence: Int64, temporaryNumber: String, acceptedAt: Timestamp, clock: ClockReading,
        branch: Branch, sale: Sale
    ) {
        version = Self.currentVersion
        self.id = id
        self.sequence = sequence
        self.temporaryNumber = temporaryNumber
        self.acceptedAt = acceptedAt
        self.clock = clock
        self.branch = branch
        self.sale = sale
    }

    /// The canonical bytes: JSON in UTF-8, keys in byte order, no white space, numbers always whole.
    ///
    /// These bytes are what is hashed and sealed. They are kept as they were written and never made again.
    public func canonicalBytes() throws -> [UInt8] {
        try canonicalBytes(branch: CanonicalJSON.bytes(of: branch), sale: CanonicalJSON.bytes(of: sale))
    }

    /// The canonical bytes, put together from those of the branch and the sale.
    ///
    /// Those two do not depend on the place in the journal, so they can be made before the writer's turn has come.
    public func canonicalBytes(branch: [UInt8], sale: [UInt8]) throws -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(branch.count + sale.count + 300)
        func put(_ text: String) { bytes += text.utf8 }
        put("{\"acceptedAt\":\(acceptedAt.milliseconds),\"branch\":")
        bytes += branch
        put(",\"clock\":{\"claimed\":\(clock.claimed.milliseconds),\"sinceBoot\":\(clock.sinceBoot),")
        put("\"suspect\":\(clock.suspect)},\"id\":")
        bytes += try CanonicalJSON.bytes(of: id)
        put(",\"sale\":")
        bytes += sale
        put(",\"sequence\":\(sequence),\"temporaryNumber\":")
        bytes += try CanonicalJSON.bytes(of: temporaryNumber)
        put(",\"version\":\(version)}")
        return bytes
    }

    /// Reads canonical bytes.
    public init(canonicalBytes: [UInt8]) throws {
        self = try JSONDecoder().decode(Document.self, from: Data(canonicalBytes))
    }

    /// When the sale took place as far as is known: the till's own time, else the time of acceptance.
    public var soldAt: Timestamp { sale.soldAt ?? acceptedAt }
}

/// What the clocks said when an entry was taken (design §3, "Clocks lie").
public struct ClockReading: Hashable, Sendable, Codable {
    /// What the wall clock said.
    public let claimed: Timestamp
    /// Milliseconds since the machine was started.
    public let sinceBoot: Int64
    /// Whether the wall clock was known to be wrong: before this software was made, or behind the last entry.
    public let suspect: Bool

    /// Makes a reading.
    public init(claimed: Timestamp, sinceBoot: Int64, suspect: Bool) {
        self.claimed = claimed
        self.sinceBoot = sinceBoot
        self.suspect = suspect
    }
}
