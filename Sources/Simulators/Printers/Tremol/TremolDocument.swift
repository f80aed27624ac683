/// A document that stands open in a simulated control unit.
struct TremolDocument: Sendable, Equatable {
    /// What it is.
    enum Kind: String, Sendable {
        case invoice
        case creditNote = "credit_note"
        case debitNote = "debit_note"
    }

    /// One line as it was sold.
    struct Line: Sendable, Equatable {
        let name: String
        let rate: ExactDecimal
        let price: ExactDecimal
        let quantity: ExactDecimal
        let discount: ExactDecimal

        /// Price by quantity less discount, to the cent.
        var amount: ExactDecimal {
            let gross = price * quantity
            return (gross + (gross * discount).divided(by: .hundred, places: 10)).rounded(2)
        }
    }

    let kind: Kind
    let buyer: String
    let buyerPIN: String
    let related: String
    let traderNumber: String
    var lines: [Line] = []
    /// Power went while it was open.
    var hasLostPower = false

    /// Reads `30`: exact widths, exact separators, letters, digits and spaces alone; nil is a syntax error.
    init?(opening data: [UInt8]) {
        let fields = TremolFields(data)
        guard fields.count >= 4, fields[0] == "1", fields[1] == "     0", fields[2] == "0",
            let kind = ["1": Kind.invoice, "A": .creditNote, "@": .debitNote][fields[3]]
        else { return nil }
        let widths = [1, 6, 1, 1, 30, 14, 30, 30, 30, 30] + (kind == .invoice ? [15] : [19, 15])
        guard fields.widths == widths, fields.texts.dropFirst(4).allSatisfy(TremolFields.isPlain) else { return nil }
        let pin = TremolFields.trimmed(fields[5])
        guard pin.isEmpty || pin.wholeMatch(of: #/[A-Z][0-9]{9}[A-Z]/#) != nil else { return nil }
        let related = kind == .invoice ? "" : fields[10]
        guard related.isEmpty || related.allSatisfy(\.isWholeNumber) else { return nil }
        let traderNumber = TremolFields.trimmed(fields[fields.count - 1])
        guard !traderNumber.isEmpty else { return nil }
        self.kind = kind
        buyer = TremolFields.trimmed(fields[4])
        buyerPIN = pin
        self.related = related
        self.traderNumber = traderNumber
    }

    /// The sum of the lines.
    var total: ExactDecimal { lines.reduce(.zero) { $0 + $1.amount } }

    /// What a person would see.
    func paper(number: String, time: String) -> SimulatedPaper {
        let titles: [Kind: String] = [.invoice: "TAX INVOICE", .creditNote: "CREDIT NOTE", .debitNote: "DEBIT NOTE"]
        var text = [titles[kind] ?? "", "Trader number: \(traderNumber)"]
        if !buyer.isEmpty { text.append("Buyer: \(buyer) \(buyerPIN)") }
        if !related.isEmpty { text.append("Relates to: \(related)") }
        for line in lines {
            let discount = line.discount == .zero ? "" : " \(line.discount.text)%"
            text.append(
                "\(line.name) \(line.quantity.text) x \(line.price.fixed(2))\(discount) = \(line.amount.fixed(2))")
        }
        text += ["TOTAL \(total.fixed(2))", time, "CU invoice number: \(number)", TremolUnit.link(number)]
        return SimulatedPaper(kind: kind.rawValue, number: number, reference: traderNumber, lines: text)
    }
}

extension TremolDocument.Line {
    /// Reads `31`: `Name(36);VAT;Price;MU(3);HS(10);HSName(20);VATRate[*Qty][,Disc%]`; nil is a syntax error.
    init?(selling data: [UInt8], rates: [ExactDecimal]) {
        let fields = TremolFields(data)
        guard fields.count == 7, fields.widths[0] == 36, fields.widths[1] == 1, fields.widths[3...5] == [3, 10, 20],
            [0, 3, 5].allSatisfy({ TremolFields.isPlain(fields[$0]) }), "ABCDE".contains(fields[1])
        else { return nil }
        let match = fields[6].wholeMatch(of: #/([0-9.]+)(?:\*([0-9.]+))?(?:,([+-][0-9.]+)%)?/#)
        guard let match, match.1.count <= 5, let rate = ExactDecimal(match.1), rates.contains(rate),
            fields[2].count <= 15, let price = ExactDecimal(fields[2]), price > .zero,
            (fields[2].split(separator: ".").dropFirst().first?.count ?? 0) <= 5
        else { return nil }
        guard (match.2?.count ?? 1) <= 10, let quantity = ExactDecimal(match.2 ?? "1"), quantity > .zero else {
            return nil
        }
        let sign = match.3?.hasPrefix("-") == true ? "-" : ""
        guard (match.3?.count ?? 0) <= 7, let discount = ExactDecimal(sign + (match.3?.dropFirst() ?? "0")) else {
            return nil
        }
        let code = fields[4]
        let hasCode = code.wholeMatch(of: #/[0-9]{4}\.[0-9]{2}\.[0-9]{2}/#) != nil
        guard hasCode || (rate > .zero && TremolFields.trimmed(code).isEmpty) else { return nil }
        name = TremolFields.trimmed(fields[0])
        guard !name.isEmpty else { return nil }
        self.rate = rate
        self.price = price
        self.quantity = quantity
        self.discount = discount
    }
}

/// The fields of a command: split at `;`, nothing trimmed.
struct TremolFields {
    let texts: [String]

    init(_ data: [UInt8]) {
        texts = data.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    var count: Int { texts.count }
    var widths: [Int] { texts.map(\.utf8.count) }
    subscript(index: Int) -> String { texts[index] }

    /// Letters, digits and spaces.
    static func isPlain(_ text: String) -> Bool {
        text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == " ") }
    }

    static func trimmed(_ text: String) -> String {
        String(text.reversed().drop { $0 == " " }.reversed())
    }
}
