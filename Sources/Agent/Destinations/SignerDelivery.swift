import Devices
import Fiscal
import Forwarder
import Outbound
import Spool

/// One sale on its way to a type C signer, which is asked once: nobody knows whether it would sign a number twice
/// (fiscal-hardware §1.5).
struct SignerDelivery {
    let spool: Spool
    let settings: Settings.ControlUnitSettings
    let branch: Branch
    let clock: WallClock

    /// The pause after the signer could not be reached behind an open port.
    private static let rest = Duration.seconds(5)

    /// Has the signer sign a sale; `isBegun` says that it was sent before and no answer was written down.
    func deliver(
        _ job: Job, _ sale: StoredSale, to post: DevicePost, key: String?, isBegun: Bool
    ) async throws -> DeliveryAnswer {
        guard case .httpSigning(let driver, let base, let host) = post.use else {
            return .deviceProblem(.noControlUnit(post.name))
        }
        let document: SignerDocument
        let request: SignerRequest
        do throws(SignerRefusal) {
            document = try self.document(sale)
            request = try SignerRequest(document, for: driver)
        } catch {
            return .refused(.unfit([error.sentence]))
        }
        guard !isBegun else {
            return doubt("it was sent before, and its answer was lost with this agent", document, post, job)
        }
        try await spool.keep(controlUnit: post.name, on: job, journal: ControlUnitStage.sent.journal)
        let outcome = await exchange(request, of: document, driver, base: base, host: host, key: key)
        switch outcome {
        case .signed(let signed):
            guard
                let receipt = FiscalReceipt(
                    controlUnit: signed.serial, number: signed.number.text, link: signed.link, at: clock.now())
            else { return doubt("it signed \(signed.number), which no receipt can hold", document, post, job) }
            try await spool.settle(job, signed: receipt, at: clock.now())
            return .done
        case .refused(let refusal):
            try await spool.forgetControlUnitWork(on: job.sequence)
            switch refusal.code {
            case .notSent:
                await post.device.release()
                return .unreachable(reason: refusal.sentence)
            case .content, .refused: return .refused(.unfit([refusal.sentence]))
            }
        case .unknown(let doubt):
            return .deviceProblem(
                .doubtful(
                    ControlUnitDoubt(
                        sentence: doubt.sentence, evidence: doubt.evidence.isEmpty ? [] : [doubt.evidence]),
                    unit: post.name, sequence: job.sequence))
        }
    }

    private func exchange(
        _ request: SignerRequest, of document: SignerDocument, _ driver: SignerDriver, base: String, host: String,
        key: String?
    ) async -> SignerOutcome {
        var options = HTTPClient.Options(userAgent: "risiti/\(Agent.version)")
        options.plainHosts = [host]
        var headers = [("Content-Type", "application/json")]
        if let header = request.keyHeader, let key { headers.append((header, key)) }
        let call = HTTPRequest(
            method: "POST", url: base + request.target, headers: headers, body: request.body,
            timeouts: HTTPRequest.Timeouts(connect: Self.rest, total: driver.answerTimeout))
        do throws(OutboundFailure) {
            let response = try await HTTPClient(options: options).exchange(call)
            return SignerReply.outcome(status: response.status, body: response.body, of: document, driver: driver)
        } catch {
            let hasLeft = if case .notSent = error { false } else { true }
            return .unanswered(document, reason: error.sentence, hasLeft: hasLeft)
        }
    }

    private func doubt(
        _ reason: String, _ document: SignerDocument, _ post: DevicePost, _ job: Job
    ) -> DeliveryAnswer {
        .deviceProblem(
            .doubtful(
                ControlUnitDoubt(
                    sentence: "whether the signer has document \(document.number) is not known: \(reason)"),
                unit: post.name, sequence: job.sequence))
    }

    private func document(_ stored: StoredSale) throws(SignerRefusal) -> SignerDocument {
        let document = stored.entry.document
        let sale = document.sale
        let time = KenyaTime(document.soldAt)
        guard let day = SignerDocument.Day(year: time.year, month: time.month, day: time.day) else {
            throw SignerRefusal(.content, "it was sold on \(time.rfc3339), which is no day of this century")
        }
        for line in sale.lines where sale.rates[line.tax] == .zero && settings.hsCodes[line.tax] == nil {
            throw SignerRefusal(.content, ControlUnitPlan.missingCode(line))
        }
        let totals = sale.totals
        var signed = SignerDocument(
            kind: sale.isCreditNote ? .creditNote : .invoice, day: day, number: document.temporaryNumber,
            traderPIN: branch.pin, total: totals.total, net: totals.total - totals.tax, tax: totals.tax,
            lines: sale.lines.filter { $0.total > .zero }.map { line in
                SignerDocument.Line(
                    name: line.name, hsCode: sale.rates[line.tax] == .zero ? settings.hsCodes[line.tax] : nil,
                    quantity: line.quantity, price: line.unitPrice, total: line.total)
            })
        signed.buyerPIN = sale.buyer?.pin ?? ""
        if let credits = sale.credits {
            guard let original = stored.originalReceipt, original.isOfCounter else {
                throw SignerRefusal(.content, "the original \(credits.temporaryNumber) has no CU invoice number")
            }
            signed.original = original.receiptNumber
        }
        return signed
    }
}
