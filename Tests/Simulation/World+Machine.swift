import Agent
import Custody
import Fiscal
import Forwarder
import OSCU
import Spool

extension World {
    /// Starts the machine for the first time, initialises the device and plans the run.
    func begin() async throws {
        try await start()
        guard let machine else { throw Violation("the machine does not start") }
        if settings.kra.route == .integrator {
            try await machine.desk.keep(
                KRADesk.GatewaySecrets(applicationID: "app", consumerKey: "key", consumerSecret: "secret"))
        }
        _ = try await machine.desk.initialise()
        _ = try await machine.desk.refreshCodes()
        plan()
        weather = storm
        disk.fail(perMillion: storm.diskErrors)
    }

    /// Opens the spool as an agent does, and puts the lane together.
    func start() async throws {
        guard machine == nil else { return }
        try disk.restart()
        life += 1
        let chance = Chances(machineDice.bits())
        do {
            disk.arm()
            let spool = try Spool(
                directory: disk.directory, sealer: site.sealer, clock: clock.wall,
                chance: Chance { chance.next() }, transactions: place)
            try spool.prepare(lanes: [Agent.kraLane])
            machine = try await assemble(spool)
        } catch {
            guard disk.isDown || weather.diskErrors > 0 else { throw error }
            say("the spool does not open: \(error)")
            crash(powerCut: true)
            return
        }
        say("the machine runs, life \(life)")
        if machineDice.happens(125) { try await checkChain() }
        try await checkRecovered()
        guard !ledger.unanswered.isEmpty else { return }
        agenda.enter(.again(ledger.unanswered), at: clock.elapsed + machineDice.pick(100...30_000))
        ledger.unanswered = []
    }

    private func assemble(_ spool: Spool) async throws -> Machine {
        let (clock, line) = (clock, SimulatedLine(world: self, life: life))
        let start = ContinuousClock.now
        let client = OSCUClient(
            address: OSCUAddress(
                route: settings.kra.route, base: settings.kra.baseURL, token: settings.kra.tokenURL),
            device: OSCUDevice(
                pin: settings.branch.pin, branchID: settings.branch.branchID, serial: settings.branch.deviceSerial),
            http: line, now: { start.advanced(by: .milliseconds(clock.elapsed)) })
        let desk = KRADesk(
            spool: spool, secrets: site.custody.secrets, client: client, settings: settings, clock: clock.wall)
        let prints = PrintDesk(
            spool: spool, settings: settings, clock: clock.wall,
            printers: { [life] _ in SimulatedPrinter(world: self, life: life) },
            standard: { [settings] in settings.receipt.printer })
        let hands = LaneHands(
            name: Agent.kraLane, spool: spool,
            destination: Agent.kraDestination(spool: spool, desk: desk, settings: settings, clock: clock.wall),
            now: clock.wall.now)
        let lane = try await hands.machine(seed: machineDice.bits(), patience: .standard)
        return Machine(spool: spool, desk: desk, prints: prints, hands: hands, lane: lane)
    }

    /// The process dies, or the machine; it is started again later.
    func crash(powerCut: Bool) {
        say(powerCut ? "POWER CUT" : "KILLED")
        outcome.count(powerCut ? .powerCut : .killed)
        disk.crash(powerCut: powerCut)
        machine = nil
        life += 1
        agenda.enter(.restart, at: clock.elapsed + machineDice.span(500...7_200_000))
        if powerCut { clock.boot() }
    }

    /// Opens the spool again after the disk failed, as the agent's watch does.
    func mendSpool() async {
        guard isSpoolTroubled, let spool = machine?.spool else { return }
        isSpoolTroubled = false
        guard spool.health.state == .failing else { return }
        let health = await spool.recover(at: clock.wall.now())
        say("the spool is opened again: \(health.state)")
    }

    /// One decision of the lane, carried out.
    func stepLane() async throws {
        guard var present = machine else { return }
        let lived = life
        let event = present.takeEvent()
        let action = present.lane.handle(event, at: .milliseconds(clock.elapsed))
        machine = present
        check(action)
        say("lane: \(Self.words(event)) -> \(Self.words(action))")
        exchanges = (0, 0)
        let next: LaneEvent?
        do {
            next = try await present.hands.perform(action, elapsed: .milliseconds(clock.elapsed))
        } catch {
            guard life == lived, machine != nil else { return }
            say("the lane cannot use the spool: \(error)")
            isSpoolTroubled = true
            machine?.wakesAt = clock.elapsed + 1_000
            machine?.unwritten = action
            return
        }
        guard life == lived, machine != nil else { return }
        if let next {
            machine?.event = next
        } else if case .wait(let until) = action {
            machine?.wakesAt = until?.wholeMilliseconds
            // Cut to milliseconds, the time must not lie before the one that was asked for.
            if let until, until > .milliseconds(until.wholeMilliseconds) { machine?.wakesAt? += 1 }
        }
        guard let pause = machine?.takePause(), let told = machine?.event else { return }
        _ = machine?.lane.handle(told, at: .milliseconds(clock.elapsed))
        machine?.event = pause
    }

    private static func words(_ event: LaneEvent) -> String {
        switch event {
        case .head(let job): "head \(job.map { "\($0.sequence)" } ?? "none")"
        case .unwritten(let action): "unwritten: \(words(action))"
        // The evidence is a dictionary, which has another order in each process.
        case .delivered(.refused(let trouble)): "refused: \(trouble.code)"
        case .delivered(.deviceProblem(let trouble)), .lookedUp(.deviceProblem(let trouble)),
            .lookedUp(.differs(let trouble)):
            "stopped: \(trouble.code)"
        default: "\(event)"
        }
    }

    private static func words(_ action: LaneAction) -> String {
        switch action {
        case .deliver(let job): "deliver \(job.sequence), attempts \(job.attempts)"
        case .lookUp(let job): "look up \(job.sequence)"
        case .park(let job, let trouble): "park \(job.sequence): \(trouble.code), \(trouble.reason)"
        case .pause(_, let trouble): "pause: \(trouble.map { "\($0.code), \($0.reason)" } ?? "by hand")"
        default: "\(action)"
        }
    }
}
