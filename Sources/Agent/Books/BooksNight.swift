import Accounting
public import Fiscal
import Foundation
import Logging
public import ServiceLifecycle
import Spool
import Synchronization

/// Compares each company's books with ours: once a day when the day's sums are posted, and whenever somebody asks.
public final class BooksNight: Service {
    private let spool: Spool
    private let clock: WallClock
    private let timing: BooksTiming
    private let line: BooksDesk.LineFinder
    private let dialect: @Sendable (Company) -> any Dialect
    private let log: SyncLogBook
    private let device: String
    private let wishes = AsyncStream<Wish>.makeStream()
    private let running = Mutex<[String: Progress]>([:])
    private let journal = Logger(label: "risiti.agent.books")

    /// A comparison that is under way.
    public struct Progress: Sendable, Hashable {
        /// Its number.
        public let id: Int64
        /// Documents of the company's that were read.
        public var read: Int
    }

    private struct Wish: Sendable {
        let id: Int64
        let lane: String
        let company: Company
        let from, to: CalendarDay
        let isNightly: Bool
    }

    /// The days before yesterday's end that a night goes back.
    static let reach = 7
    /// The most days that one comparison spans.
    public static let longest = 366
    /// Between two looks whether a night's turn has come.
    private static let round = Duration.seconds(60)

    init(
        spool: Spool, clock: WallClock, timing: BooksTiming, log: SyncLogBook, device: String,
        dialect: @escaping @Sendable (Company) -> any Dialect, line: @escaping BooksDesk.LineFinder
    ) {
        (self.spool, self.clock, self.timing, self.log) = (spool, clock, timing, log)
        (self.dialect, self.line, self.device) = (dialect, line, device)
    }

    // MARK: - Asking

    /// Begins a comparison of some days; gives its number.
    ///
    /// - Throws: `SpoolError` `refused` where one of the company is under way, or the days make no span.
    public func begin(_ lane: String, from: CalendarDay, to: CalendarDay) async throws -> Int64 {
        try await begin(lane, from: from, to: to, isNightly: false)
    }

    /// How far the comparison of a company is; nil where none is under way.
    public func progress(of lane: String) -> Progress? { running.withLock { $0[lane] } }

    private func begin(_ lane: String, from: CalendarDay, to: CalendarDay, isNightly: Bool) async throws -> Int64 {
        let connection = try await spool.booksConnection(lane)
        guard let company = Company(lane: lane), connection.state == .connected else {
            throw SpoolError(.refused, "\(connection.title) is not connected; see: risiti books list")
        }
        guard from <= to, from.advanced(by: Self.longest) > to else {
            throw SpoolError(.refused, "a comparison spans 1 to \(Self.longest) days, the first not behind the last")
        }
        let isFree = running.withLock { running in
            guard running[lane] == nil else { return false }
            running[lane] = Progress(id: 0, read: 0)
            return true
        }
        guard isFree else { throw SpoolError(.refused, "a comparison of \(lane) is under way") }
        do {
            let id = try await spool.beginComparison(of: lane, from: from, to: to, at: clock.now())
            running.withLock { $0[lane] = Progress(id: id, read: 0) }
            wishes.continuation.yield(
                Wish(id: id, lane: lane, company: company, from: from, to: to, isNightly: isNightly))
            return id
        } catch {
            running.withLock { $0[lane] = nil }
            throw error
        }
    }

    // MARK: - Working

    /// Works what is asked for, and asks for each night's own.
    public func run() async throws {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await Rounds.run(every: Self.round) { await self.lookAround() } }
            group.addTask {
                await withDiscardingTaskGroup { comparisons in
                    for await wish in self.wishes.stream.cancelOnGracefulShutdown() {
                        comparisons.addTask { await cancelWhenGracefulShutdown { await self.work(wish) } }
                    }
                }
            }
        }
    }

    private func work(_ wish: Wish) async {
        defer { running.withLock { $0[wish.lane] = nil } }
        do {
            let reconciler = Reconciler(
                spool: spool, dialect: dialect(wish.company), line: try await line(wish.lane), timing: timing,
                clock: clock, device: device
            ) { read in self.running.withLock { $0[wish.lane]?.read = read } }
            let picture = try await reconciler.compare(from: wish.from, to: wish.to)
            try await log.write()
            try await spool.note(picture.fresh, picture.conflicts, of: wish.lane, at: clock.now())
            let title = try await spool.booksConnection(wish.lane).title
            try await spool.finishComparison(
                wish.id, of: wish.lane, days: picture.days, findings: picture.findings, at: clock.now()
            ) { Trouble.compared(wish.lane, title, wish.from, wish.to, $0) }
            if wish.isNightly { try await spool.noteCompared(wish.lane, on: wish.to) }
        } catch {
            let reason = (error as? BooksFault)?.sentence ?? "\(error)"
            journal.notice(
                "a company's books were not compared", metadata: ["lane.name": "\(wish.lane)", "reason": "\(reason)"])
            try? await spool.failComparison(
                wish.id, reason: Task.isCancelled ? "the program ended" : reason, at: clock.now())
            try? await log.write()
        }
    }

    /// Begins the night's comparison of each company whose turn has come.
    package func lookAround() async {
        guard let connections = try? await spool.booksConnections() else { return }
        for connection in connections where connection.state == .connected {
            do {
                try await lookAt(connection)
            } catch {
                journal.error(
                    "the night's comparison cannot begin",
                    metadata: ["lane.name": "\(connection.lane)", "reason": "\(error)"])
            }
        }
    }

    /// Once a day, when every sum of the days before is posted.
    func lookAt(_ connection: BooksConnection) async throws {
        let (lane, now) = (connection.lane, clock.now())
        let yesterday = CalendarDay(now.advanced(by: .zero - timing.dayGrace)).advanced(by: -1)
        let watch = try await spool.booksWatch(of: lane)
        // The day before a company was connected has nothing of ours.
        let compared = watch?.comparedOn ?? CalendarDay(connection.connectedAt).advanced(by: -1)
        guard compared < yesterday, progress(of: lane) == nil,
            try await spool.booksDaysCollecting(of: lane).allSatisfy({ $0 > yesterday }),
            try await spool.readyDocuments(of: lane, at: now, limit: 1).isEmpty,
            try await !failedLately(lane, at: now)
        else { return }
        let reach = yesterday.advanced(by: 1 - Self.reach)
        let first = max(
            watch?.gapFrom.map { min($0, reach) } ?? reach, yesterday.advanced(by: 1 - Self.longest))
        _ = try await begin(lane, from: first, to: yesterday, isNightly: true)
    }

    private func failedLately(_ lane: String, at now: Timestamp) async throws -> Bool {
        guard let last = try await spool.booksComparisons(of: lane, before: nil, limit: 1).first,
            last.state == .failed, let ended = last.finishedAt, ended <= now
        else { return false }
        return now.since(ended) < timing.mappingRest
    }
}
