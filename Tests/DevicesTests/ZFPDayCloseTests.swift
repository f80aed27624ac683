import Testing

@testable import Devices

/// The Z report of a control unit: never sent twice in doubt.
@Suite struct ZFPDayCloseTests {
    private func dated(_ day: String) -> EngineEnd {
        Sample.data("1;0000000001;\(Sample.number(1));201126;\(day);0001")
    }

    private func play(_ ends: [EngineEnd]) -> ZFPDayClose.Step {
        var job = ZFPDayClose()
        var step = job.begin()
        for end in ends { step = job.take(end) }
        return step
    }

    @Test func `it looks, dates and closes`() {
        #expect(play([]) == .ask(.currentDocument))
        #expect(play([Sample.nothingOpen]) == .ask(.diagnostics))
        #expect(play([Sample.nothingOpen, dated("201126")]) == .ask(.dailyReport))
        #expect(play([Sample.nothingOpen, dated("201126"), Sample.done]) == .ended(.closed))
        #expect(play([Sample.nothingOpen, dated("201126"), Sample.data("0001")]) == .ended(.closed))
    }

    @Test func `a lost answer is settled by the date of the last end of day, or by a person`() {
        let lost = [Sample.nothingOpen, dated("201126"), Sample.lost]
        #expect(play(lost) == .ask(.diagnostics))
        #expect(play(lost + [dated("211126")]) == .ended(.closed))
        guard case .ended(.needsPerson(let doubt)) = play(lost + [dated("201126")]) else {
            Issue.record("it goes on")
            return
        }
        #expect(doubt.sentence.contains("201126"))
    }

    @Test func `an open document keeps the day open`() {
        guard case .ended(.notClosed(let refusal)) = play([Sample.open(1)]) else {
            Issue.record("it goes on")
            return
        }
        #expect(refusal.conditions == [.fiscalOpen])
    }

    @Test func `a refusal and a device that left are told apart`() {
        let before = [Sample.nothingOpen, dated("201126")]
        guard case .ended(.notClosed) = play(before + [Sample.verdict(8, 0)]) else {
            Issue.record("it goes on")
            return
        }
        let fault = EngineFault(.gone, "the device left")
        #expect(play(before + [.notDone(fault)]) == .ended(.suspended(fault)))
    }
}
