import Fiscal
import Foundation
import GRDB

/// How far the spool is known to have come, kept outside of it so that an older file in its place is found out.
///
/// It is written without waiting for the disk, in idle moments and at shutdown, and never names an entry that is not
/// durable: after a power cut it may be behind the spool, and never ahead of it.
struct HighWater: Sendable, Equatable {
    let sequence: Int64
    let hash: [UInt8]

    /// The file's name in the data directory.
    static let fileName = "high-water"
    private static let magic = "risiti-high-water-1"

    /// The record of a data directory; nil where there is none that can be read.
    static func read(in directory: URL) -> HighWater? {
        guard let text = try? String(contentsOf: directory.appending(path: fileName), encoding: .utf8) else {
            return nil
        }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count == 4, lines[0] == magic, let sequence = Int64(lines[1]), sequence > 0,
            let hash = Hex.bytes(lines[2]), hash.count == 32
        else { return nil }
        return HighWater(sequence: sequence, hash: hash)
    }

    /// Takes the place of the record before.
    func write(in directory: URL) throws(SpoolError) {
        try StableFile.write(
            "\(Self.magic)\n\(sequence)\n\(Hex.text(hash))\n", to: directory.appending(path: Self.fileName))
    }

    /// Forgets the record: a restore has put another spool in the place of this one.
    static func forget(in directory: URL) {
        try? FileManager.default.removeItem(at: directory.appending(path: fileName))
    }

    /// Why a spool is not the one that this record was made of; nil where it holds the record's entry.
    func fault(in database: Database) throws -> String? {
        let found = try SQLRequest<Data>(literal: "SELECT hash FROM journal_entry WHERE sequence = \(sequence)")
            .fetchOne(database)
        if let found, [UInt8](found) == hash { return nil }
        let last = try Int64.fetchOne(database, literal: "SELECT max(sequence) FROM journal_entry") ?? 0
        let what =
            found == nil
            ? "it ends at entry \(last) and entry \(sequence) was acknowledged here"
            : "its entry \(sequence) is another than the one that was acknowledged here"
        return "the spool is an older file or another one: \(what). Put the right file back, "
            + "or take this one over with: risiti spool restore FILE"
    }
}
