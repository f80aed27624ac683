import Foundation

/// A signed statement of the end of the chain at a moment (`spool/CONTRACT.md`, "Checkpoint").
public struct Checkpoint: Hashable, Sendable {
    /// The last entry's sequence, 0 where there was none.
    public let sequence: Int64
    /// Its hash, 32 bytes; the genesis where there was none.
    public let hash: [UInt8]
    /// When it was signed, in Kenya to the second.
    public let time: String
    /// The device's public key, 32 bytes; nil in a statement that does not name it.
    public let key: [UInt8]?
    /// The signature of ``text``, 64 bytes.
    public let signature: [UInt8]

    /// Makes a checkpoint.
    public init(sequence: Int64, hash: [UInt8], time: String, key: [UInt8]?, signature: [UInt8]) {
        self.sequence = sequence
        self.hash = hash
        self.time = time
        self.key = key
        self.signature = signature
    }

    /// What is signed: four lines, each ended by a line feed.
    public var text: [UInt8] { Self.text(sequence: sequence, hash: hash, time: time) }

    /// What is signed of a chain that ends so, at a time in Kenya to the second.
    public static func text(sequence: Int64, hash: [UInt8], time: String) -> [UInt8] {
        Array("\(title)\n\(sequence)\n\(Hex.text(hash))\n\(time)\n".utf8)
    }

    private static let title = "risiti-checkpoint-1"

    /// Reads a checkpoint from a file: the six lines of the contract, its JSON, or a whole status that carries one.
    public init?(reading bytes: some Sequence<UInt8>) {
        let bytes = [UInt8](bytes)
        if let checkpoint = Self(lines: String(decoding: bytes, as: UTF8.self)) {
            self = checkpoint
        } else if let stated = try? JSONDecoder().decode(Stated.self, from: Data(bytes)), let own = Self(stated) {
            self = own
        } else if let status = try? JSONDecoder().decode(Status.self, from: Data(bytes)),
            let own = Self(status.checkpoint)
        {
            self = own
        } else {
            return nil
        }
    }

    private init?(lines text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: true).map { $0.filter { $0 != "\r" } }
        guard lines.count == 6, lines[0] == Self.title, let sequence = Int64(lines[1]) else { return nil }
        self.init(
            Stated(
                sequence: sequence, hash: lines[2], time: lines[3],
                signature: lines[5], key: lines[4]))
    }

    private init?(_ stated: Stated) {
        guard stated.sequence >= 0, let hash = Hex.bytes(stated.hash), hash.count == 32,
            let signature = Hex.bytes(stated.signature), signature.count == 64, !stated.time.contains("\n")
        else { return nil }
        let key = stated.key.flatMap { Hex.bytes($0) }
        guard stated.key == nil || key?.count == 32 else { return nil }
        self.init(sequence: stated.sequence, hash: hash, time: stated.time, key: key, signature: signature)
    }

    /// The JSON form, as every status carries it.
    private struct Stated: Decodable {
        let sequence: Int64
        let hash: String
        let time: String
        let signature: String
        let key: String?
    }

    private struct Status: Decodable {
        let checkpoint: Stated
    }
}
