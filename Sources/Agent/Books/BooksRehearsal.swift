public import Accounting
import Fiscal
import Foundation
import Spool

/// What would be sent for a sale, step by step; ids that nobody has made yet stand in angle brackets.
public struct BooksRehearsal: Sendable {
    /// One call.
    public struct Step: Sendable {
        /// What it makes: `document 00-T1-000041`.
        public let what: String
        /// The call.
        public let call: BooksCall
        /// What a person should know of it, in a sentence; nil where the call goes just so.
        public let remark: String?
    }

    /// What a person should know of it, in sentences: where the sale goes, and what is there already.
    public internal(set) var remarks: [String] = []
    /// The calls in their order; none where nothing is to be done.
    public internal(set) var steps: [Step] = []

    /// What stands for a file in a call's body.
    static let file = "<the file>"
}

extension CompanyBooks {
    /// Shows what would be sent for a sale as things stand, by the very code that posts; nothing is sent or kept.
    ///
    /// - Throws: `PostingPlan.Unfit` where the map does not say where something goes; ``SpoolError``.
    func rehearse(_ sale: StoredSale) async throws -> BooksRehearsal {
        let settings = try BooksSettings(of: try await spool.booksConnection(company.lane))
        guard let map = try await map() else {
            throw SpoolError(
                .refused, "\(company.lane) has no map yet; run: risiti books map \(company.lane) --standard")
        }
        var rehearsal = BooksRehearsal()
        guard let row = try await row(for: sale, settings, map, &rehearsal) else { return rehearsal }
        var document = try await open(row, settings, map, restored: try await spool.lastRestored())
        try show(&document, &rehearsal)
        return rehearsal
    }

    /// The document that the sale is in, or would be; nil where it goes nowhere.
    private func row(
        for sale: StoredSale, _ settings: BooksSettings, _ map: BooksMap, _ rehearsal: inout BooksRehearsal
    ) async throws -> BooksDocumentRow? {
        let document = sale.entry.document
        if let row = try await spool.booksDocument(of: document.sequence, in: company.lane) {
            rehearsal.remarks.append(try await standing(of: row, sale))
            return row.state == .abandoned ? nil : row
        }
        if sale.receipt == nil, try await !spool.lackReceipts([document.sequence]) {
            rehearsal.remarks.append("It was given up at KRA and goes nowhere.")
            return nil
        }
        rehearsal.remarks += Self.outside(
            document, settings, left: try await spool.exported(document.sequence, for: company.lane), company.lane)
        if sale.receipt == nil {
            rehearsal.remarks.append(
                settings.after == .kra
                    ? "It waits for its fiscal receipt, whose number and file are not known yet."
                    : "It is posted before its fiscal receipt; file and number follow once KRA has answered.")
        }
        switch Self.place(of: document, map) {
        case .nowhere: return nil
        case .own(let number, let day, let isCredit):
            return BooksDocumentRow(
                id: 0, lane: company.lane, kind: .sale, number: number, day: day, isCredit: isCredit, state: .ready,
                notBefore: clock.now(), attempts: 0, sequences: [document.sequence])
        case .summary(let stem, let day, let isCredit):
            let sum = try await spool.summary(of: company.lane, stem: stem, day: day, isCredit: isCredit)
            let row = BooksDocumentRow(
                id: sum.id, lane: sum.lane, kind: .summary, number: sum.number, day: day, isCredit: isCredit,
                state: sum.state, notBefore: sum.notBefore, attempts: 0,
                sequences: (sum.sequences + [document.sequence]).sorted())
            rehearsal.remarks.append(Self.part(of: sale, in: row))
            return row
        }
    }

    /// Why a sale stays out of these books, and how it is taken in all the same; empty where it does not.
    private static func outside(
        _ document: Document, _ settings: BooksSettings, left: BooksExported?, _ lane: String
    ) -> [String] {
        let day = CalendarDay(document.soldAt)
        var (reasons, flags): ([String], [String]) = ([], [])
        if day < settings.from {
            reasons.append(
                "It was sold on \(day), before these books begin on \(settings.from), and stays out of them.")
            flags.append("--force")
        }
        if let left {
            reasons.append(
                """
                It left for these books in export \(left.export)\(left.isImported ? ", marked as imported" : ""), and is \
                not posted again.
                """)
            flags.append("--exported")
        }
        guard !flags.isEmpty else { return [] }
        let how = "risiti books sync \(lane) --sale \(document.temporaryNumber) \(flags.joined(separator: " "))"
        return reasons + ["Taken in with \(how) it would go so:"]
    }

    private func standing(of row: BooksDocumentRow, _ sale: StoredSale) async throws -> String {
        let kept = try await spool.booksRecord(BooksRecord.Kind.document.rawValue, row.number, of: company.lane)?
            .keptRecord()
        switch row.state {
        case .done: return "It is posted already, as \(row.number)\(kept.map { ", id \($0.id)" } ?? "")."
        case .open: return Self.part(of: sale, in: row)
        case .abandoned: return "A person gave \(row.number) up; it goes nowhere."
        case .ready, .parked:
            let part = row.kind == .summary ? " " + Self.part(of: sale, in: row) : ""
            let waits = row.state == .parked ? " It waits for a person; see: risiti tasks list." : ""
            let begun =
                kept.map { "\(row.number) is there as \($0.id); what is missing follows." } ?? "It is to be posted."
            return begun + part + waits
        }
    }

    /// What of a day's sum is a sale's.
    private static func part(of sale: StoredSale, in row: BooksDocumentRow) -> String {
        let totals = sale.entry.document.sale.totals
        let letters = TaxLetter.allCases.compactMap { letter in
            totals.byTax[letter].map { "\(letter.rawValue) \($0.total) with \($0.tax) tax" }
        }
        let still = row.state == .open ? ", as the day stands now" : ""
        return """
            It goes into the day's sum \(row.number), of \(row.sequences.count) sales\(still); its part of it is \
            \(totals.total): \(letters.joined(separator: ", ")).
            """
    }

    private func show(_ document: inout OpenDocument, _ rehearsal: inout BooksRehearsal) throws {
        // The customer, then the items as they stand on the sale.
        for need in (try? document.plan.needs { _, _ in nil }) ?? [] where need.isShared {
            let kind = need.record.kind
            guard let kept = try document.record(kind, need.localKey)?.keptRecord() else { continue }
            rehearsal.remarks.append("\(kind.rawValue) \(need.localKey) is there as \(kept.id).")
        }
        if let trouble = document.leaves, document.row.state != .done {
            rehearsal.remarks.append("A task will say: \(trouble.reason).")
        }
        while true {
            let steps = try document.steps()
            if steps.isEmpty { return }
            for step in steps {
                let record = step.need.record.with(content: Array(BooksRehearsal.file.utf8))
                let key = key(record.kind, step.need.localKey, generation: step.generation)
                if step.looksFirst {
                    rehearsal.remarks.append("\(step.subject) is looked for first, and made where it is not there.")
                } else if step.row?.state == .sending || step.row?.state == .unclear {
                    rehearsal.remarks.append("\(step.subject) may be there, and is looked for before it is sent again.")
                }
                rehearsal.steps.append(
                    BooksRehearsal.Step(
                        what: step.subject, call: dialect.call(making: [KeyedRecord(record, key: key)]),
                        remark: batch(of: record.kind)))
                var row = step.begun(at: clock.now(), run: run)
                row.state = .kept
                row.kept = String(
                    decoding: try CanonicalJSON.bytes(of: KeptRecord(id: "<\(step.subject)>", version: "0")),
                    as: UTF8.self)
                document.put(row)
            }
        }
    }

    /// That a record goes in one call with others; nil where each has its own.
    private func batch(of kind: BooksRecord.Kind) -> String? {
        let most = dialect.batchLimit(of: kind)
        guard most > 1 else { return nil }
        return "goes in one call with what else is due, \(most) at most; its part of the body is this"
    }
}
