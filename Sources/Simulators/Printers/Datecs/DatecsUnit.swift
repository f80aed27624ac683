/// A fiscal printer of Datecs' protocol or a relative, played strictly from fiscal-hardware.md §2 and §4.
///
/// Receipts, sums and counters survive a power cut; the memory of the last message does not, so that what is repeated
/// after one is executed again (§10.1). A message under the last number is answered and not executed (§2.3).
public struct DatecsUnit: SimulatedDevice {
    /// What it is.
    public let model: DatecsModel
    /// How it does what the reference leaves open.
    public let readings: DatecsReadings
    /// What no host may send, and what no driver may do.
    public private(set) var violations: [String] = []
    /// Receipts that were closed, oldest first.
    public internal(set) var closed: [SimulatedPaper] = []
    /// How often a receipt was cancelled.
    public internal(set) var cancelled = 0
    /// How often a Z report was made.
    public internal(set) var reports = 0
    /// How the paper stands.
    public private(set) var feed: PaperFeed
    /// Which faults it played, and how often.
    public var faults: [DeviceFault: Int] { dice.counts }
    /// How many commands it heard.
    public var commands: Int { dice.commands }

    /// The current receipt, or the last.
    var receipt: DatecsReceipt?
    var day = DatecsDay()
    /// The last document's number, which never restarts.
    var documents: Int
    var minutes = 0
    /// Wrong passwords in a row; three lock it until power is cycled (§2.5).
    var wrongPasswords = 0
    var drawerMilliseconds = 15
    private(set) var raised: Set<DatecsBit> = []
    private var lastError = ""
    private var line: DatecsLine
    private var dice: DeviceFaultDice
    private var remembered: (frame: DatecsFrame, answer: [UInt8])?
    private var late: [UInt8] = []
    private var paper: [SimulatedPaper] = []

    /// What an answer says beside the status.
    enum Outcome {
        case done([String])
        /// Data that are no fields.
        case raw([UInt8])
        case refused(DatecsRefusal)

        static func text(_ text: String) -> Outcome { .done([text]) }
        static var done: Outcome { .done([]) }
    }

    /// Makes a device that has sold nothing; it has printed `documents` service documents.
    public init(
        _ model: DatecsModel, readings: DatecsReadings = DatecsReadings(), faults: DeviceFaultPlan = DeviceFaultPlan(),
        seed: UInt64 = 1, documents: Int = 0
    ) {
        self.model = model
        self.readings = readings
        self.documents = documents
        line = DatecsLine(model.form)
        dice = DeviceFaultDice(faults, seed: seed)
        feed = PaperFeed(mendedAfter: faults.mendedAfter)
    }

    /// Takes bytes from the host.
    public mutating func receive(_ bytes: [UInt8]) -> SimulatedReply {
        var reply = SimulatedReply()
        for message in line.receive(bytes) {
            reply.bytes += late
            late = []
            switch message {
            case .unreadable: reply.bytes.append(0x15)
            case .frame(let frame): hear(frame, &reply)
            }
            if reply.breaksLine {
                line.reset()
                break
            }
        }
        return reply
    }

    /// Time goes by: somebody may have brought paper.
    public mutating func idle() -> SimulatedReply {
        feed.timePassed()
        return SimulatedReply()
    }

    /// The time in minutes since 1 January 1970, Nairobi's.
    public mutating func setTime(minutes: Int) { self.minutes = minutes }

    /// Power off and on: the last message is forgotten and a lock is open; what is counted stays (§6.6).
    public mutating func losePower() {
        line.reset()
        late = []
        remembered = nil
        wrongPasswords = 0
        if receipt?.isOpen == true { receipt?.print.append("*** VOLTAGE DROP ***") }
    }

    /// The battery is flat: what was open and the day's sums are gone, the clock is not set (§6.6, row 6).
    public mutating func loseMemory() {
        losePower()
        receipt = nil
        day = DatecsDay()
        raise(.lostMemory)
        raise(.clockUnset)
    }

    /// Sets a bit of the status until it is lowered.
    public mutating func raise(_ bit: DatecsBit) { raised.insert(bit) }
    /// Clears a bit that was raised.
    public mutating func lower(_ bit: DatecsBit) { raised.remove(bit) }

    /// Puts back what was closed; the day begins anew.
    public mutating func remember(_ papers: [SimulatedPaper]) {
        closed = papers.filter { $0.kind == DatecsReceipt.Kind.receipt.rawValue }
        reports = papers.count { $0.kind == "z_report" }
        documents = papers.compactMap { Int($0.number) }.max() ?? documents
    }

    /// The documents that were finished since it was last asked.
    public mutating func takePaper() -> [SimulatedPaper] {
        defer { paper = [] }
        return paper
    }

    /// A person brings paper, shuts the cover, or has the memory seen to.
    public mutating func mend() {
        feed.mend()
        raised = []
    }

    /// A person at the device gets rid of what is open: cancels it, or pays the rest in cash and closes.
    public mutating func finishByHand() {
        guard let receipt, receipt.isOpen else { return }
        if receipt.kind == .nonfiscal {
            _ = closedNonfiscal()
        } else if receipt.payments.isEmpty {
            cancel()
        } else {
            let rest = receipt.amount - receipt.paid
            if rest > .zero { self.receipt?.payments.append(("P", rest)) }
            _ = close()
        }
    }

    // MARK: What other files need

    /// Puts a finished document on paper, and in the memory if it is one that is remembered.
    mutating func finish(_ finished: SimulatedPaper) { paper.append(finished) }

    mutating func violate(_ what: String) { violations.append(what) }

    /// Command, error, time, text (§2.5, `20`).
    var error: String {
        get { lastError.isEmpty ? "0,0,\(clock)," : lastError }
        set { lastError = newValue }
    }

    /// `DD-MM-YY HH:MM:SS`.
    var clock: String {
        let text = TremolClock(minutes: minutes).text
        return text.prefix(6) + text.dropFirst(8) + ":00"
    }

    /// Whether 24 hours went by since the first receipt after the last Z.
    var isDayOver: Bool { day.began.map { minutes - $0 > 24 * 60 } ?? false }

    // MARK: The line and its faults

    private mutating func hear(_ frame: DatecsFrame, _ reply: inout SimulatedReply) {
        feed.timePassed()
        guard let fault = dice.next() else {
            reply.bytes += answer(frame)
            return
        }
        switch fault {
        case .lostCommand: return
        case .nack, .retry: reply.bytes.append(0x15)
        case .echo: reply.bytes += frame.bytes
        case .unplugBefore: reply.breaksLine = true
        case .powerCutBefore:
            losePower()
            reply.breaksLine = true
        case .busy: reply.bytes += [UInt8](repeating: 0x16, count: 1 + dice.below(12)) + answer(frame)
        case .dayOver:
            if day.began != nil { day.began = minutes - 24 * 60 - 1 }
            reply.bytes += answer(frame)
        case .paperOut, .paperLow, .coverOpen, .headHot:
            // Before the command, which is refused then, or inside it, which is carried out all the same (§10.1).
            let isInside = dice.below(2) == 1
            if !isInside { feed.strike(fault) }
            reply.bytes += answer(frame, ending: isInside ? fault : nil)
        default: mangle(fault, answer(frame), &reply)
        }
    }

    private mutating func mangle(_ fault: DeviceFault, _ answer: [UInt8], _ reply: inout SimulatedReply) {
        switch fault {
        case .tornAnswer, .unplugIn: reply.bytes += answer.prefix(1 + dice.below(answer.count - 1))
        case .wrongCheck:
            var wrong = answer
            wrong[wrong.count - 2] ^= 0x01
            reply.bytes += wrong
        case .lateAnswer: late = answer
        case .doubleAnswer: reply.bytes += answer + answer
        case .garbageBefore: reply.bytes += dice.noise() + answer
        case .garbageInside:
            let cut = 1 + dice.below(answer.count - 1)
            reply.bytes += answer.prefix(cut) + dice.noise() + answer.dropFirst(cut)
        case .powerCutAfter, .powerBlink: losePower()
        default: break
        }
        reply.breaksLine = [.unplugIn, .unplugAfter, .powerCutAfter].contains(fault)
    }

    /// Executes a message and answers; one under the last number is answered alone (§2.3).
    private mutating func answer(_ frame: DatecsFrame, ending fault: DeviceFault? = nil) -> [UInt8] {
        if let remembered, remembered.frame.sequence == frame.sequence,
            !model.repeatsByCommand || remembered.frame.code == frame.code
        {
            return remembered.answer
        }
        let text = String(decoding: frame.data, as: UTF8.self)
        let outcome = isAllowed(frame.code).map { Outcome.refused($0) } ?? execute(frame.code, text)
        if let fault { feed.strike(fault) }
        let answer = line.answer(to: frame, data(outcome), status: status(outcome))
        remembered = (frame, answer)
        return answer
    }

    /// Why a command has no place now; nil where it has.
    private mutating func isAllowed(_ code: UInt8) -> DatecsRefusal? {
        if model.forbidden.contains(code) {
            violate("a forbidden command: \(String(code, radix: 16, uppercase: true))h")
            return .notAllowed
        }
        let questions: Set<UInt8> = [0x4A, 0x4C, 0x54]
        if wrongPasswords >= 3, !questions.contains(code), code != 0x5A { return .wrongPassword }
        if model.printing.contains(code), !feed.isReady { return feed.isOut ? .paper : feed.isOpen ? .cover : .head }
        let journal: Set<UInt8> = [0x26, 0x2A, model.openCode, 0x31, 0x34, 0x36, 0x3A, 0x54]
        if raised.contains(.journalEnd), journal.contains(code) { return .notAllowed }
        guard let receipt, receipt.isOpen, !receipt.payments.isEmpty else { return nil }
        // After a payment (§2.5, §10.3).
        let paying: Set<UInt8> = [0x35, 0x36, 0x38, 0x39]
        if code == 0x71, readings.answersLastDocumentWhilePaying { return nil }
        if code == model.cancelCode { violate("cancelled after a payment") }
        return paying.union(questions).contains(code) ? nil : .paymentStarted
    }

    private func data(_ outcome: Outcome) -> [UInt8] {
        guard model.form == .classic else {
            var fields = ["0"]
            switch outcome {
            case .done(let more): fields += more
            case .raw(let bytes): fields.append(String(decoding: bytes, as: UTF8.self))
            case .refused(let refusal): fields = [String(refusal.code)]
            }
            return Array(fields.map { $0 + "\t" }.joined().utf8)
        }
        switch outcome {
        case .done(let fields): return Array(fields.joined(separator: ",").utf8)
        case .raw(let bytes): return bytes
        case .refused: return []
        }
    }
}
