import Fiscal

// What a receipt does when it does not know: the plan of reference §6.6 with the cautions of §10.1.
//
// 1. Status: paper, cover, lost memory, and whether a receipt is open.
// 2. The last document's number, against the one that was stored before the opening.
// 3. The transaction: lines, sum and what was paid. What the device counts decides, never its refusal alone.

extension ISLReceipt {
    /// Something is not known: the device is asked what it has.
    mutating func doubt(_ refusal: Refusal?) -> ISLReceiptStep {
        doubts += 1
        self.refusal = refusal
        guard doubts <= Self.doubtLimit else {
            return person(.unclear, "The device failed \(Self.doubtLimit) times in one receipt.", goesOn: true)
        }
        return ask(.status)
    }

    /// Takes in the answer to a question; nil where it cannot be read, and the question is asked again.
    mutating func learn(_ question: Question, _ reply: ISLReply) -> ISLReceiptStep? {
        switch question {
        case .startStatus: return start(reply.conditions)
        case .startDocument:
            guard let number = number(reply) else { return nil }
            return store(ISLReceiptMark(stage: .opening, document: number), then: .open)
        case .status: return status(reply.conditions)
        case .document:
            guard let number = number(reply) else { return nil }
            document = number
            return ask(.transaction)
        case .transaction:
            guard let transaction = ISLTransaction(reply, dialect) else { return nil }
            return decide(transaction)
        case .afterCancel: return cancelled(reply.conditions)
        }
    }

    /// Nobody answered a question that is free to be asked.
    mutating func unanswered(_ question: Question, _ end: EngineEnd) -> ISLReceiptStep {
        switch (question, end) {
        case (.startStatus, _), (.startDocument, _):
            return over(.notBegun(trouble(.silent, "The device does not answer; nothing was sent to it.")))
        case (_, .answered):
            return person(.unclear, "The device's answer cannot be read.", goesOn: true)
        case (_, .notDone), (_, .unknown):
            return person(
                .silent, "The device does not answer. Whether this receipt was printed is not known yet.",
                goesOn: true)
        }
    }

    /// The device before anything of this receipt was sent.
    private mutating func start(_ conditions: Set<DeviceCondition>) -> ISLReceiptStep {
        self.conditions = conditions
        if conditions.contains(.fiscalOpen) || conditions.contains(.refundOpen) {
            return person(.foreign, "A receipt is open on the device that is not this one.", goesOn: false)
        }
        let stops = conditions.intersection(Self.stopping)
        guard stops.isEmpty else {
            return over(.notBegun(trouble(.notReady, "The device is not ready: \(Self.names(stops)).")))
        }
        if conditions.contains(.nonfiscalOpen) {
            return closeNonfiscal(then: .startStatus)
                ?? over(.notBegun(trouble(.notReady, "A receipt that is not fiscal stays open on the device.")))
        }
        return ask(.startDocument)
    }

    /// Row 1, 5 and 6 of the plan.
    private mutating func status(_ conditions: Set<DeviceCondition>) -> ISLReceiptStep {
        self.conditions = conditions
        let lost = conditions.intersection([.ramReset, .clockUnset])
        guard lost.isEmpty else {
            return person(.service, "The device needs service: \(Self.names(lost)).", goesOn: false)
        }
        let mend = conditions.intersection(Self.mendable)
        guard mend.isEmpty else {
            return person(.notReady, "The device stopped in this receipt: \(Self.names(mend)).", goesOn: true)
        }
        if conditions.contains(.refundOpen) {
            return person(.foreign, "A refund is open on the device.", goesOn: false)
        }
        if conditions.contains(.nonfiscalOpen) {
            return closeNonfiscal(then: .status)
                ?? person(.notReady, "A receipt that is not fiscal stays open on the device.", goesOn: true)
        }
        isOpenByStatus = conditions.contains(.fiscalOpen)
        // Behind a payment the device answers for its transaction, and not for its last document (§10.3).
        let mayAsk = plan.calls[.lastDocument] != nil && !(isOpenByStatus && hasPaid)
        document = mayAsk ? document : mark?.document
        return ask(mayAsk ? .document : .transaction)
    }

    /// Rows 2 to 4: all that can be known is known.
    private mutating func decide(_ transaction: ISLTransaction) -> ISLReceiptStep {
        guard let mark, let document = transaction.number ?? document else {
            return person(.unclear, "The number of the device's last document is not known.", goesOn: false)
        }
        guard transaction.isOpen == isOpenByStatus else {
            return person(.unclear, "The device's status and its current receipt disagree.", goesOn: false)
        }
        let isNext = document == mark.document + 1
        guard transaction.isOpen else {
            return decideClosed(transaction, isNext: isNext, isSame: document == mark.document)
        }
        guard isNext || document == mark.document else {
            return person(
                .foreign, "Document \(document) is open on the device; this receipt followed \(mark.document).",
                goesOn: false)
        }
        let hasPayment = transaction.paid.map { !$0.contains(.zero) } ?? hasPaid
        return hasPayment ? decidePaid(transaction) : decideUnpaid(transaction)
    }

    /// Row 2: nothing is open.
    ///
    /// The number alone never decides (reference §10.1): whether it advances at the opening, and what else counts, is
    /// not known. So "closed" wants the number, our lines, our sum and its payment; "never was" wants the old number
    /// and that no payment was sent, without which no device closes a receipt.
    private mutating func decideClosed(_ transaction: ISLTransaction, isNext: Bool, isSame: Bool) -> ISLReceiptStep {
        let isPaid = transaction.paid.map { $0.contains { $0 >= content.total } } ?? (mark?.stage == .closing)
        if hasPaid, isNext, isPaid, isOurs(transaction, items: plan.items.count) {
            remarks.append("the answer to the close was lost; the device's counters show the receipt")
            return finish([])
        }
        if isSame, !hasPaid {
            if let refusal {
                return over(.notBegun(trouble(.refused, "The device refused \(refusal.sentence).")))
            }
            return over(.notBegun(trouble(.lost, "The device has nothing of this receipt.")))
        }
        return person(
            .unclear, "No receipt is open, and the last one on the device cannot be told from this one.",
            goesOn: false)
    }

    /// Row 3: open, and nothing paid.
    private mutating func decideUnpaid(_ transaction: ISLTransaction) -> ISLReceiptStep {
        guard payments.lowerBound == 0 else {
            return person(.unclear, "The device has lost payments that it had taken.", goesOn: false)
        }
        guard let count = items.first(where: { isOurs(transaction, items: $0) }) else {
            guard hasPaid || isForeign(transaction) else { return cancel() }
            return person(
                .mismatch,
                "The open receipt has \(transaction.items) lines and \(transaction.amountText), not what was sold.",
                goesOn: false)
        }
        isOpened = true
        items = count...count
        payments = 0...0
        if let refusal, !refusal.isTransient, !isDone(refusal.operation) {
            guard hasPaid else { return cancel() }
            return person(
                .refused, "The device refused \(refusal.sentence). The receipt is open and not paid.", goesOn: false)
        }
        return goOn()
    }

    /// Row 4: open, and paid in part or whole; it can only be finished.
    private mutating func decidePaid(_ transaction: ISLTransaction) -> ISLReceiptStep {
        guard hasPaid, isOurs(transaction, items: plan.items.count), let paid = transaction.paid,
            let count = payments.first(where: { isPaid(paid, by: $0) })
        else {
            return person(
                .mismatch,
                "The open receipt has \(transaction.items) lines, \(transaction.amountText), and "
                    + "\(transaction.paidText) paid; this is not what was sold.", goesOn: false)
        }
        isOpened = true
        items = plan.items.count...plan.items.count
        payments = count...count
        if let refusal, !refusal.isTransient, !isDone(refusal.operation) {
            guard case .text(let index) = refusal.operation else {
                return person(
                    .refused, "The device refused \(refusal.sentence). The receipt is open and partly paid.",
                    goesOn: false)
            }
            remarks.append("text \(index + 1) is missing: \(refusal.sentence)")
        }
        if isResumed, count == plan.payments.count, textsSent < plan.texts.count {
            textsSent = plan.texts.count
            remarks.append("texts may be missing: they are not printed again after a restart")
        }
        return goOn()
    }

    /// The device after a cancel.
    private mutating func cancelled(_ conditions: Set<DeviceCondition>) -> ISLReceiptStep {
        self.conditions = conditions
        guard conditions.contains(.fiscalOpen) else {
            guard let refusal else {
                return over(.notBegun(trouble(.cancelled, "The device's lines were not ours; it was cancelled.")))
            }
            let kind: ISLReceiptTrouble.Kind = refusal.operation == .check ? .mismatch : .refused
            return person(kind, "The receipt was cancelled: \(refusal.sentence).", goesOn: false)
        }
        guard cancels < 2 else {
            return person(.refused, "The receipt stays open: the device does not cancel it.", goesOn: false)
        }
        return cancel()
    }

    // MARK: - Comparing

    private func isOurs(_ transaction: ISLTransaction, items count: Int) -> Bool {
        transaction.items == count && transaction.amount.contains(content.amount(ofItems: count))
    }

    /// Whether it has lines that were never sent: then it is not ours to cancel.
    func isForeign(_ transaction: ISLTransaction) -> Bool { transaction.items > items.upperBound }

    /// Whether what the device took is our first payments; of the last it may have kept what was due.
    private func isPaid(_ paid: [Money], by count: Int) -> Bool {
        if count == plan.payments.count, paid.contains(content.total) { return true }
        return paid.contains(content.paid(by: count))
    }

    /// Whether a step that was refused is shown as done all the same (reference §10.1).
    private func isDone(_ operation: Operation) -> Bool {
        switch operation {
        case .open: isOpened
        case .item(let index): items.lowerBound > index
        case .pay(let index): payments.lowerBound > index
        case .check, .text, .close: false
        }
    }

    private func number(_ reply: ISLReply) -> Int? {
        if plan.calls[.lastDocument] == nil { return ISLTransaction(reply, dialect)?.number }
        return reply.fields.first.flatMap { Int($0.filter { $0 != " " }) }
    }

    private mutating func person(
        _ kind: ISLReceiptTrouble.Kind, _ sentence: String, goesOn: Bool
    ) -> ISLReceiptStep {
        over(.person(trouble(kind, sentence), goesOn ? mark : nil))
    }

    private static func names(_ conditions: Set<DeviceCondition>) -> String {
        conditions.map(\.rawValue).sorted().joined(separator: ", ")
    }
}
