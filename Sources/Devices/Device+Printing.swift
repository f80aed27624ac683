import Wire

/// How the printing of a slip ended.
public enum SlipEnd: Sendable, Hashable {
    /// It is on paper, as far as the printer can tell.
    case printed
    /// Nothing left for the printer.
    case notBegun(DeviceStanding)
    /// It may be on paper, whole or in part.
    case doubtful(reason: String)
}

extension Device {
    /// Prints a slip: bytes for a receipt printer, lines of text that each end with a line feed for a fiscal printer.
    ///
    /// Has a receipt printer prove it as far as it can.
    ///
    /// A printer that runs out of paper in the middle keeps the rest and goes on by itself (reference §5.7): this waits for
    /// it, half an hour at most. Ends at once where its task is cancelled; a slip that was under way is in doubt then.
    public func printSlip(_ slip: [UInt8], proof: EscPosEngine.Proof) async -> SlipEnd {
        switch worker {
        case .fiscal(let line, let dialect, _):
            return await exclusively { await self.printText(Self.lines(slip), on: line, dialect) }
        case .slips(let line, let driver, _):
            return await exclusively { await self.printText(Self.lines(slip), on: line, driver) }
        default: break
        }
        guard case .printer(let line, let answersStatus) = worker else {
            return .notBegun(DeviceStanding(.wrongFirmware, detail: "\(name) prints no slips"))
        }
        return await exclusively {
            let command = EscPosEngine.Command.slip(slip, answersStatus ? proof : .none)
            let before = await self.lookNow()
            guard before.state.takesWork else { return .notBegun(before) }
            self.note(.busy)
            var end = await line.ask(command)
            // One that tells no status was asked nothing so far: its channel may be from before a replug, and no byte left.
            if !answersStatus, case .notDone(let fault) = end, fault.code == .gone {
                await self.lose(fault)
                guard await self.lookNow().state.takesWork else { return .notBegun(self.standing) }
                self.note(.busy)
                end = await line.ask(command)
            }
            switch end {
            case .answered:
                self.note(DeviceState(await line.state.conditions))
                return .printed
            case .notDone(let fault):
                await self.lose(fault)
                return .notBegun(self.standing)
            case .unknown(let fault):
                await self.lose(fault)
                return .doubtful(reason: fault.sentence)
            }
        }
    }

    /// The lines of a text of which each ends with a line feed.
    private static func lines(_ text: [UInt8]) -> [String] {
        String(decoding: text, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            .map(String.init)
    }
}
