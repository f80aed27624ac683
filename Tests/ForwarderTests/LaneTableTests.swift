import Forwarder
import Spool
import Testing

/// The whole table: where the lane stands × what happens → what it does.
@Suite struct LaneTableTests {
    /// An event and the action in each place, in the order of ``Place``.
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let event: LaneEvent
        let at: Duration
        let actions: [String]

        init(_ description: String, _ event: LaneEvent, at: Duration = .milliseconds(500), _ actions: [String]) {
            testDescription = description
            self.event = event
            self.at = at
            self.actions = actions
        }

        init(delivered answer: DeliveryAnswer, _ action: String) {
            self.init("\(answer)", .delivered(answer), Row.working(action, action))
        }

        /// What would set the job aside stops the lane where an earlier sending may have been taken.
        init(setsAside answer: DeliveryAnswer) {
            self.init("\(answer)", .delivered(answer), Row.working("park", "pause"))
        }

        init(lookedUp answer: LookUpAnswer, _ action: String) {
            self.init("\(answer)", .lookedUp(answer), Row.working(action, action))
        }

        /// An answer means something only to a job in hand.
        static func working(_ delivering: String, _ asking: String) -> [String] {
            ["take head", delivering, asking, "wait until", "wait until", "wait"]
        }
    }

    static let lane: [Row] = [
        Row("woke early", .woke, Row.working("deliver", "look up")),
        Row("woke late", .woke, at: Place.late, ["take head", "deliver", "look up", "deliver", "probe", "wait"]),
        Row("route returned", .routeReturned, ["take head", "deliver", "look up", "deliver", "probe", "wait"]),
        Row("paused", .paused(reason: "by hand"), Array(repeating: "pause", count: 6)),
        Row(
            "resumed", .resumed,
            [
                "take head", "take head", "take head", "note running", "note running", "note running",
            ]),
        Row("no head", .head(nil), ["wait", "deliver", "look up", "wait until", "wait until", "wait"]),
        Row("a head", .head(.example()), ["deliver", "deliver", "look up", "wait until", "wait until", "wait"]),
        Row(
            "a head under way", .head(.example(inFlight: true)),
            [
                "look up", "deliver", "look up", "wait until", "wait until", "wait",
            ]),
        Row("parked", .parked, ["take head", "take head", "take head", "note running", "note running", "wait"]),
        Row("unwritten", .unwritten(.pause(reason: "by hand", nil)), Array(repeating: "pause", count: 6)),
        Row("unread", .unwritten(.takeHead), Row.working("deliver", "look up")),
        Row("reached", .probed(true), ["take head", "deliver", "look up", "wait until", "note running", "wait"]),
        Row("not reached", .probed(false), ["take head", "deliver", "look up", "wait until", "note broken", "wait"]),
    ]

    static let deliveries: [Row] = [
        Row(delivered: .done, "take head"),
        Row(delivered: .progressed, "deliver"),
        Row("healed", .delivered(.healed(reason: "renumbered")), Row.working("deliver", "look up")),
        Row(delivered: .unreachable(reason: "no route"), "note broken"),
        Row(delivered: .again(after: nil, limit: nil, reason: "busy"), "count attempt"),
        Row(delivered: .again(after: .seconds(3), limit: 1, reason: "busy"), "count attempt"),
        Row(setsAside: .again(after: nil, limit: 0, reason: "busy")),
        Row(delivered: .unclear(limit: nil, reason: "no answer"), "wait until"),
        Row(delivered: .unclear(limit: 5, reason: "no answer"), "count attempt"),
        Row(delivered: .alreadyThere(reason: "994"), "look up"),
        Row(setsAside: .refused(.example)),
        Row(delivered: .deviceProblem(.example), "pause"),
    ]

    static let answers: [Row] = [
        Row(lookedUp: .adopted, "deliver"),
        Row(lookedUp: .notThere, "deliver"),
        Row(lookedUp: .unsupported, "deliver"),
        Row(lookedUp: .differs(.example), "pause"),
        Row(lookedUp: .unreachable(reason: "no route"), "note broken"),
        Row(lookedUp: .again(after: nil, reason: "busy"), "note waiting"),
        Row(lookedUp: .again(after: .seconds(3), reason: "busy"), "note waiting"),
        Row(lookedUp: .deviceProblem(.example), "pause"),
    ]

    @Test(arguments: lane + deliveries + answers, Place.allCases)
    func `every event has its answer in every place`(_ row: Row, _ place: Place) {
        var machine = place.machine()
        let action = machine.handle(row.event, at: row.at)
        #expect(action.word == row.actions[Place.allCases.firstIndex(of: place) ?? 0])
    }

    @Test(arguments: Place.allCases)
    func `waking twice asks for the same again`(_ place: Place) {
        var machine = place.machine()
        let first = machine.handle(.woke, at: .milliseconds(500))
        let state = machine.state
        #expect(machine.handle(.woke, at: .milliseconds(500)) == first)
        #expect(machine.state == state)
    }

    @Test(arguments: [
        (LaneState.running, "take head"), (.waiting, "take head"), (.broken, "take head"), (.paused, "wait"),
    ])
    func `only a pause outlives a restart`(_ noted: LaneState, _ action: String) {
        var machine = LaneMachine(name: "kra", seed: 1, noted: noted, reason: "before")
        #expect(machine.handle(.woke, at: .zero).word == action)
    }

    @Test(arguments: [LaneState.waiting, .broken], [nil, Job.example()])
    func `after a restart the lane says that it runs`(_ noted: LaneState, _ job: Job?) {
        var machine = LaneMachine(name: "kra", seed: 1, noted: noted)
        _ = machine.handle(.woke, at: .zero)
        var words = [machine.handle(.head(job), at: .zero).word]
        if job != nil { words.append(machine.handle(.delivered(.done), at: .zero).word) }
        #expect(words.last == "note running")
        #expect(machine.handle(.woke, at: .zero) == .takeHead)
        #expect(machine.handle(.head(nil), at: .zero) == .wait(until: nil))
    }
}
