/// A receipt printer that speaks ESC/POS, played strictly from fiscal-hardware.md §5.
///
/// It prints on paper that is counted in dots, keeps what it was sent through the end of its paper and goes on by itself
/// (§5.7), and loses it with its power. What §5.1 does not have is put down as a violation and stands on the paper.
///
/// Faults strike whole commands; letters are counted with the line feed that prints them. The line has no frames, so a
/// fault that strikes a frame elsewhere strikes an answer here, and nothing that has no answer.
public struct ReceiptPrinter: SimulatedDevice {
    /// What it is.
    public let model: EscPosModel
    /// What no host may send: each with its bytes.
    public private(set) var violations: [String] = []
    /// How often a line was broken because it did not fit the paper.
    public internal(set) var wraps = 0
    /// How often the drawer was opened.
    public internal(set) var kicks = 0
    /// How often power went.
    public private(set) var powerCuts = 0
    /// Which faults it played, and how often.
    public var faults: [DeviceFault: Int] { dice.counts }
    /// How many commands it carried out.
    public var commands: Int { dice.commands }
    /// How its paper stands.
    public private(set) var feed: PaperFeed

    /// The paper in the printer.
    var strip: PaperStrip
    var state = PrinterState()
    /// A process id whose turn has come, or a report: what goes out next.
    var answers: [[UInt8]] = []
    private var parser = EscPosParser()
    private var queue: [EscPosToken] = []
    private var queued = 0
    private var dice: DeviceFaultDice
    private var late: [UInt8] = []
    private var paper: [SimulatedPaper] = []
    private var slips = 0
    private var mayTear = false
    private var lastReport: [UInt8] = []

    /// Makes a printer with paper in it.
    public init(_ model: EscPosModel, faults: DeviceFaultPlan = DeviceFaultPlan(), seed: UInt64 = 1) {
        self.model = model
        strip = PaperStrip(width: model.dots)
        dice = DeviceFaultDice(faults, seed: seed)
        feed = PaperFeed(mendedAfter: faults.mendedAfter)
    }

    /// How many bytes it takes now; a host that sends more loses them (§5.7: the printer holds it off).
    public var room: Int { max(0, model.buffer - queued - parser.count) }

    /// Takes bytes from the host.
    public mutating func receive(_ bytes: [UInt8]) -> SimulatedReply {
        var reply = SimulatedReply()
        for byte in bytes {
            let (token, hidden) = parser.take(byte)
            if let hidden {
                violate("a real-time question within data", hidden)
                askRealtime(hidden, &reply)
            }
            guard let token else { continue }
            if case .command(let command) = token, command[0] == 0x10 {
                askRealtime(command, &reply)
            } else {
                queued += token.size
                queue.append(token)
                if queued > model.buffer { overrun() }
            }
            work(&reply)
            if reply.breaksLine {
                unplug()
                break
            }
        }
        return reply
    }

    /// Time goes by: somebody may have brought paper, and the printer goes on.
    public mutating func idle() -> SimulatedReply {
        var reply = SimulatedReply()
        feed.timePassed()
        report(&reply)
        work(&reply)
        if reply.breaksLine { unplug() }
        if queue.isEmpty, mayTear { tearOff() }
        return reply
    }

    /// It has no clock.
    public mutating func setTime(minutes: Int) {}

    /// Power off and on: the buffer, the modes and a line that was begun are gone; the paper stays.
    public mutating func losePower() {
        powerCuts += 1
        parser.reset()
        queue = []
        queued = 0
        late = []
        answers = []
        state = PrinterState()
        lastReport = []
    }

    /// A printer remembers nothing.
    public mutating func remember(_ papers: [SimulatedPaper]) { slips = papers.count }

    /// The slips that were finished since it was last asked.
    public mutating func takePaper() -> [SimulatedPaper] {
        defer { paper = [] }
        return paper
    }

    /// A person brings paper, shuts the cover and waits until the head is cold.
    public mutating func mend() { feed.mend() }

    /// A person tears off what hangs out of the printer.
    public mutating func tearOff() {
        mayTear = false
        guard !strip.isEmpty else {
            strip = PaperStrip(width: model.dots)
            return
        }
        slips += 1
        paper.append(SimulatedPaper(kind: "slip", number: String(slips), reference: "", strip: strip))
        strip = PaperStrip(width: model.dots)
    }

    // MARK: What other files need

    mutating func violate(_ what: String, _ bytes: some Sequence<UInt8>) {
        let hex = bytes.prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }
        violations.append("\(what): \(hex.joined(separator: " "))")
    }

    /// The paper was moved so far that it may be torn off, where there is no blade.
    mutating func fed(lines: Int) {
        mayTear = !model.hasCutter && lines >= EscPosReadings.tearOffLines && !strip.isEmpty
    }

    mutating func clearBuffers() {
        queue = []
        queued = 0
        state.line = []
        parser.reset()
    }

    // MARK: The buffer and the faults

    /// Carries out what is in the buffer, as long as nothing stands in the way.
    private mutating func work(_ reply: inout SimulatedReply) {
        while feed.isReady, let token = queue.first, !reply.breaksLine {
            guard case .letter = token else {
                let fault = dice.next()
                feed.timePassed()
                if let fault, fault.isOfPaper {
                    feed.strike(fault, hasNearEndSensor: model.hasNearEndSensor)
                    report(&reply)
                    guard feed.isReady else { return }  // the command waits in the buffer
                }
                carryOut(token, fault, &reply)
                continue
            }
            carryOut(token, nil, &reply)
        }
    }

    private mutating func carryOut(_ token: EscPosToken, _ fault: DeviceFault?, _ reply: inout SimulatedReply) {
        if fault == .powerCutBefore || fault == .unplugBefore {
            if fault == .powerCutBefore {
                losePower()
            } else if queue.count == 1 {
                // It never arrived; where the printer works off its buffer, it had arrived long ago.
                queue = []
                queued = 0
            }
            reply.breaksLine = true
            return
        }
        queue.removeFirst()
        queued -= token.size
        execute(token)
        let said = answers
        answers = []
        for answer in said { say(answer, fault, &reply) }
        if fault == .powerCutAfter { losePower() }
        if fault == .powerCutAfter || fault == .unplugAfter || fault == .unplugIn { reply.breaksLine = true }
    }

    private mutating func execute(_ token: EscPosToken) {
        switch token {
        case .letter(let byte):
            mayTear = false
            printLetter(byte)
        case .stranger(let bytes):
            mayTear = false
            violate("no such command", bytes)
            printText("?" + bytes.map { String($0, radix: 16, uppercase: true) }.joined(separator: " ") + "?")
        case .command(let bytes):
            if bytes == [0x1B, 0x40], mayTear { tearOff() }
            if bytes[0] != 0x1C, bytes != [0x1B, 0x40] { mayTear = false }
            carryOut(command: bytes)
        }
    }

    /// An answer, as far as the fault lets it come.
    private mutating func say(_ answer: [UInt8], _ fault: DeviceFault?, _ reply: inout SimulatedReply) {
        reply.bytes += late
        late = []
        switch fault {
        case .lostCommand, .lostAnswer, .nack, .retry, .busy, .unplugBefore: return
        case .tornAnswer, .unplugIn: reply.bytes += answer.prefix(answer.count / 2)
        // No printer says a byte above 7Fh: what is struck is no answer any more (§5.4).
        case .wrongCheck: reply.bytes += answer.dropLast() + [(answer.last ?? 0) | 0x80]
        case .lateAnswer: late = answer
        case .doubleAnswer: reply.bytes += answer + answer
        case .garbageBefore: reply.bytes += dice.noise().map { $0 | 0x80 } + answer
        case .garbageInside:
            let cut = answer.count / 2
            reply.bytes += answer.prefix(cut) + dice.noise().map { $0 | 0x80 } + answer.dropFirst(cut)
        default: reply.bytes += answer
        }
    }

    private mutating func askRealtime(_ command: [UInt8], _ reply: inout SimulatedReply) {
        let fault = dice.next()
        feed.timePassed()
        switch fault {
        case .powerCutBefore, .unplugBefore:
            if fault == .powerCutBefore { losePower() }
            reply.breaksLine = true
            return
        case let fault? where fault.isOfPaper: feed.strike(fault, hasNearEndSensor: model.hasNearEndSensor)
        default: break
        }
        realtime(command)
        let said = answers
        answers = []
        for answer in said { say(answer, fault, &reply) }
        report(&reply)
        if fault == .powerCutAfter { losePower() }
        if fault == .powerCutAfter || fault == .unplugAfter || fault == .unplugIn { reply.breaksLine = true }
    }

    /// Four bytes by itself, where they were asked for and something changed (§5.4).
    private mutating func report(_ reply: inout SimulatedReply) {
        guard state.automatic != 0, model.hasAutomaticStatus else { return }
        let report = automaticStatus()
        guard report != lastReport else { return }
        lastReport = report
        reply.bytes += report
    }

    private mutating func overrun() {
        violations.append("more was sent than the buffer holds")
        if let last = queue.popLast() { queued -= last.size }
    }

    /// The plug was pulled: half a command is forgotten, what is whole is printed (see `EscPosReadings`).
    public mutating func unplug() {
        if EscPosReadings.unplugDropsHalf { parser.reset() }
        late = []
    }
}
