/// One document on a Kenyan control unit, from open to its CU invoice number, exactly once (reference §3.6, §6.6).
///
/// A state machine: it says what to ask, and is handed how each exchange ended. What was certain goes on; after an
/// exchange of unknown end it asks `72` (what is open?) and `71` (what was signed last?) before anything is sent again.
/// A document whose close may have been heard is never cancelled. There is one writer for each device.
public struct ZFPInvoice: Sendable {
    /// The document.
    public let invoice: ControlUnitInvoice
    /// How often a document may be begun, a close be sent, or a cancel.
    static let attemptsLimit = 5
    static let closesLimit = 3
    static let cancelsLimit = 3
    /// How often one document may repeat a line.
    static let repeatsLimit = 5
    private static let evidenceLimit = 40

    let serial: String?
    var phase = Phase.idle
    var last: ControlUnitNumber?
    /// Whether a close of the document that is open now left and had no answer that settles it.
    var closeWasLost = false
    var attempts = 0
    var closes = 0
    var cancels = 0
    var repeats = 0
    private var resumed: ControlUnitJournal?
    private var evidence: [String] = []

    /// Checks a document and prepares its job.
    ///
    /// - Parameters:
    ///   - invoice: The document.
    ///   - serial: The unit's serial number, where it is known: a last number of another unit then ends the job.
    ///   - journal: What was kept of this document, where it was begun before.
    /// - Throws: Every fault at once, where the unit would not take it.
    public init(
        _ invoice: ControlUnitInvoice, serial: String? = nil, resuming journal: ControlUnitJournal? = nil
    ) throws(ControlUnitFaults) {
        let faults = invoice.faults
        guard faults.isEmpty else { throw ControlUnitFaults(faults: faults) }
        self.invoice = invoice
        self.serial = serial
        resumed = journal
    }

    /// The first thing to ask.
    public mutating func begin() -> ControlUnitStep {
        guard let resumed else { return ask(.lastNumbers, .marking) }
        guard resumed.traderNumber == invoice.traderNumber else {
            return person("what was kept is of document \(resumed.traderNumber), not of \(invoice.traderNumber)")
        }
        last = resumed.last
        closeWasLost = resumed.stage == .closing
        return look(closeWasLost ? .close(nil) : .resumption)
    }

    /// Takes how the exchange ended, and says what follows.
    public mutating func take(_ end: EngineEnd) -> ControlUnitStep {
        note(end)
        switch end {
        case .answered(let answer): return took(answer)
        case .notDone(let fault): return suspend(fault)
        case .unknown: return lost()
        }
    }

    // MARK: Certain steps

    private mutating func took(_ answer: DeviceAnswer) -> ControlUnitStep {
        switch phase {
        case .idle: return person("an answer came that nobody asked for")
        case .marking: return marked(answer)
        case .looking(let doubt): return looked(answer, doubt)
        case .counting(let doubt): return counted(answer, doubt)
        case .readingStatus(let doubt): return look(doubt)
        case .opening:
            guard let verdict = ZFPVerdict(answer) else { return look(.open) }
            return verdict.isDone ? sell(0) : refused(verdict, .open, mistaken: .refusedOpen(verdict))
        case .selling(let index):
            guard let verdict = ZFPVerdict(answer) else { return look(.sell(index)) }
            return verdict.isDone ? sell(index + 1) : refusedSell(verdict, index)
        case .closing: return closed(answer)
        case .cancelling(let after):
            // Some units answer with 155 bytes, which may mean that the document was signed: only 71h tells (§10.1).
            let tellsOfPowerCut = ZFPVerdict(answer)?.tellsOfPowerCut ?? false
            return tellsOfPowerCut ? readStatus(.cancel(after)) : look(.cancel(after))
        }
    }

    private mutating func marked(_ answer: DeviceAnswer) -> ControlUnitStep {
        guard let numbers = ZFPLastNumbers(answer) else { return unreadable("71h", answer) }
        last = numbers.invoice
        if let serial, let last, !last.isOf(serial: serial) {
            return person("the unit's last number \(last) is none of unit \(serial): another unit stands at this port")
        }
        return look(.start)
    }

    /// Opens the document; what is kept says from here on that it may be open.
    mutating func open() -> ControlUnitStep {
        phase = .opening
        closeWasLost = false
        closes = 0
        cancels = 0
        repeats = 0
        return .keep(journal(.opening), then: invoice.openCommand)
    }

    /// Sells a line; behind the last one, looks once more before the one step that cannot be taken back.
    mutating func sell(_ index: Int) -> ControlUnitStep {
        guard index < invoice.lines.count else { return look(.beforeClose) }
        return ask(invoice.sellCommand(index), .selling(index))
    }

    mutating func close() -> ControlUnitStep {
        phase = .closing
        closes += 1
        return .keep(journal(.closing), then: .close)
    }

    mutating func cancel(_ after: After) -> ControlUnitStep {
        guard !closeWasLost else {
            return person("document \(invoice.traderNumber) is open after a close whose answer was lost")
        }
        guard cancels < Self.cancelsLimit else {
            return person("document \(invoice.traderNumber) stays open: cancelled \(cancels) times without effect")
        }
        cancels += 1
        return ask(.cancel, .cancelling(after))
    }

    private mutating func closed(_ answer: DeviceAnswer) -> ControlUnitStep {
        if let verdict = ZFPVerdict(answer), !verdict.isDone {
            return verdict.tellsOfPowerCut ? readStatus(.close(verdict)) : look(.close(verdict))
        }
        guard let number = ControlUnitNumber(ZFPFields(answer).first), number.counter > (last?.counter ?? 0) else {
            closeWasLost = true
            return look(.close(nil))
        }
        return signed(number, .answer)
    }

    // MARK: Refusals

    private mutating func refusedSell(_ verdict: ZFPVerdict, _ index: Int) -> ControlUnitStep {
        if verdict.tellsOfPowerCut { return readStatus(.sell(index)) }
        if verdict.isWrongState, !verdict.wantsZ { return look(.sell(index)) }
        return cancel(.refuse(verdict, "line \(index + 1)"))
    }

    private mutating func refused(_ verdict: ZFPVerdict, _ doubt: Doubt, mistaken: Doubt) -> ControlUnitStep {
        if verdict.tellsOfPowerCut { return readStatus(doubt) }
        return look(verdict.isWrongState && !verdict.wantsZ ? doubt : mistaken)
    }

    /// `3D` is said until the status is read (§3.2).
    private mutating func readStatus(_ doubt: Doubt) -> ControlUnitStep { ask(.status, .readingStatus(doubt)) }

    // MARK: Lost answers and ends

    /// A command left and no answer came: look before anything else is sent (§6.6).
    private mutating func lost() -> ControlUnitStep {
        switch phase {
        case .opening: return look(.open)
        case .selling(let index): return look(.sell(index))
        case .closing:
            closeWasLost = true
            return look(.close(nil))
        case .cancelling(let after): return look(.cancel(after))
        default: return person("a reading command is said to have changed something")
        }
    }

    mutating func ask(_ command: ZFPCommand, _ phase: Phase) -> ControlUnitStep {
        self.phase = phase
        return .ask(command)
    }

    mutating func look(_ doubt: Doubt) -> ControlUnitStep { ask(.currentDocument, .looking(doubt)) }
    mutating func count(_ doubt: Doubt) -> ControlUnitStep { ask(.lastNumbers, .counting(doubt)) }

    mutating func signed(_ number: ControlUnitNumber, _ proof: ControlUnitReceipt.Proof) -> ControlUnitStep {
        phase = .idle
        return .ended(.signed(ControlUnitReceipt(number: number, proof: proof)))
    }

    mutating func notSigned(_ code: ControlUnitRefusal.Code, _ what: String, _ verdict: ZFPVerdict?) -> ControlUnitStep
    {
        phase = .idle
        let sentence = verdict.map { "the unit refused \(what): \($0.sentence)" } ?? what
        let conditions = verdict?.conditions ?? []
        return .ended(.notSigned(ControlUnitRefusal(code: code, sentence: sentence, conditions: conditions)))
    }

    mutating func person(_ sentence: String) -> ControlUnitStep {
        phase = .idle
        return .ended(.needsPerson(ControlUnitDoubt(sentence: sentence, evidence: evidence)))
    }

    mutating func unreadable(_ name: String, _ answer: DeviceAnswer) -> ControlUnitStep {
        person("the answer to \(name) is none that is known: \(Self.text(answer))")
    }

    private mutating func suspend(_ fault: EngineFault) -> ControlUnitStep {
        phase = .idle
        return .ended(.suspended(fault))
    }

    private func journal(_ stage: ControlUnitJournal.Stage) -> ControlUnitJournal {
        ControlUnitJournal(traderNumber: invoice.traderNumber, last: last, stage: stage)
    }

    private mutating func note(_ end: EngineEnd) {
        let outcome =
            switch end {
            case .answered(let answer): Self.text(answer)
            case .notDone(let fault): "not done: \(fault.sentence)"
            case .unknown(let fault): "unknown: \(fault.sentence)"
            }
        if evidence.count == Self.evidenceLimit { evidence.removeFirst() }
        evidence.append("\(phase.name): \(outcome)")
    }

    private static func text(_ answer: DeviceAnswer) -> String {
        ZFPVerdict(answer)?.sentence ?? String(decoding: answer.data.prefix(200), as: UTF8.self)
    }
}

extension ZFPFields {
    /// The field before the first separator.
    var first: String { count > 0 ? self[0] : "" }
}
