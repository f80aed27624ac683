import Crypto
import Fiscal
import Foundation
import GRDB

/// Checks the last entries alone: links, hashes and signatures, as `spool/CONTRACT.md` wants them.
enum ChainTail {
    /// What is wrong with the last entries, in words.
    static func fault(in database: Database, entries: Int) throws -> String? {
        let rows = try Row.fetchAll(
            database, literal: "SELECT * FROM journal_entry ORDER BY sequence DESC LIMIT \(entries)")
        var later: (sequence: Int64, previous: Data)?
        for row in rows {
            let sequence: Int64 = row["sequence"]
            let hash = row["hash"] as Data
            if let later, later.sequence != sequence + 1 || later.previous != hash {
                return "entry \(sequence + 1) does not follow entry \(sequence)"
            }
            later = (sequence, row["previous_hash"] as Data)
            let bytes = [UInt8](row["bytes"] as Data)
            // A pruned entry gave up its bytes; its hash still links.
            guard bytes == [0] || EntryHash.of(bytes, after: [UInt8](row["previous_hash"] as Data)) == [UInt8](hash)
            else {
                return "the hash of entry \(sequence) does not fit its bytes"
            }
            guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: row["key"] as Data),
                key.isValidSignature(row["signature"] as Data, for: hash)
            else { return "the signature of entry \(sequence) does not fit" }
        }
        return nil
    }
}
