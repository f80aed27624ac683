public import Accounting
import Fiscal
public import Forwarder
import Foundation
import Logging
public import ServiceLifecycle
public import Spool
import Synchronization

/// Everything that concerns the books but the connecting: lanes, maps, questions, and what was posted.
public final class BooksDesk: Service {
    /// Finds the way to a company, authorised.
    typealias LineFinder = @Sendable (_ lane: String) async throws -> any CompanyLine

    let spool: Spool
    let clock: WallClock
    let timing: BooksTiming
    private let device: String
    private let patience: Patience
    private let limits: BooksLimits
    private let log: SyncLogBook
    private let line: LineFinder
    private let dialect: @Sendable (Company) -> any Dialect
    private let rates: @Sendable () -> TaxTable
    private let receipts: @Sendable (StoredSale) throws -> [UInt8]
    private let stop: @Sendable (Company, BooksFault) async -> Void
    private let run = Int64.random(in: 1 ... .max)
    private let lanes = Mutex<[String: Lane]>([:])
    private let arrivals = AsyncStream<LaneRunner>.makeStream()
    private let journal = Logger(label: "risiti.agent.books")

    private struct Lane {
        let books: CompanyBooks
        let runner: LaneRunner
    }

    /// Opens the desk.
    ///
    /// - Parameters:
    ///   - device: what tells this device's keys from those of others that post to the same company.
    ///   - rates: the rates of the tax letters, for a map that is made by itself.
    ///   - receipts: makes a receipt's PDF.
    ///   - stop: is told of a company that does not let us in any more.
    init(
        spool: Spool, clock: WallClock, device: String, timing: BooksTiming, patience: Patience, limits: BooksLimits,
        log: SyncLogBook, dialect: @escaping @Sendable (Company) -> any Dialect, line: @escaping LineFinder,
        rates: @escaping @Sendable () -> TaxTable, receipts: @escaping @Sendable (StoredSale) throws -> [UInt8],
        stop: @escaping @Sendable (Company, BooksFault) async -> Void
    ) {
        self.stop = stop
        (self.spool, self.clock, self.device, self.timing) = (spool, clock, device, timing)
        (self.patience, self.limits, self.log, self.line) = (patience, limits, log, line)
        (self.dialect, self.rates, self.receipts) = (dialect, rates, receipts)
    }

    // MARK: - Lanes

    /// The runner of a company's lane; nil where none runs.
    public func runner(_ lane: String) -> LaneRunner? { lanes.withLock { $0[lane]?.runner } }

    /// The runners of all companies.
    public var runners: [LaneRunner] { lanes.withLock { $0.values.map(\.runner) } }

    /// The work of a company's lane, for whoever drives it by another clock; nil where none is open.
    package func work(_ lane: String) -> (any CompanyWork)? { lanes.withLock { $0[lane]?.books } }

    /// Works the lanes of all companies, of those too that are connected while it runs.
    public func run() async throws {
        for connection in try await spool.booksConnections() where connection.state != .removed {
            await open(connection.lane)
        }
        try await withThrowingDiscardingTaskGroup { group in
            for await runner in arrivals.stream.cancelOnGracefulShutdown() {
                group.addTask { try await runner.run() }
            }
        }
    }

    /// Sees to the lane of a company that was connected, changed or removed.
    public func changed(_ lane: String) async {
        do {
            let connection = try await spool.booksConnection(lane)
            guard connection.state == .connected else { return }
            let settings = try BooksSettings(of: connection)
            if let first = try await spool.firstSale(at: settings.from.start) {
                try await spool.openBooks(of: lane, from: first)
            }
            // Before the lane runs, which would only find that nobody has said where sales go.
            if try await spool.booksMappings(of: lane).isEmpty { _ = try await mapByItself(lane) }
            guard let runner = runner(lane) else { return await open(lane) }
            try await runner.resume()
        } catch {
            // The lane asks for the map that is missing, by a task.
            journal.error(
                "a company's books could not be mapped", metadata: ["lane.name": "\(lane)", "reason": "\(error)"])
            await open(lane)
        }
    }

    private func open(_ lane: String) async {
        guard runner(lane) == nil, let company = Company(lane: lane), let line = try? await line(lane) else { return }
        let dialect = dialect(company)
        let books = CompanyBooks(
            spool: spool, dialect: dialect, line: line, budget: limits.budget(of: company, dialect.limits), log: log,
            device: device, timing: timing, clock: clock, run: run, receipts: receipts,
            stop: { [stop] in await stop(company, $0) })
        let runner = LaneRunner(name: lane, spool: spool, company: books, patience: patience, now: clock.now)
        let isNew = lanes.withLock { lanes in
            guard lanes[lane] == nil else { return false }
            lanes[lane] = Lane(books: books, runner: runner)
            return true
        }
        if isNew { arrivals.continuation.yield(runner) }
    }

    /// What waits on each company's lane though it runs; nothing of one whose settings cannot be read.
    public func rests() async throws(SpoolError) -> [String: [LaneRest]] {
        var rests: [String: [LaneRest]] = [:]
        for connection in try await spool.booksConnections() where connection.state != .removed {
            guard let settings = try? BooksSettings(of: connection) else { continue }
            rests[connection.lane] = try await spool.laneRests(of: connection.lane, flow: settings.flow)
        }
        return rests
    }

    // MARK: - Questions

    /// What a company answered to a question, fetched now.
    ///
    /// - Throws: `BooksFault` with a sentence and a remedy; ``SpoolError``.
    public func ask(_ question: BooksQuestion, of lane: String) async throws -> BooksReply {
        guard let company = Company(lane: lane) else { throw SpoolError(.notFound, "\(lane) is no company's lane") }
        let (dialect, line) = (dialect(company), try await line(lane))
        var whole: BooksReply?
        for page in 1...Self.mostPages {
            let answer = try await answer(to: dialect.call(asking: question, page: page), question, on: line)
            let (reply, hasMore) = try dialect.reply(to: question, answer)
            whole = whole.map { $0.joined(with: reply) } ?? reply
            if !hasMore { break }
        }
        try await log.write()
        guard let whole else { throw SpoolError(.refused, "\(lane) answered nothing") }
        let body = String(decoding: try CanonicalJSON.bytes(of: whole), as: UTF8.self)
        try await spool.keep(booksFact: body, to: question.rawValue, of: lane, at: clock.now())
        return whole
    }

    /// Makes a call for which a person waits: where the limits let it through in a moment, so does the person.
    private func answer(
        to call: BooksCall, _ question: BooksQuestion, on line: any CompanyLine
    ) async throws -> BooksAnswer {
        var left = Self.longestTurn
        return try await line.patiently(call, about: question.rawValue, { $0 }) { (fault, _) throws(BooksFault) in
            guard fault.kind == .throttled, let pause = fault.after, pause <= left else { throw fault }
            left -= max(pause, Self.shortestTurn)
            return pause
        }
    }

    /// How long a question waits for its turn, all in all; a person looks at nothing for longer.
    private static let longestTurn = Duration.seconds(10)
    /// What a try counts for at least, so that there is an end of them.
    private static let shortestTurn = Duration.milliseconds(100)

    /// Pages of one answer; a company with more than a hundred thousand items is asked otherwise.
    private static let mostPages = 100

    /// What a company answered last to a question; asked now where it never was.
    public func known(_ question: BooksQuestion, of lane: String) async throws -> BooksReply {
        if let fact = try await spool.booksFact(question.rawValue, of: lane),
            let reply = try? JSONDecoder().decode(BooksReply.self, from: Data(fact.body.utf8))
        {
            return reply
        }
        return try await ask(question, of: lane)
    }

    // MARK: - Maps

    /// The newest map with its version; nil where there is none.
    public func map(of lane: String) async throws -> (version: Int, map: BooksMap)? {
        guard let newest = try await spool.booksMappings(of: lane).first else { return nil }
        return (newest.version, try JSONDecoder().decode(BooksMap.self, from: Data(newest.body.utf8)))
    }

    /// Keeps a map as a further version, and gives its number; where the newest says the same already, that one's.
    ///
    /// Either way what waits for the map is tried again.
    /// - Throws: ``SpoolError`` `refused` where the newest is no longer `version`, or a rule of the map is wrong.
    public func keep(_ map: BooksMap, of lane: String, after version: Int, by person: String) async throws -> Int {
        try await keep(map, of: lane, after: version, by: person, backTo: nil)
    }

    private func keep(
        _ map: BooksMap, of lane: String, after version: Int, by person: String, backTo: Int?
    ) async throws -> Int {
        let faults = FieldRuleCheck(map.rules).faults
        guard faults.isEmpty else {
            throw SpoolError(.refused, faults.map { "\($0)" }.joined(separator: "; "))
        }
        let newest = try await self.map(of: lane)
        let isUnchanged = backTo == nil && newest?.version == version && newest?.map == map
        let body = try BooksMapVersion(map: map, backTo: backTo).body
        let made =
            isUnchanged
            ? version : try await spool.keep(mapping: body, of: lane, after: version, by: person, at: clock.now())
        try await spool.retryBooks(of: lane, at: clock.now())
        await runner(lane)?.tryNow()
        return made
    }

    /// Takes the version before the newest as a further one; done again, the one before that.
    ///
    /// - Throws: ``SpoolError`` `refused` where there is none before.
    public func undoMap(of lane: String, by person: String) async throws -> Int {
        let versions = try await spool.booksMappings(of: lane)
        guard let newest = versions.first, let target = try BooksMapVersion.before(versions) else {
            throw SpoolError(.refused, "the map of \(lane) has no version to go back to")
        }
        return try await keep(
            target.map, of: lane, after: newest.version, by: person, backTo: target.version)
    }

    /// Makes a map from what the company's own accounts and codes say, and keeps it.
    public func mapByItself(_ lane: String) async throws -> (version: Int, map: BooksMap) {
        guard case .company(let facts) = try await ask(.company, of: lane),
            case .accounts(let accounts) = try await ask(.accounts, of: lane),
            case .taxCodes(let codes) = try await ask(.taxCodes, of: lane),
            case .named(let methods) = Company(lane: lane)?.provider == .xero
                ? .named([]) : try await ask(.paymentMethods, of: lane)
        else { throw SpoolError(.refused, "\(lane) answered other questions than were asked") }
        let made = BooksMap.standard(
            accounts: accounts, taxCodes: codes, paymentMethods: methods, rates: rates(), facts: facts)
        let version = try await map(of: lane)?.version ?? 0
        return (try await keep(made, of: lane, after: version, by: "risiti"), made)
    }

    // MARK: - What would be, and what was, posted

    /// What would be sent for a sale as things stand; nothing is sent.
    ///
    /// - Throws: ``SpoolError``; `PostingPlan.Unfit` where the map does not say where something goes.
    public func rehearse(_ name: String, in lane: String) async throws -> BooksRehearsal {
        if self.lane(lane) == nil { await open(lane) }
        guard let books = self.lane(lane)?.books else {
            throw SpoolError(.notFound, "no company is connected as \(lane); see: risiti books list")
        }
        return try await books.rehearse(try await spool.sale(name))
    }

    private func lane(_ name: String) -> Lane? { lanes.withLock { $0[name] } }
}

extension BooksReply {
    /// This answer and the next page's.
    fileprivate func joined(with next: BooksReply) -> BooksReply {
        switch (self, next) {
        case (.accounts(let one), .accounts(let other)): .accounts(one + other)
        case (.taxCodes(let one), .taxCodes(let other)): .taxCodes(one + other)
        case (.named(let one), .named(let other)): .named(one + other)
        default: self
        }
    }
}
