/// Receipts, from the opening to the close (fiscal-hardware.md §2.5, §2.7, §2.8, §4).
extension DatecsUnit {
    // MARK: Opening

    mutating func opened(_ text: String) -> Outcome {
        guard let opening = opening(text) else { return .refused(.syntax) }
        if let password = model.password, opening.password != password {
            wrongPasswords += 1
            return .refused(.wrongPassword)
        }
        wrongPasswords = 0
        if let refusal = begins() { return .refused(refusal) }
        receipt = DatecsReceipt(
            reference: opening.reference, print: ["FISCAL RECEIPT", "Operator \(opening.operatorName)"])
        return .done(numbersAtOpening())
    }

    /// Why nothing can be opened now.
    private func begins() -> DatecsRefusal? {
        if receipt?.isOpen == true { return .receiptOpen }
        if isDayOver { return .dayOver }
        return raised.isDisjoint(with: DatecsBit.blocking) && !raised.contains(DatecsBit(5, 3)) ? nil : .notAllowed
    }

    private mutating func numbersAtOpening() -> [String] {
        if readings.countsAtOpening { documents += 1 }
        if day.began == nil { day.began = minutes }
        let next = documents + (readings.countsAtOpening ? 0 : 1)
        if model.form == .extended { return [number(next)] }
        return [number(day.allReceipts + 1), number(day.fiscalReceipts + 1)]
    }

    private func opening(_ text: String) -> (operatorName: String, password: String?, reference: String)? {
        guard let fields = fields(text) else { return nil }
        func isNumber(_ field: String, _ range: ClosedRange<Int>) -> Bool { Int(field).map(range.contains) ?? false }
        switch model.opening {
        case .printer, .register:
            guard (3...5).contains(fields.count), isNumber(fields[0], 1...16), (1...8).contains(fields[1].count),
                fields[1].allSatisfy(\.isNumber)
            else { return nil }
            let hasTill = isNumber(fields[2], 1...99_999)
            guard hasTill || model.opening == .register && fields.count > 3 && isNumber(fields[3], 1...99_999) else {
                return nil
            }
            let sale = fields.dropFirst(2).first { $0.count > 5 }
            return (fields[0], fields[1], sale ?? "")
        case .extended:
            guard (4...5).contains(fields.count), isNumber(fields[0], 1...30),
                isNumber(fields[fields.count - 2], 1...99_999), ["", "I"].contains(fields[fields.count - 1])
            else { return nil }
            return (fields[0], fields[1], fields.count == 5 ? fields[2] : "")
        case .daisy:
            let parts = text.split(separator: "\t", omittingEmptySubsequences: false)
            let fields = parts[0].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            guard fields.count == 3, isNumber(fields[0], 1...20), !fields[2].isEmpty,
                parts.count == 1 || parts[1] == "I"
            else { return nil }
            return (fields[0], fields[1], fields[2])
        case .eltrade:
            guard (2...3).contains(fields.count), !fields[0].isEmpty, !fields[1].isEmpty,
                fields.count == 2 || fields[2] == "I"
            else { return nil }
            return (fields[0], nil, fields[1])
        case .incotex:
            guard (3...4).contains(fields.count), isNumber(fields[0], 1...20), !fields[1].isEmpty, fields[2] == "0"
            else { return nil }
            return (fields[0], nil, fields[1])
        }
    }

    /// A refund: with the document's number alone the device reverses it whole (§2.7); the other forms are not played.
    mutating func openedRefund(_ text: String) -> Outcome {
        guard let fields = fields(text), fields.count >= 4 else { return .refused(.syntax) }
        if let password = model.password, fields[1] != password {
            wrongPasswords += 1
            return .refused(.wrongPassword)
        }
        if let refusal = begins() { return .refused(refusal) }
        let named =
            model.form == .extended ? fields[4 < fields.count ? 4 : 3] : String(fields[3].drop { "ERT".contains($0) })
        guard let document = Int(named), let original = closed.first(where: { Int($0.number) == document }) else {
            return .refused(.notAllowed)
        }
        documents += 1
        day.allReceipts += 1
        day.refunds += 1
        if day.began == nil { day.began = minutes }
        finish(
            SimulatedPaper(
                kind: DatecsReceipt.Kind.refund.rawValue, number: number(documents), reference: original.number,
                lines: ["REFUND OF \(original.number)"] + original.lines))
        return .done(model.form == .extended ? [number(documents)] : [number(day.allReceipts), number(day.refunds)])
    }

    // MARK: Lines

    mutating func sold(_ text: String) -> Outcome {
        guard let receipt, receipt.isOpen, receipt.kind != .nonfiscal else { return .refused(.receiptClosed) }
        guard receipt.lines.count < 512 else { return .refused(.tooManySales) }
        guard let line = model.form == .extended ? extendedLine(text) : classicLine(text) else {
            return .refused(.syntax)
        }
        guard receipt.amount + line.amount >= .zero else { return .refused(.notAllowed) }
        self.receipt?.lines.append(line)
        self.receipt?.print.append(
            "\(line.name)  \(line.amount.fixed(2)) \("ABCDEFGH".dropFirst(line.group).prefix(1))")
        return .done
    }

    /// `[L1][LF L2]TAB Tax[-]Price[*Qty[#Unit]][,Perc` or `;Abs]`, or with a department between two TABs.
    private func classicLine(_ text: String) -> DatecsReceipt.Line? {
        let parts = text.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        guard (2...3).contains(parts.count), isPrintable(parts[0]) else { return nil }
        var spec = Substring(parts[parts.count - 1])
        var group = 0
        if parts.count == 3 {
            guard let department = Int(parts[1]), (1...60).contains(department) else { return nil }
        } else {
            guard let letter = spec.popFirst(), let place = Self.group(letter) else { return nil }
            group = place
        }
        var sign = ""
        if let first = spec.first, first == "-" || (first == "+" && model.opening == .incotex) {
            sign = first == "-" ? "-" : ""
            spec.removeFirst()
        }
        if model.opening == .incotex, let at = spec.firstIndex(of: "@") { spec = spec[..<at] }
        // The discount stands last, behind its sign.
        var off: (isPercent: Bool, value: ExactDecimal)?
        if let place = spec.firstIndex(where: { $0 == "," || $0 == model.amountSign }) {
            let digits = spec[spec.index(after: place)...]
            guard let value = ExactDecimal(digits.hasPrefix("+") ? digits.dropFirst() : digits) else { return nil }
            off = (spec[place] == ",", value)
            spec = spec[..<place]
        }
        let numbers = spec.split(separator: "*", omittingEmptySubsequences: false)
        guard (1...2).contains(numbers.count), let price = Self.decimal(numbers[0], places: 2, digits: 8) else {
            return nil
        }
        let counted = numbers.count == 2 ? numbers[1].prefix { $0 != "#" } : "1"
        guard let quantity = Self.decimal(counted, places: 3, digits: 9), quantity > .zero else { return nil }
        var amount = (price * quantity).rounded(2)
        if let off {
            amount = (amount + (off.isPercent ? (amount * off.value).divided(by: .hundred, places: 10) : off.value))
                .rounded(2)
        }
        guard amount >= .zero else { return nil }
        return DatecsReceipt.Line(
            name: parts[0].split(separator: "\n").first.map(String.init) ?? "", group: group,
            amount: sign.isEmpty ? amount : .zero - amount)
    }

    /// `Name, TaxCd 1..8, Price, Qty, DiscType, DiscValue, Department[, Unit]`.
    private func extendedLine(_ text: String) -> DatecsReceipt.Line? {
        guard let fields = fields(text), (7...8).contains(fields.count), isPrintable(fields[0]), !fields[0].isEmpty,
            let group = Int(fields[1]), (1...8).contains(group)
        else { return nil }
        let sign = fields[2].hasPrefix("-")
        guard let price = Self.decimal(sign ? fields[2].dropFirst() : fields[2][...], places: 2, digits: 8),
            let quantity = Self.decimal(fields[3].isEmpty ? "1" : fields[3][...], places: 3, digits: 9),
            quantity > .zero, Int(fields[6]).map((0...99).contains) ?? false
        else { return nil }
        var amount = (price * quantity).rounded(2)
        switch fields[4] {
        case "", "0": break
        case "1", "2", "3", "4":
            guard let value = ExactDecimal(fields[5]), value >= .zero else { return nil }
            let off = fields[4] < "3" ? (amount * value).divided(by: .hundred, places: 10) : value
            amount = (fields[4] == "1" || fields[4] == "3" ? amount + off : amount - off).rounded(2)
        default: return nil
        }
        guard amount >= .zero else { return nil }
        return DatecsReceipt.Line(name: fields[0], group: group - 1, amount: sign ? .zero - amount : amount)
    }

    /// Two flags, print and display; a discount here is not played.
    mutating func subtotal(_ text: String) -> Outcome {
        guard let receipt, receipt.isOpen, receipt.kind != .nonfiscal else { return .refused(.receiptClosed) }
        let flags = model.form == .extended ? (fields(text) ?? []).prefix(2).joined() : text
        guard flags.count == 2, flags.allSatisfy({ "01".contains($0) }) else { return .refused(.syntax) }
        if flags.hasPrefix("1") { self.receipt?.print.append("SUBTOTAL  \(receipt.amount.fixed(2))") }
        let sums = [amount(receipt.amount)] + receipt.groups.map(amount)
        return .done(model.form == .extended ? [number(documents + (readings.countsAtOpening ? 0 : 1))] + sums : sums)
    }

    // MARK: Payment and end

    mutating func paid(_ text: String) -> Outcome {
        guard let receipt, receipt.isOpen, receipt.kind != .nonfiscal else { return .refused(.receiptClosed) }
        guard let (letter, handed) = payment(text) else {
            return model.form == .extended ? .refused(.syntax) : .text("F")
        }
        let due = receipt.amount - receipt.paid
        guard due > .zero || receipt.payments.isEmpty else { return .refused(.notAllowed) }
        let amount = handed ?? due
        self.receipt?.payments.append((letter, amount))
        self.receipt?.print.append("\(letter)  \(amount.fixed(2))")
        let rest = due - amount
        let answer = rest > .zero ? "D" : "R"
        let value = self.amount(rest > .zero ? rest : .zero - rest)
        return .done(model.form == .extended ? [answer, value] : [answer + value])
    }

    /// The means and the amount; no amount is all that is due.
    private func payment(_ text: String) -> (String, ExactDecimal?)? {
        if model.form == .extended {
            guard let fields = fields(text), (2...3).contains(fields.count), fields[0].count == 1,
                model.payments.contains(fields[0]), let amount = Self.decimal(fields[1][...], places: 2, digits: 10),
                amount > .zero
            else { return nil }
            return (fields[0], amount)
        }
        let parts = text.split(separator: "\t", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        var rest = parts[1]
        var letter = "P"
        if let first = rest.first, first.isLetter {
            guard model.payments.contains(first) else { return nil }
            letter = String(first)
            rest.removeFirst()
        }
        guard !rest.isEmpty else { return (letter, nil) }
        guard let amount = Self.decimal(rest, places: 2, digits: 10), amount > .zero else { return nil }
        return (letter, amount)
    }

    mutating func printed(_ text: String, in kinds: Set<DatecsReceipt.Kind>) -> Outcome {
        guard let receipt, receipt.isOpen, kinds.contains(receipt.kind) else { return .refused(.receiptClosed) }
        var line = text
        if model.form == .extended {
            guard let fields = fields(text), (1...6).contains(fields.count) else { return .refused(.syntax) }
            line = fields[0]
        } else if text.hasPrefix("\t") {
            line = String(text.dropFirst(2).drop { "BHI".contains($0) })  // font and its flags
        }
        guard isPrintable(line) else { return .refused(.syntax) }
        self.receipt?.print.append(line)
        return .done
    }

    mutating func closed(_ text: String) -> Outcome {
        guard text.isEmpty else { return .refused(.syntax) }
        guard let receipt, receipt.isOpen, receipt.kind != .nonfiscal else { return .refused(.receiptClosed) }
        guard !receipt.payments.isEmpty, receipt.paid >= receipt.amount else { return .refused(.notAllowed) }
        return close()
    }

    mutating func close() -> Outcome {
        guard let receipt else { return .refused(.receiptClosed) }
        if !readings.countsAtOpening { documents += 1 }
        day.allReceipts += 1
        day.fiscalReceipts += 1
        for (index, sum) in receipt.groups.enumerated() { day.groups[index] = day.groups[index] + sum }
        let change = receipt.paid - receipt.amount
        for (index, payment) in receipt.payments.enumerated() {
            let kept = index == receipt.payments.count - 1 ? payment.amount - change : payment.amount
            day.payments[payment.letter] = (day.payments[payment.letter] ?? .zero) + kept
        }
        self.receipt?.isOpen = false
        let paper = SimulatedPaper(
            kind: receipt.kind.rawValue, number: number(documents), reference: receipt.reference,
            lines: receipt.print + [
                "TOTAL  \(receipt.amount.fixed(2))", "Document \(number(documents))", String(clock),
            ])
        closed.append(paper)
        finish(paper)
        return .done(
            model.form == .extended ? [number(documents)] : [number(day.allReceipts), number(day.fiscalReceipts)])
    }

    mutating func cancelled(_ text: String) -> Outcome {
        guard text.isEmpty else { return .refused(.syntax) }
        guard let receipt, receipt.isOpen, receipt.kind != .nonfiscal else { return .refused(.receiptClosed) }
        cancel()
        return .done(model.opening == .daisy ? [number(day.allReceipts), number(day.fiscalReceipts)] : [])
    }

    mutating func cancel() {
        guard let receipt else { return }
        if readings.countsCancelled, !readings.countsAtOpening { documents += 1 }
        cancelled += 1
        self.receipt?.isOpen = false
        self.receipt?.lines = []
        finish(paper("cancelled", receipt.print + ["CANCELLED"]))
    }

    // MARK: What is not fiscal

    mutating func openedNonfiscal(_ text: String) -> Outcome {
        guard text.isEmpty else { return .refused(.syntax) }
        guard receipt?.isOpen != true else { return .refused(.receiptOpen) }
        receipt = DatecsReceipt(kind: .nonfiscal, print: ["NOT A FISCAL RECEIPT"])
        if readings.countsAtOpening { documents += 1 }
        return .text(number(model.form == .extended ? documents + 1 : day.allReceipts + 1))
    }

    mutating func closedNonfiscal() -> Outcome {
        guard let receipt, receipt.isOpen, receipt.kind == .nonfiscal else { return .refused(.receiptClosed) }
        if !readings.countsAtOpening { documents += 1 }
        day.allReceipts += 1
        self.receipt?.isOpen = false
        finish(paper("nonfiscal", receipt.print))
        return .text(number(model.form == .extended ? documents : day.allReceipts))
    }

    /// A code is printed in an open receipt alone; it stands here by its data.
    mutating func barCode(_ text: String) -> Outcome {
        guard receipt?.isOpen == true else { return .refused(.receiptClosed) }
        let data = model.form == .extended ? (fields(text) ?? []).dropFirst().first : text.dropFirst(2).description
        guard let data, !data.isEmpty else { return .refused(.syntax) }
        receipt?.print.append("[code \(data)]")
        return .done
    }

    /// Once a receipt (§2.5).
    mutating func duplicated(_ text: String) -> Outcome {
        guard let receipt, !receipt.isOpen, !receipt.hasDuplicate, let last = closed.last else {
            return .refused(receipt?.isOpen == true ? .receiptOpen : .notAllowed)
        }
        self.receipt?.hasDuplicate = true
        finish(
            SimulatedPaper(
                kind: "duplicate", number: last.number, reference: last.reference, lines: ["DUPLICATE"] + last.lines))
        return .done
    }

    // MARK: Reading

    /// 0 for A, 7 for H; also the Cyrillic letters of cp1251, which do not come through as text here.
    private static func group(_ letter: Character) -> Int? {
        "ABCDEFGH".firstIndex(of: letter).map { "ABCDEFGH".distance(from: "ABCDEFGH".startIndex, to: $0) }
    }

    private func isPrintable(_ text: String) -> Bool {
        text.split(separator: "\n", omittingEmptySubsequences: false).allSatisfy { $0.count <= model.width }
    }

    /// Digits with at most so many places, and so many in all; no sign.
    private static func decimal(_ text: Substring, places: Int, digits: Int) -> ExactDecimal? {
        guard !text.hasPrefix("-"), text.filter(\.isNumber).count <= digits,
            (text.split(separator: ".", omittingEmptySubsequences: false).dropFirst().first?.count ?? 0) <= places
        else { return nil }
        return ExactDecimal(text)
    }
}
