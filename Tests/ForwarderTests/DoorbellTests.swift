import Spool
import Testing

@testable import Forwarder

@Suite struct DoorbellTests {
    private static let pause = LaneEvent.paused(reason: "by hand")

    @Test(
        arguments: [
            ([.woke, .woke, .woke], [.woke]),
            ([.routeReturned, .woke], [.routeReturned, .woke]),
            ([pause, .resumed], [.resumed]),
            ([.resumed, pause], [pause]),
            ([pause, .resumed, pause], [pause]),
            ([.woke, pause, .resumed, .woke], [.woke, .resumed]),
        ] as [([LaneEvent], [LaneEvent])])
    func `what is rung while nobody waits is kept once, and the last wish counts`(
        _ rung: [LaneEvent], _ kept: [LaneEvent]
    ) async {
        let bell = Doorbell()
        for event in rung { await bell.ring(event) }
        var heard: [LaneEvent] = []
        while let event = await bell.pending() { heard.append(event) }
        #expect(heard == kept)
    }

    @Test func `a pause is taken out of turn`() async {
        let bell = Doorbell()
        for event in [LaneEvent.woke, Self.pause] { await bell.ring(event) }
        #expect(await bell.takePause() == Self.pause)
        #expect(await bell.takePause() == nil)
        #expect(await bell.pending() == .woke)
    }

    @Test func `a wait that is over at once wakes`() async {
        #expect(await Doorbell().wait(timeout: .zero, clock: ContinuousClock()) == .woke)
    }

    @Test func `a wait that is cancelled ends`() async {
        let bell = Doorbell()
        let wait = Task { await bell.wait(timeout: nil, clock: ContinuousClock()) }
        wait.cancel()
        #expect(await wait.value == .woke)
    }
}
