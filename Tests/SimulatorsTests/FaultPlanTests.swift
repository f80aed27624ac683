import Testing

@testable import Simulators

/// Fault plans and the dice that play them.
@Suite struct FaultPlanTests {
    private func plan(_ text: String) throws -> OSCUFaultPlan {
        try OSCUFaultPlan(json: Array(text.utf8))
    }

    @Test func `a whole plan is read`() throws {
        let plan = try plan(
            """
            {"rates": {"answer_lost_after_acceptance": 0.05, "busy_503": 0.01},
             "script": [{"at_request": 17, "fault": "slow_drip"}],
             "outages": [{"from_request": 40, "requests": 25}], "only_writes": false}
            """)
        #expect(plan.ratesPerMillion == [.answerLostAfterAcceptance: 50_000, .busy503: 10_000])
        #expect(plan.script == [17: .slowDrip])
        #expect(plan.outages == [40..<65])
        #expect(!plan.onlyWrites)
    }

    @Test(arguments: [
        "[]", "{", #"{"rates": {"flood": 0.1}}"#, #"{"rates": {"busy_503": 1.1}}"#, #"{"rate": {}}"#,
        #"{"rates": {"busy_503": 0.6, "slow_drip": 0.6}}"#, #"{"script": [{"at_request": 0}]}"#,
        #"{"outages": [{"from_request": 1}]}"#,
    ])
    func `a plan that makes no sense is refused`(_ text: String) {
        #expect(throws: SimulatorError.self) { try plan(text) }
    }

    @Test func `the same seed and order give the same faults`() throws {
        let plan = try plan(#"{"rates": {"reset_before": 0.3, "empty_body": 0.3}}"#)
        func faults(_ seed: UInt64) -> [OSCUFault?] {
            var dice = OSCUFaultDice(plan, seed: seed)
            return (0..<200).map { _ in dice.next(isWrite: true)?.fault }
        }
        #expect(faults(7) == faults(7))
        #expect(faults(7) != faults(8))
        #expect((80...160).contains(faults(7).count { $0 != nil }))
    }

    @Test func `rates leave lookups alone and scripts do not`() throws {
        var dice = OSCUFaultDice(
            try plan(
                """
                {"rates": {"reset_before": 1}, "script": [{"at_request": 2, "fault": "busy_503"}],
                 "outages": [{"from_request": 4, "requests": 1}]}
                """), seed: 1)
        let faults = (1...5).map { _ in dice.next(isWrite: false)?.fault }
        #expect(faults == [nil, .busy503, nil, .outage, nil])
        #expect(dice.next(isWrite: true)?.fault == .resetBefore)
        #expect(dice.counts == ["busy_503": 1, "outage": 1, "reset_before": 1])
    }
}
