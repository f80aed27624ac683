extension TremolUnit {
    /// Carries a command out and gives the answer's frame (fiscal-hardware.md §3.6.1).
    mutating func execute(_ number: UInt8, _ code: UInt8, _ data: [UInt8]) -> [UInt8] {
        let outcome: TremolOutcome
        switch code {
        case 0x30: outcome = opened(data)
        case 0x31: outcome = sold(data)
        case 0x38: outcome = closed(data)
        case 0x39: outcome = cancelled(data)
        case 0x7C: outcome = reported(data)
        default: outcome = told(code, data)
        }
        return outcome.frame(number, code)
    }

    // MARK: Documents

    private mutating func opened(_ data: [UInt8]) -> TremolOutcome {
        guard document == nil else { return wrongState() }
        // Which result stands beside the block is not known (§10.2).
        guard !isDayOver else { return .refused(0xB, 2) }
        guard let opened = TremolDocument(opening: data) else { return .refused(0, 4) }
        document = opened
        return .done
    }

    private mutating func sold(_ data: [UInt8]) -> TremolOutcome {
        guard let document, !document.hasLostPower else { return wrongState() }
        guard document.lines.count < 999 else { return .refused(2, 2) }
        let rates = Self.rates.compactMap { ExactDecimal($0) }
        guard let line = TremolDocument.Line(selling: data, rates: rates) else { return .refused(4, 4) }
        self.document?.lines.append(line)
        return .done
    }

    private mutating func closed(_ data: [UInt8]) -> TremolOutcome {
        guard data.isEmpty else { return .refused(0, 4) }
        guard let document, !document.hasLostPower, !document.lines.isEmpty else { return wrongState() }
        return .text(Self.closeAnswer(sign()))
    }

    private mutating func cancelled(_ data: [UInt8]) -> TremolOutcome {
        guard data.isEmpty else { return .refused(0, 4) }
        guard document != nil else { return wrongState() }
        cancel()
        return answersCancelWithData() ? .text(Self.closeAnswer(lastNumber)) : .done
    }

    private mutating func reported(_ data: [UInt8]) -> TremolOutcome {
        // The parameters of the journal readings J0 and JY are not known (§10.2).
        guard data == Array("Z".utf8) else { return .refused(0, 1) }
        guard document == nil else { return wrongState() }
        makeReport()
        return .done
    }

    /// Illegal in this state; STE1 says which: 3D once after a power cut, 34 with a document open (§3.2).
    private func wrongState() -> TremolOutcome {
        if owesPowerCut { return .refused(0xD, 2) }
        return .refused(document == nil ? 0 : 4, 2)
    }

    /// `InvoiceNum(19);QR(128)`.
    private static func closeAnswer(_ number: String) -> String {
        let link = link(number)
        return number + ";" + link + String(repeating: " ", count: 128 - link.count)
    }

    // MARK: Questions

    private mutating func told(_ code: UInt8, _ data: [UInt8]) -> TremolOutcome {
        guard data.isEmpty else { return .refused(0, 4) }
        switch code {
        case 0x20: return .answer(status())
        case 0x21: return .text("G03 KE 1.00".padding(to: 30))
        case 0x22:
            let sent = String(signed.count % 10_000).leading(4)
            return .text(
                "1;\(String(signed.count).leading(10));\(lastNumber);\(lastDocumentDate);\(lastEndOfDay);\(sent)")
        case 0x60: return .text("\(Self.serial);\(Self.pin);")
        case 0x62: return .text(Self.rates.map { $0 + "%" }.joined(separator: ";"))
        case 0x68: return .text(TremolClock(minutes: minutes).text)
        case 0x71: return .text("\(lastNumber);\(String(signed.count).leading(7))")
        case 0x72: return .text(current())
        default: return .refused(0, 1)
        }
    }

    /// Six bytes, bit 7 set in each (§3.8); reading them ends `3D`.
    private mutating func status() -> [UInt8] {
        var bytes: [UInt8] = [0x80, 0x80, 0x80, 0xE0, 0x81, 0x80]
        if document?.hasLostPower == true { bytes[0] |= 1 << 1 }
        if document != nil { bytes[2] |= 1 << 1 }
        if document?.kind == .invoice { bytes[2] |= 1 << 2 }
        owesPowerCut = false
        return bytes
    }

    /// `Open;Sales(3);SubA;SubB;SubC;SubD;SubE;0;0;Format;0;0;ClientReceipt;PowerDown;0`.
    private func current() -> String {
        let sums = Self.rates.indices.map { index in
            let rate = ExactDecimal(Self.rates[index])
            let isFirst = Self.rates.firstIndex(of: Self.rates[index]) == index
            let lines = document?.lines.filter { isFirst && $0.rate == rate } ?? []
            return lines.reduce(ExactDecimal.zero) { $0 + $1.amount }.fixed(2)
        }
        let sales = String(document?.lines.count ?? 0).leading(3)
        let power = document?.hasLostPower == true ? "1" : "0"
        let open = document == nil ? "0" : "1"
        return ([open, sales] + sums + ["0", "0", "0", "0", "0", open, power, "0"]).joined(separator: ";")
    }
}

/// A unit's clock: minutes since 1970 as a date.
struct TremolClock {
    private let day: Int
    private let month: Int
    private let year: Int
    private let minuteOfDay: Int

    /// Makes the date as Hinnant's `civil_from_days` does ("chrono-compatible low-level date algorithms").
    init(minutes: Int) {
        let days = minutes / 1_440 + 719_468
        let era = days / 146_097
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shifted + 2) / 5 + 1
        month = shifted < 10 ? shifted + 3 : shifted - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        minuteOfDay = minutes % 1_440
    }

    /// `DD-MM-YYYY HH:MM`.
    var text: String {
        let hour = String(minuteOfDay / 60).leading(2)
        return
            "\(String(day).leading(2))-\(String(month).leading(2))-\(year) \(hour):\(String(minuteOfDay % 60).leading(2))"
    }

    /// `DDMMYY`.
    var shortDate: String { String(day).leading(2) + String(month).leading(2) + String(year % 100).leading(2) }
}

extension String {
    /// With zeros in front.
    fileprivate func leading(_ width: Int) -> String { String(repeating: "0", count: max(0, width - count)) + self }
    /// With spaces behind.
    fileprivate func padding(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
