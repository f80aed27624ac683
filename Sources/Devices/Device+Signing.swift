extension Device {
    /// Has a control unit sign a document, exactly once (reference §6.6).
    ///
    /// - Parameters:
    ///   - invoice: the document.
    ///   - journal: what was kept of it, where it was begun before.
    ///   - keep: puts on stable storage what a power cut must not make forgotten; nothing is sent before it came back.
    /// - Returns: how it ended, and the serial number of the unit.
    /// - Throws: every fault of a document that the unit would not take, before anything is sent; what `keep` throws.
    public func sign(
        _ invoice: ControlUnitInvoice, resuming journal: ControlUnitJournal?,
        keep: (ControlUnitJournal) async throws -> Void
    ) async throws -> (end: ControlUnitEnd, serial: String?) {
        // The unit is met first, for its serial number tells whether the last number is its own.
        let result: Result<(ControlUnitEnd, String?), any Error> = await exclusively {
            guard case .unit = self.worker else { return .failure(notAUnit) }
            guard await self.meet() else { return .success((.suspended(self.absence), nil)) }
            let serial = self.standing.serial
            do {
                self.note(.busy)
                let job = try ZFPInvoice(invoice, serial: serial, resuming: journal)
                let end = try await self.work(job, keep: keep)
                self.conclude(end)
                return .success((end, serial))
            } catch {
                self.note(.ready)
                return .failure(error)
            }
        }
        let (end, serial) = try result.get()
        return (end, serial)
    }

    /// Closes the unit's day with a Z report, which ends its 24-hour block; never twice in doubt.
    public func closeDay() async -> ZFPDayClose.End {
        await exclusively {
            guard await self.meet() else { return .suspended(self.absence) }
            self.note(.busy)
            var job = ZFPDayClose()
            var step = job.begin()
            while case .ask(let command) = step { step = job.take(await self.exchange(command)) }
            guard case .ended(let end) = step else { preconditionFailure("a day close asks or ends") }
            if case .closed = end { self.wantsZ = false }
            self.note(self.wantsZ ? .zRequired : .ready)
            return end
        }
    }

    /// The amounts of the unit's day, what an X report tells; nothing is closed by it.
    ///
    /// How they are laid out nobody has written down (reference §10.2): they are handed on as the unit tells them.
    public func dayAmounts() async throws(EngineFault) -> String {
        let end = await exclusively {
            guard await self.meet() else { return EngineEnd.notDone(self.absence) }
            return await self.exchange(.dayAmounts)
        }
        switch end {
        case .answered(let answer): return String(decoding: answer.data, as: UTF8.self)
        case .notDone(let fault), .unknown(let fault): throw fault
        }
    }

    private var notAUnit: EngineFault { EngineFault(.locked, "\(name) is no control unit") }

    fileprivate var absence: EngineFault {
        EngineFault(.gone, "\(name): \(standing.state.english)\(standing.detail.map { " (\($0))" } ?? "")")
    }

    private func work(
        _ job: ZFPInvoice, keep: (ControlUnitJournal) async throws -> Void
    ) async throws -> ControlUnitEnd {
        var job = job
        var step = job.begin()
        while true {
            switch step {
            case .ask(let command): step = job.take(await exchange(command))
            case .keep(let journal, let command):
                try await keep(journal)
                step = job.take(await exchange(command))
            case .ended(let end): return end
            }
        }
    }

    /// One exchange with the device that this is, and with no other that came in its place.
    fileprivate func exchange(_ command: ZFPCommand) async -> EngineEnd {
        guard case .unit(let line, _) = worker else { return .notDone(notAUnit) }
        guard await meet() else { return .notDone(absence) }
        let end = await line.ask(command)
        // What does not answer is looked for anew, so that a replug in the middle of a document is survived.
        if case .answered = end {} else { await worker.close() }
        return end
    }

    private func conclude(_ end: ControlUnitEnd) {
        switch end {
        case .signed:
            wantsZ = false
            note(.ready)
        case .notSigned(let refusal):
            if refusal.code == .zRequired { wantsZ = true }
            note(wantsZ ? .zRequired : .ready, detail: refusal.sentence)
        case .needsPerson(let doubt): note(.error, detail: doubt.sentence)
        case .suspended(let fault): note(.absent, detail: fault.sentence)
        }
    }
}

extension Device {
    /// The unit's VAT rates, which tell its letters; asked once after each opening, for they change in service only.
    ///
    /// - Throws: ``EngineFault`` where it does not answer, or answers something else.
    public func vatRates() async throws(EngineFault) -> ZFPRates {
        let result: Result<ZFPRates, EngineFault> = await exclusively {
            guard await self.meet() else { return .failure(self.absence) }
            if let rates = self.rates { return .success(rates) }
            switch await self.exchange(.vatRates) {
            case .answered(let answer):
                guard let rates = ZFPRates(answer) else {
                    return .failure(EngineFault(.garbled, "\(self.name) answers its VAT rates with none"))
                }
                self.rates = rates
                return .success(rates)
            case .notDone(let fault), .unknown(let fault): return .failure(fault)
            }
        }
        return try result.get()
    }
}
