import Wire

/// A slip of plain text on a fiscal printer of the ISL family, as a receipt that is not fiscal (reference §2.5).
extension Device {
    /// Prints lines of text; each that was sent and not answered puts the slip in doubt.
    ///
    /// What an earlier slip left open is closed first. The message numbers protect nothing over a loss of power (§10.1), so
    /// that no line is sent twice.
    func printText(_ lines: [String], on line: EngineLine<ISLEngine>, _ dialect: ISLDialect) async -> SlipEnd {
        let before = await lookNow()
        guard before.state.takesWork else { return .notBegun(before) }
        guard !before.conditions.contains(.fiscalOpen) else {
            return .notBegun(stop(.error, "a fiscal receipt is open on it"))
        }
        note(.busy)
        if before.conditions.contains(.nonfiscalOpen), await refusal(of: .closeNonfiscal, on: line, dialect) != nil {
            return .notBegun(stop(.error, "a receipt of before stays open on it"))
        }
        if let fault = await refusal(of: .openNonfiscal, on: line, dialect) { return .notBegun(stop(.error, fault)) }
        for (index, text) in lines.enumerated() {
            if let fault = await refusal(of: .nonfiscalText, text, on: line, dialect) {
                _ = stop(.error, fault)
                return .doubtful(reason: "line \(index + 1) of \(lines.count): \(fault)")
            }
        }
        if let fault = await refusal(of: .closeNonfiscal, on: line, dialect) {
            // All lines are on the paper; only the feed may be missing.
            let after = await lookNow()
            guard after.state.takesWork, !after.conditions.contains(.nonfiscalOpen) else {
                return .doubtful(reason: fault)
            }
        }
        note(.ready)
        return .printed
    }

    private func stop(_ state: DeviceState, _ detail: String) -> DeviceStanding {
        note(state, detail: detail)
        return standing
    }

    /// Why a command was not done, or may not have been; nil where it was.
    private func refusal(
        of verb: ISLVerb, _ text: String = "", on line: EngineLine<ISLEngine>, _ dialect: ISLDialect
    ) async -> String? {
        guard let call = dialect.calls[verb], let data = call.template.data(["text": .text(text)]) else {
            return "its profile has no \(verb.rawValue)"
        }
        switch await line.ask(ISLCommand(call.code, data, afterSilence: verb == .nonfiscalText ? .ask : .resend)) {
        case .answered(let answer):
            let reply = dialect.read(answer)
            guard reply.isRefusal else { return nil }
            let names = reply.conditions.map(\.rawValue).sorted().joined(separator: ", ")
            return "it refused \(verb.rawValue): \(names.isEmpty ? "error \(reply.error ?? 0)" : names)"
        case .notDone(let fault), .unknown(let fault):
            await worker.close()
            return fault.sentence
        }
    }
}

/// A slip on a ZFP printer (reference §3.5); the job decides, and this carries (``ZFPSlip``).
extension Device {
    func printText(_ lines: [String], on line: EngineLine<ZFPEngine>, _ driver: SlipPrinterDriver) async -> SlipEnd {
        // A channel from before a replug is noticed here, and the printer looked for anew.
        let before = await lookNow()
        guard before.state.takesWork else { return .notBegun(before) }
        guard var slip = ZFPSlip(lines, driver) else {
            return .notBegun(stop(.error, "its profile makes no commands of these lines"))
        }
        note(.busy)
        var step = slip.begin()
        while case .ask(let command) = step {
            // One that left may be back, under another name, and must be the same one.
            let end: EngineEnd = await meet() ? await line.ask(command) : .notDone(EngineFault(.gone, lostSentence))
            // Whatever still comes on this line is an answer to what nobody asks any more.
            switch end {
            case .answered: break
            case .notDone, .unknown: await worker.close()
            }
            step = slip.take(end)
        }
        guard case .ended(let end) = step else { preconditionFailure("a slip asks or ends") }
        switch end {
        case .printed(let conditions):
            note(DeviceState(conditions), conditions: conditions)
            return .printed
        case .notBegun(let trouble): return .notBegun(await stopped(trouble))
        case .doubtful(let trouble):
            _ = await stopped(trouble)
            return .doubtful(reason: trouble.sentence)
        }
    }

    private var lostSentence: String { standing.detail ?? "\(name) is not there" }

    /// How it stands behind a slip that did not come out as it should.
    private func stopped(_ trouble: ZFPSlip.Trouble) async -> DeviceStanding {
        if let fault = trouble.fault, fault.code == .gone || fault.code == .silent {
            await lose(fault)
            return standing
        }
        let state = DeviceState(trouble.conditions)
        note(state.takesWork ? .error : state, detail: trouble.sentence, conditions: trouble.conditions)
        return standing
    }
}
