import Foundation

/// An entry of the journal that is no sale (`spool/CONTRACT.md`, "Notices").
public struct Notice: Hashable, Sendable {
    /// The version of this form; see `spool/CONTRACT.md`.
    public let version: Int
    /// The notice's id, of the same kind as a document's.
    public let id: String
    /// Its place in the journal, from 1.
    public let sequence: Int64
    /// When the agent wrote it; never before the entry in front of it.
    public let acceptedAt: Timestamp
    /// What the clocks said.
    public let clock: ClockReading
    /// What it says.
    public let matter: Matter

    /// What a notice says.
    public enum Matter: Hashable, Sendable {
        /// From here on another key signs, or another series of temporary numbers holds.
        case handover(Handover)
        /// Documents past the legal period gave up their bytes.
        case pruning(Pruning)
    }

    /// Makes a notice.
    public init(id: String, sequence: Int64, acceptedAt: Timestamp, clock: ClockReading, matter: Matter) {
        version = Document.currentVersion
        self.id = id
        self.sequence = sequence
        self.acceptedAt = acceptedAt
        self.clock = clock
        self.matter = matter
    }

    /// The canonical bytes, in the same form as a sale's.
    public func canonicalBytes() throws -> [UInt8] {
        try CanonicalJSON.bytes(of: self)
    }

    /// Reads canonical bytes.
    public init(canonicalBytes: [UInt8]) throws {
        self = try JSONDecoder().decode(Notice.self, from: Data(canonicalBytes))
    }
}

/// From an entry on, another key signs, a new series of temporary numbers holds, or both.
public struct Handover: Hashable, Sendable, Codable {
    /// Why.
    public enum Reason: String, Sendable, Codable, CaseIterable {
        /// The spool was put back from a backup.
        case restore
        /// The key was changed while the one before was at hand.
        case rotation
        /// The key before is gone.
        case keyLost = "key_lost"
    }

    /// The signature of the key before, 128 hexadecimal digits, where that key was still there.
    public let endorsement: String?
    /// The key that signs from here on, 64 hexadecimal digits.
    public let key: String
    /// Why.
    public let reason: Reason
    /// The series that every till's numbers belong to from here on; nil where it stays.
    public let series: String?

    /// Makes a handover.
    public init(endorsement: String?, key: String, reason: Reason, series: String?) {
        self.endorsement = endorsement
        self.key = key
        self.reason = reason
        self.series = series
    }

    /// What an endorsement signs: four lines (`spool/CONTRACT.md`, "Notices").
    public static func endorsementText(sequence: Int64, previousHash: [UInt8], key: [UInt8]) -> [UInt8] {
        Array("risiti-handover-1\n\(sequence)\n\(Hex.text(previousHash))\n\(Hex.text(key))\n".utf8)
    }
}

/// Documents past the legal period gave up their bytes.
public struct Pruning: Hashable, Sendable, Codable {
    /// The hash of the entry `through`, 64 hexadecimal digits.
    public let hash: String
    /// Every sale up to this sequence is pruned.
    public let through: Int64

    /// Makes a pruning.
    public init(hash: String, through: Int64) {
        self.hash = hash
        self.through = through
    }
}

extension Notice: Codable {
    private enum CodingKeys: String, CodingKey {
        case version, id, sequence, acceptedAt, clock, handover, pruning
        case branch, sale, temporaryNumber
    }

    /// Reads a notice; one that says two things, nothing, or what only a sale says, is none.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        version = try container.decode(Int.self, forKey: .version)
        id = try container.decode(String.self, forKey: .id)
        sequence = try container.decode(Int64.self, forKey: .sequence)
        acceptedAt = try container.decode(Timestamp.self, forKey: .acceptedAt)
        clock = try container.decode(ClockReading.self, forKey: .clock)
        let handover = try container.decodeIfPresent(Handover.self, forKey: .handover)
        let pruning = try container.decodeIfPresent(Pruning.self, forKey: .pruning)
        let isSale = [CodingKeys.branch, .sale, .temporaryNumber].contains(where: container.contains)
        switch (handover, pruning) {
        case (let handover?, nil) where !isSale: matter = .handover(handover)
        case (nil, let pruning?) where !isSale: matter = .pruning(pruning)
        default:
            throw DecodingError.dataCorrupted(
                .init(codingPath: [], debugDescription: "a notice is a handover or a pruning and nothing else"))
        }
    }

    /// Writes a notice.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(version, forKey: .version)
        try container.encode(id, forKey: .id)
        try container.encode(sequence, forKey: .sequence)
        try container.encode(acceptedAt, forKey: .acceptedAt)
        try container.encode(clock, forKey: .clock)
        switch matter {
        case .handover(let handover): try container.encode(handover, forKey: .handover)
        case .pruning(let pruning): try container.encode(pruning, forKey: .pruning)
        }
    }
}
