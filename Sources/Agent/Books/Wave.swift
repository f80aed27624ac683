import Accounting
import Fiscal
import Forwarder
import Foundation
import Outbound
import Spool

/// A call, or a search of several, that a wave makes.
enum Move: Sendable {
    /// Makes records.
    case send([Step])
    /// Looks whether a record is there.
    case lookUp(Step)
    /// Reads the object that a record changes, for it was changed by someone else.
    case refresh(Step)

    var steps: [Step] {
        switch self {
        case .send(let steps): steps
        case .lookUp(let step), .refresh(let step): [step]
        }
    }
}

/// What came of a move.
enum MoveAnswer: Sendable {
    /// An answer to a sending; a fault where nothing was sent.
    case sent(Result<BooksAnswer, BooksFault>)
    /// The end of a search.
    case found(LookUpStep)
    /// An answer to a reading.
    case read(Result<BooksAnswer, BooksFault>)
}

/// What one wave works on: pure bookkeeping of what is to be done and what came of it, without I/O.
struct Wave {
    private let limit: Int
    private let began: Timestamp
    let run: Int64
    var documents: [Int64: OpenDocument] = [:]
    private var order: [Int64] = []
    /// Calls that there is work for: what goes alone, full batches, and what a batch that is begun still takes.
    private var work = (alone: Set<String>(), batched: [BooksRecord.Kind: Set<String>](), batches: 0, room: 0)
    private var ends: [Int64: BooksSettlement] = [:]
    private var taken: Set<String> = []
    /// Rows that changed.
    var records: [BooksRecordRow] = []
    /// Tasks that concern the lane, and no document alone.
    var troubles: [Trouble] = []
    /// What the map does not say; of all documents together.
    private(set) var gaps: [PostingPlan.Unfit] = []
    /// How long the company wants to be left alone.
    var pauses: [(time: Duration, reason: String)] = []
    private var stop: Trouble?
    /// What the provider said where it does not let us in any more.
    private(set) var lost: BooksFault?
    var unreached: String?
    var reached = false

    init(limit: Int, at began: Timestamp, run: Int64) {
        (self.limit, self.began, self.run) = (limit, began, run)
    }

    /// The row of a step as it was written down before it was sent, or would have been.
    func row(of step: Step) -> BooksRecordRow { step.begun(at: began, run: run) }

    mutating func add(_ document: OpenDocument, _ dialect: any Dialect) {
        documents[document.row.id] = document
        order.append(document.row.id)
        // Who has no steps by the map is told when the moves are made.
        for step in (try? document.steps()) ?? [] {
            let (kind, most) = (step.need.record.kind, dialect.batchLimit(of: step.need.record.kind))
            guard most > 1 else {
                work.alone.insert(step.subject)
                continue
            }
            work.batched[kind, default: []].insert(step.subject)
        }
        work.batches = work.batched.reduce(0) { $0 + $1.value.count / dialect.batchLimit(of: $1.key) }
        work.room = work.batched.map { dialect.batchLimit(of: $0.key) }.max() ?? 0
    }

    /// Whether there is work for every call that may be made now, and no batch that the next documents would fill: more
    /// documents would be opened in vain.
    func isFull(calls: Int) -> Bool {
        work.alone.count + work.batches >= min(limit, calls) && (work.batches > 0 || documents.count >= work.room)
    }

    // MARK: - What to do

    /// The calls to make now: at most `limit` and `calls`, each record once however many documents need it.
    mutating func moves(
        dialect: any Dialect, timing: BooksTiming, calls: Int
    ) -> [Move] {
        var single: [Move] = []
        var batches: [BooksRecord.Kind: [Step]] = [:]
        for id in order {
            guard let document = documents[id] else { continue }
            let steps: [Step]
            do throws(PostingPlan.Unfit) {
                steps = try document.steps()
            } catch {
                waitForMapping(id, error, timing)
                continue
            }
            if steps.isEmpty { ends[id] = document.end }
            for step in steps where taken.insert(step.subject).inserted {
                switch turn(of: step, dialect, timing) {
                case .lookUp: single.append(.lookUp(step))
                case .again: single.append(.send([step]))
                case .refresh: single.append(.refresh(step))
                case .fresh: batches[step.need.record.kind, default: []].append(step)
                case .later(let time): settle(id, .more(notBefore: time, why: .unclear(step.subject)))
                }
            }
        }
        var moves: [Move] = []
        for kind in BooksRecord.Kind.allCases {
            moves += Self.cut(batches[kind] ?? [], dialect).map { .send($0) }
        }
        // What one call does for many comes before what it does for one.
        let (many, alone) = (moves.filter { $0.steps.count > 1 }, moves.filter { $0.steps.count == 1 })
        return Array((many + single + alone).prefix(min(limit, calls)))
    }

    private enum Turn {
        case fresh
        case again
        case lookUp
        case refresh
        case later(Timestamp)
    }

    /// What to do with a step: what may be there is sent again as it was inside the provider's window, else looked for.
    private func turn(
        of step: Step, _ dialect: any Dialect, _ timing: BooksTiming
    ) -> Turn {
        guard let row = step.row, row.state == .sending || row.state == .unclear else {
            if case .note(let note) = step.need.record, note.version == nil || (step.row?.misses ?? 0) > 0,
                dialect.call(refreshing: step.need.record) != nil
            {
                return .refresh
            }
            // What is changed is read first, and again after whatever kept it from being changed.
            if let over = step.need.record.over, over.version == nil || step.row?.misses ?? 1 > 0 { return .refresh }
            return step.looksFirst ? .lookUp : .fresh
        }
        guard row.misses == 0 else { return .lookUp }
        let age = began.since(row.firstSentAt)
        let isFresh = row.run == run && age >= .zero && age < dialect.replayWindow - timing.replayMargin
        // A batch is the same call only as a whole; its records are looked for one by one.
        if isFresh, row.sends < Self.replays, dialect.batchLimit(of: step.need.record.kind) == 1 { return .again }
        let due = row.firstSentAt.advanced(by: timing.settle)
        return began >= due || row.run != run && age < .zero ? .lookUp : .later(due)
    }

    /// Sendings under one key before a person's patience is better spent on looking.
    private static let replays = 4

    private static func cut(_ steps: [Step], _ dialect: any Dialect) -> [[Step]] {
        var rest = steps[...]
        var batches: [[Step]] = []
        while !rest.isEmpty {
            let records = rest.map { KeyedRecord($0.need.record, key: String(repeating: "0", count: 40)) }
            let batch = rest.prefix(max(1, dialect.count(fittingOneCall: records)))
            batches.append(Array(batch))
            rest = rest.dropFirst(batch.count)
        }
        return batches
    }

    private mutating func waitForMapping(
        _ id: Int64, _ unfit: PostingPlan.Unfit, _ timing: BooksTiming
    ) {
        ends[id] = .more(
            notBefore: began.advanced(by: timing.mappingRest),
            why: BooksRest(code: unfit.code, reason: unfit.sentence))
        for gap in [unfit] + (documents[id]?.plan.gaps ?? []) where !gaps.contains(gap) { gaps.append(gap) }
    }

    // MARK: - What came of it

    mutating func take(
        _ answer: MoveAnswer, to move: Move, dialect: any Dialect, at now: Timestamp, timing: BooksTiming
    ) {
        switch (move, answer) {
        case (.send(let steps), .sent(.success(let answer))):
            noteReach(answer)
            let outcomes = dialect.outcomes(
                of: answer, making: steps.map { KeyedRecord($0.need.record, key: "") })
            for (step, outcome) in zip(steps, outcomes) {
                switch outcome {
                case .kept(var kept):
                    kept.isEcho = true
                    keep(step, kept)
                case .fault(let fault):
                    if case .failed(.notSent) = answer { unreached = fault.sentence }
                    refuse(step, fault, wasSent: true, at: now, timing)
                }
            }
        case (.send(let steps), .sent(.failure(let fault))):
            for step in steps { refuse(step, fault, wasSent: false, at: now, timing) }
        case (.lookUp(let step), .found(let end)): found(end, step, at: now, timing)
        case (.refresh(let step), .read(.success(let answer))):
            noteReach(answer)
            refreshed(step, answer, dialect, at: now, timing)
        case (.refresh(let step), .read(.failure(let fault))): refuse(step, fault, wasSent: false, at: now, timing)
        default: break
        }
    }

    private mutating func noteReach(_ answer: BooksAnswer) {
        if case .response = answer { reached = true }
    }

    mutating func keep(_ step: Step, _ kept: KeptRecord) {
        var row = row(of: step)
        (row.state, row.misses) = (.kept, 0)
        row.kept = (try? CanonicalJSON.bytes(of: kept)).map { String(decoding: $0, as: UTF8.self) }
        put(row, step)
        guard case .document(let posted) = step.need.record else { return }
        let differs =
            kept.totalMinor.map { $0 != posted.total.minor } ?? false
            || kept.taxMinor.map { $0 != posted.tax.minor } ?? false
        if differs { settle(step.document, .parked(.amountsDiffer(posted, kept))) }
    }

    /// Puts a row in the place of what was known, and lets every document know that needs it.
    mutating func put(_ row: BooksRecordRow, _ step: Step) {
        records.removeAll { $0.kind == row.kind && $0.localKey == row.localKey }
        records.append(row)
        for id in order where step.need.isShared || id == step.document { documents[id]?.put(row) }
    }

    private mutating func refuse(
        _ step: Step, _ fault: BooksFault, wasSent: Bool, at now: Timestamp, _ timing: BooksTiming
    ) {
        let attempts = documents[step.document]?.row.attempts ?? 0
        var row = row(of: step)
        let again = now.advanced(by: fault.after ?? timing.again(after: attempts))
        switch fault.kind {
        case .throttled:
            row.state = wasSentBefore(step) ? .unclear : .refused
            pauses.append((fault.after ?? .seconds(60), fault.sentence))
        case .later:
            row.state = wasSentBefore(step) ? .unclear : .refused
            settle(step.document, .again(notBefore: again, why: .fault(fault)))
            if !wasSent { unreached = unreached ?? fault.sentence }
        case .expired:
            // A token that was fresh: the next call has another one, and whoever keeps the grant counts them.
            row.state = wasSentBefore(step) ? .unclear : .refused
            settle(step.document, .again(notBefore: again, why: .fault(fault)))
        case .reconnect, .company:
            row.state = wasSentBefore(step) ? .unclear : .refused
            stand(still: fault)
        case .unclear:
            row.state = .unclear
            settle(step.document, .again(notBefore: again, why: .unclear(step.subject)))
        case .stale:
            // What the record changes is read again, and the change made on top of it.
            (row.state, row.misses) = (.refused, 1)
            settle(
                step.document,
                attempts < Self.refreshes ? .again(notBefore: now) : .parked(.refused(fault, step.subject)))
        case .duplicate:
            // It says that it has one: the look-up that follows says whose.
            (row.state, row.misses) = (.unclear, Self.saidToBeThere)
            settle(step.document, .more(notBefore: now))
        case .mapping, .ours:
            decline(&row, step)
            let trouble = Trouble.refused(fault, step.subject)
            for id in needing(step) {
                settle(
                    id,
                    .more(
                        notBefore: now.advanced(by: timing.mappingRest),
                        why: BooksRest(code: trouble.code, reason: trouble.reason)))
            }
            troubles.append(trouble)
        case .refused where fault.isLockedPeriod:
            decline(&row, step)
            let trouble = Trouble.locked(fault, step.subject, documents[step.document]?.row.day)
            settle(
                step.document,
                .more(
                    notBefore: now.advanced(by: timing.lockRest),
                    why: BooksRest(code: trouble.code, reason: fault.sentence)))
            if !troubles.contains(where: { $0.code == trouble.code }) { troubles.append(trouble) }
        case .reference where attempts < 2:
            decline(&row, step)
            lookAgain(step)
            settle(step.document, .again(notBefore: again))
        case .reference, .refused:
            decline(&row, step)
            settle(step.document, .parked(.refused(fault, step.subject)))
        }
        put(row, step)
    }

    /// The documents that cannot go on without a step: what many share holds up all of them.
    private func needing(_ step: Step) -> [Int64] {
        guard step.need.isShared else { return [step.document] }
        return order.filter { id in
            id == step.document
                || (try? documents[id]?.steps())?.contains { $0.subject == step.subject } == true
        }
    }

    /// Times that somebody may be quicker than a change of ours before a person is asked.
    private static let refreshes = 4

    /// What is counted as misses of a record that the provider says it has; each look-up without it adds one.
    static let saidToBeThere = 2

    /// A refusal of this sending; an earlier one of the same that was not answered may have been taken all the same, and
    /// is looked for before anything is sent again.
    private func decline(_ row: inout BooksRecordRow, _ step: Step) {
        if wasSentBefore(step) {
            (row.state, row.misses) = (.unclear, max(1, row.misses))
        } else {
            (row.state, row.generation) = (.refused, row.generation + 1)
            if step.need.record.over != nil { row.misses = 1 }
        }
    }

    mutating func stand(still fault: BooksFault) {
        stop = stop ?? .company(fault)
        if fault.kind == .reconnect { lost = lost ?? fault }
    }

    /// Whether an earlier sending of it may have been taken.
    private func wasSentBefore(_ step: Step) -> Bool {
        step.row?.state == .sending || step.row?.state == .unclear
    }

    /// Something that the document names is gone: its customer and its items are looked for again.
    private mutating func lookAgain(_ step: Step) {
        guard let document = documents[step.document], let needs = try? document.plan.needs({ _, _ in nil }) else {
            return
        }
        for need in needs where need.isShared {
            guard var row = document.record(need.record.kind, need.localKey), row.state == .kept else { continue }
            (row.state, row.kept, row.misses) = (.unclear, nil, 1)
            put(row, Step(need: need, document: step.document, row: row, of: document))
        }
    }

    private mutating func refreshed(
        _ step: Step, _ answer: BooksAnswer, _ dialect: any Dialect, at now: Timestamp, _ timing: BooksTiming
    ) {
        do throws(BooksFault) {
            var fresh = step
            fresh.need = PostingPlan.Need(
                localKey: step.need.localKey, record: try dialect.refreshed(step.need.record, by: answer),
                isShared: step.need.isShared)
            var row = row(of: fresh)
            (row.state, row.body, row.misses) = (.refused, fresh.need.record.text, 0)
            row.generation += 1
            put(row, fresh)
        } catch {
            guard error.kind == .reference, step.need.record.over != nil else {
                return refuse(step, error, wasSent: true, at: now, timing)
            }
            // What was to be changed is gone: a person says whether it is made anew.
            var row = row(of: step)
            (row.state, row.body, row.misses) = (.refused, step.need.record.put(over: nil).text, 0)
            row.generation += 1
            put(row, step)
            settle(step.document, .parked(.refused(error, step.subject)))
        }
    }

    // MARK: - The end

    /// The worst that happened to a document counts.
    mutating func settle(_ id: Int64, _ settlement: BooksSettlement) {
        if case .parked = ends[id] { return }
        if case .again = ends[id], case .more = settlement { return }
        ends[id] = settlement
    }

    /// What became of each document that was touched.
    func settlements(at now: Timestamp) -> [(id: Int64, settlement: BooksSettlement)] {
        order.compactMap { id in
            if let end = ends[id] { return (id, end) }
            guard let document = documents[id], let steps = try? document.steps(), steps.isEmpty else { return nil }
            return (id, document.end)
        }
    }

    /// What the lane is to do next.
    var answer: WaveAnswer {
        if let stop { return .stopped(stop) }
        if let unreached, !reached { return .unreachable(reason: unreached) }
        return .worked
    }
}
