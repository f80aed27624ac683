import Fiscal
import JSON

/// Putting a payment of ours back on its document: a full update of it, under the version that was read.
///
/// A void and a delete of an invoice leave its payments in the books, on nothing (accounting-apis §1.6, §1.11). One that
/// somebody changed, or put on something else, is left to a person.
extension QuickBooksDialect {
    /// The body over what stands there: id and version, and the note that bears our marker.
    static func body(_ body: JSONTree, over: BooksOver?) -> JSONTree {
        guard let over else { return body }
        let members = (body.members ?? []).map { name, value in
            (name, name == "PrivateNote" ? over.note.map { .string(String($0.prefix(4_000))) } ?? value : value)
        }
        // Without a version it comes back as stale, and is read first.
        let head: [(String, JSONTree)] = [("Id", .string(over.id)), ("SyncToken", .string(over.version ?? ""))]
        return .object(head + members)
    }

    /// The record over what was read; throws where that is not ours to change.
    func joined(_ record: BooksRecord, over: BooksOver, by answer: BooksAnswer) throws(BooksFault) -> BooksRecord {
        let object: JSONTree
        do throws(BooksFault) {
            object = try self.object(.payment, answer)
        } catch {
            guard error.code == "610" || error.code == "404" else { throw error }
            throw QuickBooksFaults.paymentGone.fault(code: "payment_gone", text: "Payment \(over.id)")
        }
        guard let there = Self.change(.payment, object), there.gone == nil else {
            throw QuickBooksFaults.paymentGone.fault(code: "payment_gone", text: "Payment \(over.id) is void")
        }
        guard there.totalMinor == record.paidTotal?.minor,
            Set(there.paidDocuments ?? []).isSubset(of: record.paidDocuments)
        else {
            throw QuickBooksFaults.paymentUsed.fault(code: "payment_used", text: Self.words(ofPayment: object))
        }
        var fresh = over
        fresh.version = there.version
        fresh.note = there.marker == nil ? nil : there.note
        return record.put(over: fresh)
    }

    /// Whether the echo of an update is on all that it was put on; nil where it is, else what stands there.
    static func notJoined(_ record: BooksRecord, _ object: JSONTree?) -> BooksFault? {
        guard let over = record.over, let object, object.text("Id") != nil else { return nil }
        let there = change(.payment, object)
        guard there?.id == over.id, there?.totalMinor == record.paidTotal?.minor,
            Set(there?.paidDocuments ?? []) == Set(record.paidDocuments)
        else { return QuickBooksFaults.paymentOff.fault(code: "payment_off", text: words(ofPayment: object)) }
        return nil
    }

    /// A payment in words: `Payment 820 over 500.00, on Invoice 812`.
    private static func words(ofPayment object: JSONTree) -> String {
        let total = object.cents("TotalAmt").map { " over \(Money(minor: $0))" } ?? ""
        let documents = links(object).map { "\($0.text("TxnType") ?? "") \($0.text("TxnId") ?? "")" }
        let on = documents.isEmpty ? "nothing" : documents.joined(separator: ", ")
        return "Payment \(object.text("Id") ?? "")\(total), on \(on)"
    }
}
