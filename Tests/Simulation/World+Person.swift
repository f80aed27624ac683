import Agent
import Fiscal
import Forwarder
import Spool

extension World {
    /// Tasks that may come up, since the run holds their causes.
    private static let expectedTasks: Set<String> = [
        "kra.refused", "kra.device", "lane.tried_enough", "print.failed", "kra.original_missing",
        Trouble.fateUnknown,
    ]

    /// A person looks at the tasks: most are tried again, some are given up.
    func visit() async throws {
        defer { if isCalm { agenda.enter(.visit, at: clock.elapsed + 600_000) } }
        guard let spool = machine?.spool else { return }
        var isPaused = false
        do {
            // A wish that was cut off by a death is seen by how the lane stands, and made again.
            isPaused = try await spool.lanes().contains { $0.state == .paused }
            for task in try await spool.tasks(openOnly: true) { try await attend(task, spool) }
        } catch {
            // An error of the disk from before the calm is mended by the agent's watch, which comes next.
            isSpoolTroubled = true
            let isFailing = weather.diskErrors > 0 || spool.health.state == .failing
            guard !(error is Violation), disk.isDown || isFailing else { throw error }
            return say("the person cannot see the tasks: \(error)")
        }
        if isStoppedByPerson || isPaused {
            isStoppedByPerson = false
            machine?.ring(.resumed)
        }
    }

    private func attend(_ task: TaskView, _ spool: Spool) async throws {
        // Where the line says things twice, the answer to the second may be the one that comes back.
        let isEcho = task.trouble.code == "kra.counter_ahead" && storm.replayed > 0
        guard isEcho || Self.expectedTasks.contains(task.trouble.code) else {
            throw Violation("a task that nothing here can cause: \(task.trouble.code), \(task.trouble.reason)")
        }
        guard let id = task.documentID, task.lane != nil else {
            let resolution = try await lookUp(task, spool)
            say("person: \(task.trouble.code) is settled: \(resolution)")
            try await spool.resolve(task.id, resolution, at: clock.wall.now())
            if task.lane != nil { machine?.ring(.resumed) }
            return
        }
        let sale = ledger.sale(of: id)
        let isLost = sale.map { isHopeless($0) } ?? false
        if isLost, isCalm || shopDice.happens(500) { return }
        let resolution = isLost && shopDice.happens(500) ? TaskResolution.discard : .retry
        say("person: \(task.trouble.code) of \(sale?.number ?? id): \(resolution)")
        if resolution == .discard, let sale { ledger.abandoned.insert(sale.sequence) }
        try await spool.resolve(task.id, resolution, at: clock.wall.now())
        machine?.ring(.resumed)
    }

    /// What a person finds at KRA of a write whose fate nobody knew: nothing of a sale that KRA never takes.
    private func lookUp(_ task: TaskView, _ spool: Spool) async throws -> TaskResolution {
        guard task.trouble.code == Trouble.fateUnknown, let job = try await spool.head(of: Agent.kraLane) else {
            return .retry
        }
        let sale = ledger.acknowledged.values.first { $0.sequence == job.sequence }
        return sale.map { isHopeless($0) } ?? false ? .discard : .retry
    }

    /// Whether KRA will never take it: poisoned, or a credit note of something that KRA will never have.
    func isHopeless(_ sale: Ledger.Acknowledged) -> Bool {
        if sale.isPoisoned { return true }
        guard let original = sale.credits, let before = ledger.acknowledged[original] else { return false }
        return before.isPoisoned
    }

    /// What an agent does in idle moments: folds the log in, fetches the code lists.
    func care() async {
        guard let present = machine else { return }
        do {
            try await present.spool.checkpoint(idle: true)
            try await present.spool.trimEvents()
            _ = try await present.desk.refreshCodes()
        } catch {
            say("housekeeping failed: \(error)")
            isSpoolTroubled = true
        }
    }
}
