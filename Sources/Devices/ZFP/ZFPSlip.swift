/// A slip of text on a ZFP printer, as a receipt that is not fiscal: once, or in doubt (reference §3.5).
///
/// It does nothing itself: it says what to ask, and is told what came of it. The protocol protects nothing from being done
/// twice (§3.4) and counts no lines, so that **no line is sent again of which any copy may have been done**: after any
/// doubt the printer is asked whether the receipt is open. That settles an opening and a close; a line it does not settle,
/// and then the slip is in doubt.
public struct ZFPSlip: Sendable {
    /// What the slip wants.
    public enum Step: Sendable, Equatable {
        /// Ask the printer this.
        case ask(ZFPCommand)
        /// The slip is over.
        case ended(End)
    }

    /// How it ended.
    public enum End: Sendable, Equatable {
        /// Each line was acknowledged, and the receipt is closed; what the printer said of itself then.
        case printed(Set<DeviceCondition>)
        /// No line of it was sent, or none was taken.
        case notBegun(Trouble)
        /// It may be on paper, whole or in part.
        case doubtful(Trouble)
    }

    /// Why a slip did not come out as it should.
    public struct Trouble: Sendable, Equatable {
        /// A sentence with the values.
        public let sentence: String
        /// What the printer said of itself.
        public var conditions: Set<DeviceCondition> = []
        /// Why it said nothing, where it did not.
        public var fault: EngineFault?
    }

    /// Why the printer is asked how it stands.
    private enum Question: Sendable, Equatable {
        /// Before the first byte of the slip.
        case start
        /// The opening has no good answer, or the bit for power was up before it.
        case opened(Trouble)
        /// Nothing was done of a line, and the printer was there all the time.
        case untouched(Int, Trouble)
        /// The close has no good answer.
        case closed(Trouble)
        /// All went well: whether power held.
        case proof
    }

    private enum Phase: Sendable, Equatable {
        case idle
        case asking(Question, attempt: Int)
        case closingOld
        case opening
        case printing(Int)
        case closing
        case trailing(Int, Set<DeviceCondition>)
    }

    /// What became of a command that changes the printer.
    private enum Outcome {
        case done
        case refused(Trouble)
        /// It may have been done.
        case lost(Trouble)
        /// Nothing of it was done; and whether the printer was there all the time.
        case untouched(Trouble, wasThere: Bool)
    }

    /// How often the printer is asked how it stands, each with the engine's own copies.
    static let attempts = 3
    /// How often a receipt of before is closed, and how often this one.
    static let closes = 3
    /// How many commands of a slip may go out again because the printer took none of them.
    static let repeats = 8

    private let driver: SlipPrinterDriver
    private let lines: [ZFPCommand]
    private var phase = Phase.idle
    private var oldCloses = 0
    private var ownCloses = 0
    private var repeated = 0
    /// Whether it told of lost power before the first line: the bit says nothing new then.
    private var toldOfPower = false

    /// Prepares a slip; nil where the profile's templates make no commands of its lines.
    public init?(_ lines: [String], _ driver: SlipPrinterDriver) {
        let commands = lines.compactMap(driver.line)
        guard commands.count == lines.count else { return nil }
        self.lines = commands
        self.driver = driver
    }

    /// The first thing to ask: how it stands, and whether a receipt is open in it.
    public mutating func begin() -> Step {
        precondition(phase == .idle, "a slip begins once")
        return ask(.start)
    }

    /// Takes how the exchange ended, and says what follows.
    public mutating func take(_ end: EngineEnd) -> Step {
        switch phase {
        case .idle:
            preconditionFailure("no exchange was under way")
        case .asking(let question, let attempt):
            if case .answered(let answer) = end, let conditions = driver.conditions(answer) {
                return learn(question, conditions)
            }
            guard attempt >= Self.attempts else { return ask(question, attempt: attempt + 1) }
            return unanswered(question, end)
        case .closingOld:
            return ask(.start)
        case .opening:
            switch outcome(of: "the opening", end) {
            case .done:
                // Whether an opening lowers the bit is not known: it can tell of power only once it is down.
                guard toldOfPower else { return line(0) }
                return ask(.opened(Trouble(sentence: "it took the opening, and says that no receipt is open")))
            case .refused(let trouble), .lost(let trouble), .untouched(let trouble, _): return ask(.opened(trouble))
            }
        case .printing(let index):
            return printed(index, outcome(of: "line \(index + 1) of \(lines.count)", end))
        case .closing:
            switch outcome(of: "the close", end) {
            case .done: return ask(.proof)
            case .refused(let trouble), .lost(let trouble), .untouched(let trouble, _): return ask(.closed(trouble))
            }
        case .trailing(let index, let conditions):
            return trail(index + 1, conditions)
        }
    }

    // MARK: - Lines

    private mutating func printed(_ index: Int, _ outcome: Outcome) -> Step {
        switch outcome {
        case .done: return line(index + 1)
        // What a refusal left undone is not known: paper may end inside a command (§10.1).
        case .refused(let trouble), .lost(let trouble): return .ended(.doubtful(trouble))
        case .untouched(let trouble, let wasThere):
            if wasThere, repeated < Self.repeats { return ask(.untouched(index, trouble)) }
            return .ended(index == 0 ? .notBegun(trouble) : .doubtful(trouble))
        }
    }

    private mutating func line(_ index: Int) -> Step {
        guard lines.indices.contains(index) else { return close() }
        phase = .printing(index)
        return .ask(lines[index])
    }

    private mutating func close() -> Step {
        guard ownCloses < Self.closes else {
            return .ended(.doubtful(Trouble(sentence: "the receipt stays open after \(ownCloses) closes")))
        }
        ownCloses += 1
        return ask(.closeNonfiscal, .closing)
    }

    private mutating func trail(_ index: Int, _ conditions: Set<DeviceCondition>) -> Step {
        // The slip is on paper: what comes of the feed and the cut changes nothing of that.
        guard driver.tail.indices.contains(index) else { return .ended(.printed(conditions)) }
        phase = .trailing(index, conditions)
        return .ask(driver.tail[index])
    }

    // MARK: - What the printer says of itself

    private mutating func learn(_ question: Question, _ conditions: Set<DeviceCondition>) -> Step {
        let works = DeviceState(conditions).takesWork
        let isOpen = conditions.contains(.nonfiscalOpen)
        let lostPower = conditions.contains(.powerLost) && !toldOfPower
        switch question {
        case .start:
            toldOfPower = conditions.contains(.powerLost)
            guard works else { return .ended(.notBegun(Trouble(sentence: "it is not ready", conditions: conditions))) }
            guard !conditions.contains(.fiscalOpen) else {
                return .ended(.notBegun(Trouble(sentence: "a fiscal receipt is open on it", conditions: conditions)))
            }
            return isOpen ? closeOld(conditions) : ask(.openNonfiscal, .opening)
        case .opened(let trouble):
            // It was closed before, so that what is open is this slip's, and empty.
            toldOfPower = conditions.contains(.powerLost)
            return isOpen && works ? line(0) : .ended(.notBegun(trouble.with(conditions)))
        case .untouched(let index, let trouble):
            guard isOpen, works, !lostPower else {
                return .ended(index == 0 ? .notBegun(trouble.with(conditions)) : .doubtful(trouble.with(conditions)))
            }
            repeated += 1
            return line(index)
        case .closed(let trouble):
            guard works, !lostPower else { return .ended(.doubtful(trouble.with(conditions))) }
            return isOpen ? close() : trail(0, conditions)
        case .proof:
            guard !lostPower else { return doubtful("its power went while it printed", conditions) }
            guard !isOpen else { return doubtful("it took the close, and says that the receipt is open", conditions) }
            return trail(0, conditions)
        }
    }

    private mutating func closeOld(_ conditions: Set<DeviceCondition>) -> Step {
        guard oldCloses < Self.closes else {
            let sentence = "a receipt of before stays open on it"
            return .ended(.notBegun(Trouble(sentence: sentence, conditions: conditions)))
        }
        oldCloses += 1
        return ask(.closeNonfiscal, .closingOld)
    }

    /// It does not say how it stands, or says it in a way that its profile does not know.
    private mutating func unanswered(_ question: Question, _ end: EngineEnd) -> Step {
        let silence =
            switch outcome(of: "the question how it stands", end) {
            case .done: Trouble(sentence: "what it says of itself is none of \(driver.statusLength) bytes")
            case .refused(let trouble), .lost(let trouble), .untouched(let trouble, _): trouble
            }
        switch question {
        case .start: return .ended(.notBegun(silence))
        case .opened(let trouble): return .ended(.notBegun(trouble.and(silence)))
        case .untouched(let index, let trouble):
            return .ended(index == 0 ? .notBegun(trouble.and(silence)) : .doubtful(trouble.and(silence)))
        case .closed(let trouble): return .ended(.doubtful(trouble.and(silence)))
        // The close was acknowledged; it left since.
        case .proof: return .ended(.printed([]))
        }
    }

    private func doubtful(_ sentence: String, _ conditions: Set<DeviceCondition>) -> Step {
        .ended(.doubtful(Trouble(sentence: sentence, conditions: conditions)))
    }

    // MARK: - Exchanges

    private mutating func ask(_ question: Question, attempt: Int = 1) -> Step {
        ask(.status, .asking(question, attempt: attempt))
    }

    private mutating func ask(_ verb: SlipPrinterDriver.Verb, _ phase: Phase) -> Step {
        guard let command = driver.command(verb) else { preconditionFailure("the driver has every verb of a slip") }
        self.phase = phase
        return .ask(command)
    }

    private func outcome(of what: String, _ end: EngineEnd) -> Outcome {
        switch end {
        case .answered(let answer):
            // A command without a result may be answered with data too (§3.1).
            guard !answer.status.isEmpty else { return .done }
            guard let verdict = ZFPVerdict(answer) else {
                return .refused(Trouble(sentence: "\(what) has an acknowledgement that cannot be read"))
            }
            guard !verdict.isDone else { return .done }
            return .refused(
                Trouble(sentence: "\(what) was refused: \(verdict.sentence)", conditions: verdict.conditions))
        case .notDone(let fault):
            // Whoever says "busy" or "unreadable" has kept its power.
            let wasThere = fault.code == .busy || fault.code == .unreadable
            return .untouched(
                Trouble(sentence: "\(what) was not taken: \(fault.sentence)", fault: fault), wasThere: wasThere)
        case .unknown(let fault):
            return .lost(Trouble(sentence: "\(what) has no answer: \(fault.sentence)", fault: fault))
        }
    }
}

extension ZFPSlip.Trouble {
    /// The same, with what the printer says of itself now; it is there again.
    fileprivate func with(_ conditions: Set<DeviceCondition>) -> Self {
        Self(sentence: sentence, conditions: conditions.union(self.conditions))
    }

    /// The same, and what came then.
    fileprivate func and(_ later: Self) -> Self {
        Self(
            sentence: "\(sentence); and then \(later.sentence)", conditions: conditions.union(later.conditions),
            fault: later.fault ?? fault)
    }
}
