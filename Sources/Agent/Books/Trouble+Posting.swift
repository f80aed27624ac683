import Accounting
import Fiscal
import Spool

extension Trouble {
    static func reconnect(_ connection: BooksConnection) -> Trouble {
        Trouble(
            code: "books.needs_reconnect",
            reason: "\(connection.title) has to be connected again; what is for it waits",
            evidence: ["lane": connection.lane],
            action: "run: risiti books connect \(connection.provider) --again \(connection.lane)")
    }

    static func notMapped(_ connection: BooksConnection) -> Trouble {
        Trouble(
            code: "books.not_mapped", reason: "nobody has said how sales go into the books of \(connection.title)",
            evidence: ["lane": connection.lane], action: "run: risiti books map \(connection.lane) --standard")
    }

    static func company(_ fault: BooksFault) -> Trouble {
        Trouble(
            code: "books.\(fault.kind.rawValue)", reason: fault.sentence,
            evidence: ["provider_code": fault.code, "provider_text": fault.text], action: fault.remedy)
    }

    static func refused(_ fault: BooksFault, _ subject: String) -> Trouble {
        // What the provider says names the account, item or customer that it means.
        let said = fault.text.isEmpty ? "" : " It says: \(fault.text)"
        return Trouble(
            code: "books.\(fault.kind.rawValue)", reason: "\(subject): \(fault.sentence)\(said)",
            evidence: ["provider_code": fault.code, "provider_text": fault.text, "subject": subject],
            action: fault.remedy)
    }

    /// The books are closed for some days: one task for all documents of these.
    static func locked(_ fault: BooksFault, _ subject: String, _ day: CalendarDay?) -> Trouble {
        Trouble(
            code: booksLocked,
            reason: "\(subject)\(day.map { " of \($0)" } ?? "") and perhaps others wait: \(fault.sentence)",
            evidence: ["provider_code": fault.code, "provider_text": fault.text, "subject": subject],
            action: """
                \(fault.remedy) Or resolve this with --discard: what waits for it is given up, for you to enter by hand.
                """)
    }

    static func contradiction(_ subject: String) -> Trouble {
        Trouble(
            code: "books.contradiction", reason: "\(subject): the books say that they have it, and that they have not",
            evidence: ["subject": subject],
            action: "look in the books whether it is there; then retry, or discard")
    }

    static func taken(_ subject: String, _ sentence: String) -> Trouble {
        Trouble(
            code: "books.taken", reason: "\(subject): \(sentence)", evidence: ["subject": subject],
            action: """
                make it active again in the books where it is inactive or archived there, or rename the other one, then \
                retry; or discard
                """)
    }

    static func several(_ subject: String, _ ids: [String]) -> Trouble {
        Trouble(
            code: "books.several", reason: "the books have \(subject) \(ids.count) times; the oldest counts",
            evidence: ["ids": ids.joined(separator: ", "), "subject": subject],
            action: "void the others in the books, then discard this")
    }

    static func notSetOff(
        _ number: String, over amount: Money, of original: String, left: BooksExported?
    ) -> Trouble {
        let way = left.map { "left in export \($0.export)" } ?? "was not posted here"
        return Trouble(
            code: booksNotSetOff,
            reason: """
                credit note \(number) is set off against nothing: \(original), which it takes back, \(way); its \(amount) \
                stay the customer's credit
                """,
            evidence: ["number": number, "original": original, "amount": "\(amount)"],
            action: "set it off in the books against the invoice of \(original), where they have it; then discard this")
    }

    static func amountsDiffer(_ posted: BooksDocument, _ kept: KeptRecord) -> Trouble {
        func text(_ minor: Int64?) -> String { minor.map { "\($0) cents" } ?? "not told" }
        return Trouble(
            code: "books.amounts_differ",
            reason: "the books have \(posted.number) with other amounts than the fiscal receipt",
            evidence: [
                "id": kept.id, "total": text(posted.total.minor), "total_there": text(kept.totalMinor),
                "tax": text(posted.tax.minor), "tax_there": text(kept.taxMinor),
            ],
            action: "correct it in the books, then retry: what is left of it is done")
    }
}

extension Trouble {
    /// The map does not say where something goes: one task of a kind for all that it does not say.
    ///
    /// - Parameter open: the evidence of the task that is open already; what it asks for is asked for still.
    static func gaps(_ gaps: [PostingPlan.Unfit], of lane: String, open: [String: String] = [:]) -> Trouble? {
        guard let first = gaps.first else { return nil }
        var asked = open
        for gap in gaps { if let option = gap.option { asked[option] = gap.sentence } }
        guard !asked.isEmpty else {
            return Trouble(code: first.code, reason: first.sentence, action: first.remedy)
        }
        let options = asked.keys.sorted()
        let list = first.code == "books.payment_unmapped" ? "accounts" : "taxes"
        return Trouble(
            code: first.code, reason: options.compactMap { asked[$0] }.joined(separator: "; "), evidence: asked,
            action: """
                run: risiti books map \(lane) \(options.joined(separator: " ")); what there is to choose from: \
                risiti books \(list) \(lane)
                """)
    }
}

extension Trouble {
    /// The same with the company's lane where the action says `LANE`.
    func naming(_ lane: String) -> Trouble {
        Trouble(code: code, reason: reason, evidence: evidence, action: action.replacing("LANE", with: lane))
    }
}

extension BooksRest {
    /// An answer was lost, or said nothing.
    static func unclear(_ subject: String) -> BooksRest {
        BooksRest(code: "unclear", reason: "whether \(subject) is there is not clear; it is looked for")
    }

    /// It is tried again by itself.
    static func fault(_ fault: BooksFault) -> BooksRest {
        BooksRest(code: fault.kind.rawValue, reason: fault.sentence)
    }
}
