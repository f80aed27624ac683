import Accounting
import Fiscal
import Foundation
import Spool

/// A document that is being posted, with everything that is known of it.
struct OpenDocument {
    let row: BooksDocumentRow
    let source: BooksSource
    let plan: PostingPlan
    /// Makes the receipt's PDF, which is made again rather than kept; nil where there is none.
    let paper: Paper?
    /// Whether the books may have it though the journal does not know: it was sold before a backup was put back.
    let mayBeThere: Bool
    /// What a person has to see to once it is there; nil where it leaves nothing open.
    let leaves: Trouble?
    private(set) var records: [String: BooksRecordRow] = [:]

    /// Makes a file; the same document gives the same bytes.
    typealias Paper = @Sendable () throws -> [UInt8]

    init(
        row: BooksDocumentRow, source: BooksSource, plan: PostingPlan, paper: Paper?, mayBeThere: Bool, leaves: Trouble?
    ) {
        (self.row, self.source, self.plan) = (row, source, plan)
        (self.paper, self.mayBeThere, self.leaves) = (paper, mayBeThere, leaves)
    }

    /// Takes in what became of a record.
    mutating func put(_ record: BooksRecordRow) { records[Self.key(record.kind, record.localKey)] = record }

    func record(_ kind: BooksRecord.Kind, _ localKey: String) -> BooksRecordRow? {
        records[Self.key(kind.rawValue, localKey)]
    }

    private func kept(_ kind: BooksRecord.Kind, _ localKey: String) -> KeptRecord? {
        guard let row = record(kind, localKey) else { return nil }
        return try? row.keptRecord()
    }

    /// What can be done for it now; empty once all of it is there.
    func steps() throws(PostingPlan.Unfit) -> [Step] {
        var needs = try plan.needs(kept, posted: posted)
        if needs.isEmpty, let posted, var there = kept(.document, source.number) {
            // Over what somebody else may have written nothing is written unread; what we put on it has counted on too.
            if there.isEcho != true || bearsMoney { there.version = nil }
            if let note = try plan.note(on: there, posted: posted), kept(.note, note.localKey) == nil { needs = [note] }
        }
        return needs.map { Step(need: $0, document: row.id, row: record($0.record.kind, $0.localKey), of: self) }
    }

    /// Whether a payment or a credit was put on it since it was written.
    private var bearsMoney: Bool {
        let kinds = [BooksRecord.Kind.payment.rawValue, BooksRecord.Kind.allocation.rawValue]
        return records.values.contains { kinds.contains($0.kind) }
    }

    /// The document as it was posted; nil where it is not there.
    private var posted: BooksDocument? {
        guard let row = record(.document, source.number), row.state == .kept,
            case .document(let posted)? = try? row.record()
        else { return nil }
        return posted
    }

    /// What becomes of it once there is nothing to do for it.
    var end: BooksSettlement {
        guard source.isComplete else { return .posted }
        return leaves.map { .told($0) } ?? .done
    }

    private static func key(_ kind: String, _ localKey: String) -> String { "\(kind) \(localKey)" }
}

/// One thing that must be at the company, and how far it is.
struct Step: Sendable {
    /// What must be there; where it was sent before, exactly as it was sent.
    ///
    /// A file's content is in ``paper``.
    var need: PostingPlan.Need
    /// Makes the content of the file that it is.
    private let paper: OpenDocument.Paper?
    /// The document that it is done for.
    let document: Int64
    /// Its row; nil where nothing was written down of it yet.
    let row: BooksRecordRow?
    /// The generation of its key.
    let generation: Int
    /// Which sending of this generation it will be, from 1.
    let sends: Int
    /// Whether it must be looked for before it is first sent.
    let looksFirst: Bool

    init(need: PostingPlan.Need, document: Int64, row: BooksRecordRow?, of open: OpenDocument) {
        self.document = document
        self.row = row
        paper = need.record.kind == .attachment ? open.paper : nil
        looksFirst = row == nil && (need.isShared || open.mayBeThere)
        generation = row?.generation ?? 1
        var need = need
        if let row, row.state == .sending || row.state == .unclear {
            sends = row.sends + 1
            // What may be there already is sent again as it was, or not at all.
            if let sent = try? row.record() {
                need = PostingPlan.Need(localKey: need.localKey, record: sent, isShared: need.isShared)
            }
        } else {
            sends = 1
            // A customer or item that took another name, or a note on a newer version, goes on from there.
            if let row, row.state == .refused, let last = try? row.record() {
                need = PostingPlan.Need(
                    localKey: need.localKey, record: need.record.named(as: last), isShared: need.isShared)
            }
            // One whose number a void one bears goes on under its further number.
            if case .document(var document) = need.record, case .document(let last)? = try? row?.record() {
                document.number = last.number
                need = PostingPlan.Need(localKey: need.localKey, record: .document(document), isShared: need.isShared)
            }
        }
        self.need = need
    }

    /// The record with the content of its file, made only where it is sent or compared.
    func whole() throws -> BooksRecord { try need.record.with(content: paper?()) }

    /// What it is, for the log: `document 00-T1-000041`.
    var subject: String { "\(need.record.kind.rawValue) \(need.localKey)" }

    /// What the log calls steps that go in one call: `document 00-T1-000041, 00-T1-000042`.
    static func subject(of steps: [Step]) -> String {
        ([steps[0].subject] + steps.dropFirst().map(\.need.localKey)).joined(separator: ", ")
    }

    /// Its row, written down as being sent.
    func begun(at time: Timestamp, run: Int64) -> BooksRecordRow {
        guard var row else { return fresh(at: time, run: run) }
        if row.state == .refused || row.state == .kept {
            row = fresh(at: time, run: run)
        } else {
            row.sends += 1
        }
        (row.state, row.kept) = (.sending, nil)
        return row
    }

    private func fresh(at time: Timestamp, run: Int64) -> BooksRecordRow {
        BooksRecordRow(
            document: need.isShared ? nil : document, kind: need.record.kind.rawValue, localKey: need.localKey,
            generation: generation, body: need.record.text, firstSentAt: time, run: run)
    }
}

extension BooksRecordRow {
    /// What the company has; nil until it is kept.
    func keptRecord() throws -> KeptRecord? {
        guard state == .kept, let kept else { return nil }
        return try JSONDecoder().decode(KeptRecord.self, from: Data(kept.utf8))
    }

    /// The record as it was sent, without the content of a file.
    func record() throws -> BooksRecord {
        try JSONDecoder().decode(BooksRecord.self, from: Data(body.utf8))
    }
}

extension BooksRecord {
    /// The record with another content, where it is a file; nil leaves it as it is.
    func with(content: [UInt8]?) -> BooksRecord {
        guard case .attachment(var file) = self, let content else { return self }
        file.content = content
        return .attachment(file)
    }

    /// The record under the name that it took since, where it is a customer or an item; what is changed there is as it was.
    fileprivate func named(as last: BooksRecord) -> BooksRecord {
        switch (self, last) {
        case (.customer(var customer), .customer(let last)):
            (customer.name, customer.number) = (last.name, last.number)
            return .customer(customer)
        case (.item(var item), .item(let last)):
            // Account and tax code are the map's of today: the one that was refused is not sent again.
            item.name = last.name
            return .item(item)
        case (.note, .note): return last
        // What is put back on its document is as it was posted, whatever the map says today.
        case (.payment(let payment), .payment(var last)) where last.over != nil:
            (last.document, last.customer) = (payment.document, payment.customer)
            return .payment(last)
        case (.allocation(let allocation), .allocation(var last)) where last.over != nil:
            (last.creditNote, last.invoice) = (allocation.creditNote, allocation.invoice)
            last.customer = allocation.customer
            return .allocation(last)
        default: return self
        }
    }

    /// The record as JSON.
    var text: String {
        // A value of texts and whole numbers always encodes.
        (try? CanonicalJSON.bytes(of: self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
}
