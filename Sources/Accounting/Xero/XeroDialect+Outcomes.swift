import JSON
import Outbound

/// What became of writes. Source: accounting-apis §2.5, §6.6, §7.13 to §7.15.
extension XeroDialect {
    /// What became of each record, found in the answer by its place and its number.
    public func outcomes(of answer: BooksAnswer, making records: [KeyedRecord]) -> [WriteOutcome] {
        guard let first = records.first, let endpoint = Self.endpoint(first.record) else {
            return records.map { _ in .fault(XeroFaults.noSuchKind.fault(code: "document_kind")) }
        }
        // Records of another endpoint were not in the call.
        let sent = records.filter { Self.endpoint($0.record) == endpoint }
        var outcomes = Self.outcomes(of: answer, sent: sent.map(\.record))[...]
        return records.map { record in
            guard Self.endpoint(record.record) == endpoint, let outcome = outcomes.popFirst() else {
                return .fault(XeroFaults.noSuchKind.fault(code: "document_kind"))
            }
            return outcome
        }
    }

    private static func outcomes(of answer: BooksAnswer, sent records: [BooksRecord]) -> [WriteOutcome] {
        do throws(BooksFault) {
            let tree = try XeroFaults.tree(of: answer, .write)
            let member = member(of: records.first)
            let isRefusal = tree["Elements"]?.items?.isEmpty == false && tree[member] == nil
            guard let elements = (isRefusal ? tree["Elements"] : tree[member])?.items else {
                throw LineFaults.foreign(answer, .write)
            }
            return records.enumerated().map { index, record in
                let isWhole = elements.count == records.count
                return outcome(record, element(of: record, at: isWhole ? index : nil, in: elements), answer)
            }
        } catch {
            return records.map { _ in .fault(error) }
        }
    }

    /// The element at a record's place if its number is the record's, else the only one of that number.
    private static func element(of record: BooksRecord, at index: Int?, in elements: [JSONTree]) -> JSONTree? {
        guard let (member, number) = number(of: record) else { return index.map { elements[$0] } }
        if let index, (elements[index].text(member) ?? number).lowercased() == number.lowercased() {
            return elements[index]
        }
        let found = elements.filter { $0.text(member)?.lowercased() == number.lowercased() }
        return found.count == 1 ? found[0] : nil
    }

    /// What tells a record from others of its call, where something does.
    private static func number(of record: BooksRecord) -> (member: String, number: String)? {
        switch record {
        case .customer(let customer): ("ContactNumber", number(customer))
        case .item(let item): ("Code", code(item.code))
        case .document(let document): (collection(document.kind).numberMember, String(document.number.prefix(255)))
        case .payment(let payment): ("Reference", reference(payment))
        case .allocation, .attachment, .note: nil
        }
    }

    private static func outcome(_ record: BooksRecord, _ element: JSONTree?, _ answer: BooksAnswer) -> WriteOutcome {
        guard let element else { return .fault(XeroFaults.unsaid.fault(code: "unsaid")) }
        if let fault = XeroFaults.fault(in: element) { return .fault(fault) }
        guard let kept = kept(record, element) else { return .fault(LineFaults.foreign(answer, .write)) }
        return .kept(kept)
    }

    /// What an element says of a record; nil where it has no id.
    static func kept(_ record: BooksRecord, _ element: JSONTree) -> KeptRecord? {
        switch record {
        case .customer: return kept(.contacts, element)
        case .item: return kept(.items, element)
        case .document(let document): return kept(collection(document.kind), element)
        case .payment: return kept(.payments, element)
        case .allocation(let allocation):
            guard element["Amount"] != nil else { return nil }
            return KeptRecord(id: element.text("AllocationID") ?? allocation.creditNote)
        case .attachment:
            return element.text("AttachmentID").map { KeptRecord(id: $0, number: element.text("FileName")) }
        case .note(let note): return element["Details"] == nil ? nil : KeptRecord(id: note.document)
        }
    }

    /// What an object of a list says of itself; nil where it has no id.
    static func kept(_ collection: XeroCollection, _ element: JSONTree) -> KeptRecord? {
        guard let id = element.text(collection.idMember), id.contains(where: { $0 != "0" && $0 != "-" }) else {
            return nil
        }
        let isDocument = collection == .invoices || collection == .creditNotes
        return KeptRecord(
            id: id, version: isDocument ? element.text("UpdatedDateUTC") : nil,
            number: element.text(collection.numberMember) ?? element.text("Name"),
            totalMinor: isDocument ? element.cents("Total") : nil,
            taxMinor: isDocument ? element.cents("TotalTax") : nil)
    }

    // MARK: - Stale objects

    /// Nil: Xero counts no versions, and a note is added, not changed.
    public func call(refreshing record: BooksRecord) -> BooksCall? { nil }

    /// The record as it is.
    public func refreshed(_ record: BooksRecord, by answer: BooksAnswer) throws(BooksFault) -> BooksRecord { record }
}
