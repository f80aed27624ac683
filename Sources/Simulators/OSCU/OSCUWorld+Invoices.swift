extension OSCUWorld {
    /// `saveTrnsSalesOsdc`: checks a sale or a credit note, signs it and moves the counter (section 2.14).
    mutating func saveInvoice(_ call: OSCUCall) throws(OSCURefusal) -> OSCUVerdict {
        let body = call.body
        try checkFields(body)
        try checkNumber(call)
        try checkDocument(call)
        let receipt = receipt(call)
        accept(OSCUEvent(.invoiceAccepted, call.branch, at: call.now, body: body, answer: receipt))
        return .done(receipt)
    }

    private func checkFields(_ body: ExactJSON) throws(OSCURefusal) {
        try FieldTable.sale.check(body, strict: settings.strict)
        try FieldTable.receipt.check(body.copy("receipt"), strict: settings.strict)
        let lines = body.elements("itemList")
        guard (1...999).contains(lines.count) else {
            throw .parameter("itemList", "must have 1 to 999 lines, found \(lines.count)")
        }
        for (index, line) in lines.enumerated() {
            try FieldTable.saleLine.check(line, line: index + 1, strict: settings.strict)
        }
    }

    /// The number must be the last accepted one and one more; both texts of section 4.3 occur.
    private mutating func checkNumber(_ call: OSCUCall) throws(OSCURefusal) {
        guard let number = call.body.integer("invcNo") else { throw .parameter("invcNo", "must be an integer") }
        let expected = book(call.branch).nextInvoiceNumber
        guard number != expected else { return }
        if settings.route == .direct,
            book(call.branch).invoice(number)?.digest == ContentDigest(call.body.encoded.utf8)
        {
            throw .overlapped
        }
        throw OSCURefusal(
            "999",
            dice.flip()
                ? "Invc No: \(number) is invalid, use the expected value: \(expected)"
                : "Invalid invcNo sequence, expected: \(expected) but found: \(number)")
    }

    private func checkDocument(_ call: OSCUCall) throws(OSCURefusal) {
        let body = call.body
        let lines = InvoiceLine.lines(of: body)
        if settings.strict {
            try checkCodes(body)
            try checkTimes(call)
            try checkOrder(lines)
        }
        switch body.text("rcptTyCd") {
        case "S":
            guard body.integer("orgInvcNo") == 0 else { throw .parameter("orgInvcNo", "must be 0 on a sale") }
            guard settings.strict else { return }
            let amounts = AmountRules(settings: settings)
            for line in lines {
                try amounts.check(line, discountByRate: true)
            }
            try amounts.check(body, lines)
            let rules = RegistrationRules(register: register(call.branch.tin))
            try rules.check(body.elements("itemList"))
            try rules.checkStock(lines, book(call.branch).stock)
        case "R": try checkCreditNote(call, lines)
        default: throw .code("rcptTyCd", body.text("rcptTyCd") ?? "")
        }
    }

    private func checkCreditNote(_ call: OSCUCall, _ lines: [InvoiceLine]) throws(OSCURefusal) {
        let body = call.body
        guard let number = body.integer("orgInvcNo"), let original = book(call.branch).invoice(number),
            !original.isCreditNote
        else {
            throw OSCURefusal("999", "orgInvcNo does not exist: \(body.number("orgInvcNo")?.text ?? "")")
        }
        guard !body.isAbsent("rfdDt") else { throw OSCURefusal("910", "Missing RfdDt Date") }
        guard let reason = body.text("rfdRsnCd"), ["01", "02", "03", "04", "05", "06"].contains(reason) else {
            throw OSCURefusal("910", "Invalid RfdRsnCd")
        }
        guard settings.strict else { return }
        let amounts = AmountRules(settings: settings)
        let rules = CreditNoteRules(amounts: amounts, original: original)
        try rules.checkHeader(body)
        try rules.checkLines(lines)
        try amounts.check(body, lines)
        try RegistrationRules(register: register(call.branch.tin)).check(body.elements("itemList"))
    }

    private func checkCodes(_ body: ExactJSON) throws(OSCURefusal) {
        guard body.text("salesTyCd") == "N" else { throw .code("salesTyCd", body.text("salesTyCd") ?? "") }
        guard body.text("salesSttsCd") == "02" else { throw .code("salesSttsCd", body.text("salesSttsCd") ?? "") }
        try CodeLists.check("pmtTyCd", body, "07")
    }

    /// Nothing may be ahead of KRA's clock; a minute of skew is let pass.
    private func checkTimes(_ call: OSCUCall) throws(OSCURefusal) {
        let latest = call.now.advanced(60)
        let receipt = call.body.copy("receipt")
        for (name, text) in [
            ("cfmDt", call.body.text("cfmDt")), ("stockRlsDt", call.body.text("stockRlsDt")),
            ("rfdDt", call.body.text("rfdDt")), ("rcptPbctDt", receipt.text("rcptPbctDt")),
        ] {
            guard let time = text.flatMap(NairobiTime.init(compact:)) else { continue }
            guard time <= latest else { throw .parameter(name, "is ahead of KRA's clock") }
        }
        guard call.body.text("cfmDt")?.hasPrefix(call.body.text("salesDt") ?? "") == true else {
            throw .parameter("salesDt", "must be the date of cfmDt")
        }
    }

    private func checkOrder(_ lines: [InvoiceLine]) throws(OSCURefusal) {
        for (index, line) in lines.enumerated() {
            guard line.itemSeq == index + 1 else {
                throw .parameter("itemSeq", "must be \(index + 1), found \(line.itemSeq)")
            }
            guard line.pkg == ExactDecimal(1) else {
                throw OSCURefusal(
                    "910", "Invalid pkg for ItemList \(index + 1). Expected: 1, Found: \(line.pkg.text)")
            }
        }
    }

    /// The receipt, drawn from seed, number and body, so that the same day always signs the same.
    private func receipt(_ call: OSCUCall) -> ExactJSON {
        let number = call.body.integer("invcNo") ?? 0
        let branch = ContentDigest((call.branch.tin + call.branch.bhfId).utf8).value
        var dice = SplitMix64(
            seed: settings.seed &* 0x9E37_79B9 ^ UInt64(number) << 40 ^ branch
                ^ ContentDigest(call.body.encoded.utf8).value)
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
        return [
            "curRcptNo": .string(String(number)), "totRcptNo": .string(String(number)),
            "intrlData": .string(dice.text(26, of: alphabet)), "rcptSign": .string(dice.text(16, of: alphabet)),
            "sdcDateTime": .string(call.now.compact),
        ]
    }
}
