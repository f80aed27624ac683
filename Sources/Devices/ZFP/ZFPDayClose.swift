/// The daily report of a Kenyan control unit: what ends the 24-hour block (reference §3.2, §3.6.1).
///
/// A Z is never sent twice in doubt: `22` tells the date of the last end of day before it and, after a lost answer,
/// again. An X report is no job: ``ZFPCommand/dayAmounts`` reads it.
public struct ZFPDayClose: Sendable {
    /// What the job wants.
    public enum Step: Sendable, Equatable {
        /// Ask the device this.
        case ask(ZFPCommand)
        /// The job is over.
        case ended(End)
    }

    /// How it ended.
    public enum End: Sendable, Equatable {
        /// The day is closed.
        case closed
        /// The unit did not close it.
        case notClosed(ControlUnitRefusal)
        /// Nobody knows whether it closed.
        case needsPerson(ControlUnitDoubt)
        /// The device left or fell silent before anything was sent.
        case suspended(EngineFault)
    }

    private enum Phase: Sendable { case idle, looking, dating, closing, checking }

    private var phase = Phase.idle
    private var lastEndOfDay = ""
    private var lost: EngineFault?

    /// Prepares the job.
    public init() {}

    /// The first thing to ask: whether a document is open, which a Z would cut off.
    public mutating func begin() -> Step { ask(.currentDocument, .looking) }

    /// Takes how the exchange ended, and says what follows.
    public mutating func take(_ end: EngineEnd) -> Step {
        switch end {
        case .answered(let answer): took(answer)
        case .notDone(let fault): lost.map { person($0, "and then \(fault.sentence)") } ?? .ended(.suspended(fault))
        case .unknown(let fault): doubt(fault)
        }
    }

    private mutating func took(_ answer: DeviceAnswer) -> Step {
        switch phase {
        case .idle:
            return refused("an answer came that nobody asked for", [])
        case .looking:
            guard let document = ZFPCurrentDocument(answer) else { return unreadable("72h") }
            guard !document.isOpen else { return refused("a document is open in the unit", [.fiscalOpen]) }
            return ask(.diagnostics, .dating)
        case .dating:
            guard let diagnostics = ZFPDiagnostics(answer) else { return unreadable("22h") }
            lastEndOfDay = diagnostics.lastEndOfDay
            return ask(.dailyReport, .closing)
        case .closing:
            // What a Z answers with is not known (§10.2): an acknowledgement or data are both taken.
            guard let verdict = ZFPVerdict(answer), !verdict.isDone else { return .ended(.closed) }
            return refused("the unit refused the Z report: \(verdict.sentence)", verdict.conditions)
        case .checking:
            guard let lost else { return unreadable("22h") }
            guard let diagnostics = ZFPDiagnostics(answer) else { return person(lost, "and 22h cannot be read") }
            guard diagnostics.lastEndOfDay == lastEndOfDay else { return .ended(.closed) }
            return person(lost, "and the last end of day is \(lastEndOfDay), as before")
        }
    }

    private mutating func doubt(_ fault: EngineFault) -> Step {
        lost = fault
        return ask(.diagnostics, .checking)
    }

    private mutating func ask(_ command: ZFPCommand, _ phase: Phase) -> Step {
        self.phase = phase
        return .ask(command)
    }

    private func refused(_ sentence: String, _ conditions: Set<DeviceCondition>) -> Step {
        .ended(.notClosed(ControlUnitRefusal(code: .refused, sentence: sentence, conditions: conditions)))
    }

    private func unreadable(_ name: String) -> Step {
        refused("the answer to \(name) is none that is known", [])
    }

    private func person(_ fault: EngineFault, _ found: String) -> Step {
        let sentence = "whether the Z report was made is not known: \(fault.sentence), \(found)"
        return .ended(.needsPerson(ControlUnitDoubt(sentence: sentence, evidence: [fault.sentence, found])))
    }
}
