package import Fiscal
import Logging
package import Spool

/// Does what a lane's machine decided, all but the waiting; a simulation drives it with a clock of its own.
package struct LaneHands: Sendable {
    /// The lane's name.
    package let name: String
    private let spool: Spool
    private let work: Work
    private let now: @Sendable () -> Timestamp
    private let log: Logger

    /// Whom a lane works for.
    package enum Work: Sendable {
        /// A destination that takes one job after the other.
        case destination(any Destination)
        /// A company that takes many documents at once.
        case company(any CompanyWork)
    }

    /// Makes the hands of one lane that takes one job after the other.
    package init(name: String, spool: Spool, destination: any Destination, now: @escaping @Sendable () -> Timestamp) {
        self.init(name: name, spool: spool, work: .destination(destination), now: now)
    }

    /// Makes the hands of one lane.
    package init(name: String, spool: Spool, work: Work, now: @escaping @Sendable () -> Timestamp) {
        self.name = name
        self.spool = spool
        self.work = work
        self.now = now
        var log = Logger(label: "risiti.forwarder")
        log[metadataKey: "lane.name"] = "\(name)"
        self.log = log
    }

    /// A machine that knows how the lane was last written down; without that a paused lane would run.
    package func machine(seed: UInt64, patience: Patience) async throws(SpoolError) -> LaneMachine {
        let before = try await spool.lanes().first { $0.name == name }
        return LaneMachine(
            name: name, seed: seed, patience: patience, noted: before?.state ?? .running, reason: before?.reason)
    }

    /// The machine that decides for whom this lane works, as ``machine(seed:patience:)``.
    package func mind(seed: UInt64, patience: Patience) async throws(SpoolError) -> any LaneMind {
        guard case .company = work else { return try await machine(seed: seed, patience: patience) }
        let before = try await spool.lanes().first { $0.name == name }
        return CompanyMachine(
            seed: seed, patience: patience, noted: before?.state ?? .running, reason: before?.reason)
    }

    /// Does one thing and gives the event that it ends in; nil where there is nothing to do but wait.
    package func perform(_ action: LaneAction, elapsed: Duration) async throws(SpoolError) -> LaneEvent? {
        switch action {
        case .takeHead: return .head(try await spool.head(of: name))
        case .deliver(let job):
            guard case .destination(let destination) = work else { return .woke }
            return .delivered(await destination.deliver(job))
        case .lookUp(let job):
            guard case .destination(let destination) = work else { return .woke }
            return .lookedUp(await destination.lookUp(job))
        case .work:
            guard case .company(let company) = work else { return .woke }
            return .worked(await company.wave())
        case .probe: return .probed(await probe())
        case .wait: return nil
        case .note(let state, let reason, let until):
            try await note(state, reason, wait: until.map { $0 - elapsed })
        case .countAttempt(let job, let reason, let until):
            // In this order, for what fails here is done again: an attempt is counted once.
            try await note(.waiting, reason, wait: until - elapsed)
            try await spool.countAttempt(job)
        case .park(let job, let trouble):
            log.error(
                "a job waits for a person",
                metadata: ["sale.sequence": "\(job.sequence)", "error.code": "\(trouble.code)"])
            try await spool.park(job, trouble, at: now())
            return .parked
        case .pause(let reason, let trouble):
            log.notice("the lane is paused", metadata: ["error.code": "\(trouble?.code ?? "person")"])
            try await spool.note(
                lane: name, state: .paused, reason: reason, nextAttemptAt: nil, trouble: trouble, at: now())
        }
        return .woke
    }

    private func probe() async -> Bool {
        switch work {
        case .destination(let destination): await destination.probe()
        case .company(let company): await company.probe()
        }
    }

    private func note(_ state: LaneState, _ reason: String?, wait: Duration?) async throws(SpoolError) {
        log.debug("the lane stands", metadata: ["lane.state": "\(state.rawValue)", "reason": "\(reason ?? "")"])
        try await spool.note(
            lane: name, state: state, reason: reason, nextAttemptAt: wait.map { now().advanced(by: $0) }, at: now())
    }
}
