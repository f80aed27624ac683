import Devices
import Fiscal

/// A fiscal printer of the ISL family in memory, after reference §2.3 to §2.11: it sells, counts, refuses, and does not
/// execute the same message number twice while it has power.
struct ToyPrinter {
    /// A receipt as its memory has it.
    struct Receipt: Equatable {
        var lines: [String] = []
        var amount: Int64 = 0
        var paid: Int64 = 0
        var texts: [String] = []
    }

    let isExtended: Bool
    /// The status of the family's device when all is well.
    var healthy = [UInt8](hex: "80 80 80 80 86 9A")
    /// Whether the last document's number advances at the opening; the reference does not know (§10.1).
    let countsAtOpening: Bool
    /// Whether what is paid over is kept as paid, or only what was due.
    let keepsChange: Bool
    var isOpen = false
    var current = Receipt()
    var closed: [Receipt] = []
    var cancelled = 0
    var documents = 41
    var isPaperOut = false
    /// The paper ends while the next command is executed.
    var losesPaperNext = false
    /// A receipt that is not fiscal stands open.
    var isNonfiscalOpen = false
    /// The working memory was lost.
    var hasLostMemory = false
    /// What no driver may do.
    var violations: [String] = []
    private var remembered: (sequence: UInt8, answer: [UInt8])?

    init(isExtended: Bool, countsAtOpening: Bool, keepsChange: Bool) {
        self.isExtended = isExtended
        self.countsAtOpening = countsAtOpening
        self.keepsChange = keepsChange
    }

    /// The power blinks: the receipt stays, the memory of the last message does not.
    mutating func blink() { remembered = nil }

    /// Hears a frame and answers.
    mutating func hear(_ frame: [UInt8]) -> [UInt8] {
        let sequence = isExtended ? frame[5] : frame[2]
        // By the number alone, whatever the command is (reference §2.3).
        if let remembered, remembered.sequence == sequence { return remembered.answer }
        let code = isExtended ? (frame[8] & 15) << 4 | frame[9] & 15 : frame[3]
        let data = String(decoding: frame[(isExtended ? 10 : 4)..<(frame.count - 6)], as: UTF8.self)
        let (fields, error) = execute(code, data)
        if losesPaperNext {
            isPaperOut = true
            losesPaperNext = false
        }
        let answer = self.answer(sequence, code, fields, error)
        remembered = (sequence, answer)
        return answer
    }

    /// The operator closes what is open at the device, paid in cash.
    mutating func closeByHand() {
        guard isOpen, !current.lines.isEmpty else { return }
        current.paid = current.amount
        isOpen = false
        closed.append(current)
        if !countsAtOpening { documents += 1 }
    }

    /// The operator sells a line at the device.
    mutating func sellByHand() {
        guard isOpen, current.paid == 0 else { return }
        current.lines.append("By hand")
        current.amount += 100
    }

    /// The battery is flat: what was open is gone.
    mutating func loseMemory() {
        blink()
        isOpen = false
        current = Receipt()
        hasLostMemory = true
    }

    private enum Refusal: Int {
        case paper = -112_006
        case state = -112_002
        case syntax = -112_001
        case unknown = -112_000
    }

    private mutating func execute(_ code: UInt8, _ data: String) -> ([String], Refusal?) {
        let printing: Set<UInt8> = [0x30, 0x90, 0x31, 0x35, 0x36, 0x38, 0x3C, 0x82]
        if isPaperOut, printing.contains(code) { return ([], .paper) }
        switch code {
        case 0x4A: return (isExtended ? [] : [String(repeating: "s", count: 6)], nil)
        case 0x4C: return (transaction(), nil)
        case 0x71 where !isExtended: return ([padded(documents)], nil)
        case 0x27:
            isNonfiscalOpen = false
            return (["0000001"], nil)
        case 0x30, 0x90:
            guard !isOpen, !isNonfiscalOpen else { return ([], .state) }
            isOpen = true
            current = Receipt()
            if countsAtOpening { documents += 1 }
            return (isExtended ? [String(documents)] : ["0000124", "0000087"], nil)
        case 0x31:
            guard isOpen, current.paid == 0 else { return ([], .state) }
            guard let (name, total) = line(data) else { return ([], .syntax) }
            current.lines.append(name)
            current.amount += total
            return ([], nil)
        case 0x35: return pay(data)
        case 0x36:
            guard isOpen else { return ([], .state) }
            current.texts.append(data.filter { $0 != "\t" })
            return ([], nil)
        case 0x38:
            guard isOpen, current.paid >= current.amount, current.paid > 0 else { return ([], .state) }
            isOpen = false
            closed.append(current)
            if !countsAtOpening { documents += 1 }
            return (isExtended ? [String(documents)] : ["0000124", "0000087"], nil)
        case 0x3C, 0x82:
            if current.paid > 0 { violations.append("cancelled after a payment") }
            guard isOpen, current.paid == 0 else { return ([], .state) }
            isOpen = false
            cancelled += 1
            return ([], nil)
        default: return ([], .unknown)
        }
    }

    private func transaction() -> [String] {
        let open = isOpen ? "1" : "0"
        let items = String(current.lines.count)
        guard isExtended else { return [open, items, String(current.amount), String(current.paid)] }
        return [
            open, String(documents), items, ScaledDecimal.text(current.amount, scale: 2),
            ScaledDecimal.text(current.paid, scale: 2),
        ]
    }

    /// A line's name and what it comes to.
    private func line(_ data: String) -> (String, Int64)? {
        let fields = data.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        guard fields.count >= 2 else { return nil }
        if isExtended {
            guard fields.count == 8, let price = Money(fields[2]), let quantity = Quantity(fields[3]) else {
                return nil
            }
            let off = fields[4] == "4" ? Money(fields[5]) : .zero
            return off.map { (fields[0], (quantity.cost(at: price) - $0).minor) }
        }
        let parts = fields[1].dropFirst().split { $0 == "*" || $0 == ";" || $0 == "$" }
        guard parts.count >= 2, let price = Money(parts[0]), let quantity = Quantity(parts[1]) else { return nil }
        let off = parts.count > 2 ? Money(parts[2]) : .zero
        return off.map { (fields[0], (quantity.cost(at: price) + $0).minor) }
    }

    private mutating func pay(_ data: String) -> ([String], Refusal?) {
        guard isOpen, current.paid < current.amount else { return ([], .state) }
        let fields = data.split(separator: "\t", omittingEmptySubsequences: false)
        let text = isExtended ? fields.dropFirst().first : fields.dropFirst().first?.dropFirst()
        guard let text, let amount = Money(text) else { return ([], .syntax) }
        current.paid += amount.minor
        let rest = current.amount - current.paid
        if !keepsChange { current.paid = min(current.paid, current.amount) }
        let letter = rest > 0 ? "D" : "R"
        if isExtended { return ([letter, ScaledDecimal.text(abs(rest), scale: 2)], nil) }
        return (["\(letter)\(abs(rest))"], nil)
    }

    private func answer(_ sequence: UInt8, _ code: UInt8, _ fields: [String], _ error: Refusal?) -> [UInt8] {
        var status = healthy + (isExtended ? [0x80, 0x80] : [])
        if isOpen { status[2] |= 0x08 }
        if isPaperOut { status[2] |= 0x01 }
        if isNonfiscalOpen { status[2] |= 0x20 }
        if hasLostMemory, !isExtended { status[1] |= 0x04 }
        if isExtended {
            // The status stays healthy where the error code does not (reference §2.11).
            let data = ([String(error?.rawValue ?? 0)] + fields).map { $0 + "\t" }.joined()
            return PlainFrame.extended(sequence, code, Array(data.utf8), status: status)
        }
        switch error {
        case .state: status[1] |= 0x02
        case .syntax: status[0] |= 0x01
        case .unknown: status[0] |= 0x02
        case .paper, nil: break
        }
        if error != nil { status[0] |= 0x20 }
        return PlainFrame.classic(sequence, code, Array(fields.joined(separator: ",").utf8), status: status)
    }

    private func padded(_ number: Int) -> String {
        String(repeating: "0", count: 7 - String(number).count) + String(number)
    }
}

/// A counter with a toy printer, an engine and what the agent has stored, on which things go wrong.
struct ToyCounter {
    /// What goes wrong in one exchange.
    enum Mishap: String, CaseIterable, Sendable {
        case requestLost
        case answerLost
        case answerLostOnce
        case blinkBefore
        case blinkAfter
        case refusedOnce
        case refusedAlways
        case garbledOnce
        case paperOutBefore
        case paperOutAfter
        case restartBefore
        case restartAfter
        case unplugged
    }

    /// What somebody else does to the printer before an exchange.
    enum Meddling: String, CaseIterable, Sendable {
        case closed
        case cancelled
        case sold
        case lostMemory
    }

    /// How a job ended for the shop.
    enum Outcome: Equatable {
        case finished(ISLReceiptNumbers)
        case person(ISLReceiptTrouble)
        /// Begun again more often than anybody would.
        case endless
    }

    let dialect: ISLDialect
    var printer: ToyPrinter
    var mishaps: [Int: Mishap]
    var meddlings: [Int: Meddling] = [:]
    private(set) var exchanges = 0
    private(set) var bytes = 0
    private(set) var takenUp = 0
    private var engine: ISLEngine
    private var mark: ISLReceiptMark?

    init(_ dialect: ISLDialect, countsAtOpening: Bool = false, keepsChange: Bool = true, mishaps: [Int: Mishap] = [:]) {
        self.dialect = dialect
        self.mishaps = mishaps
        printer = ToyPrinter(
            isExtended: dialect.framing.form == .extended, countsAtOpening: countsAtOpening, keepsChange: keepsChange)
        // Daisy's bits 4.2 and 5.3 to 5.6 mean something else (reference §4.1).
        if dialect == .daisy { printer.healthy = [UInt8](hex: "80 80 80 80 80 F8") }
        engine = ISLEngine(dialect.framing, lastSequence: 0x20)
    }

    /// Works one receipt to its end, as an agent would: what is safe is begun again, what a person mends is taken up.
    mutating func work(_ content: ISLReceiptContent) throws -> Outcome {
        for attempt in 0..<12 {
            if attempt > 0 { takenUp += 1 }
            var receipt = try ISLReceipt(content, dialect: dialect, resuming: mark)
            var step = receipt.begin()
            working: while true {
                switch step {
                case .store(let next):
                    mark = next
                    step = receipt.stored()
                case .exchange(let command):
                    guard let end = exchange(command) else {
                        engine = ISLEngine(dialect.framing, lastSequence: engine.lastSequence)
                        break working
                    }
                    step = receipt.ended(end)
                case .over(.finished(let numbers)):
                    mark = nil
                    return .finished(numbers)
                case .over(.notBegun):
                    mark = nil
                    printer.isPaperOut = false
                    printer.hasLostMemory = false
                    break working
                case .over(.person(let trouble, let next)):
                    guard let next else { return .person(trouble) }
                    mark = next
                    printer.isPaperOut = false
                    break working
                }
            }
        }
        return .endless
    }

    /// One exchange; nil where the agent was ended in it.
    private mutating func exchange(_ command: ISLCommand) -> EngineEnd? {
        let mishap = mishaps[exchanges]
        switch meddlings[exchanges] {
        case .closed: printer.closeByHand()
        case .cancelled: printer.isOpen = printer.isOpen && printer.current.paid > 0
        case .sold: printer.sellByHand()
        case .lostMemory: printer.loseMemory()
        case nil: break
        }
        exchanges += 1
        if mishap == .restartBefore { return nil }
        if mishap == .paperOutBefore { printer.isPaperOut = true }
        if mishap == .paperOutAfter { printer.losesPaperNext = true }
        var actions = engine.begin(command)
        var copies = 0
        while true {
            var heard: [UInt8] = []
            for action in actions {
                switch action {
                case .ended(let end): return end
                case .wait: break
                case .send(let frame):
                    copies += 1
                    bytes += frame.count
                    heard = carry(frame, isFirst: copies == 1, mishap)
                    bytes += heard.count
                }
            }
            if mishap == .restartAfter { return nil }
            if mishap == .unplugged, copies == 1 {
                actions = engine.reopened()
            } else {
                actions = heard.isEmpty ? engine.timeOut() : engine.receive(heard)
            }
        }
    }

    /// Carries a frame to the printer and its answer back, as far as they come.
    private mutating func carry(_ frame: [UInt8], isFirst: Bool, _ mishap: Mishap?) -> [UInt8] {
        switch mishap {
        case .requestLost,
            .blinkBefore where isFirst:
            if mishap == .blinkBefore { printer.blink() }
            return []
        case .answerLost:
            _ = printer.hear(frame)
            return []
        case .answerLostOnce where isFirst, .restartAfter,
            .unplugged where isFirst:
            _ = printer.hear(frame)
            return []
        case .blinkAfter where isFirst:
            _ = printer.hear(frame)
            printer.blink()
            return []
        case .refusedOnce where isFirst, .refusedAlways:
            return [0x15]
        case .garbledOnce where isFirst:
            var answer = printer.hear(frame)
            answer[answer.count - 2] ^= 1
            return answer
        default:
            return printer.hear(frame)
        }
    }
}
