import Accounting
import Fiscal
import Foundation
import Spool

/// Whether a document of ours stands in the books as it was posted: the receipt's amounts against what is there.
struct StandingCheck {
    /// The document's row.
    let row: BooksDocumentRow
    /// The record of the document itself.
    let record: BooksRecordRow
    /// What was posted.
    let posted: BooksDocument
    /// What the company had of it.
    let kept: KeptRecord
    /// The payments and allocations that hang on it.
    let attached: [Hanging]
    /// The allocations of credit notes that are set off against it, and are records of theirs.
    let setOffs: [Hanging]

    /// A payment or an allocation, and what the company has of it.
    struct Hanging {
        let record: BooksRecordRow
        let kept: KeptRecord
    }

    /// Nil where the document is not there yet.
    init?(_ row: BooksDocumentRow, _ records: [BooksRecordRow], setOffs: [BooksRecordRow] = []) throws {
        guard
            let record = records.first(where: {
                $0.kind == BooksRecord.Kind.document.rawValue && $0.localKey == row.number
            }), let kept = try record.keptRecord(), case .document(var posted) = try record.record()
        else { return nil }
        // One that was found under a further number than it was looked for bears that one.
        if let number = kept.number, BooksNumber.isAgain(number, of: row.number) { posted.number = number }
        (self.row, self.record, self.posted, self.kept) = (row, record, posted, kept)
        attached = try records.filter {
            $0.kind == BooksRecord.Kind.payment.rawValue || $0.kind == BooksRecord.Kind.allocation.rawValue
        }.compactMap(Self.hanging)
        self.setOffs = try setOffs.compactMap(Self.hanging)
    }

    private static func hanging(_ record: BooksRecordRow) throws -> Hanging? {
        try record.keptRecord().map { Hanging(record: record, kept: $0) }
    }

    static func read(_ row: BooksDocumentRow, in spool: Spool) async throws -> StandingCheck? {
        let records = try await spool.booksRecords(ofDocument: row.id)
        return try StandingCheck(
            row, records, setOffs: row.isCredit ? [] : try await spool.booksSetOffs(against: row.id))
    }

    /// Whether the amounts are those of the receipt; what was not told is not held against it.
    func hasAmounts(of standing: BooksChange) -> Bool {
        (standing.totalMinor ?? posted.total.minor) == posted.total.minor
            && (standing.taxMinor ?? posted.tax.minor) == posted.tax.minor
    }

    /// What stands there otherwise.
    func conflicts(with standing: BooksChange) -> [SeenConflict] {
        if let gone = standing.gone, gone != .archived {
            return [seen(gone == .voided ? .voided : .deleted, standing, theirs: ["state": gone.rawValue])]
        }
        var conflicts: [SeenConflict] = []
        if !hasAmounts(of: standing) {
            var theirs = ["number": standing.number ?? ""]
            theirs["total"] = standing.totalMinor.map { "\(Money(minor: $0))" }
            theirs["tax"] = standing.taxMinor.map { "\(Money(minor: $0))" }
            conflicts.append(seen(.amounts, standing, theirs: theirs))
        }
        return conflicts + loose(from: standing).compactMap { off($0, ["state": "not on \(row.number)"]) }
    }

    /// What hung on it, and is not on it where it stands; none where that is not told.
    func loose(from standing: BooksChange) -> [Hanging] {
        guard standing.gone == nil, let there = standing.payments else { return [] }
        // An allocation without an id of its own bears the document's. Xero tells of one on the credit note alone.
        let joined = Company(lane: row.lane)?.provider == .xero ? attached : attached + setOffs
        return joined.filter { $0.kept.id != kept.id && !there.contains($0.kept.id) }
    }

    /// That a payment is off its document; an allocation is its credit note's.
    func off(_ hanging: Hanging, _ theirs: [String: String]) -> SeenConflict? {
        guard let document = hanging.record.document else { return nil }
        return SeenConflict(
            document: document, kind: .payment, recordKind: hanging.record.kind, localKey: hanging.record.localKey,
            externalID: hanging.kept.id, ours: Self.words(of: hanging.record), theirs: theirs)
    }

    private func seen(
        _ kind: BooksConflict.Kind, _ standing: BooksChange, theirs: [String: String]
    ) -> SeenConflict {
        SeenConflict(
            document: row.id, kind: kind, recordKind: record.kind, localKey: record.localKey, externalID: standing.id,
            ours: ours, theirs: theirs)
    }

    /// What was posted, in words.
    var ours: [String: String] {
        ["number": row.number, "day": "\(posted.day)", "total": "\(posted.total)", "tax": "\(posted.tax)"]
    }

    static func words(of record: BooksRecordRow) -> [String: String] {
        switch try? record.record() {
        case .payment(let payment):
            ["payment": record.localKey, "amount": "\(payment.amount)", "day": "\(payment.day)"]
        case .allocation(let allocation): ["allocation": record.localKey, "amount": "\(allocation.amount)"]
        default: ["payment": record.localKey]
        }
    }

    /// Another document bears our number.
    func number(borneBy other: BooksChange) -> SeenConflict {
        var theirs = ["number": other.number ?? "", "kind": other.kind.rawValue]
        theirs["total"] = other.totalMinor.map { "\(Money(minor: $0))" }
        theirs["day"] = other.day.map { "\($0)" }
        return SeenConflict(
            document: row.id, kind: .number, recordKind: record.kind, localKey: record.localKey, externalID: other.id,
            ours: ours, theirs: theirs)
    }

    /// The record with the version that was seen; nil where that is known.
    func record(seen standing: BooksChange) -> BooksRecordRow? {
        guard standing.gone != .deleted, let version = standing.version, version != kept.version else { return nil }
        var fresh = kept
        (fresh.version, fresh.isEcho) = (version, nil)
        return record.keeping(fresh)
    }

    /// What was changed besides amounts since it was posted, in words; nil where nothing was.
    func otherwise(in standing: BooksChange) -> String? {
        var words: [String] = []
        if let day = standing.day, day != posted.day { words.append("day \(day)") }
        if let number = standing.number, number.lowercased() != kept.number?.lowercased() ?? row.number.lowercased() {
            words.append("number \(number)")
        }
        if let customer = standing.customer, customer != posted.customer { words.append("customer \(customer)") }
        return words.isEmpty ? nil : words.joined(separator: ", ")
    }
}

extension BooksRecordRow {
    /// The row with what the company has of it.
    func keeping(_ kept: KeptRecord) -> BooksRecordRow {
        var row = self
        row.kept = (try? CanonicalJSON.bytes(of: kept)).map { String(decoding: $0, as: UTF8.self) } ?? self.kept
        return row
    }

    /// The row of a customer or an item, in step with what became of it there; nil where it is.
    ///
    /// What was merged goes by what it was merged into. What is gone is looked for again by the next document that needs
    /// it, and made anew where nothing is found.
    func inStep(with change: BooksChange, at provider: Provider) throws -> BooksRecordRow? {
        guard let kept = try keptRecord() else { return nil }
        var fresh = kept
        if let merged = change.mergedInto, !merged.isEmpty {
            (fresh.id, fresh.version) = (merged, nil)
            return keeping(fresh)
        }
        fresh.version = change.version ?? kept.version
        fresh.number = (provider == .xero ? change.number : nil) ?? change.name ?? kept.number
        // Xero's documents name an item by its code.
        let isRecoded =
            provider == .xero && change.kind == .item && fresh.number?.lowercased() != kept.number?.lowercased()
        guard change.gone == nil, !isRecoded else {
            var row = self
            (row.state, row.kept, row.misses, row.run) = (.unclear, nil, 1, 0)
            return row
        }
        return fresh == kept ? nil : keeping(fresh)
    }
}
