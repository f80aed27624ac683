import Spool
import Testing

@testable import Forwarder

@Suite struct LaneMachineTests {
    private static let again = LaneEvent.delivered(.again(after: nil, limit: 4, reason: "busy"))

    @Test(arguments: [Backoff.attempts, .probes, .questions])
    func `waits grow to the cap and jitter stays in its bounds`(_ backoff: Backoff) {
        for failures in 1...20 {
            let step = backoff.steps[min(failures, backoff.steps.count) - 1]
            let waits = [0, 1, 499, 999].map { backoff.wait(after: failures, chance: $0) }
            #expect(waits.first == step)
            #expect(waits == waits.sorted())
            #expect(waits.allSatisfy { $0 <= step + step / 5 })
        }
        #expect(backoff.steps == backoff.steps.sorted())
        #expect(backoff.wait(after: 0, chance: 0) == backoff.steps[0])
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `an outage counts no attempt and probes with growing waits`(_ seed: UInt64) {
        var machine = LaneMachine(name: "kra", seed: seed)
        _ = machine.handle(.head(.example()), at: .zero)
        var now = Duration.zero
        var event = LaneEvent.delivered(.unreachable(reason: "no route"))
        for failures in 1...30 {
            let noted = machine.handle(event, at: now)
            guard case .note(.broken, "no route", let until?) = noted else {
                Issue.record("\(noted)")
                return
            }
            let step = Backoff.probes.steps[min(failures, Backoff.probes.steps.count) - 1]
            #expect(until - now >= step && until - now <= step + step / 5)
            #expect(machine.handle(.woke, at: until - .milliseconds(1)) == .wait(until: until))
            #expect(machine.handle(.woke, at: until) == .probe)
            (now, event) = (until, .probed(false))
        }
        #expect(machine.handle(.probed(true), at: now) == .note(.running, reason: nil, until: nil))
        #expect(machine.handle(.woke, at: now) == .takeHead)
        #expect(machine.handle(.head(.example()), at: now) == .deliver(.example()))
    }

    @Test func `a route that returns probes at once`() {
        var machine = Place.broken.machine()
        #expect(machine.handle(.routeReturned, at: .milliseconds(1)) == .probe)
    }

    @Test(arguments: [
        (LookUpAnswer.adopted, "deliver"), (.notThere, "deliver"), (.unsupported, "deliver"),
        (.differs(.example), "pause"),
    ])
    func `an unclear answer is followed by a question`(_ answer: LookUpAnswer, _ action: String) {
        var machine = Place.delivering.machine()
        let wait = machine.handle(.delivered(.unclear(limit: nil, reason: "no answer")), at: .seconds(1))
        #expect(wait == .wait(until: .seconds(1)))
        #expect(machine.handle(.woke, at: .seconds(1)) == .lookUp(.example()))
        #expect(machine.handle(.lookedUp(answer), at: .seconds(1)).word == action)
    }

    @Test func `questions are asked at once first, then with growing waits`() {
        var machine = Place.delivering.machine()
        var now = Duration.zero
        for failures in 1...10 {
            let until = machine.handle(.delivered(.unclear(limit: nil, reason: "no answer")), at: now).until
            let step = Backoff.questions.steps[min(failures, Backoff.questions.steps.count) - 1]
            #expect((now + step...now + step + step / 5).contains(until ?? .zero))
            now = until ?? .zero
            #expect(machine.handle(.woke, at: now).word == "look up")
            #expect(machine.handle(.lookedUp(.notThere), at: now).word == "deliver")
        }
    }

    @Test(arguments: 0...5)
    func `sends that stay unclear end in a task, after the look-up has said no`(_ limit: Int) {
        var machine = Place.delivering.machine()
        for send in 1...limit + 1 {
            _ = machine.handle(.delivered(.unclear(limit: limit, reason: "no answer")), at: .zero)
            #expect(machine.handle(.woke, at: .seconds(1_000)).word == "look up")
            let action = machine.handle(.lookedUp(.notThere), at: .zero)
            #expect(action.word == (send <= limit ? "deliver" : "park"))
        }
    }

    @Test func `sends of which nobody can say whether they arrived stop the lane and give up no number`() {
        var machine = Place.delivering.machine()
        for send in 1...3 {
            _ = machine.handle(.delivered(.unclear(limit: 2, reason: "no answer")), at: .zero)
            #expect(machine.handle(.woke, at: .seconds(1_000)).word == "look up")
            #expect(machine.handle(.lookedUp(.unsupported), at: .zero).word == (send <= 2 ? "deliver" : "pause"))
        }
        _ = machine.handle(.resumed, at: .zero)
        #expect(machine.handle(.woke, at: .zero).word == "take head")
        #expect(machine.handle(.head(.example(inFlight: true)), at: .zero).word == "look up")
    }

    /// How the destination ends a document that it may have taken before.
    private static let endings: [[DeliveryAnswer]] = [
        [.refused(.example)], Array(repeating: .again(after: nil, limit: 1, reason: "busy"), count: 2),
        Array(repeating: .healed(reason: "renumbered"), count: LaneMachine.healLimit + 1),
    ]

    @Test(arguments: endings, [LookUpAnswer.unsupported, .notThere])
    func `what may have been taken stops the lane where it would be set aside, and what was not is set aside`(
        _ ending: [DeliveryAnswer], _ answer: LookUpAnswer
    ) {
        var machine = Place.delivering.machine()
        _ = machine.handle(.delivered(.unclear(limit: nil, reason: "no answer")), at: .zero)
        var now = Duration.seconds(1)
        #expect(machine.handle(.woke, at: now).word == "look up")
        var action = machine.handle(.lookedUp(answer), at: now)
        for step in ending {
            if action.word == "count attempt" {
                now += .seconds(1_000)
                action = machine.handle(.woke, at: now)
            }
            #expect(action.word == "deliver")
            action = machine.handle(.delivered(step), at: now)
        }
        #expect(action.word == (answer == .unsupported ? "pause" : "park"))
        guard case .pause(_, let trouble) = action else { return }
        #expect(trouble?.code == Trouble.fateUnknown)
    }

    @Test(arguments: [(true, "pause"), (false, "park")])
    func `what is known of a write outlives a restart`(_ mayBeTaken: Bool, _ action: String) {
        var machine = LaneMachine(name: "kra", seed: 1)
        let job = Job(lane: "kra", sequence: 1, attempts: 0, isInFlight: true, mayBeTaken: mayBeTaken)
        #expect(machine.handle(.head(job), at: .zero).word == "look up")
        #expect(machine.handle(.lookedUp(.unsupported), at: .zero).word == "deliver")
        #expect(machine.handle(.delivered(.refused(.example)), at: .zero).word == action)
    }

    @Test func `what the spool did not take is decided again`() {
        for place in Place.allCases {
            var machine = place.machine()
            let stopped = machine.handle(.delivered(.deviceProblem(.example)), at: .zero)
            #expect(machine.handle(.unwritten(stopped), at: .zero).word == stopped.word)
        }
    }

    @Test func `sends that stayed unclear are adopted even past the limit`() {
        var machine = Place.delivering.machine()
        _ = machine.handle(.delivered(.unclear(limit: 0, reason: "no answer")), at: .zero)
        _ = machine.handle(.woke, at: .seconds(1))
        #expect(machine.handle(.lookedUp(.adopted), at: .zero).word == "deliver")
    }

    @Test func `a destination too busy to answer the question uses up no send`() {
        var machine = Place.delivering.machine()
        _ = machine.handle(.delivered(.unclear(limit: 2, reason: "no answer")), at: .zero)
        var now = Duration.zero
        for _ in 1...10 {
            now += .seconds(2_000)
            #expect(machine.handle(.woke, at: now).word == "look up")
            let until = machine.handle(.lookedUp(.again(after: nil, reason: "busy")), at: now).until
            #expect((until ?? .zero) > now)
        }
        _ = machine.handle(.woke, at: now + .seconds(2_000))
        #expect(machine.handle(.lookedUp(.notThere), at: now).word == "deliver")
    }

    @Test func `again has a limit, and counts from what was written down`() {
        for attempts in 0...6 {
            var machine = LaneMachine(name: "kra", seed: 3)
            _ = machine.handle(.head(.example(attempts: attempts)), at: .zero)
            var counted = 0
            var now = Duration.zero
            var action = machine.handle(Self.again, at: now)
            while case .countAttempt(_, _, let until) = action {
                counted += 1
                now = until
                #expect(machine.handle(.woke, at: now).word == "deliver")
                action = machine.handle(Self.again, at: now)
            }
            #expect(action.word == "park")
            #expect(counted == max(0, 4 - attempts))
        }
    }

    @Test func `the wait that a destination names is the wait`() {
        var machine = Place.delivering.machine()
        let action = machine.handle(.delivered(.again(after: .seconds(77), limit: nil, reason: "")), at: .seconds(3))
        #expect(action.until == .seconds(80))
    }

    @Test func `healing is bounded`() {
        var machine = Place.delivering.machine()
        for _ in 1...LaneMachine.healLimit {
            #expect(machine.handle(.delivered(.healed(reason: "renumbered")), at: .zero).word == "deliver")
        }
        let action = machine.handle(.delivered(.healed(reason: "renumbered")), at: .zero)
        guard case .park(_, let trouble) = action else {
            Issue.record("\(action)")
            return
        }
        #expect(trouble.code == "lane.keeps_healing")
    }

    @Test func `a contradiction is bounded`() {
        var machine = Place.delivering.machine()
        for _ in 1...LaneMachine.contradictionLimit {
            #expect(machine.handle(.delivered(.alreadyThere(reason: "994")), at: .zero).word == "look up")
            #expect(machine.handle(.lookedUp(.notThere), at: .zero).word == "deliver")
        }
        let action = machine.handle(.delivered(.alreadyThere(reason: "994")), at: .zero)
        guard case .pause(_, let trouble?) = action else {
            Issue.record("\(action)")
            return
        }
        #expect(trouble.code == "lane.contradiction")
    }

    @Test(arguments: Place.allCases)
    func `a paused lane stands until it is resumed`(_ place: Place) {
        var machine = place.machine()
        #expect(machine.handle(.paused(reason: "stock-taking"), at: .zero) == .pause(reason: "stock-taking", nil))
        for event in [LaneEvent.woke, .routeReturned, .head(.example()), .parked, .probed(true)] {
            #expect(machine.handle(event, at: .seconds(100_000)) == .wait(until: nil))
        }
        #expect(machine.handle(.resumed, at: .zero) == .note(.running, reason: nil, until: nil))
        #expect(machine.handle(.woke, at: .zero) == .takeHead)
    }

    @Test(arguments: [Place.backingOff, .broken, .paused])
    func `that the lane runs again is said once`(_ place: Place) {
        var machine = place.machine()
        var words: [String] = []
        var event: LaneEvent? = place == .paused ? .resumed : .routeReturned
        for sequence in 2...5 as ClosedRange<Int64> {
            while let next = event {
                let action = machine.handle(next, at: .seconds(1))
                words.append(action.word)
                event =
                    switch action {
                    case .takeHead: .head(.example(sequence))
                    case .deliver: nil
                    case .probe: .probed(true)
                    default: .woke
                    }
            }
            event = .delivered(.done)
        }
        #expect(words.filter { $0 == "note running" }.count == 1)
    }
}
