extension ZFPInvoice {
    /// What the job waits for.
    enum Phase: Sendable, Equatable {
        case idle
        case marking
        case opening
        case selling(Int)
        case closing
        case cancelling(After)
        case looking(Doubt)
        case counting(Doubt)
        case readingStatus(Doubt)

        /// The command and why it was sent.
        var name: String {
            switch self {
            case .idle: "nothing asked"
            case .marking: "71h before the document"
            case .opening: "30h open"
            case .selling(let index): "31h line \(index + 1)"
            case .closing: "38h close"
            case .cancelling: "39h cancel"
            case .looking: "72h what is open"
            case .counting: "71h what was signed last"
            case .readingStatus: "20h status"
            }
        }
    }

    /// Why `72` and `71` are asked.
    enum Doubt: Sendable, Equatable {
        /// Nothing was sent yet.
        case start
        /// It was begun by an agent that is no more.
        case resumption
        /// The open's end is unknown, or it was refused as out of place.
        case open
        /// The open was refused for a reason that stays.
        case refusedOpen(ZFPVerdict)
        /// A line's end is unknown, or it was refused as out of place.
        case sell(Int)
        /// All lines are in.
        case beforeClose
        /// The close's end is unknown, or it was refused with this.
        case close(ZFPVerdict?)
        /// The cancel's end is unknown, or it was refused.
        case cancel(After)
    }

    /// What follows a cancel.
    enum After: Sendable, Equatable {
        /// The same document is begun again, under the same trader number.
        case again
        /// The job ends with the refusal of a part.
        case refuse(ZFPVerdict, String)
    }

    /// `72` was answered.
    mutating func looked(_ answer: DeviceAnswer, _ doubt: Doubt) -> ControlUnitStep {
        guard let document = ZFPCurrentDocument(answer) else { return unreadable("72h", answer) }
        guard document.isOpen else { return doubt == .start ? open() : count(doubt) }
        switch doubt {
        case .start:
            return person(
                "a document with \(document.sales) lines is open in the unit, and it is not \(invoice.traderNumber)")
        case .resumption:
            return cancel(.again)
        case .open:
            if document.hasLostPower { return cancel(.again) }
            guard document.sales == 0 else {
                return person("the document that is open has \(document.sales) lines, and none was sent")
            }
            return sell(0)
        case .refusedOpen(let verdict):
            return cancel(.refuse(verdict, "the document"))
        case .sell(let index):
            return openAtLine(document, index)
        case .beforeClose:
            let isWhole = document.sales == invoice.lines.count && !document.hasLostPower
            return isWhole ? close() : cancel(.again)
        case .close(let verdict):
            return openAtClose(document, verdict)
        case .cancel(let after):
            return cancel(after)
        }
    }

    /// A line was in doubt and its document is open: the count of lines tells (reference §6.6).
    private mutating func openAtLine(_ document: ZFPCurrentDocument, _ index: Int) -> ControlUnitStep {
        repeats += 1
        guard !document.hasLostPower, repeats <= Self.repeatsLimit else { return cancel(.again) }
        switch document.sales {
        case index: return sell(index)
        case index + 1: return sell(index + 1)
        default: return cancel(.again)
        }
    }

    /// A close was in doubt or refused and its document is open: it was not signed.
    private mutating func openAtClose(_ document: ZFPCurrentDocument, _ verdict: ZFPVerdict?) -> ControlUnitStep {
        if document.hasLostPower, !closeWasLost { return cancel(.again) }
        guard document.sales == invoice.lines.count else {
            return person("the document that is open has \(document.sales) lines, not \(invoice.lines.count)")
        }
        guard closes < Self.closesLimit else {
            guard let verdict, !closeWasLost else {
                return person("document \(invoice.traderNumber) is open with all its lines and does not close")
            }
            return cancel(.refuse(verdict, "the close"))
        }
        return close()
    }

    /// `71` was answered, and nothing is open.
    mutating func counted(_ answer: DeviceAnswer, _ doubt: Doubt) -> ControlUnitStep {
        guard let numbers = ZFPLastNumbers(answer) else { return unreadable("71h", answer) }
        let isSameUnit = last == nil || last?.unit == numbers.invoice?.unit
        let advance = (numbers.invoice?.counter ?? 0) - (last?.counter ?? 0)
        guard isSameUnit, (0...1).contains(advance) else {
            return person(Self.jump(from: last, to: numbers.invoice, invoice.traderNumber))
        }
        guard advance == 0 else {
            guard case .close = doubt, let number = numbers.invoice else {
                return person(Self.jump(from: last, to: numbers.invoice, invoice.traderNumber))
            }
            return signed(number, .counter)
        }
        switch doubt {
        case .refusedOpen(let verdict), .cancel(.refuse(let verdict, _)):
            let code: ControlUnitRefusal.Code = verdict.conditions.contains(.zRequired) ? .zRequired : .refused
            return notSigned(code, Self.part(doubt), verdict)
        default:
            return again()
        }
    }

    /// Nothing is open and no number was used: the document may be begun once more.
    private mutating func again() -> ControlUnitStep {
        attempts += 1
        guard attempts < Self.attemptsLimit else {
            return notSigned(
                .keepsFailing, "\(attempts) attempts at \(invoice.traderNumber) were cut short; none was signed", nil)
        }
        return look(.start)
    }

    private static func part(_ doubt: Doubt) -> String {
        if case .cancel(.refuse(_, let part)) = doubt { part } else { "the document" }
    }

    private static func jump(
        from last: ControlUnitNumber?, to found: ControlUnitNumber?, _ trader: String
    ) -> String {
        let before = last?.text ?? "none"
        let after = found?.text ?? "none"
        return "the unit's last number was \(before) before document \(trader) and is \(after) now: "
            + "look in the unit's journal for trader number \(trader)"
    }
}
