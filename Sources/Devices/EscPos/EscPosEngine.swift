/// A receipt printer that speaks ESC/POS: bytes go in, and what comes back is status, or proof that paper came out.
///
/// A printer keeps what it was sent through the end of its paper and goes on by itself once there is new (reference §5.7):
/// so a job that waits for paper is not over, and is never sent again for it.
///
/// Answers do not say what they answer: real-time ones that an exchange left open are passed over by the next, queued ones
/// are asked for once more than can be left over (``OrderedQuestion``), so that none proves what came after its question.
///
/// A printer whose power blinks within a slip loses lines and proves the rest (reference §10.1). On USB it leaves the bus;
/// on a serial line only a witness tells: a QR code that is stored ahead of the slip's first line and gone with the power.
/// Makers write that it is kept until `1B 40`, a reset or power-off (Bixolon SRP-F310 command manual, p. 89, function 180),
/// and its size can be asked for (reference §5.1). A printer that keeps none has no such rule, and its proof no such worth.
public struct EscPosEngine: Engine {
    /// What can be asked of a printer.
    public enum Command: Sendable, Equatable {
        /// How it stands, by real-time status.
        case status
        /// Print these bytes, and prove it.
        case slip([UInt8], Proof)
    }

    /// What proves that a job's paper came out (reference §5.5).
    public enum Proof: Sendable, Equatable {
        /// The process id: four characters of 20h to 7Eh, sent back once everything before it is printed.
        case processID([UInt8])
        /// A status that waits its turn in the buffer.
        case queuedStatus
        /// The real-time status afterwards: weak, for it says nothing of the lines.
        case realtimeStatus
        /// Nothing comes back.
        case none
    }

    /// The printer's times.
    public struct Times: Sendable, Equatable {
        /// Until a status must come: 500 ms (reference §5.3).
        public var status = Duration.milliseconds(500)
        /// Until a proof must come, where nothing stands in the printer's way: at least 5 s, and 1 s for 100 mm (§5.5).
        public var proof = Duration.seconds(15)
        /// How often a printer that waits for paper is asked.
        public var look = Duration.seconds(2)
        /// Looks at a printer that waits for paper or for its cover until a person is asked: half an hour.
        public var looks = 900

        /// The reference's times.
        public init() {}
    }

    /// What the printer last said of itself.
    public private(set) var conditions: Set<DeviceCondition> = []

    private enum Phase: Equatable {
        case idle
        /// Asks for real-time status; the numbers that are still to be asked, and the answers.
        case asking(left: [UInt8], answers: [UInt8])
        /// Waits for the proof of a job; how often it was looked at since the proof was late or something stood in the way.
        case proving(Proof, looks: Int)
    }

    /// What is known of the printer's answers to the question for its stored code.
    private enum Witness: Equatable {
        /// Never asked, or by a profile that knows of none.
        case untried, none
        /// It has answered: silence is a doubt from here on.
        case speaks
    }

    /// The real-time questions that are asked one after the other: printer, why offline, paper (reference §5.3).
    private static let questions: [UInt8] = [1, 2, 4]
    private static let obstacles: Set<DeviceCondition> = [.paperOut, .coverOpen, .overheated, .printerError]
    /// As many bytes of a slip that come back are no answer: the line echoes.
    private static let echoLength = 8

    private let times: Times
    private let reportsByItself: Bool
    private var phase = Phase.idle
    private var reader = EscPosReader()
    /// The answers to the two questions of a look, as far as they came; nil where nobody looks.
    private var looked: [UInt8]?
    /// Real-time questions of this exchange without an answer so far.
    private var owed = 0
    /// Real-time answers to earlier exchanges that may still come.
    private var stale = 0
    private var queuedStatus = OrderedQuestion()
    private var storedCode = OrderedQuestion()
    private var witness: Witness
    /// The proof of this job, where only the witness is still waited for.
    private var proven: DeviceAnswer?
    /// Whether the witness has said that the power held.
    private var keptPower = false
    /// How the slip begins, and how what came since it was sent does.
    private var heads: (sent: [UInt8], heard: [UInt8]) = ([], [])

    /// Makes an engine.
    ///
    /// - Parameters:
    ///   - times: The printer's times.
    ///   - reportsByItself: Whether the printer tells each change of its status once it is asked to.
    ///   - keepsCode: Whether it keeps a QR code as long as it has power, and tells its size.
    public init(times: Times = Times(), reportsByItself: Bool = false, keepsCode: Bool = false) {
        self.times = times
        self.reportsByItself = reportsByItself
        witness = keepsCode ? .untried : .none
    }

    /// Begins an exchange.
    public mutating func begin(_ command: Command) -> [EngineAction] {
        reader = EscPosReader()
        looked = nil
        (stale, owed, heads) = (stale + owed, 0, ([], []))
        (proven, keptPower) = (nil, false)
        switch command {
        case .status:
            phase = .asking(left: Self.questions, answers: [])
            return ask(Self.questions[0])
        case .slip(let slip, let proof): return begin(slip, proof)
        }
    }

    private mutating func begin(_ slip: [UInt8], _ proof: Proof) -> [EngineAction] {
        guard let question = Self.question(for: proof) else {
            return end(.notDone(EngineFault(.tooLong, "a process id has four characters from space to ~")))
        }
        let isWitnessed = witness != .none && proof != .none
        let bytes = opening(slip, isWitnessed: isWitnessed)
        guard proof != .none else {
            phase = .idle
            return [.send(bytes), .ended(.answered(DeviceAnswer(data: [])))]
        }
        reader.expectsQueued = proof == .queuedStatus
        phase = .proving(proof, looks: 0)
        heads.sent = Array(bytes.prefix(Self.echoLength))
        if proof == .realtimeStatus { owed = 1 }
        if proof == .queuedStatus { queuedStatus.begin() }
        if isWitnessed { storedCode.begin() }
        return [.send(bytes + question + (isWitnessed ? Self.storedCodeQuestion : [])), .wait(times.proof)]
    }

    /// Takes bytes in.
    public mutating func receive(_ bytes: [UInt8]) -> [EngineAction] {
        heads.heard += bytes.prefix(Self.echoLength - min(Self.echoLength, heads.heard.count))
        if case .proving = phase, heads.sent.count == Self.echoLength, heads.heard == heads.sent {
            return end(.unknown(EngineFault(.echo, "the slip came back as it was sent: the line echoes")))
        }
        var actions: [EngineAction] = []
        for message in reader.read(bytes) { actions += take(message) }
        return actions
    }

    /// The timer ran out.
    public mutating func timeOut() -> [EngineAction] {
        // What broke off so long ago has no end any more, and what did not come by now does not come.
        reader.forget()
        let wasMisled = stale > 0
        (stale, owed) = (0, 0)
        switch phase {
        case .idle: return []
        case .asking(let left, let answers):
            // Its answer may have been passed over for a stale one that never came.
            if wasMisled, let question = left.first { return ask(question) }
            return end(
                .notDone(EngineFault(.silent, "the printer answered \(answers.count) of 3 questions for its status")))
        case .proving(let proof, let looks):
            // Waits for paper: it is asked now and then, which also tells when it goes on. It is asked once, too, before a
            // late proof is given up: few printers say by themselves that their paper ended.
            let isHeldUp = !conditions.isDisjoint(with: Self.obstacles)
            guard isHeldUp ? looks < times.looks : looks == 0 else { return giveUp() }
            phase = .proving(proof, looks: looks + 1)
            (looked, owed) = ([], 2)
            return [.send([0x10, 0x04, 0x02, 0x10, 0x04, 0x04]), .wait(isHeldUp ? times.look : times.status)]
        }
    }

    /// What was waited for does not come.
    private mutating func giveUp() -> [EngineAction] {
        guard let proven else {
            return end(.unknown(EngineFault(.silent, "the printer took the job and does not say that it printed it")))
        }
        guard witness == .untried else {
            return end(
                .unknown(EngineFault(.silent, "the printer proves the job and does not say that its power held")))
        }
        // It does not know the question: its proof is worth what it is without a witness.
        witness = .none
        return end(.answered(proven))
    }

    /// The channel was opened anew: the printer may have lost its buffer, or answer what was asked before.
    public mutating func reopened() -> [EngineAction] {
        reader = EscPosReader()
        conditions = []
        looked = nil
        (stale, owed, heads) = (0, 0, ([], []))
        switch phase {
        case .idle: return []
        case .asking: return end(.notDone(EngineFault(.gone, "the printer left while it was asked for its status")))
        case .proving: return end(.unknown(EngineFault(.gone, "the printer left with a job in it")))
        }
    }

    private mutating func end(_ end: EngineEnd) -> [EngineAction] {
        phase = .idle
        return [.ended(end)]
    }

    private mutating func ask(_ question: UInt8) -> [EngineAction] {
        owed += 1
        return [.send([0x10, 0x04, question]), .wait(times.status)]
    }

    /// A slip before which the printer is asked to tell each change of its status, and given a code to keep.
    ///
    /// `1D 61 0F` is drawer, line, error and paper, and has it report at once; behind the reset, which ends it on some
    /// models and clears the code on all (reference §5.1, §5.4). A slip that begins with a code of its own needs no other.
    private func opening(_ slip: [UInt8], isWitnessed: Bool) -> [UInt8] {
        let reset: [UInt8] = slip.starts(with: [0x1B, 0x40]) ? [0x1B, 0x40] : []
        let rest = slip.dropFirst(reset.count)
        let ask: [UInt8] = reportsByItself ? [0x1D, 0x61, 0x0F] : []
        let code = isWitnessed && !rest.starts(with: [0x1D, 0x28, 0x6B]) ? Self.code : []
        return reset + ask + code + rest
    }

    /// Stores a QR code of the one letter 1; it is not printed.
    private static let code: [UInt8] = [0x1D, 0x28, 0x6B, 0x04, 0x00, 0x31, 0x50, 0x30, 0x31]
    /// Asks for the size of the code that is stored; answered in its turn.
    private static let storedCodeQuestion: [UInt8] = [0x1D, 0x28, 0x6B, 0x03, 0x00, 0x31, 0x52, 0x30]
    private static let queuedStatusQuestion: [UInt8] = [0x1D, 0x72, 0x01]

    private static func question(for proof: Proof) -> [UInt8]? {
        switch proof {
        case .processID(let id):
            guard id.count == 4, id.allSatisfy({ (0x20...0x7E).contains($0) }) else { return nil }
            return [0x1D, 0x28, 0x48, 0x06, 0x00, 0x30, 0x30] + id
        case .queuedStatus: return queuedStatusQuestion
        case .realtimeStatus: return [0x10, 0x04, 0x02]
        case .none: return []
        }
    }

    private mutating func take(_ message: EscPosReader.Message) -> [EngineAction] {
        switch message {
        case .realtime(let byte): return takeRealtime(byte)
        case .automatic(let bytes):
            let before = conditions
            conditions = EscPosStatus.conditions(automatic: bytes)
            return standing(after: before)
        case .processID(let id):
            guard case .proving(.processID(id), _) = phase else { return [] }
            return prove(DeviceAnswer(data: id))
        case .queued(let byte):
            // As long as all that came is what was sent, it may be an echo.
            guard case .proving(.queuedStatus, _) = phase, !heads.sent.starts(with: heads.heard) else { return [] }
            guard queuedStatus.hear() else { return [.send(Self.queuedStatusQuestion), .wait(times.proof)] }
            return prove(DeviceAnswer(data: [byte]))
        case .storedCode(let isKept): return takeWitness(isKept)
        case .other: return []
        }
    }

    /// The paper's proof came; the job is over once the witness has been heard too.
    private mutating func prove(_ answer: DeviceAnswer) -> [EngineAction] {
        guard case .proving(let proof, _) = phase, proven == nil else { return [] }
        if witness == .none || keptPower { return end(.answered(answer)) }
        proven = answer
        phase = .proving(proof, looks: 0)
        return [.wait(times.status)]
    }

    private mutating func takeWitness(_ isKept: Bool) -> [EngineAction] {
        guard case .proving = phase, witness != .none else { return [] }
        witness = .speaks
        guard isKept else {
            return end(.unknown(EngineFault(.gone, "the printer lost its power within the slip")))
        }
        guard storedCode.hear() else {
            return [.send(Self.storedCodeQuestion), .wait(proven == nil ? times.proof : times.status)]
        }
        keptPower = true
        return proven.map { end(.answered($0)) } ?? []
    }

    private mutating func takeRealtime(_ byte: UInt8) -> [EngineAction] {
        if stale > 0 {
            stale -= 1
            return []
        }
        owed = max(0, owed - 1)
        switch phase {
        case .idle: return []
        case .asking(let left, let answers):
            let (left, answers) = (Array(left.dropFirst()), answers + [byte])
            guard let next = left.first else {
                conditions = EscPosStatus.conditions(realtime: answers)
                return end(.answered(DeviceAnswer(data: answers, status: answers)))
            }
            phase = .asking(left: left, answers: answers)
            return ask(next)
        case .proving(let proof, _):
            guard let answers = looked.map({ $0 + [byte] }) else {
                // Nobody looks: this is the proof where that is a status, and else none of ours.
                guard proof == .realtimeStatus else { return [] }
                conditions = EscPosStatus.conditions(offline: byte)
                guard conditions.isDisjoint(with: Self.obstacles) else { return [.wait(times.look)] }
                return prove(DeviceAnswer(data: [byte]))
            }
            // Two answers come, for the cover and for the paper; only both say that all is well.
            looked = answers
            guard answers.count == 2 else { return [] }
            looked = nil
            let before = conditions
            conditions = EscPosStatus.conditions(offline: answers[0]).union(EscPosStatus.conditions(paper: answers[1]))
            if proof == .realtimeStatus, proven == nil, conditions.isDisjoint(with: Self.obstacles) {
                return prove(DeviceAnswer(data: answers))
            }
            return standing(after: before)
        }
    }

    /// Once nothing stands in the way any more, the proof has its whole time again.
    private mutating func standing(after before: Set<DeviceCondition>) -> [EngineAction] {
        guard case .proving(let proof, _) = phase else { return [] }
        guard conditions.isDisjoint(with: Self.obstacles) else { return [.wait(times.look)] }
        guard !before.isDisjoint(with: Self.obstacles) else { return [] }
        phase = .proving(proof, looks: 0)
        return [.wait(times.proof)]
    }
}
