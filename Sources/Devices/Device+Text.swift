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
