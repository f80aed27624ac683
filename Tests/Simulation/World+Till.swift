import Agent
import Fiscal
import Forwarder
import Spool

extension World {
    /// So many customers pay: sales, credit notes, and now and then a till that asks again.
    func serve(_ count: Int) async throws {
        var errands: [Errand] = []
        for _ in 0..<count { errands.append(errand()) }
        try await post(errands)
    }

    private func errand() -> Errand {
        ledger.errands += 1
        let key = "key-\(ledger.errands)"
        let known = ledger.latest
        guard known > 0, shopDice.happens(120) else {
            return Errand(key: key, kind: .sale(shopDice.index(baskets.sales.count)))
        }
        let original = shopDice.pick(1...known)
        if shopDice.happens(200), let before = ledger.acknowledged[original] { return before.errand }
        let isPart = shopDice.happens(500)
        return Errand(key: key, kind: .credit(of: original, hundredths: isPart ? shopDice.pick(1...300) : nil))
    }

    /// Tills post; who has no answer posts the same again later.
    func post(_ errands: [Errand]) async throws {
        // A till that had its answer meanwhile, or whose original is not there, has nothing to post.
        let errands = errands.filter { !ledger.refused.contains($0.key) }
        guard let spool = machine?.spool, !errands.isEmpty else {
            ledger.unanswered += errands
            return
        }
        if sabotage == .boastful, shopDice.happens(20) { return boast(errands) }
        let sales = try errands.map(request)
        let answers: [Result<Appended, any Error>]
        do {
            if sales.count == 1 {
                answers = [.success(try await spool.append(sales[0]))]
            } else {
                answers = try await spool.append(group: sales)
            }
        } catch {
            answers = errands.map { _ in .failure(error) }
        }
        for (errand, answer) in zip(errands, answers) { take(answer, of: errand) }
        machine?.ring(.woke)
        guard machine != nil, !disk.isDown, !ledger.unanswered.isEmpty else { return }
        agenda.enter(.again(ledger.unanswered), at: clock.elapsed + shopDice.pick(500...60_000))
        ledger.unanswered = []
    }

    private func take(_ answer: Result<Appended, any Error>, of errand: Errand) {
        switch answer {
        case .success(let appended): acknowledge(appended, errand)
        case .failure(let faults as SaleFaults):
            let reasons = faults.faults.map { "\($0.rule): \($0.found), expected \($0.expected)" }
            say("till: \(errand.key) is refused: \(reasons.joined(separator: "; "))")
            ledger.refused.insert(errand.key)
            if ledger.sequences[errand.key] != nil { broken("\(errand.key) was accepted and is now refused") }
        case .failure(let error):
            say("till: \(errand.key) has no answer: \(error)")
            ledger.unanswered.append(errand)
            isSpoolTroubled = true
        }
    }

    private func acknowledge(_ appended: Appended, _ errand: Errand) {
        let (document, seal) = (appended.entry.document, appended.entry.seal)
        outcome.checks += 1
        say("till: \(errand.key) is \(document.temporaryNumber), entry \(document.sequence)")
        if let sequence = ledger.sequences[errand.key] {
            guard case .seenBefore = appended, sequence == document.sequence else {
                return broken("\(errand.key) was entry \(sequence) and is now entry \(document.sequence)")
            }
            return
        }
        if let other = ledger.acknowledged[document.sequence] {
            return broken("entry \(document.sequence) was given to \(other.errand.key) and to \(errand.key)")
        }
        var poisoned = false
        var credits: Int64?
        switch errand.kind {
        case .sale(let basket): poisoned = baskets.poisoned.contains(basket)
        case .credit(let original, _): credits = original
        }
        ledger.acknowledge(
            Ledger.Acknowledged(
                errand: errand, sequence: document.sequence, documentID: document.id,
                number: document.temporaryNumber, hash: seal.hash, total: document.sale.totals.total,
                isPoisoned: poisoned, credits: credits))
        outcome.sales += 1
        outcome.mark(seal.hash)
        outcome.mark("\(document.id) \(document.temporaryNumber) \(clock.elapsed)")
    }

    /// The planted bug: an answer without a commit.
    private func boast(_ errands: [Errand]) {
        for errand in errands {
            ledger.acknowledge(
                Ledger.Acknowledged(
                    errand: errand, sequence: ledger.latest + 1, documentID: "none", number: "none", hash: [],
                    total: .zero, isPoisoned: false, credits: nil))
        }
    }

    private func request(_ errand: Errand) throws -> NewSale {
        let digest = Array(repeating: UInt8(truncatingIfNeeded: errand.key.utf8.count), count: 32)
        return NewSale(
            idempotencyKey: errand.key, requestDigest: digest, content: try content(errand.kind),
            branch: settings.branch, lanes: [Agent.kraLane])
    }

    private func content(_ kind: Errand.Kind) throws -> NewSale.Content {
        switch kind {
        case .sale(let basket): return try .sale(baskets.sales[basket])
        case .credit(let original, let hundredths):
            return .creditNote(original: original) { entry, notes throws(SaleFaults) in
                let document = entry.document
                let reference = CreditReference(
                    documentID: document.id, temporaryNumber: document.temporaryNumber, reason: .refund)
                let lines = hundredths.map { [CreditRequest(line: 1, quantity: Quantity(thousandths: $0 * 10))] }
                return try document.sale.credited(
                    lines, as: reference, after: notes, till: document.sale.till, cashier: "A12", soldAt: nil)
            }
        }
    }
}
