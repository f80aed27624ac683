import Devices
import Fiscal
import Forwarder
import Foundation
import Spool

/// The `kra` lane where a control unit on the counter makes sales fiscal: it signs one document after the other, each
/// once, and its CU invoice number becomes the fiscal receipt (design §5, fiscal-hardware §6.6).
struct ControlUnitDestination: Destination {
    let spool: Spool
    let counter: DeviceDesk
    let settings: Settings.ControlUnitSettings
    let branch: Branch
    let clock: WallClock

    /// The pause after a document that the unit cut short each time.
    private static let rest = Duration.seconds(30)

    func deliver(_ job: Job) async -> DeliveryAnswer {
        guard let post = counter.controlUnit(named: settings.device) else {
            return .deviceProblem(.noControlUnit(settings.device))
        }
        let device = post.device
        do {
            let document = try await spool.entry(job.sequence).document
            let sale = try await spool.sale(document.id)
            guard sale.receipt == nil else {
                try await spool.finish(job, at: clock.now())
                return .done
            }
            let work = try await spool.controlUnitWork(on: job.sequence)
            if let work, work.device != settings.device { return .deviceProblem(.otherUnit(work.device)) }
            let stage = work.flatMap { ControlUnitStage(journal: $0.journal) }
            if try await isInQuestion(document, job, stage: stage, isKept: work != nil) {
                return .deviceProblem(.doubtful(restored(document), unit: settings.device, sequence: job.sequence))
            }
            guard case .signing(let driver) = post.use else {
                let signer = SignerDelivery(spool: spool, settings: settings, branch: branch, clock: clock)
                return try await signer.deliver(
                    job, sale, to: post, key: counter.key(of: post.name), isBegun: stage == .sent)
            }
            let plan = ControlUnitPlan(settings: settings, driver: driver, rates: try await device.vatRates())
            let kept = stage == nil ? work?.journal : nil
            let journal = try kept.map { try JSONDecoder().decode(ControlUnitJournal.self, from: Data($0.utf8)) }
            let (end, serial) = try await device.sign(
                try plan.invoice(of: document, original: sale.originalReceipt), resuming: journal
            ) { journal in
                try await spool.keep(
                    controlUnit: settings.device, on: job,
                    journal: String(decoding: try CanonicalJSON.bytes(of: journal), as: UTF8.self))
            }
            return try await settle(end, serial: serial, job, device)
        } catch let fault as EngineFault {
            return .unreachable(reason: fault.sentence)
        } catch let unfit as ControlUnitPlan.Unfit {
            return .refused(.unfit(unfit.faults))
        } catch let faults as ControlUnitFaults {
            return .refused(.unfit(faults.faults.map { "\($0.field) is \($0.found), expected \($0.expected)" }))
        } catch {
            return .again(after: .seconds(1), limit: nil, reason: "\(error)")
        }
    }

    /// Whether the unit may have signed a sale that a restored journal does not know to be signed.
    ///
    /// The unit cannot be asked by the sale's number (fiscal-hardware §10.2), so that a person is, once for each.
    private func isInQuestion(
        _ document: Document, _ job: Job, stage: ControlUnitStage?, isKept: Bool
    ) async throws -> Bool {
        if stage == .restored { return true }
        guard !isKept, let restored = try await spool.restoredUnreconciled() else { return false }
        guard document.acceptedAt < restored else {
            try await spool.markReconciled(at: clock.now())
            return false
        }
        try await spool.keep(controlUnit: settings.device, on: job, journal: ControlUnitStage.restored.journal)
        return true
    }

    private func restored(_ document: Document) -> ControlUnitDoubt {
        ControlUnitDoubt(
            sentence: """
                this journal was restored from a backup, and the control unit may have signed \
                \(document.temporaryNumber) since the backup was made
                """)
    }

    /// What was begun is taken up from what was kept by the next delivery.
    func lookUp(_ job: Job) async -> LookUpAnswer { .notThere }

    func probe() async -> Bool {
        guard let post = counter.controlUnit(named: settings.device) else { return true }
        return await post.device.look().state.takesWork
    }

    private func settle(
        _ end: ControlUnitEnd, serial: String?, _ job: Job, _ device: Device
    ) async throws -> DeliveryAnswer {
        switch end {
        case .signed(let signed):
            guard let serial,
                let receipt = FiscalReceipt(
                    controlUnit: serial, number: signed.number.text, link: signed.link, at: clock.now())
            else {
                return .deviceProblem(
                    .doubtful(
                        ControlUnitDoubt(
                            sentence: "the unit signed \(signed.number), which no receipt can hold"),
                        unit: settings.device, sequence: job.sequence))
            }
            try await spool.settle(job, signed: receipt, at: clock.now())
            return .done
        case .notSigned(let refusal):
            try await spool.forgetControlUnitWork(on: job.sequence)
            switch refusal.code {
            case .zRequired: return await closeDay(device, refusal)
            case .refused: return .refused(.refused(refusal))
            case .keepsFailing: return .again(after: Self.rest, limit: nil, reason: refusal.sentence)
            }
        case .needsPerson(let doubt):
            return .deviceProblem(.doubtful(doubt, unit: settings.device, sequence: job.sequence))
        case .suspended(let fault): return .unreachable(reason: fault.sentence)
        }
    }

    /// The 24-hour block: the agent makes the Z report, or asks for one.
    private func closeDay(_ device: Device, _ refusal: ControlUnitRefusal) async -> DeliveryAnswer {
        guard settings.dayClose == .automatic else { return .deviceProblem(.refused(refusal)) }
        switch await device.closeDay() {
        case .closed: return .healed(reason: "the unit's day was over; its Z report is made")
        case .notClosed(let refusal): return .deviceProblem(.refused(refusal))
        case .needsPerson(let doubt): return .deviceProblem(.doubtful(doubt, unit: settings.device))
        case .suspended(let fault): return .unreachable(reason: fault.sentence)
        }
    }
}
