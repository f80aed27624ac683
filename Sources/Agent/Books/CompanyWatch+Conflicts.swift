import Accounting
import Fiscal
import Foundation
import Spool

/// What becomes of conflicts: a person is asked, or what is ours is put back; and none is over before all that it touched
/// stands again, or somebody said that it need not.
extension CompanyWatch {
    /// Conflicts that are worked on in one turn.
    private static let batch = 20
    /// Tries to put a document back, with all that hangs on it, before a person is asked.
    private static let tries = 6

    /// Works on conflicts that were just seen, and on one that is to be put back; whether there was any.
    func settleOne(_ settings: BooksSettings) async throws -> Bool {
        let open = try await spool.booksConflictsToWork(of: lane, limit: Self.batch)
        // A document has one task: that it is gone comes before what came off it.
        let isWhole = { (conflict: BooksConflict) in conflict.kind == .deleted || conflict.kind == .voided }
        let seen = open.filter { $0.state == .seen }
        for conflict in seen.filter(isWhole) + seen.filter({ !isWhole($0) }) {
            switch settings.conflicts {
            case .theirs: try await spool.settle(conflict, .theirs, by: .rule, at: clock.now())
            // What is gone is posted again by nobody but a person.
            case .ours where conflict.kind == .amounts: try await spool.restoreByRule(conflict)
            case .ours, .ask: try await ask(.conflict(conflict), about: conflict)
            }
        }
        if let conflict = open.first(where: { $0.state == .ours }) {
            try await putBack(conflict)
            return true
        }
        return !open.isEmpty
    }

    private func ask(_ trouble: Trouble, about conflict: BooksConflict) async throws {
        try await spool.ask(trouble, about: conflict, at: clock.now())
    }

    private func putBack(_ conflict: BooksConflict) async throws {
        // What bears our number is a person's to rename.
        guard conflict.kind != .number else { return try await spool.settle(conflict, .ours, at: clock.now()) }
        guard let row = try await spool.booksDocument(conflict.document), row.state != .abandoned,
            let check = try await StandingCheck.read(row, in: spool)
        else { return try await spool.settle(conflict, .theirs, by: .person, at: clock.now()) }
        switch conflict.kind {
        case .number: break
        case .amounts: try await restore(conflict, check)
        case .voided where dialect.company.provider == .quickBooks: try await restore(conflict, check)
        case .deleted, .voided: try await postAgain(conflict, check)
        case .payment: try await putOn(conflict, check)
        }
    }

    // MARK: - What is gone

    /// Posts a document again that is gone, once it is seen to be gone; then looks whether all of it stands.
    private func postAgain(_ conflict: BooksConflict, _ check: StandingCheck) async throws {
        guard conflict.answeredBy == .person else { return try await ask(.conflict(conflict), about: conflict) }
        // What was sent again has another id.
        if check.kept.id != conflict.externalID {
            return try await joinAgain(conflict, check, try await standing(of: check))
        }
        let standing = try await standing(of: check)
        guard standing.gone != nil else {
            guard check.conflicts(with: standing).isEmpty else {
                return try await ask(.stillThere(conflict, standing.kind, standing.id), about: conflict)
            }
            return try await spool.settle(conflict, .mended, keeping: check.record(seen: standing), at: clock.now())
        }
        var again: [BooksSentAgain] = []
        for hanging in check.attached + check.setOffs {
            switch try await whereabouts(of: hanging, about: conflict) {
            case .gone, .none: again.append(try over(nil, hanging))
            // A payment that is only taken off its document is money that came: nobody posts it twice.
            case .joined, .loose:
                guard dialect.company.provider == .quickBooks else {
                    return try await ask(.stillThere(conflict, .payment, hanging.kept.id), about: conflict)
                }
                again.append(try over(BooksOver(id: hanging.kept.id), hanging))
            case .otherwise(let change):
                return try await ask(.otherwise(conflict, hanging.record.localKey, change), about: conflict)
            }
        }
        try await spool.postAgain(
            conflict, looksFirst: conflict.kind == .deleted, body: furtherBody(of: conflict, check), with: again,
            at: clock.now())
    }

    /// A document that is void keeps its number: posted once more, it bears a further one, and the same marker.
    private func furtherBody(of conflict: BooksConflict, _ check: StandingCheck) -> String? {
        guard conflict.kind == .voided else { return nil }
        var posted = check.posted
        posted.number = BooksNumber.again(check.row.number, after: posted.number)
        return BooksRecord.document(posted).text
    }

    // MARK: - Payments and credit

    /// How a payment or an allocation stands that hung on a document of ours.
    private enum Whereabouts {
        /// On all that it was put on.
        case joined
        /// There, as it was posted, and off what it was put on or off some of that.
        case loose
        /// Not there any more, or void.
        case gone(BooksChange)
        /// There with another amount, or on something that is not ours.
        case otherwise(BooksChange)
        /// No thing of its own: Xero's allocations go with either of their documents.
        case none
    }

    private func whereabouts(
        of hanging: StandingCheck.Hanging, about conflict: BooksConflict
    ) async throws -> Whereabouts {
        let isAllocation = hanging.record.kind == BooksRecord.Kind.allocation.rawValue
        if isAllocation, dialect.company.provider == .xero { return .none }
        let (record, id) = (try hanging.record.record(), hanging.kept.id)
        let answer = try await ask(dialect.call(reading: .payment, id), about: "conflict \(conflict.number)")
        let there = try read { () throws(BooksFault) in try dialect.standing(.payment, id, answer) }
        guard there.gone == nil else { return .gone(there) }
        guard let documents = there.paidDocuments else { return .joined }
        guard there.totalMinor == record.paidTotal?.minor, Set(documents).isSubset(of: record.paidDocuments) else {
            return .otherwise(there)
        }
        return Set(documents) == Set(record.paidDocuments) ? .joined : .loose
    }

    private func over(_ over: BooksOver?, _ hanging: StandingCheck.Hanging) throws -> BooksSentAgain {
        // What is made anew is made of what was sold; what is changed, as it was posted.
        let body = try over.map { try hanging.record.record().put(over: $0).text }
        return BooksSentAgain(hanging.record, hanging.kept.id, body: body)
    }

    /// Puts what hung on a document on it again, now that it stands; the conflict is over where all of it does.
    private func joinAgain(
        _ conflict: BooksConflict, _ check: StandingCheck, _ standing: BooksChange
    ) async throws {
        guard conflict.answeredBy == .person, dialect.company.provider == .quickBooks else {
            return try await end(conflict, check, standing)
        }
        var again: [BooksSentAgain] = []
        var gone: [SeenConflict] = []
        for hanging in check.attached + check.setOffs {
            switch try await whereabouts(of: hanging, about: conflict) {
            case .joined, .none: break
            case .loose: again.append(try over(BooksOver(id: hanging.kept.id), hanging))
            case .gone(let there):
                guard try await !spool.isLetStand(hanging.record, hanging.kept.id) else { break }
                gone += [check.off(hanging, ["state": there.gone?.rawValue ?? ""])].compactMap { $0 }
            case .otherwise(let there):
                guard try await !spool.isLetStand(hanging.record, hanging.kept.id) else { break }
                return try await ask(.otherwise(conflict, hanging.record.localKey, there), about: conflict)
            }
        }
        guard !again.isEmpty || !gone.isEmpty else { return try await end(conflict, check, standing) }
        guard conflict.attempts < Self.tries else { return try await ask(.notRestored(conflict, nil), about: conflict) }
        // Of a payment that is gone as well a person is asked by a conflict of its own, which this one waits for.
        try await spool.note([], gone, of: lane, at: clock.now())
        try await spool.joinAgain(again, for: conflict, at: clock.now())
    }

    private func end(_ conflict: BooksConflict, _ check: StandingCheck, _ standing: BooksChange) async throws {
        let outcome: BooksConflict.Outcome =
            check.kept.id != conflict.externalID ? .postedAgain : conflict.attempts > 0 ? .ours : .mended
        try await spool.settle(conflict, outcome, keeping: check.record(seen: standing), at: clock.now())
    }

    /// Puts one payment back on its document, or posts it once more where it is gone.
    private func putOn(_ conflict: BooksConflict, _ check: StandingCheck) async throws {
        let own = check.attached.first {
            $0.record.kind == conflict.recordKind && $0.record.localKey == conflict.localKey
        }
        // Without a record that is there it was given up meanwhile.
        guard let own else { return try await spool.settle(conflict, .theirs, by: .person, at: clock.now()) }
        let wasSent = conflict.attempts > 0
        if dialect.company.provider == .quickBooks {
            let standing = try await standing(of: check)
            guard standing.gone == nil else { return try await leave(conflict, check, standing) }
        }
        switch try await whereabouts(of: own, about: conflict) {
        case .joined where dialect.company.provider == .quickBooks || wasSent:
            let outcome: BooksConflict.Outcome =
                own.kept.id != conflict.externalID ? .postedAgain : wasSent ? .ours : .mended
            try await spool.settle(conflict, outcome, at: clock.now())
        case .none where wasSent: try await spool.settle(conflict, .postedAgain, at: clock.now())
        case .gone, .none:
            guard conflict.attempts < Self.tries else { return try await ask(.conflict(conflict), about: conflict) }
            try await spool.postAgain(conflict, looksFirst: false, at: clock.now())
        case .loose:
            guard conflict.attempts < Self.tries else {
                return try await ask(.notRestored(conflict, nil), about: conflict)
            }
            try await spool.joinAgain([try over(BooksOver(id: own.kept.id), own)], for: conflict, at: clock.now())
        case .joined: try await ask(.stillThere(conflict, .payment, own.kept.id), about: conflict)
        case .otherwise(let there):
            try await ask(.otherwise(conflict, own.record.localKey, there), about: conflict)
        }
    }

    /// Of a payment whose own document is gone nothing is done before somebody said what becomes of that.
    private func leave(_ conflict: BooksConflict, _ check: StandingCheck, _ standing: BooksChange) async throws {
        try await spool.note([], check.conflicts(with: standing), of: lane, at: clock.now())
        let open = try await spool.booksConflicts(of: lane, openOnly: true, before: nil, limit: 1_000)
        let isAsked = open.contains {
            $0.document == conflict.document && ($0.kind == .deleted || $0.kind == .voided)
        }
        if !isAsked { try await spool.settle(conflict, .theirs, at: clock.now()) }
    }

    // MARK: - Amounts

    /// Puts the receipt's amounts back over what stands there, and looks at what came of it.
    private func restore(_ conflict: BooksConflict, _ check: StandingCheck) async throws {
        let standing = try await standing(of: check)
        if standing.gone == nil, check.hasAmounts(of: standing) {
            guard conflict.kind == .amounts else { return try await joinAgain(conflict, check, standing) }
            return try await end(conflict, check, standing)
        }
        if standing.gone == .deleted, conflict.kind != .deleted {
            try await spool.note([], check.conflicts(with: standing), of: lane, at: clock.now())
            return try await spool.settle(conflict, .theirs, at: clock.now())
        }
        let key = RecordKey.make(
            device: device, operation: "document.restore", company: dialect.company.key,
            localID: "\(check.row.number)|\(standing.version ?? "")", generation: conflict.attempts + 1)
        guard conflict.attempts < Self.tries,
            let call = dialect.call(restoring: check.posted, over: standing, key: key)
        else { return try await ask(.notRestored(conflict, nil), about: conflict) }
        let answer = try await ask(call, about: "document \(check.row.number)")
        let outcome = dialect.outcomes(of: answer, making: [KeyedRecord(.document(check.posted), key: key)]).first
        switch outcome {
        case .kept(let kept): try await look(at: kept, check, conflict)
        case .fault(let fault): try await refused(conflict, fault)
        case nil: break
        }
    }

    /// The echo of what was put back is the receipt's, or a person sees to it.
    private func look(at kept: KeptRecord, _ check: StandingCheck, _ conflict: BooksConflict) async throws {
        let isRight = kept.totalMinor == check.posted.total.minor && kept.taxMinor == check.posted.tax.minor
        guard isRight, kept.id == check.kept.id else {
            return try await ask(.notRestored(conflict, nil), about: conflict)
        }
        let record = check.record.keeping(kept)
        guard conflict.kind == .amounts else {
            // Its payments are looked at in the next turn.
            try await spool.note([record], [], of: lane, at: clock.now())
            return try await spool.countAttempt(at: conflict)
        }
        try await spool.settle(conflict, .ours, keeping: record, at: clock.now())
    }

    private func refused(_ conflict: BooksConflict, _ fault: BooksFault) async throws {
        switch fault.kind {
        // Somebody was quicker: it is read again, and ours put on top of that.
        case .stale: try await spool.countAttempt(at: conflict)
        case .unclear:
            try await spool.countAttempt(at: conflict)
            throw Trip(fault: fault)
        case .throttled, .later, .expired, .reconnect, .company: throw Trip(fault: fault)
        case .duplicate, .reference, .mapping, .refused, .ours:
            try await ask(.notRestored(conflict, fault), about: conflict)
        }
    }
}
