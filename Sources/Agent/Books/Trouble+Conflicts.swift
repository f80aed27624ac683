import Accounting
import Fiscal
import Spool

extension Trouble {
    private static func conflict(
        _ conflict: BooksConflict, _ reason: String, _ action: String, more: [String: String] = [:]
    ) -> Trouble {
        var evidence = ["conflict": "\(conflict.id)", "kind": conflict.kind.rawValue, "id": conflict.externalID]
        for (name, value) in conflict.ours { evidence["ours_\(name)"] = value }
        for (name, value) in conflict.theirs { evidence["theirs_\(name)"] = value }
        evidence.merge(more) { $1 }
        return Trouble(code: booksConflict, reason: reason, evidence: evidence, action: action)
    }

    /// Asks which side counts, where a document stands otherwise in the books than it was posted.
    static func conflict(_ conflict: BooksConflict) -> Trouble {
        let (number, ours, theirs) = (conflict.number, conflict.ours, conflict.theirs)
        func text(_ side: [String: String], _ name: String) -> String { side[name] ?? "?" }
        switch conflict.kind {
        case .amounts:
            return self.conflict(
                conflict,
                """
                \(number) was posted with \(text(ours, "total")), of which \(text(ours, "tax")) tax; the books now have \
                \(text(theirs, "total")) and \(text(theirs, "tax"))
                """, "retry puts back what the receipt says; discard lets stand what is in the books")
        case .deleted:
            return self.conflict(
                conflict, "\(number) over \(text(ours, "total")) was deleted in the books",
                "retry posts it once more; discard leaves it out of the books")
        case .voided:
            return self.conflict(
                conflict, "\(number) over \(text(ours, "total")) was voided in the books",
                "retry puts it back, or posts it once more; discard leaves it void")
        case .payment:
            return self.conflict(
                conflict, "a payment of \(number), \(text(ours, "amount")), was taken off it in the books",
                "retry puts it back, or posts it once more where it is gone; discard leaves it off")
        case .number:
            return self.conflict(
                conflict, "something else in the books bears the number \(number)",
                "give the other one another number in the books; then retry or discard, either ends this")
        }
    }

    /// What is to be posted again is there.
    static func stillThere(_ conflict: BooksConflict, _ kind: BooksChange.Kind, _ id: String) -> Trouble {
        self.conflict(
            conflict, "what was taken off \(conflict.number) is in the books still, and is not posted twice",
            "join the two in the books, then discard; or delete it there, then retry",
            more: ["still_there": "\(kind.rawValue) \(id)"])
    }

    /// A payment of ours that is to be put back was changed, or is on something that is not ours.
    static func otherwise(_ conflict: BooksConflict, _ localKey: String, _ there: BooksChange) -> Trouble {
        let total = there.totalMinor.map { "\(Money(minor: $0))" } ?? "?"
        let documents = there.paidDocuments ?? []
        return self.conflict(
            conflict,
            """
            the payment \(there.id) (\(localKey)) of \(conflict.number) is otherwise in the books than it was posted: over \
            \(total), on \(documents.isEmpty ? "nothing" : "what has the id " + documents.joined(separator: ", "))
            """,
            """
            give it its amount there and take it off what is not \(conflict.number), then retry; or delete it there, then \
            retry, which posts it once more; or discard, which leaves all as it is there
            """, more: ["still_there": "payment \(there.id)", "payment_total": total])
    }

    /// What the receipt says could not be put back.
    static func notRestored(_ conflict: BooksConflict, _ fault: BooksFault?) -> Trouble {
        var more: [String: String] = [:]
        if let fault { more = ["provider_code": fault.code, "provider_text": fault.text] }
        return self.conflict(
            conflict,
            "\(conflict.number) cannot be put back as posted: \(fault?.sentence ?? "the books keep other amounts")",
            "correct it in the books by hand; then retry looks at it again, discard lets stand what is there",
            more: more)
    }

    /// A comparison found what no conflict of a document of ours tells; nil where it did not.
    static func compared(
        _ lane: String, _ title: String, _ from: CalendarDay, _ to: CalendarDay, _ findings: [BooksFinding]
    ) -> Trouble? {
        let told = findings.filter { $0.kind == .stranger || $0.kind == .changed }
        guard !told.isEmpty else { return nil }
        let shown = told.prefix(20).map { finding in
            "\(finding.kind.rawValue) \(finding.number ?? finding.externalID ?? "?"): \(finding.theirs ?? "-")"
        }
        let days = told.map { $0.day ?? from } + told.map { $0.day ?? to }
        return Trouble(
            code: booksCompared,
            reason: "\(told.count) documents in the books of \(title) are not as this shop knows them",
            evidence: [
                "lane": lane, "from": "\(from)", "to": "\(to)", "first": "\(days.min() ?? from)",
                "last": "\(days.max() ?? to)", "findings": shown.joined(separator: "; "),
            ],
            action: "see: risiti books reconcile \(lane) --from \(from) --to \(to); it ends by itself once they are; "
                + "or discard this")
    }
}
