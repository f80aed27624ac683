import Accounting
import Fiscal
import Forwarder
import Foundation
import Logging
import Spool

/// One company's books: what is sold goes there once, step by step, and whatever became of a step is written down
/// before the next (accounting-apis §6).
///
/// A wave takes what is due, writes down what it is about to send, sends it, and writes down what came of it: two
/// transactions for as many calls as the company's limits allow at once.
actor CompanyBooks: CompanyWork {
    let company: Company
    let spool: Spool
    let dialect: any Dialect
    let line: any CompanyLine
    let budget: CallBudget
    let clock: WallClock
    let timing: BooksTiming
    let device: String
    /// This start of the program: only within one can a clock say how long ago something was sent.
    let run: Int64
    private let receipts: @Sendable (StoredSale) throws -> [UInt8]
    private let log: SyncLogBook
    private let stop: @Sendable (BooksFault) async -> Void
    private let watch: CompanyWatch
    private let journal = Logger(label: "risiti.agent.books")

    /// Makes the books of a company.
    ///
    /// - Parameters:
    ///   - device: what tells this device's keys from those of others that post to the same company.
    ///   - receipts: makes a receipt's PDF; the same sale gives the same bytes.
    ///   - stop: is told where the company does not let us in any more.
    init(
        spool: Spool, dialect: any Dialect, line: any CompanyLine, budget: CallBudget, log: SyncLogBook,
        device: String, timing: BooksTiming, clock: WallClock, run: Int64,
        receipts: @escaping @Sendable (StoredSale) throws -> [UInt8],
        stop: @escaping @Sendable (BooksFault) async -> Void
    ) {
        company = dialect.company
        self.stop = stop
        (self.spool, self.dialect, self.line, self.budget, self.log) = (spool, dialect, line, budget, log)
        (self.device, self.timing, self.clock, self.run, self.receipts) = (device, timing, clock, run, receipts)
        watch = CompanyWatch(
            spool: spool, dialect: dialect, line: line, device: device, timing: timing, clock: clock)
    }

    private var lane: String { company.lane }

    // MARK: - A wave

    func wave() async -> WaveAnswer {
        let answer = await workedWave()
        do {
            try await log.write()
        } catch {
            // What is not in the log was done all the same; the spool's own trouble is told by the spool.
            return answer
        }
        return answer
    }

    private func workedWave() async -> WaveAnswer {
        do {
            let connection = try await spool.booksConnection(lane)
            switch connection.state {
            case .removed: return .rested(for: nil)
            case .needsReconnect: return .stopped(.reconnect(connection))
            case .connected: break
            }
            let settings = try BooksSettings(of: connection)
            guard let map = try await map() else { return .stopped(.notMapped(connection)) }
            // Of a job that is asked for from here on nothing may be taken in yet: its sums are closed next time.
            let forced = try await spool.jobsToCloseSums(of: lane)
            // Whatever lies behind what was taken in is taken in before the lane rests.
            guard try await takeIn(settings, connection, map) else { return .worked }
            try await spool.tendSyncJobs(
                of: lane, closing: timing.closing(at: clock.now()),
                sums: try await sumsToClose(of: forced, settings, map),
                at: clock.now())
            switch try await budget.outlook(for: dialect.limits.concurrency, kind: BooksCall.Cost.single.rawValue) {
            case .wait(let pause, let reason): return .limited(for: pause, reason: reason)
            case .granted(let calls): return try await work(settings, map, calls: calls)
            }
        } catch {
            if Task.isCancelled { return .rested(for: nil) }
            journal.error(
                "the books cannot use the spool", metadata: ["lane.name": "\(lane)", "reason": "\(error)"])
            return .limited(for: timing.spoolRest, reason: "\(error)")
        }
    }

    func probe() async -> Bool {
        let call = dialect.call(asking: .company, page: 1)
        switch await line.answer(to: call, about: "probe", attempt: 1) {
        case .success(.response): return true
        case .success(.failed), .failure: return false
        }
    }

    /// The newest version of the map; nil where there is none yet.
    func map() async throws -> BooksMap? {
        try await spool.booksMappings(of: lane).first.map {
            try JSONDecoder().decode(BooksMap.self, from: Data($0.body.utf8))
        }
    }

    // MARK: - What comes in

    /// Gives each sale its place: a document of its own, or its day's; whether that were all.
    private func takeIn(
        _ settings: BooksSettings, _ connection: BooksConnection, _ map: BooksMap
    ) async throws -> Bool {
        let first = try await spool.firstSale(at: settings.from.start) ?? .max
        _ = try await spool.giveJobs(to: lane, from: first)
        let now = clock.now()
        let candidates = try await spool.booksCandidates(
            of: lane, afterKRA: settings.after == .kra, limit: timing.intake)
        let places = candidates.map { candidate in
            (candidate.document.sequence, Self.place(of: candidate, settings, map))
        }
        try await spool.place(places, of: lane, by: connection.settings, at: now)
        _ = try await spool.takeUpReceipts(of: lane, limit: timing.intake)
        _ = try await spool.closeSummaries(of: lane, before: timing.closing(at: now), afterKRA: settings.after == .kra)
        return candidates.count < timing.intake
    }

    static func place(of candidate: BooksCandidate, _ settings: BooksSettings, _ map: BooksMap) -> BooksPlace {
        let day = CalendarDay(candidate.document.soldAt)
        guard !candidate.isGivenUp, candidate.leftIn == nil, day >= settings.from || candidate.isForced else {
            return .nowhere
        }
        return place(of: candidate.document, map)
    }

    /// Where a sale goes that is for these books.
    static func place(of document: Document, _ map: BooksMap) -> BooksPlace {
        let (branch, day) = (document.branch.branchID, CalendarDay(document.soldAt))
        return switch map.place(of: document.sale) {
        case .own:
            .own(
                number: BooksNumber.document(branch: branch, temporaryNumber: document.temporaryNumber), day: day,
                isCredit: document.sale.isCreditNote)
        case .summary:
            .summary(
                stem: BooksNumber.summary(branch: branch, day: day, isCredit: false), day: day, isCredit: false)
        }
    }

    /// The sums that a person wants to be closed before their day is over; asks for what the map does not say of them.
    private func sumsToClose(
        of jobs: [Int64], _ settings: BooksSettings, _ map: BooksMap
    ) async throws -> SumsToClose {
        var (found, gaps) = (try await spool.sumsToClose(of: lane, for: jobs), [PostingPlan.Unfit]())
        for row in found.sums {
            let open = try await open(row, settings, map, restored: nil).plan.gaps
            guard let first = open.first else { continue }
            found.unfit[row.id] = BooksRest(code: first.code, reason: first.sentence)
            gaps += open.filter { !gaps.contains($0) }
        }
        if !gaps.isEmpty { try await tell(gaps) }
        return found
    }

    // MARK: - What goes out

    private func work(_ settings: BooksSettings, _ map: BooksMap, calls: Int) async throws -> WaveAnswer {
        let now = clock.now()
        let widest = BooksRecord.Kind.allCases.map { dialect.batchLimit(of: $0) }.max() ?? 1
        let rows = try await spool.readyDocuments(
            of: lane, at: now, limit: dialect.limits.concurrency * widest, flow: settings.flow)
        guard !rows.isEmpty else { return try await rested(settings, at: now) }
        // A map that was changed set them going: the one from before that would let them rest again.
        let newest = try await self.map() ?? map
        var wave = Wave(limit: dialect.limits.concurrency, at: now, run: run)
        let restored = try await spool.lastRestored()
        for row in rows where !wave.isFull(calls: calls) {
            wave.add(try await open(row, settings, newest, restored: restored), dialect)
        }
        let moves = wave.moves(dialect: dialect, timing: timing, calls: calls)
        try await spool.begin(moves.flatMap { begun($0, at: now) }, of: lane, at: now)
        for (move, answer) in await answers(to: moves, wave) {
            wave.take(answer, to: move, dialect: dialect, at: clock.now(), timing: timing)
        }
        await log.name(
            wave.records.compactMap { row in
                (try? row.keptRecord()).map { ("\(row.kind) \(row.localKey)", $0.id) }
            })
        for pause in wave.pauses { await budget.close(for: pause.time, reason: pause.reason) }
        let ends = wave.settlements(at: clock.now()).map { end in
            guard case .parked(let trouble) = end.settlement else { return end }
            return (end.id, BooksSettlement.parked(trouble.naming(lane)))
        }
        try await spool.settle(wave.records, ends, of: lane, at: clock.now())
        for trouble in wave.troubles { try await spool.raise(trouble.naming(lane), lane: lane, at: clock.now()) }
        if !wave.gaps.isEmpty { try await tell(wave.gaps) }
        if let fault = wave.lost { return try await shutOut(fault) }
        return wave.answer
    }

    /// Asks a person for all that the map does not say, in one task of each kind.
    private func tell(_ gaps: [PostingPlan.Unfit]) async throws {
        let open = try await spool.tasks(openOnly: true).filter { $0.lane == lane && $0.documentID == nil }
        for (code, gaps) in Dictionary(grouping: gaps, by: \.code) {
            let asked = open.first { $0.trouble.code == code }?.trouble.evidence ?? [:]
            guard let trouble = Trouble.gaps(gaps, of: lane, open: asked) else { continue }
            try await spool.raise(trouble, lane: lane, isWidened: true, at: clock.now())
        }
    }

    /// A document with everything that is known of it.
    func open(
        _ row: BooksDocumentRow, _ settings: BooksSettings, _ map: BooksMap, restored: Timestamp?
    ) async throws -> OpenDocument {
        var members: [BooksSource.Member] = []
        var file: (name: String, paper: OpenDocument.Paper)?
        for sequence in row.sequences {
            let sale = try await spool.sale(sequence: sequence)
            members.append(BooksSource.Member(document: sale.entry.document, receipt: sale.receipt))
            if row.kind == .sale, map.attachesReceipt, let receipt = sale.receipt {
                file = (Self.fileName(of: receipt), { [receipts] in try receipts(sale) })
            }
        }
        // A sum waits with its paper until every fiscal receipt is there, and where some were given up goes without.
        let missing = members.filter { $0.receipt == nil }.map(\.document.sequence)
        let isComplete = missing.isEmpty ? true : try await !spool.lackReceipts(missing)
        if row.kind == .summary, map.attachesReceipt, missing.isEmpty {
            let paper = DaySumPaper(row, members)
            file = (paper.name, { try paper.content() })
        }
        let source = BooksSource(
            number: row.number, day: row.day, isSummary: row.kind == .summary, members: members,
            original: try await original(of: members[0].document), isComplete: isComplete)
        let plan = PostingPlan(of: source, by: map, at: company, marker: marker, receiptName: file?.name)
        var document = OpenDocument(
            row: row, source: source, plan: plan, paper: file?.paper,
            mayBeThere: restored.map { members[0].document.acceptedAt < $0 } ?? false,
            leaves: try await leftOpen(by: source))
        for record in try await spool.booksRecords(ofDocument: row.id) { document.put(record) }
        try await addShared(to: &document)
        return document
    }

    /// The customer and the items, which other documents may have made already.
    private func addShared(to document: inout OpenDocument) async throws {
        guard let needs = try? document.plan.needs({ _, _ in nil }) else { return }
        for need in needs {
            let kind = need.record.kind
            if let record = try await spool.booksRecord(kind.rawValue, need.localKey, of: lane) { document.put(record) }
        }
    }

    /// What a credit note takes back, as these books have it.
    private func original(of document: Document) async throws -> BooksSource.Original? {
        guard let reference = document.sale.credits else { return nil }
        let sale = try await spool.sale(reference.documentID)
        let sequence = sale.entry.document.sequence
        guard let row = try await spool.booksDocument(of: sequence, in: lane), row.kind == .sale,
            let record = try await spool.booksRecord(BooksRecord.Kind.document.rawValue, row.number, of: lane),
            let kept = try record.keptRecord(), case .document(let posted) = try record.record()
        else { return nil }
        let onAccount = sale.entry.document.sale.payments.filter { $0.method == .credit }
            .reduce(Money.zero) { $0 + $1.amount }
        let setOff = try await spool.setOff(of: sequence, before: document.sequence, in: lane)
        return BooksSource.Original(kind: posted.kind, id: kept.id, owed: max(.zero, onAccount - setOff))
    }

    /// A credit note over what was sold on account stays the customer's credit where its original is in these books by
    /// another way, or not at all: nothing here says which invoice it could be set off against.
    private func leftOpen(by source: BooksSource) async throws -> Trouble? {
        guard source.original == nil, let reference = source.members[0].document.sale.credits,
            source.onAccount > .zero
        else { return nil }
        let original = try await spool.sale(reference.documentID).entry.document.sequence
        guard try await spool.booksDocument(of: original, in: lane) == nil else { return nil }
        return .notSetOff(
            source.number, over: source.onAccount, of: reference.temporaryNumber,
            left: try await spool.exported(original, for: lane))
    }

    /// Letters, digits, `-`, `.` and `_`: what both providers take in a file's name.
    static func fileName(of receipt: FiscalReceipt) -> String {
        let number = receipt.controlUnitInvoiceNumber.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
        return String(number) + ".pdf"
    }

    /// The company lets us in no more: no token of the grant is used again until a person connects it.
    private func shutOut(_ fault: BooksFault) async throws -> WaveAnswer {
        await stop(fault)
        return .stopped(.reconnect(try await spool.booksConnection(lane)))
    }

    /// Nothing is due to be posted: what changed there has its turn.
    private func rested(_ settings: BooksSettings, at now: Timestamp) async throws -> WaveAnswer {
        do {
            if let answer = try await watch.turn(settings) { return answer }
        } catch let out as CompanyWatch.ShutOut {
            return try await shutOut(out.fault)
        }
        let times = [try await nextTime(after: now), try await watch.wait(settings)]
        return .rested(for: times.compactMap { $0 }.min())
    }

    private func nextTime(after now: Timestamp) async throws -> Duration? {
        let waiting = try await spool.nextBooksTime(of: lane, after: now)
        let closing = timing.closing(at: now).end.advanced(by: timing.dayGrace)
        return [waiting, closing].compactMap { $0?.since(now) }.min().map { max($0, .milliseconds(1)) }
    }

    // MARK: - Calls

    /// What a move writes down before it is made.
    private func begun(_ move: Move, at now: Timestamp) -> [BooksRecordRow] {
        guard case .send(let steps) = move else { return [] }
        return steps.map { $0.begun(at: now, run: run) }
    }

    private func answers(to moves: [Move], _ wave: Wave) async -> [(Move, MoveAnswer)] {
        await withTaskGroup(of: (Int, MoveAnswer).self) { group in
            for (place, move) in moves.enumerated() {
                group.addTask { (place, await self.answer(to: move)) }
            }
            var answers: [(Move, MoveAnswer)] = []
            for await (place, answer) in group { answers.append((moves[place], answer)) }
            return answers
        }
    }

    private nonisolated func answer(to move: Move) async -> MoveAnswer {
        switch move {
        case .send(let steps):
            let records: [KeyedRecord]
            do { records = try steps.map { try keyed($0) } } catch { return .sent(.failure(Self.unmade(error))) }
            let call = dialect.call(making: records)
            return .sent(await line.answer(to: call, about: Step.subject(of: steps), attempt: steps[0].sends))
        case .lookUp(let step): return await lookUp(step)
        case .refresh(let step):
            guard let call = dialect.call(refreshing: step.need.record) else { return .found(.notThere) }
            return .read(await line.answer(to: call, about: step.subject, attempt: step.sends))
        }
    }

    private nonisolated func lookUp(_ step: Step) async -> MoveAnswer {
        let record: KeyedRecord
        do { record = try keyed(step) } catch { return .found(.fault(Self.unmade(error))) }
        var answers: [BooksAnswer] = []
        for _ in 0..<Self.lookUpLimit {
            switch dialect.lookUp(record, after: answers) {
            case .ask(let call):
                switch await line.answer(to: call, about: "look-up of " + step.subject, attempt: 1) {
                case .success(let answer): answers.append(answer)
                case .failure(let fault): return .found(.fault(fault))
                }
            case let end: return .found(end)
            }
        }
        return .found(.notThere)
    }

    /// Steps of one search; an invoice with more payments than this has been paid by hand.
    private static let lookUpLimit = 60

    private nonisolated func keyed(_ step: Step) throws -> KeyedRecord {
        try KeyedRecord(step.whole(), key: key(step.need.record.kind, step.need.localKey, generation: step.generation))
    }

    /// A receipt that could not be laid out; only its own document waits for it.
    private static func unmade(_ error: any Error) -> BooksFault {
        BooksFault(
            .ours, code: "receipt", text: "\(error)", sentence: "the receipt's PDF could not be made: \(error)",
            remedy: "report it; the document itself is in the books")
    }

    nonisolated func marker(_ kind: BooksRecord.Kind, _ localKey: String) -> String {
        RecordKey.marker(of: key(kind, localKey, generation: 1))
    }

    nonisolated func key(_ kind: BooksRecord.Kind, _ localKey: String, generation: Int) -> String {
        RecordKey.make(
            device: device, operation: "\(kind.rawValue).create", company: company.key, localID: localKey,
            generation: generation)
    }
}
