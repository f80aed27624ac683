import Accounting
import Fiscal
import Forwarder
import Foundation
import Logging
import Spool

/// Reads what changed at a company and sees to it that what is ours stands there as it was posted, or that somebody
/// knows (accounting-apis §1.8, §2.6).
///
/// It takes a turn only where nothing is due to be posted, one page or one conflict at a time, so that a sale never
/// waits for it. Whatever looks like a conflict is read once more before anybody is asked: indexes lag.
actor CompanyWatch {
    let spool: Spool
    let dialect: any Dialect
    private let line: any CompanyLine
    let clock: WallClock
    private let timing: BooksTiming
    let device: String
    private var reading: Reading?
    private var rest: (until: Timestamp, failures: Int) = (Timestamp(milliseconds: 0), 0)
    private let journal = Logger(label: "risiti.agent.books")

    /// A reading that is under way.
    private struct Reading {
        var page: BooksReading
        let since: Timestamp
        var time: Timestamp?
        var mayMissDeletions = false
        /// What was read once more already, of this page.
        var verified: Set<String> = []
        /// The earliest change of a document that is not whole yet: from there on it is all read once more.
        var held: Timestamp?
    }

    /// What a step needs of the company: a fault ends it.
    struct Trip: Error {
        let fault: BooksFault
    }

    /// The company lets us in no more.
    struct ShutOut: Error {
        let fault: BooksFault
    }

    init(
        spool: Spool, dialect: any Dialect, line: any CompanyLine, device: String, timing: BooksTiming,
        clock: WallClock
    ) {
        (self.spool, self.dialect, self.line) = (spool, dialect, line)
        (self.device, self.timing, self.clock) = (device, timing, clock)
    }

    var lane: String { dialect.company.lane }

    // MARK: - Turns

    /// Takes a step; nil where none is due.
    func turn(_ settings: BooksSettings) async throws -> WaveAnswer? {
        let now = clock.now()
        // A clock that went back far must not keep it waiting.
        guard now >= rest.until || rest.until.since(now) > Self.longestRest else { return nil }
        do {
            if try await settleOne(settings) { return .worked }
            guard try await isDue(settings, at: now) else { return nil }
            try await readPage()
            rest.failures = 0
            return .worked
        } catch let trip as Trip {
            guard trip.fault.kind != .reconnect else { throw ShutOut(fault: trip.fault) }
            return answer(to: trip.fault)
        }
    }

    /// How long until something is due; nil where nothing will be.
    func wait(_ settings: BooksSettings) async throws -> Duration? {
        let now = clock.now()
        let resting = max(.zero, min(rest.until.since(now), Self.longestRest))
        // Behind a rest lies what failed before it: a reading, or a conflict that nothing else would bring up again.
        guard resting == .zero else { return resting }
        guard settings.watch > .zero else { return nil }
        guard reading == nil, let read = try await spool.booksWatch(of: lane)?.readAt else { return .milliseconds(1) }
        return max(min(settings.watch, read.advanced(by: settings.watch).since(now)), .milliseconds(1))
    }

    private static let longestRest = Duration.seconds(3_600)

    private func isDue(_ settings: BooksSettings, at now: Timestamp) async throws -> Bool {
        guard settings.watch > .zero else {
            reading = nil
            return false
        }
        guard reading == nil, let read = try await spool.booksWatch(of: lane)?.readAt else { return true }
        let age = now.since(read)
        return age >= settings.watch || age < .zero
    }

    private func answer(to fault: BooksFault) -> WaveAnswer? {
        switch fault.kind {
        case .throttled: return .limited(for: fault.after ?? .seconds(60), reason: fault.sentence)
        case .company: return .stopped(.company(fault))
        default:
            rest.until = clock.now().advanced(by: fault.after ?? timing.again(after: rest.failures))
            rest.failures += 1
            journal.info(
                "the company's changes could not be read",
                metadata: ["lane.name": "\(lane)", "error.code": "\(fault.code)", "reason": "\(fault.sentence)"])
            return nil
        }
    }

    func ask(_ call: BooksCall, about subject: String) async throws -> BooksAnswer {
        switch await line.answer(to: call, about: subject, attempt: 1) {
        case .success(let answer): return answer
        case .failure(let fault): throw Trip(fault: fault)
        }
    }

    func read<Value>(_ body: () throws(BooksFault) -> Value) throws -> Value {
        do throws(BooksFault) {
            return try body()
        } catch {
            throw Trip(fault: error)
        }
    }

    // MARK: - Reading

    private func readPage() async throws {
        guard var current = try await beginning() else { return }
        let answer = try await ask(dialect.call(reading: current.page), about: "changes")
        let page = try read { () throws(BooksFault) in try dialect.page(of: current.page, answer) }
        try await take(page.changes, &current)
        current.time = current.time ?? page.time
        current.mayMissDeletions = current.mayMissDeletions || page.mayMissDeletions
        current.verified = []
        if let next = page.next {
            current.page = next
            reading = current
            return
        }
        try await spool.keep(
            booksCursor: max(cursor(after: current), current.since), of: lane,
            gap: current.mayMissDeletions ? CalendarDay(current.since) : nil, at: clock.now())
        reading = nil
    }

    /// From where the next reading begins: what could not be judged yet comes up again then, for a week.
    private func cursor(after reading: Reading) -> Timestamp {
        guard let time = reading.time else { return reading.since }
        let held = reading.held.map { max($0, time.advanced(by: .zero - Self.longestHold)) }
        return (held ?? time).advanced(by: .zero - dialect.changeOverlap)
    }

    private static let longestHold = Duration.seconds(7 * 86_400)

    /// The reading that is under way, or a new one; the first of all only asks for the company's time.
    private func beginning() async throws -> Reading? {
        if let reading { return reading }
        if let cursor = try await spool.booksWatch(of: lane)?.cursor {
            return Reading(page: .changes(since: cursor), since: cursor)
        }
        let answer = try await ask(dialect.call(asking: .company, page: 1), about: "changes")
        _ = try read { () throws(BooksFault) in try dialect.reply(to: .company, answer) }
        guard let time = dialect.time(in: answer) else {
            throw Trip(
                fault: BooksFault(
                    .later, code: "time", text: "", sentence: "The company does not tell its time.",
                    remedy: "Nothing: it is asked again."))
        }
        try await spool.keep(
            booksCursor: time.advanced(by: .zero - dialect.changeOverlap), of: lane, gap: nil, at: clock.now())
        return nil
    }

    /// Takes in what stands on a page.
    private func take(_ changes: [BooksChange], _ current: inout Reading) async throws {
        let ours = Dictionary(
            grouping: try await spool.booksRecords(there: Array(Set(changes.map(\.id))), of: lane),
            by: { (try? $0.keptRecord()?.id) ?? "" })
        var fresh: [BooksRecordRow] = []
        for change in changes {
            let records = (ours[change.id] ?? []).filter { $0.isAbout(change.kind) }
            if records.isEmpty, change.kind.document != nil { try await look(at: change) }
            for record in records {
                switch change.kind {
                case .customer, .item:
                    if let row = try record.inStep(with: change, at: dialect.company.provider) { fresh.append(row) }
                case .payment:
                    guard change.gone != nil, let document = record.document else { continue }
                    try await verify(document, &current, about: change)
                case .invoice, .salesReceipt, .creditNote, .refund:
                    if let row = try await seen(change, record, &current) { fresh.append(row) }
                }
            }
        }
        try await spool.note(fresh, [], of: lane, at: clock.now())
    }

    /// A document of ours: the echo of our own writing is no change, and what looks otherwise is read once more.
    private func seen(
        _ change: BooksChange, _ record: BooksRecordRow, _ current: inout Reading
    ) async throws -> BooksRecordRow? {
        guard let document = record.document, let row = try await spool.booksDocument(document),
            let check = try await StandingCheck.read(row, in: spool)
        else { return nil }
        if check.conflicts(with: change).isEmpty { return row.state == .done ? check.record(seen: change) : nil }
        // Of a time that Xero tells, two changes of one moment are alike; a counted version is never.
        let isCounted = dialect.company.provider == .quickBooks && change.gone != .deleted
        if !isCounted || change.version != check.kept.version { try await verify(document, &current, about: change) }
        return nil
    }

    private func verify(_ document: Int64, _ current: inout Reading, about change: BooksChange) async throws {
        let name = "\(document)|\(change.version ?? "gone")"
        guard !current.verified.contains(name), let row = try await spool.booksDocument(document) else { return }
        if row.state == .ready || row.state == .parked, let time = change.changedAt {
            current.held = min(current.held ?? time, time)
        }
        guard row.state == .done, let check = try await StandingCheck.read(row, in: spool) else { return }
        let standing = try await standing(of: check)
        let conflicts = check.conflicts(with: standing)
        try await spool.note(
            [check.record(seen: standing)].compactMap { $0 }, conflicts, of: lane, at: clock.now())
        current.verified.insert(name)
        reading = current
    }

    func standing(of check: StandingCheck) async throws -> BooksChange {
        let kind = BooksChange.Kind(check.posted.kind)
        let answer = try await ask(
            dialect.call(reading: kind, check.kept.id), about: "document \(check.row.number)")
        return try read { () throws(BooksFault) in try dialect.standing(kind, check.kept.id, answer) }
    }

    /// A document that is not ours: whether it bears a number of ours.
    private func look(at change: BooksChange) async throws {
        guard change.gone == nil, let number = change.number else { return }
        for row in try await spool.booksDocuments(numbered: [number], of: lane) where row.state == .done {
            guard let check = try await StandingCheck.read(row, in: spool), check.kept.id != change.id else { continue }
            try await spool.note([], [check.number(borneBy: change)], of: lane, at: clock.now())
        }
    }
}

extension BooksRecordRow {
    /// Whether it is our record of such a thing.
    fileprivate func isAbout(_ change: BooksChange.Kind) -> Bool {
        switch change {
        case .customer: kind == BooksRecord.Kind.customer.rawValue
        case .item: kind == BooksRecord.Kind.item.rawValue
        case .payment: kind == BooksRecord.Kind.payment.rawValue || kind == BooksRecord.Kind.allocation.rawValue
        case .invoice, .salesReceipt, .creditNote, .refund:
            if case .document(let posted)? = try? record() {
                kind == BooksRecord.Kind.document.rawValue && posted.kind == change.document
            } else {
                false
            }
        }
    }
}
