import JSON
import Outbound

/// What became of writes. Source: accounting-apis §1.5, §6.6, §7.3 to §7.10.
extension QuickBooksDialect {
    /// What became of the record.
    public func outcomes(of answer: BooksAnswer, making records: [KeyedRecord]) -> [WriteOutcome] {
        records.map { outcome(of: answer, making: $0.record) }
    }

    private func outcome(of answer: BooksAnswer, making record: BooksRecord) -> WriteOutcome {
        if case .payment(let payment) = record, payment.isRefund {
            return .fault(QuickBooksFaults.noRefundPayment.fault(code: "refund_payment"))
        }
        do throws(BooksFault) {
            let tree = try QuickBooksFaults.tree(of: answer, .write)
            guard case .attachment = record else {
                let object = tree[Self.entity(of: record).rawValue]
                if let fault = Self.notJoined(record, object) { return .fault(fault) }
                return Self.kept(object, answer)
            }
            let part = tree.list("AttachableResponse").first
            if let part, let fault = QuickBooksFaults.fault(in: part, .write) { return .fault(fault) }
            return Self.kept(part?["Attachable"], answer)
        } catch {
            return .fault(error)
        }
    }

    private static func kept(_ object: JSONTree?, _ answer: BooksAnswer) -> WriteOutcome {
        if let object, let kept = kept(object) { return .kept(kept) }
        return .fault(LineFaults.foreign(answer, .write))
    }

    /// What an object says of itself; nil where it has no id.
    static func kept(_ object: JSONTree) -> KeptRecord? {
        guard let id = object.text("Id"), !id.isEmpty else { return nil }
        let number = ["DocNumber", "DisplayName", "Name", "FileName", "PaymentRefNum"].lazy.compactMap {
            object[$0]?.text
        }.first
        let isDocument = object["Line"] != nil && object["TotalAmt"] != nil && object["UnappliedAmt"] == nil
        return KeptRecord(
            id: id, version: object.text("SyncToken"), number: number,
            totalMinor: isDocument ? object.cents("TotalAmt") : nil,
            taxMinor: isDocument ? object.cents("TxnTaxDetail", "TotalTax") ?? 0 : nil)
    }

    /// The kind of object that a record is about.
    static func entity(of record: BooksRecord) -> QuickBooksEntity {
        switch record {
        case .customer: .customer
        case .item: .item
        case .document(let document): QuickBooksEntity(document.kind)
        case .payment, .allocation: .payment
        case .attachment: .attachable
        case .note(let note): QuickBooksEntity(note.kind)
        }
    }

    // MARK: - Stale objects

    /// Reads the document that a note changes, or the payment that is put back on its document.
    public func call(refreshing record: BooksRecord) -> BooksCall? {
        if let over = record.over { return reading(.payment, over.id) }
        guard case .note(let note) = record else { return nil }
        return reading(QuickBooksEntity(note.kind), note.document)
    }

    /// The note with the document's present version; what somebody else wrote there stays behind ours.
    ///
    /// A payment with its own version, where it is still as it was posted.
    public func refreshed(_ record: BooksRecord, by answer: BooksAnswer) throws(BooksFault) -> BooksRecord {
        if let over = record.over { return try joined(record, over: over, by: answer) }
        guard case .note(var note) = record else { return record }
        let object = try object(QuickBooksEntity(note.kind), answer)
        note.version = object.text("SyncToken")
        let present = object.text("PrivateNote") ?? ""
        if present.contains(note.text) {
            note.text = present
        } else {
            let others = present.split(separator: " ").filter { !$0.hasPrefix(RecordKey.markerPrefix) }
                .joined(separator: " ")
            if !others.isEmpty, !note.text.contains(others) { note.text += " " + others }
        }
        return .note(note)
    }

    /// The object that was read.
    func object(_ entity: QuickBooksEntity, _ answer: BooksAnswer) throws(BooksFault) -> JSONTree {
        let tree = try QuickBooksFaults.tree(of: answer, .read)
        if let object = tree[entity.rawValue], object["Id"] != nil { return object }
        throw LineFaults.foreign(answer, .read)
    }

    /// The rows that a query found.
    func rows(_ entity: QuickBooksEntity, _ answer: BooksAnswer) throws(BooksFault) -> [JSONTree] {
        let tree = try QuickBooksFaults.tree(of: answer, .read)
        guard let found = tree["QueryResponse"] else { throw LineFaults.foreign(answer, .read) }
        return found.list(entity.rawValue)
    }

    /// The rows that several queries of one call found, in their order.
    func rows(_ entities: [QuickBooksEntity], _ answer: BooksAnswer) throws(BooksFault) -> [[JSONTree]] {
        let tree = try QuickBooksFaults.tree(of: answer, .read)
        var found: [[JSONTree]] = []
        for (index, entity) in entities.enumerated() {
            let part = tree.list("BatchItemResponse").first { $0["bId"]?.word == "\(index + 1)" }
            if let part, let fault = QuickBooksFaults.fault(in: part, .read) { throw fault }
            guard let rows = part?["QueryResponse"] else { throw LineFaults.foreign(answer, .read) }
            found.append(rows.list(entity.rawValue))
        }
        return found
    }
}
