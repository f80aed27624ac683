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
        Trouble(
            code: "books.\(fault.kind.rawValue)", reason: "\(subject): \(fault.sentence)",
            evidence: ["provider_code": fault.code, "provider_text": fault.text, "subject": subject],
            action: fault.remedy)
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
            action: "rename the other one in the books, then retry; or discard")
    }

    static func several(_ subject: String, _ ids: [String]) -> Trouble {
        Trouble(
            code: "books.several", reason: "the books have \(subject) \(ids.count) times; the oldest counts",
            evidence: ["ids": ids.joined(separator: ", "), "subject": subject],
            action: "void the others in the books, then discard this")
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
