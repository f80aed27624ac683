import Fiscal

/// One fiscal receipt on a device of the ISL family, from its first question to its number: once, or not at all.
///
/// It does nothing itself: it says what to write down and what to ask, and is told what came of it. After any doubt it
/// asks the device what it has, by the plan of reference §6.6, and never the other way round: a step is repeated only
/// where the device's own count shows that it was not done, a receipt is cancelled only while no payment was sent, and a
/// second receipt is never begun here.
public struct ISLReceipt: Sendable {
    /// A step that changes the receipt.
    enum Operation: Sendable, Equatable, CustomStringConvertible {
        case open
        case item(Int)
        /// Compares lines and sum before the first payment, the last moment at which it can be cancelled.
        case check
        case pay(Int)
        case text(Int)
        case close

        var description: String {
            switch self {
            case .open: "opening"
            case .item(let index): "line \(index + 1)"
            case .check: "sum"
            case .pay(let index): "payment \(index + 1)"
            case .text(let index): "text \(index + 1)"
            case .close: "close"
            }
        }
    }

    /// A question about the device, free to be asked again.
    enum Question: Sendable, Equatable {
        case startStatus
        case startDocument
        case status
        case document
        case transaction
        case afterCancel
    }

    private enum Phase: Sendable, Equatable {
        case idle
        case storing(Operation)
        case doing(Operation)
        case asking(Question, attempt: Int)
        case closingNonfiscal(then: Question)
        case cancelling
        case over(ISLReceiptEnd)
    }

    /// What a device refused, and whether it is worth asking again.
    struct Refusal: Sendable, Equatable {
        let operation: Operation
        let sentence: String
        let isTransient: Bool
    }

    /// Conditions that stop a receipt before it begins: nothing would be printed, or nothing fiscal.
    static let stopping: Set<DeviceCondition> = ISLDialect.refusing
        .subtracting([.commandInvalid, .syntaxError, .notAllowed])
        .union([.clockUnset, .notFiscalised])
    /// Conditions that a person at the counter mends, and then it goes on where it stood.
    static let mendable: Set<DeviceCondition> = [.paperOut, .coverOpen, .printerError, .overheated, .cutterError]
    /// How often a question is asked before the device counts as silent, each with the engine's own copies.
    static let attempts = 3
    /// How many doubts one receipt bears; each line may fall into one, and more is a device that does not work.
    static let doubtLimit = 8
    private static let evidenceLimit = 16

    let content: ISLReceiptContent
    let dialect: ISLDialect
    let plan: ISLPlan
    var mark: ISLReceiptMark?
    /// Whether it was taken up again, so that what was done before is not known.
    let isResumed: Bool
    /// How many lines, and how many payments, the device may have.
    var items: ClosedRange<Int>
    var payments: ClosedRange<Int>
    var isOpened = false
    var isChecked = false
    var textsSent = 0
    var refusal: Refusal?
    var doubts = 0
    var cancels = 0
    var remarks: [String] = []
    /// What has been learnt in the present doubt.
    var isOpenByStatus = false
    var document: Int?
    var conditions: Set<DeviceCondition> = []
    private var hasClosedNonfiscal = false
    private var evidence: [String] = []
    private var phase = Phase.idle

    /// Makes a receipt, or takes one up again where a mark of it was stored and no end.
    ///
    /// Throws where this device cannot be told this receipt; nothing has been sent then.
    public init(
        _ content: ISLReceiptContent, dialect: ISLDialect, resuming mark: ISLReceiptMark? = nil
    ) throws(ISLPlanFault) {
        self.content = content
        self.dialect = dialect
        plan = try ISLPlan(content, dialect)
        self.mark = mark
        isResumed = mark != nil
        let lines = content.items.count
        items = mark == nil ? 0...0 : (mark?.stage == .opening ? 0 : lines)...lines
        payments = mark == nil || mark?.stage == .opening ? 0...0 : 0...content.payments.count
        if mark?.stage == .closing { payments = content.payments.count...content.payments.count }
    }

    /// Whether a payment may have been sent: from then on nothing is cancelled.
    var hasPaid: Bool { mark.map { $0.stage != .opening } ?? false }

    /// Begins, or takes up again.
    public mutating func begin() -> ISLReceiptStep {
        precondition(phase == .idle, "a receipt begins once")
        return mark == nil ? ask(.startStatus) : doubt(nil)
    }

    /// The mark is on stable storage.
    public mutating func stored() -> ISLReceiptStep {
        guard case .storing(let operation) = phase else { preconditionFailure("no mark was to be stored") }
        return perform(operation)
    }

    /// The exchange has ended.
    public mutating func ended(_ end: EngineEnd) -> ISLReceiptStep {
        switch phase {
        case .doing(let operation):
            note("\(operation)", end)
            return done(operation, end)
        case .asking(let question, let attempt):
            note("\(question)", end)
            if case .answered(let answer) = end, let step = learn(question, dialect.read(answer)) { return step }
            guard attempt >= Self.attempts else { return ask(question, attempt: attempt + 1) }
            return unanswered(question, end)
        case .closingNonfiscal(let question):
            note("closeNonfiscal", end)
            return ask(question)
        case .cancelling:
            note("cancel", end)
            return ask(.afterCancel)
        case .idle, .storing, .over:
            preconditionFailure("no exchange was under way")
        }
    }

    // MARK: - The good run

    /// The step after those that are certain.
    mutating func goOn() -> ISLReceiptStep {
        refusal = nil
        let operation: Operation
        if !isOpened {
            operation = .open
        } else if items.lowerBound < plan.items.count {
            operation = .item(items.lowerBound)
        } else if !isChecked, !hasPaid {
            operation = .check
        } else if payments.lowerBound < plan.payments.count {
            operation = .pay(payments.lowerBound)
        } else if textsSent < plan.texts.count {
            operation = .text(textsSent)
        } else {
            operation = .close
        }
        switch operation {
        case .pay where mark?.stage == .opening: return store(.paying, then: operation)
        case .close where mark?.stage != .closing: return store(.closing, then: operation)
        default: return perform(operation)
        }
    }

    private mutating func store(_ stage: ISLReceiptMark.Stage, then operation: Operation) -> ISLReceiptStep {
        guard var mark else { preconditionFailure("a receipt without a mark is not begun") }
        mark.stage = stage
        return store(mark, then: operation)
    }

    mutating func store(_ mark: ISLReceiptMark, then operation: Operation) -> ISLReceiptStep {
        self.mark = mark
        phase = .storing(operation)
        return .store(mark)
    }

    private mutating func perform(_ operation: Operation) -> ISLReceiptStep {
        phase = .doing(operation)
        switch operation {
        case .open: return call(.open)
        case .item(let index):
            items = index...index + 1
            return .exchange(plan.items[index])
        case .check: return call(.transaction)
        case .pay(let index):
            payments = index...index + 1
            return .exchange(plan.payments[index])
        case .text(let index):
            textsSent = index + 1  // counted when sent: a text is printed once or not at all
            return .exchange(plan.texts[index])
        case .close: return call(.close)
        }
    }

    private func call(_ verb: ISLVerb) -> ISLReceiptStep {
        guard let command = plan.calls[verb] else { preconditionFailure("the plan has every verb that is called") }
        return .exchange(command)
    }

    private mutating func done(_ operation: Operation, _ end: EngineEnd) -> ISLReceiptStep {
        guard case .answered(let answer) = end else {
            if case .text(let index) = operation { remarks.append("text \(index + 1) may be missing: no answer to it") }
            if operation == .open, case .notDone(let fault) = end {
                return over(.notBegun(trouble(.lost, "The device could not read the opening: \(fault.sentence).")))
            }
            return doubt(nil)
        }
        let reply = dialect.read(answer)
        conditions = reply.conditions
        guard !reply.isRefusal else { return doubt(refused(operation, reply)) }
        switch operation {
        case .open:
            guard reply.conditions.contains(.fiscalOpen) else { return doubt(nil) }
            isOpened = true
            return goOn()
        case .item(let index):
            items = index + 1...index + 1
            return goOn()
        case .check:
            guard let transaction = ISLTransaction(reply, dialect) else { return doubt(nil) }
            return check(transaction)
        case .pay(let index):
            let isLast = index + 1 == plan.payments.count
            guard reply.fields.first?.first == (isLast ? "R" : "D") else { return doubt(refused(operation, reply)) }
            payments = index + 1...index + 1
            return isRest(reply, after: index + 1) ? goOn() : doubt(nil)
        case .text: return goOn()
        case .close:
            guard !reply.conditions.contains(.fiscalOpen) else { return doubt(nil) }
            return finish(reply.fields)
        }
    }

    private func refused(_ operation: Operation, _ reply: ISLReply) -> Refusal {
        let reasons = reply.conditions.intersection(ISLDialect.refusing).map(\.rawValue).sorted()
        let error = reply.error.map { ["error \($0)"] } ?? []
        let answer = reply.fields.isEmpty ? [] : ["answer \(reply.fields.joined(separator: " "))"]
        // Whoever refuses for paper, or warns of its end, may do it the next time (reference §2.9).
        let isTransient =
            !reply.conditions.isDisjoint(with: Self.mendable.union([.paperLow]))
            && reply.conditions.isDisjoint(with: [.commandInvalid, .syntaxError, .notAllowed])
        return Refusal(
            operation: operation, sentence: "\(operation): " + (reasons + error + answer).joined(separator: ", "),
            isTransient: isTransient)
    }

    /// Whether what the device says is due, or is given back, is what the till has; true where it cannot be read.
    private func isRest(_ reply: ISLReply, after count: Int) -> Bool {
        // X models have the letter and the amount in two fields, classic ones in one (reference §2.5, §2.8).
        let text = reply.fields.count > 1 ? reply.fields[1] : String((reply.fields.first ?? "").dropFirst())
        let readings = dialect.readings(text)
        let rest = content.total - content.paid(by: count)
        return readings.isEmpty || readings.contains { $0 == rest || Money.zero - $0 == rest }
    }

    /// The device's sum before anything is paid.
    private mutating func check(_ transaction: ISLTransaction) -> ISLReceiptStep {
        // Closed or paid by somebody else: that is for the plan to settle, and not to be cancelled.
        guard transaction.isOpen, transaction.paid.map({ $0.contains(.zero) }) ?? true, !isForeign(transaction) else {
            return doubt(nil)
        }
        if transaction.items == plan.items.count, transaction.amount.contains(content.total) {
            isChecked = true
            return goOn()
        }
        refusal = Refusal(
            operation: .check,
            sentence: "the device has \(transaction.items) lines and \(transaction.amountText), "
                + "the till \(plan.items.count) lines and \(content.total)", isTransient: false)
        return cancel()
    }

    func finishedNumbers(_ fields: [String]) -> ISLReceiptNumbers {
        let isSlip = dialect.answersErrorCode
        return ISLReceiptNumbers(
            receipt: isSlip ? fields.first : fields.dropFirst().first, allReceipts: isSlip ? nil : fields.first,
            documentBefore: mark?.document ?? 0, remarks: remarks)
    }

    mutating func finish(_ fields: [String]) -> ISLReceiptStep {
        over(.finished(finishedNumbers(fields)))
    }

    // MARK: - What recovery needs

    mutating func ask(_ question: Question, attempt: Int = 1) -> ISLReceiptStep {
        phase = .asking(question, attempt: attempt)
        switch question {
        case .startStatus, .status, .afterCancel: return call(.status)
        case .startDocument, .document: return call(plan.calls[.lastDocument] == nil ? .transaction : .lastDocument)
        case .transaction: return call(.transaction)
        }
    }

    /// Closes a receipt that is not fiscal and stands in the way, once; nil where it did already.
    mutating func closeNonfiscal(then question: Question) -> ISLReceiptStep? {
        guard !hasClosedNonfiscal else { return nil }
        hasClosedNonfiscal = true
        phase = .closingNonfiscal(then: question)
        return call(.closeNonfiscal)
    }

    mutating func cancel() -> ISLReceiptStep {
        precondition(!hasPaid, "a receipt is not cancelled once a payment was sent")
        cancels += 1
        phase = .cancelling
        return call(.cancel)
    }

    mutating func over(_ end: ISLReceiptEnd) -> ISLReceiptStep {
        phase = .over(end)
        return .over(end)
    }

    func trouble(_ kind: ISLReceiptTrouble.Kind, _ sentence: String) -> ISLReceiptTrouble {
        ISLReceiptTrouble(kind: kind, sentence: sentence, conditions: conditions, evidence: evidence)
    }

    private mutating func note(_ asked: String, _ end: EngineEnd) {
        let came =
            switch end {
            case .answered(let answer):
                "\"\(String(decoding: answer.data, as: UTF8.self))\" status \(Hex.text(answer.status))"
            case .notDone(let fault): "not done: \(fault.sentence)"
            case .unknown(let fault): "unknown: \(fault.sentence)"
            }
        evidence.append("\(asked): \(came)")
        if evidence.count > Self.evidenceLimit { evidence.removeFirst() }
    }
}
