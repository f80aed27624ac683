/// The commands of fiscal-hardware.md §2.5 and §2.8; receipts are in another file.
extension DatecsUnit {
    /// Carries a command out that has a place now.
    mutating func execute(_ code: UInt8, _ text: String) -> Outcome {
        switch code {
        case model.openCode: return opened(text)
        case model.cancelCode: return cancelled(text)
        case 0x31: return sold(text)
        case 0x33: return subtotal(text)
        case 0x35: return paid(text)
        case 0x36: return printed(text, in: [.receipt, .refund])
        case 0x38: return closed(text)
        case 0x39: return receipt?.isOpen == true ? .done : .refused(.receiptClosed)
        case 0x26: return openedNonfiscal(text)
        case 0x2A: return printed(text, in: [.nonfiscal])
        case 0x27: return closedNonfiscal()
        case 0x2E where model.form == .classic, 0x2B where model.form == .extended: return openedRefund(text)
        case 0x2C, 0x2D, 0x2E: return .done  // feed and cut; the register's and the X model's 2D asks for PC mode
        case 0x45: return reported(text)
        case 0x46: return movedCash(text)
        case 0x54: return barCode(text)
        case 0x6D: return duplicated(text)
        case 0x3D: return setClock(text)
        default: return told(code, text)
        }
    }

    /// Parameters of an X model, each with its TAB; of a classic one, between commas.
    func fields(_ text: String) -> [String]? {
        guard model.form == .extended else {
            return text.isEmpty ? [] : text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        guard text.isEmpty || text.hasSuffix("\t") else { return nil }
        return text.split(separator: "\t", omittingEmptySubsequences: false).dropLast().map(String.init)
    }

    /// An amount as the device tells it: cents, or two decimals on X models (see `DatecsReadings`).
    func amount(_ value: ExactDecimal) -> String {
        model.form == .extended ? value.fixed(2) : (value * .hundred).fixed(0)
    }

    /// Seven digits, as in the vectors of §2.4; X models have no zeros in front.
    func number(_ value: Int) -> String {
        let digits = String(value)
        return model.form == .extended ? digits : String(repeating: "0", count: max(0, 7 - digits.count)) + digits
    }

    // MARK: Questions

    private mutating func told(_ code: UInt8, _ text: String) -> Outcome {
        switch code {
        case 0x20 where model.form == .classic: return .text(error)
        case 0x4A: return standing(text)
        case 0x4C: return transaction(text)
        case 0x71 where model.form == .classic: return text.isEmpty ? .text(number(documents)) : .refused(.syntax)
        case 0x5A: return identity(text)
        case 0x3E: return .text(model.form == .classic ? String(clock) : clock)
        case 0x40: return .done(["P", number(day.fiscalReceipts)] + day.groups.map(amount) + [String(clock.prefix(8))])
        case 0x41: return .done(day.groups.map(amount))
        case 0x44: return .done(["1800", "1825"])
        case 0x47: return .done
        case 0x50: return .done
        case 0x61: return .done(["16.00", "8.00", "0.00", "0.00", "0.00", "0.00", "0.00", "0.00"])
        case 0x63: return .text("P051234567A")
        case 0x64 where model.form == .extended: return .text("no text")
        case 0x67:
            return .done(
                [receipt?.isOpen == true ? "1" : "0"] + (receipt?.groups ?? day.groups).map(amount) + ["0", ""])
        case 0x6A: return drawer(text)
        case 0x6E:
            return .done(
                "PNDCIJKL".map { amount(day.payments[String($0)] ?? .zero) } + [
                    String(reports + 1), number(day.allReceipts),
                ])
        case 0x7B where model.form == .extended: return text == "3\t" ? .text(number(documents)) : .refused(.syntax)
        case 0x80 where model.hasErrorNumber: return .done(["0", "0", "0", "0", "0", "0", "0", "0", "\(model.width)"])
        case 0x77, 0xFF, 0x3A: return .refused(.syntax)
        default: return .refused(.unknown)
        }
    }

    private func standing(_ text: String) -> Outcome {
        guard model.form == .classic else { return text.isEmpty ? .done : .refused(.syntax) }
        guard text.isEmpty || text == "X" || text == "W" else { return .refused(.syntax) }
        return .raw(status())
    }

    private func transaction(_ text: String) -> Outcome {
        let receipt = receipt ?? DatecsReceipt(isOpen: false)
        let isOpen = receipt.isOpen && receipt.kind != .nonfiscal
        let paid = readings.keepsChange || receipt.paid < receipt.amount ? receipt.paid : receipt.amount
        if model.form == .extended {
            guard text.isEmpty else { return .refused(.syntax) }
            let kind = isOpen ? (receipt.kind == .refund ? "2" : "1") : "0"
            return .done([kind, number(documents), String(receipt.lines.count), amount(receipt.amount), amount(paid)])
        }
        guard text.isEmpty || text == "T" else { return .refused(.syntax) }
        var fields = [isOpen ? "1" : "0", String(receipt.lines.count), amount(receipt.amount)]
        if text == "T" { fields.append(amount(paid)) }
        if model.opening == .daisy { fields.append(amount(receipt.amount - paid)) }
        return .done(fields)
    }

    private func identity(_ text: String) -> Outcome {
        let option = model.form == .extended ? text.filter { $0 != "\t" } : text
        guard ["0", "1", "*1", ""].contains(option) else { return .refused(.syntax) }
        let firmware = "1.00KE 21NOV26 0000"
        let memory = "70000001"
        switch model.opening {
        case .extended: return .done([model.name, firmware, "FFFF", "00000000", model.serial, memory])
        case .daisy: return .text("\(model.name),\(firmware),FFFF,00000000,4,\(model.serial),\(memory)")
        case .incotex: return .text("\(firmware),FFFF,00000000,4,\(model.serial),\(memory),639020000000001")
        case .eltrade: return .text("\(model.name),\(firmware),FFFF,00000000,4,\(model.serial),\(memory)")
        case .printer, .register: return .text("\(model.name),\(firmware),FFFF,00000000,\(model.serial),\(memory)")
        }
    }

    private mutating func drawer(_ text: String) -> Outcome {
        let option = text.filter { $0 != "\t" }
        guard !option.isEmpty else { return .done }
        guard let time = Int(option), (5...100).contains(time) else { return .refused(.syntax) }
        drawerMilliseconds = time
        return .done
    }

    /// `DD-MM-YY HH:MM[:SS]`; it does not go back behind the last Z, and settles a clock that was not set.
    private mutating func setClock(_ text: String) -> Outcome {
        let option = text.filter { $0 != "\t" }
        guard option.wholeMatch(of: #/\d\d-\d\d-\d\d \d\d:\d\d(:\d\d)?( DST)?/#) != nil else {
            return .refused(.syntax)
        }
        guard receipt?.isOpen != true else { return .refused(.receiptOpen) }
        lower(.clockUnset)
        return .done
    }

    // MARK: Reports and cash

    /// `0[N]` or `Z` closes the day, `2[N]` or `X` tells it; Daisy has `1` and `3` too.
    private mutating func reported(_ text: String) -> Outcome {
        guard receipt?.isOpen != true else { return .refused(.receiptOpen) }
        let option = text.filter { $0 != "\t" && $0 != "N" }
        let closing: Set<String> = model.form == .extended ? ["Z"] : model.opening == .daisy ? ["0", "1", "6"] : ["0"]
        let telling: Set<String> = model.form == .extended ? ["X"] : model.opening == .daisy ? ["2", "3"] : ["2"]
        guard closing.contains(option) || telling.contains(option) else { return .refused(.syntax) }
        let isZ = closing.contains(option)
        let total = day.groups.reduce(.zero, +)
        let sums = day.groups.map(amount)
        if readings.countsReports { documents += 1 }
        let lines =
            [isZ ? "Z REPORT \(reports + 1)" : "X REPORT", String(clock), "Receipts \(day.fiscalReceipts)"]
            + zip("ABCDEFGH", day.groups).filter { $0.1 != .zero }.map { "Group \($0.0)  \($0.1.fixed(2))" }
            + ["TOTAL \(total.fixed(2))"]
        finish(paper(isZ ? "z_report" : "x_report", lines))
        let closure = String(reports + 1)
        if isZ {
            reports += 1
            day = DatecsDay()
        }
        if model.form == .extended { return .done([closure] + sums + sums.map { _ in "0.00" }) }
        return .done([closure, amount(total)] + sums)
    }

    /// A signed amount, or a direction and an amount; none or 0 asks.
    private mutating func movedCash(_ text: String) -> Outcome {
        guard receipt?.isOpen != true else { return .refused(.receiptOpen) }
        var option = text
        if model.form == .extended {
            guard let fields = fields(text), fields.count == 2, ["0", "1"].contains(fields[0]) else {
                return .refused(.syntax)
            }
            option = (fields[0] == "1" ? "-" : "") + fields[1]
        }
        let moved = option.isEmpty ? .zero : ExactDecimal(option.hasPrefix("+") ? String(option.dropFirst()) : option)
        guard let moved else { return .refused(.syntax) }
        guard day.cash + moved >= .zero else {
            return model.form == .extended ? .refused(.noCash) : .done(["F"] + cash)
        }
        if moved > .zero { day.cashIn = day.cashIn + moved } else { day.cashOut = day.cashOut - moved }
        if moved != .zero {
            if readings.countsReports { documents += 1 }
            finish(paper("cash", [moved > .zero ? "CASH IN" : "CASH OUT", moved.fixed(2)]))
        }
        return .done((model.form == .extended ? [] : ["P"]) + cash)
    }

    private var cash: [String] { [day.cash, day.cashIn, day.cashOut].map(amount) }

    /// A finished document that is no receipt.
    func paper(_ kind: String, _ lines: [String]) -> SimulatedPaper {
        SimulatedPaper(kind: kind, number: number(documents), reference: "", lines: lines)
    }
}
