import Crypto
import Fiscal
import Foundation
import GRDB

/// Checks every entry against the rules of `spool/CONTRACT.md`, in order, and stops at the first break.
///
/// Holds one entry at a time, and of the rest what is bounded by tills, keys and notices.
struct ChainReplay {
    private var hash = Data(Seal.genesis)
    private var entries: Int64 = 0
    private var key: Data?
    private var series = ""
    private var seriesBegun: Set<String> = []
    private var tills: [String: (series: String, last: Int64)] = [:]
    private var lastPruned: Int64 = 0
    private var prunedThrough: Int64 = 0
    private var verification = Verification()
    private var hashAtCheckpoint: Data?
    private var restores: [(sequence: Int64, series: String)] = []
    private let checkpoint: Checkpoint?
    private let decoder = JSONDecoder()
    private var publicKeys: [Data: Curve25519.Signing.PublicKey] = [:]

    private init(since checkpoint: Checkpoint?) {
        self.checkpoint = checkpoint
        if checkpoint?.sequence == 0 { hashAtCheckpoint = hash }
    }

    static func run(_ database: Database, since checkpoint: Checkpoint?) throws -> Verification {
        let start = ContinuousClock.now
        try Spool.checkMigrations(database)
        var replay = ChainReplay(since: checkpoint)
        let firstBreak = try replay.walk(database)
        var verification = replay.verification
        verification.entries = replay.entries
        verification.hash = Hex.text(replay.hash)
        verification.firstBreak = firstBreak
        verification.temporaryNumbersMissing = try replay.missingNumbers(database)
        try Self.countInvoices(database, &verification)
        if let checkpoint {
            verification.since = replay.compare(with: checkpoint, verification)
        }
        verification.took = start.duration(to: .now)
        return verification
    }

    // MARK: - The entries

    private mutating func walk(_ database: Database) throws -> Verification.Break? {
        let notices = try database.tableExists("notice")
        // A file older than the notices has none.
        let columns = notices ? "n.*" : "NULL, NULL, NULL, NULL, NULL, NULL, NULL"
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT e.sequence, e.document_id, e.bytes, e.previous_hash, e.hash, e.signature, e.key,
                    s.sequence, s.document_id, s.till, s.temporary_number, s.total_minor, s.accepted_at_ms, \(columns)
                FROM journal_entry e LEFT JOIN sale s USING (sequence)
                \(notices ? "LEFT JOIN notice n USING (sequence)" : "") ORDER BY e.sequence
                """)
        while let row = try rows.next() {
            if let reason = try fault(in: row, database) {
                return .init(sequence: row[0], documentID: row[1], reason: reason)
            }
            hash = row[4]
            key = row[6]
            entries += 1
            if entries == checkpoint?.sequence { hashAtCheckpoint = hash }
        }
        return try unprunedZero(database) ?? looseRow(database, notices: notices)
    }

    /// The rule that an entry breaks, in words; nil where it holds.
    private mutating func fault(in row: Row, _ database: Database) throws -> String? {
        let sequence: Int64 = row[0]
        let (hasSale, hasNotice) = (!row.hasNull(atIndex: 7), !row.hasNull(atIndex: 13))
        guard sequence == entries + 1 else { return "entry \(entries + 1) is missing" }
        guard row[3] == hash else { return "the previous hash is not that of entry \(entries)" }
        let (bytes, own): (Data, Data) = (row[2], row[4])
        let isPruned = bytes == Data(Spool.prunedBytes) && hasSale && !hasNotice
        guard isPruned || EntryHash.of(bytes, after: hash) == own else { return "the hash does not fit the bytes" }
        let key: Data = row[6]
        guard let signer = signer(key), signer.isValidSignature(row[5] as Data, for: own) else {
            return "the signature does not fit the hash and the key"
        }
        if isPruned { return pruned(row) }
        guard let text = Sealed(bytes, decoder: decoder) else { return "the bytes are not a document" }
        let kind = text.kind
        guard text.version == Document.currentVersion else {
            return "the document is of version \(text.version), which this program does not know"
        }
        guard text.sequence == sequence, text.id == row[1] else { return "the document names another sequence or id" }
        if let reason = keyFault(kind, key, sequence) { return reason }
        switch kind {
        case .sale(let number, let till, let total):
            guard
                hasSale, !hasNotice, row[8] == text.id, row[9] == till, row[10] == number, row[11] == total,
                row[12] == text.acceptedAt
            else {
                return "the index of sales says otherwise than the entry"
            }
            return count(number, till: till)
        case .handover(let handover):
            guard
                Self.isNotice(row, text, kind: "handover"), row[17] == handover.series, row[18] == key,
                row.hasNull(atIndex: 19)
            else { return "the index of notices says otherwise than the entry" }
            return begin(handover, at: sequence)
        case .pruning(let pruning):
            guard
                Self.isNotice(row, text, kind: "pruning"), row.hasNull(atIndex: 17), row.hasNull(atIndex: 18),
                row[19] == pruning.through
            else { return "the index of notices says otherwise than the entry" }
            return try reach(pruning, at: sequence, database)
        }
    }

    private static func isNotice(_ row: Row, _ text: Sealed, kind: String) -> Bool {
        row.hasNull(atIndex: 7) && !row.hasNull(atIndex: 13) && row[14] == text.id && row[15] == kind
            && row[16] == text.acceptedAt
    }

    /// A sale that gave up its bytes: what is left of it must do.
    private mutating func pruned(_ row: Row) -> String? {
        guard key == nil || row[6] == key else { return "another key signs, and no handover names it" }
        noteKey(row[6], endorsed: false)
        guard row[8] == (row[1] as String) else { return "the index of sales says otherwise than the entry" }
        verification.pruned += 1
        lastPruned = row[0]
        return count(row[10], till: row[9])
    }

    /// Rule 6: who signs.
    private mutating func keyFault(_ kind: SealedText.Kind, _ own: Data, _ sequence: Int64) -> String? {
        guard case .handover(let handover) = kind else {
            guard key == nil || own == key else { return "another key signs, and no handover names it" }
            noteKey(own, endorsed: false)
            return nil
        }
        guard handover.key == Hex.text(own) else { return "the handover names another key than its own" }
        if let endorsement = handover.endorsement {
            let text = Handover.endorsementText(
                sequence: sequence, previousHash: [UInt8](hash), key: [UInt8](own))
            guard let signature = Hex.bytes(endorsement), Hex.text(signature) == endorsement,
                let before = key.flatMap({ signer($0) }), before.isValidSignature(signature, for: text)
            else { return "the key before did not make the endorsement" }
        }
        noteKey(own, endorsed: handover.endorsement != nil)
        return nil
    }

    private mutating func noteKey(_ own: Data, endorsed: Bool) {
        guard own != key else { return }
        verification.keys.append(.init(key: [UInt8](own), from: entries + 1, isEndorsed: endorsed))
    }

    private mutating func signer(_ key: Data) -> Curve25519.Signing.PublicKey? {
        if let known = publicKeys[key] { return known }
        let made = try? Curve25519.Signing.PublicKey(rawRepresentation: key)
        publicKeys[key] = made
        return made
    }

    /// Rule 8: the next of its till.
    private mutating func count(_ number: String, till: String) -> String? {
        let last = tills[till].map { $0.series == series ? $0.last : 0 } ?? 0
        let expected = Series.number(till: till, series: series, last + 1)
        guard number == expected else { return "the temporary number is \(number), the next of its till \(expected)" }
        tills[till] = (series, last + 1)
        return nil
    }

    private mutating func begin(_ handover: Handover, at sequence: Int64) -> String? {
        verification.notices += 1
        guard let next = handover.series else { return nil }
        guard Series.isValid(next), seriesBegun.insert(next).inserted else {
            return "the series \(next) is none, or was begun before"
        }
        series = next
        restores.append((sequence, next))
        return nil
    }

    /// Rule 9: what a pruning names.
    private mutating func reach(_ pruning: Pruning, at sequence: Int64, _ database: Database) throws -> String? {
        let named = try SQLRequest<Data>(
            literal: "SELECT hash FROM journal_entry WHERE sequence = \(pruning.through)"
        ).fetchOne(database)
        guard pruning.through < sequence, let named, Hex.text(named) == pruning.hash else {
            return "the pruning names an entry that is not there"
        }
        verification.notices += 1
        prunedThrough = max(prunedThrough, pruning.through)
        return nil
    }

    // MARK: - The end

    /// The first sale without bytes that no pruning reached.
    private mutating func unprunedZero(_ database: Database) throws -> Verification.Break? {
        guard lastPruned > prunedThrough else { return nil }
        let row = try Row.fetchOne(
            database,
            literal: """
                SELECT sequence, document_id, previous_hash FROM journal_entry
                WHERE sequence > \(prunedThrough) AND bytes = \(Data(Spool.prunedBytes)) ORDER BY sequence LIMIT 1
                """)
        guard let row else { return nil }
        entries = row[0] - 1
        hash = row[2]
        return .init(sequence: row[0], documentID: row[1], reason: "the bytes are gone and no pruning covers them")
    }

    private func looseRow(_ database: Database, notices: Bool) throws -> Verification.Break? {
        for table in notices ? ["sale", "notice"] : ["sale"] {
            let loose = try Int64.fetchOne(
                database, sql: "SELECT min(sequence) FROM \(table) WHERE sequence > ? OR sequence < 1",
                arguments: [entries])
            if let loose { return .init(sequence: loose, documentID: nil, reason: "a \(table) has no entry") }
        }
        return nil
    }

    /// Numbers that a till's counter gave and the chain does not show: its end was cut off.
    private func missingNumbers(_ database: Database) throws -> Int64 {
        var missing: Int64 = 0
        let counters = try Row.fetchCursor(database, sql: "SELECT till, series, last FROM till_counter")
        while let row = try counters.next() {
            let shown = tills[row[0]].map { $0.series == row[1] ? $0.last : 0 } ?? 0
            missing += max(0, (row[2] as Int64) - shown)
        }
        return missing
    }

    private static func countInvoices(_ database: Database, _ verification: inout Verification) throws {
        verification.fiscalised = try Int64.fetchOne(database, sql: "SELECT count(*) FROM fiscal_receipt") ?? 0
        let hasLost = try database.tableExists("lost_invoice")
        // The numbers run from the first that this device was given; those that a restore lost are accounted for.
        // What a control unit signed bears the unit's number, of which it gives others to other tills.
        let counted = try Row.fetchOne(
            database,
            sql: """
                SELECT coalesce(max(invoice_number) - min(invoice_number) + 1, 0) AS span, count(*) AS receipts
                FROM fiscal_receipt WHERE signature <> ''
                """)
        if hasLost {
            verification.invoicesLost = try Int64.fetchOne(database, sql: "SELECT count(*) FROM lost_invoice") ?? 0
        }
        let lost = hasLost ? try Int64.fetchOne(database, sql: lostInside) ?? 0 : 0
        verification.invoiceNumbersMissing = (counted?["span"] ?? 0) - (counted?["receipts"] ?? 0) - lost
    }

    private static let lostInside = """
        SELECT count(*) FROM lost_invoice WHERE invoice_number
            BETWEEN (SELECT min(invoice_number) FROM fiscal_receipt WHERE signature <> '')
                AND (SELECT max(invoice_number) FROM fiscal_receipt WHERE signature <> '')
            AND invoice_number NOT IN (SELECT invoice_number FROM fiscal_receipt)
        """

    // MARK: - The checkpoint

    private mutating func compare(with point: Checkpoint, _ verification: Verification) -> CheckpointFinding {
        let keys = Set(verification.keys.map(\.key))
        let candidates = point.key.map { [$0] } ?? Array(keys)
        let holds = candidates.contains { signer(Data($0))?.isValidSignature(point.signature, for: point.text) == true }
        let isKnown = point.key.map { keys.contains($0) } ?? true
        let end = "entry \(verification.entries)"
        guard holds else {
            return CheckpointFinding(
                verdict: .foreign,
                sentence: "the checkpoint's signature does not hold under \(point.key == nil ? "any key" : "its key")")
        }
        let stranger = isKnown ? "" : "; its key is none of this journal's, so it may be another device's"
        if hashAtCheckpoint.map({ [UInt8]($0) }) == point.hash {
            // The hashes say what was sold and not who sealed it: a stranger who seals it all anew changes none of them.
            guard isKnown || keys.isEmpty else {
                return CheckpointFinding(
                    verdict: .foreign, sentence: "the checkpoint's key is none of those that sealed this spool")
            }
            return CheckpointFinding(
                verdict: .extends, sentence: "the spool extends the checkpoint at entry \(point.sequence)")
        }
        if let first = verification.firstBreak, first.sequence <= point.sequence {
            return CheckpointFinding(
                verdict: .broken,
                sentence: "the chain breaks at entry \(first.sequence), before the checkpoint's \(point.sequence)")
        }
        if verification.entries < point.sequence {
            let isCut = verification.temporaryNumbersMissing > 0
            return CheckpointFinding(
                verdict: isCut ? .cut : .rolledBack,
                sentence: isCut
                    ? "the end was cut off: the spool ends at \(end), the checkpoint is of entry \(point.sequence)"
                        + stranger
                    : "the spool was rolled back to \(end), the checkpoint is of entry \(point.sequence)" + stranger)
        }
        let restored = restores.last { $0.sequence <= point.sequence }.map {
            "; entry \($0.sequence) says that a backup was restored, with the series \($0.series)"
        }
        return CheckpointFinding(
            verdict: .forked,
            sentence: "the spool was forked: its entry \(point.sequence) is not the checkpoint's" + (restored ?? "")
                + stranger)
    }
}

extension EntryHash {
    /// SHA-256 of the previous hash followed by the canonical bytes.
    static func of(_ bytes: Data, after previous: Data) -> Data {
        var hash = SHA256()
        hash.update(data: previous)
        hash.update(data: bytes)
        return Data(hash.finalize())
    }
}
