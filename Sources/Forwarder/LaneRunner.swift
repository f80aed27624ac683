public import Fiscal
import Logging
public import ServiceLifecycle
public import Spool

/// The service around a lane's machine: waits, sends, and writes down what came of it.
public final class LaneRunner: Service {
    /// The lane's name.
    public let name: String
    private let spool: Spool
    private let hands: LaneHands
    private let patience: Patience
    private let bell = Doorbell()
    private let turns = LaneTurns()
    private let now: @Sendable () -> Timestamp
    private let clock = ContinuousClock()
    private let log: Logger

    /// Makes the runner of a lane that takes one job after the other; it works once it is run.
    public convenience init(
        name: String, spool: Spool, destination: any Destination, patience: Patience = .standard,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.init(name: name, spool: spool, work: .destination(destination), patience: patience, now: now)
    }

    /// Makes the runner of a company's lane; it works once it is run.
    public convenience init(
        name: String, spool: Spool, company: any CompanyWork, patience: Patience = .standard,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.init(name: name, spool: spool, work: .company(company), patience: patience, now: now)
    }

    private init(
        name: String, spool: Spool, work: LaneHands.Work, patience: Patience, now: @escaping @Sendable () -> Timestamp
    ) {
        self.name = name
        self.spool = spool
        hands = LaneHands(name: name, spool: spool, work: work, now: now)
        self.patience = patience
        self.now = now
        var log = Logger(label: "risiti.forwarder")
        log[metadataKey: "lane.name"] = "\(name)"
        self.log = log
    }

    /// A person stops the lane; once this returns it stays stopped over a restart.
    ///
    /// - Throws: ``SpoolError`` where it could not be written down yet; the lane stops all the same.
    public func pause(reason: String) async throws(SpoolError) {
        try await inTurn { () async throws(SpoolError) in
            await bell.ring(.paused(reason: reason))
            try await spool.note(lane: name, state: .paused, reason: reason, nextAttemptAt: nil, at: now())
        }
    }

    /// A person sets the lane going; once this returns it runs over a restart.
    ///
    /// - Throws: ``SpoolError`` where it could not be written down; the lane stands then.
    public func resume() async throws(SpoolError) {
        try await inTurn { () async throws(SpoolError) in
            try await spool.note(lane: name, state: .running, reason: nil, nextAttemptAt: nil, at: now())
            await bell.ring(.resumed)
        }
    }

    /// A person, or a route that came back, asks for a try at once.
    public func tryNow() async { await bell.ring(.routeReturned) }

    /// Works the lane until graceful shutdown or cancellation.
    public func run() async throws {
        await withTaskCancellationOrGracefulShutdownHandler {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await self.listen() }
                group.addTask { await self.work() }
                await group.next()
                group.cancelAll()
            }
        } onCancelOrGracefulShutdown: {
            Task { await self.bell.ring(.woke) }
        }
    }

    private func listen() async {
        for await _ in spool.changes().cancelOnGracefulShutdown() {
            await bell.ring(.woke)
        }
    }

    private func work() async {
        guard var machine = await mind() else { return }
        let start = clock.now
        var event = LaneEvent.woke
        while !Task.isCancelled, !Task.isShuttingDownGracefully {
            let action = machine.handle(event, at: start.duration(to: clock.now))
            do {
                event = try await perform(action, since: start)
            } catch {
                // What rings meanwhile is heard after it.
                await rest(after: error)
                event = .unwritten(action)
                continue
            }
            // A pause is heard between two steps too. The action that is dropped for it is decided again on resuming.
            if let pause = await bell.takePause() {
                _ = machine.handle(event, at: start.duration(to: clock.now))
                event = pause
            }
        }
    }

    /// The machine, once the spool says how the lane stands; nil where the lane is told to end before.
    private func mind() async -> (any LaneMind)? {
        while !Task.isCancelled, !Task.isShuttingDownGracefully {
            do {
                return try await hands.mind(seed: .random(in: .min ... .max), patience: patience)
            } catch {
                await rest(after: error)
            }
        }
        return nil
    }

    private func rest(after error: SpoolError) async {
        log.error("the lane cannot use the spool", metadata: ["error.code": "\(error.code.rawValue)"])
        // Cut short only where the lane ends.
        try? await clock.sleep(for: patience.spool)
    }

    private func perform(
        _ action: LaneAction, since start: ContinuousClock.Instant
    ) async throws(SpoolError) -> LaneEvent {
        let elapsed = start.duration(to: clock.now)
        if action.writesState {
            return try await inTurn { () async throws(SpoolError) in try await write(action, elapsed: elapsed) }
        }
        if let event = try await hands.perform(action, elapsed: elapsed) { return event }
        guard case .wait(let until) = action else { return .woke }
        return await bell.wait(timeout: until.map { max(.zero, $0 - elapsed) }, clock: clock)
    }

    /// Writes down how the lane stands; not over what a person wants and the lane has not heard yet, for that is newer.
    private func write(_ action: LaneAction, elapsed: Duration) async throws(SpoolError) -> LaneEvent {
        guard await bell.hasWish else { return try await hands.perform(action, elapsed: elapsed) ?? .woke }
        switch action {
        case .countAttempt(let job, _, _): try await spool.countAttempt(job)
        // A task is raised whatever a person wants.
        case .pause(_, .some): return try await hands.perform(action, elapsed: elapsed) ?? .woke
        default: break
        }
        return .woke
    }

    private func inTurn<Value>(
        _ body: () async throws(SpoolError) -> Value
    ) async throws(SpoolError) -> Value {
        await turns.take()
        do {
            let value = try await body()
            await turns.give()
            return value
        } catch {
            await turns.give()
            throw error
        }
    }
}
