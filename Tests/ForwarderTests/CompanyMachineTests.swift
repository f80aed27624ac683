import Forwarder
import Spool
import Testing

@Suite struct CompanyMachineTests {
    private static let trouble = Trouble(code: "books.test", reason: "broken", action: "mend it")

    @Test func `it works as long as there is work, then waits for its time`() {
        var machine = CompanyMachine(seed: 1)
        #expect(machine.handle(.woke, at: .zero) == .work)
        #expect(machine.handle(.worked(.worked), at: .zero) == .work)
        #expect(machine.handle(.worked(.rested(for: .seconds(5))), at: .seconds(1)) == .wait(until: .seconds(6)))
        #expect(machine.handle(.woke, at: .seconds(2)) == .work)
        #expect(machine.handle(.worked(.rested(for: nil)), at: .seconds(2)) == .wait(until: nil))
    }

    @Test(arguments: [LaneEvent.woke, .routeReturned])
    func `a limit is obeyed whoever asks`(_ event: LaneEvent) {
        var machine = CompanyMachine(seed: 1)
        _ = machine.handle(.woke, at: .zero)
        let answer = WaveAnswer.limited(for: .seconds(30), reason: "429")
        #expect(machine.handle(.worked(answer), at: .zero) == .wait(until: .seconds(30)))
        #expect(machine.handle(event, at: .seconds(29)) == .wait(until: .seconds(30)))
        #expect(machine.handle(.woke, at: .seconds(30)) == .work)
    }

    @Test func `a long limit is told, and so is its end`() {
        var machine = CompanyMachine(seed: 1)
        _ = machine.handle(.woke, at: .zero)
        let told = machine.handle(.worked(.limited(for: .seconds(3_600), reason: "day")), at: .zero)
        #expect(told == .note(.waiting, reason: "day", until: .seconds(3_600)))
        #expect(machine.handle(.woke, at: .seconds(3_600)) == .note(.running, reason: nil, until: nil))
        #expect(machine.handle(.woke, at: .seconds(3_600)) == .work)
    }

    @Test func `out of reach it probes, and works again at once when somebody answers`() {
        var machine = CompanyMachine(seed: 1)
        _ = machine.handle(.woke, at: .zero)
        guard case .note(.broken, _, let until?) = machine.handle(.worked(.unreachable(reason: "no route")), at: .zero)
        else {
            Issue.record("it is not said to be broken")
            return
        }
        #expect(machine.handle(.woke, at: .zero) == .wait(until: until))
        #expect(machine.handle(.woke, at: until) == .probe)
        #expect(machine.handle(.probed(true), at: until) == .note(.running, reason: nil, until: nil))
        #expect(machine.handle(.woke, at: until) == .work)
    }

    @Test func `what stops it stays until a person sets it going, over a restart too`() {
        var machine = CompanyMachine(seed: 1)
        _ = machine.handle(.woke, at: .zero)
        #expect(machine.handle(.worked(.stopped(Self.trouble)), at: .zero) == .pause(reason: "broken", Self.trouble))
        #expect(machine.handle(.routeReturned, at: .seconds(9)) == .wait(until: nil))
        var next = CompanyMachine(seed: 1, noted: .paused, reason: "broken")
        #expect(next.handle(.woke, at: .zero) == .wait(until: nil))
        #expect(next.handle(.resumed, at: .zero) == .note(.running, reason: nil, until: nil))
        #expect(next.handle(.woke, at: .zero) == .work)
    }

    @Test func `a pause that the disk did not take is written down again`() {
        var machine = CompanyMachine(seed: 1)
        _ = machine.handle(.woke, at: .zero)
        let pause = machine.handle(.worked(.stopped(Self.trouble)), at: .zero)
        #expect(machine.handle(.unwritten(pause), at: .seconds(1)) == pause)
    }
}
