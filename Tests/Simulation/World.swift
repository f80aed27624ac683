import Agent
import Fiscal
import Forwarder
import Simulators
import Spool

/// A shop, its machine, its line and KRA, driven by one seed: one thing after the other, in virtual time.
///
/// Spool, lane, planner and KRA's language are the real ones; time, disk, network, KRA and printer are played. Whatever
/// waits for the network gives way to what happens in the meantime, so that tills sell while an answer is under way.
actor World {
    let site: Site
    let settings: Settings
    let disk: Disk
    let clock = VirtualClock()
    let baskets: Baskets
    /// How much is sold.
    let trade: Trade
    /// What this run draws its troubles from, and the troubles.
    let storm: Weather
    var weather = Weather.calm
    var agenda = Agenda()
    var authority: OSCUAuthority
    /// The running machine; nil while it is off.
    var machine: Machine?
    /// How often the machine was started; what an earlier life still does reaches nobody.
    var life = 0
    var isOut = false
    var isCalm = false
    var isStoppedByPerson = false
    /// Whether the spool refused something since it was last looked after.
    var isSpoolTroubled = false
    /// What cannot be done while an answer is under way.
    var deferred: [Happening] = []
    /// Exchanges of the present step, and how many of them met a line that is down.
    var exchanges = (all: 0, down: 0)
    var ledger = Ledger()
    var outcome: Outcome
    var networkDice, shopDice, machineDice: Dice
    let place: TransactionPlace
    private let trace: (@Sendable (String) -> Void)?

    /// Steps of the lane after which a run is said to go round in circles, for each sale of the plan.
    private static let stepsEach = 600
    /// Turns of the run after which others have theirs: each such giving way wakes a thread.
    private static let turnsEach = 256

    init(
        seed: UInt64, site: Site, sabotage: Sabotage?, transactions place: TransactionPlace,
        trace: (@Sendable (String) -> Void)?
    ) throws {
        var dice = Dice(seed: seed)
        self.place = place
        self.site = site
        self.trace = trace
        let isDirect = dice.happens(600)
        settings = isDirect ? site.direct : site.integrator
        storm = Weather(&dice)
        trade = Trade(&dice)
        baskets = try Baskets(&dice, tills: trade.tills, rates: isDirect ? .published : .integrator)
        authority = OSCUAuthority(
            route: isDirect ? .direct : .integrator, seed: dice.bits(), itemClasses: Baskets.classes,
            communicationKey: Site.communicationKey)
        disk = try Disk(storm: storm, isForgetful: sabotage == .forgetful, dice: dice.fork())
        (networkDice, shopDice, machineDice) = (dice.fork(), dice.fork(), dice.fork())
        outcome = Outcome(seed: seed)
        self.sabotage = sabotage
    }

    /// A bug that is planted on purpose, to see that it is found.
    let sabotage: Sabotage?

    /// Lives the whole run and says what came of it.
    func live() async -> Outcome {
        do {
            try await begin()
            try await work()
            try await checkEnd()
        } catch let violation as Violation {
            outcome.violation = violation
        } catch {
            outcome.violation = Violation("the simulation itself failed: \(error)")
        }
        outcome.elapsed = clock.elapsed
        if disk.errors > 0 { outcome.count(.disk, disk.errors) }
        machine = nil
        say("end: \(outcome.violation?.description ?? "all promises held")")
        return outcome
    }

    /// Says what happens, where somebody listens.
    func say(_ text: @autoclosure () -> String) {
        guard let trace else { return }
        let (seconds, rest) = clock.elapsed.quotientAndRemainder(dividingBy: 1_000)
        let (day, hour) = (seconds / 86_400, seconds % 86_400 / 3_600)
        trace("\(day)d \(hour)h \(seconds % 3_600 / 60)m \(seconds % 60)s \(rest)ms  \(text())")
    }

    /// Notes the first broken promise; the run ends with it.
    func broken(_ text: String) {
        if ledger.violation == nil { ledger.violation = Violation(text) }
        say("BROKEN: \(text)")
    }

    // MARK: - Time

    /// Works until nothing is left to do.
    private func work() async throws {
        var turns = 0
        while true {
            turns += 1
            // Transactions stay on this thread, of which a process has few: others shall have their turn.
            if turns.isMultiple(of: Self.turnsEach) { await Task.yield() }
            if let violation = ledger.violation { throw violation }
            if disk.isDown, machine != nil { crash(powerCut: machineDice.happens(500)) }
            disk.arm()
            if let due = agenda.take(by: clock.elapsed) {
                try await happen(due.what, inBetween: false)
                continue
            }
            if !deferred.isEmpty {
                try await happen(deferred.removeFirst(), inBetween: false)
                continue
            }
            guard machine != nil else {
                guard let next = agenda.next else { throw Violation("the machine is never started again") }
                clock.pass(to: next)
                continue
            }
            await mendSpool()
            if machine?.isReady == true {
                outcome.steps += 1
                guard outcome.steps < Self.stepsEach * (trade.sales + 100) else {
                    throw Violation("the lane goes round in circles")
                }
                try await stepLane()
                continue
            }
            if isCalm, try await isDrained() { return }
            guard let next = [agenda.next, machine?.wakesAt].compactMap(\.self).min() else {
                throw Violation("nothing will ever happen again, and there is work left")
            }
            clock.pass(to: next)
            machine?.wake(at: clock.elapsed)
        }
    }

    /// Lets time pass while an answer is under way; the machine may die meanwhile.
    func pass(to moment: Int64) async {
        let present = life
        while life == present, machine != nil, !disk.isDown, let due = agenda.take(by: moment) {
            clock.pass(to: due.time)
            do {
                try await happen(due.what, inBetween: true)
            } catch {
                broken("\(error)")
            }
        }
        if life == present, machine != nil { clock.pass(to: moment) }
    }

    private func happen(_ what: Happening, inBetween: Bool) async throws {
        switch what {
        case .customers(let count): try await serve(count)
        case .again(let errands): try await post(errands)
        case .crash(let powerCut):
            guard machine != nil else { return }
            // Half of the deaths come in the middle of what the disk will do next.
            if machineDice.happens(500) { return disk.die(after: machineDice.pick(1...80)) }
            crash(powerCut: powerCut)
        case .restart: try await start()
        case .clock(let offset):
            say("the wall clock is \(offset / 1_000) s off")
            if offset != 0 { outcome.count(.clock) }
            clock.setOffset(offset)
        case .clockLost:
            say("the wall clock stands at 1970")
            outcome.count(.clock)
            clock.forget()
        case .outage(let begins):
            say(begins ? "the line goes down" : "the line is back")
            isOut = begins && !isCalm
            if !begins { machine?.ring(.routeReturned) }
        case .late(let parcel):
            say("a late request arrives: \(parcel.path)")
            _ = deliver(parcel)
        case .freeze(let length):
            say("the machine stands still for \(length / 1_000) s")
            outcome.count(.freeze)
            clock.pass(to: clock.elapsed + length)
        case .pause:
            isStoppedByPerson = true
            outcome.count(.pause)
            machine?.ring(.paused(reason: "by hand"))
        case .visit, .print, .care, .calm:
            if inBetween { deferred.append(what) } else { try await tend(what) }
        }
    }

    private func tend(_ what: Happening) async throws {
        switch what {
        case .visit: try await visit()
        case .print: try await printSlip()
        case .care: await care()
        case .calm: try await becomeCalm()
        default: break
        }
    }
}

/// A bug that is planted to see that the checkers find it.
package enum Sabotage: String, Sendable, CaseIterable {
    /// Now and then tills have their answer although nothing was committed.
    case boastful
    /// After a crash the disk has what it had before the one in front.
    case forgetful
}
