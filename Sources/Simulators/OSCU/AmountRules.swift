/// Recomputes the amounts of lines and headers, to the cent and half-up, and refuses what differs.
///
/// Source: kra-oscu.md, sections 5.1 to 5.4 and 10.
struct AmountRules: Sendable {
    /// Rates and convention.
    let settings: OSCUSettings

    /// Checks a line of a sale, a credit note or a stock movement.
    ///
    /// `left` is what the original of a credit note still holds for this line. The note that takes the last of it may
    /// carry the remainders instead of the recomputed amounts, so that all notes add up to the original.
    func check(_ line: InvoiceLine, left: CreditLeft? = nil, discountByRate: Bool) throws(OSCURefusal) {
        let remainder = left.flatMap { $0.qty == line.qty ? $0 : nil }
        try zeroes(line)
        try expect(
            "splyAmt", line, line.splyAmt, (line.qty * line.prc).rounded(2), or: remainder?.splyAmt)
        if discountByRate {
            let expected = (line.splyAmt * line.dcRt.rounded(0)).divided(by: .hundred, places: 2)
            guard line.dcAmt == expected || line.dcAmt == remainder?.dcAmt else {
                throw OSCURefusal("910", "Invalid dcAmt for item")
            }
        }
        guard line.dcAmt <= line.splyAmt else { throw OSCURefusal("910", "Invalid dcAmt for item") }
        guard let rate = settings.rate(of: line.taxTyCd) else { throw .code("taxTyCd", line.taxTyCd) }
        try taxes(line, rate, remainder)
    }

    /// Checks the totals by tax letter, the rates and the sums of a sale's header.
    func check(_ header: ExactJSON, _ lines: [InvoiceLine]) throws(OSCURefusal) {
        for (letter, rate) in settings.taxRates {
            let found = header.number("taxRt\(letter)") ?? .zero
            guard found == rate else {
                throw OSCURefusal(
                    "910",
                    "Rule taxRt\(letter) failed: Tax rate mismatch. Expected: \(rate.fixed(2)), Found: \(found.text)")
            }
            let own = lines.filter { $0.taxTyCd == letter }
            try expect("taxblAmt\(letter)", header, Self.sum(own.map(\.taxblAmt)))
            try expect("taxAmt\(letter)", header, Self.sum(own.map(\.taxAmt)))
        }
        try checkTotals(header, lines)
    }

    /// Checks the three totals and the number of lines of any header.
    func checkTotals(_ header: ExactJSON, _ lines: [InvoiceLine]) throws(OSCURefusal) {
        guard header.integer("totItemCnt") == lines.count else {
            throw .parameter("totItemCnt", "must be \(lines.count)")
        }
        try expect("totTaxblAmt", header, Self.sum(lines.map(\.taxblAmt)))
        try expect("totTaxAmt", header, Self.sum(lines.map(\.taxAmt)))
        try expect("totAmt", header, Self.sum(lines.map(\.totAmt)))
    }

    private func zeroes(_ line: InvoiceLine) throws(OSCURefusal) {
        for (name, value) in [("qty", line.qty), ("prc", line.prc), ("totAmt", line.totAmt)]
        where value == .zero { throw .missing(name, line: line.itemSeq) }
    }

    private func taxes(_ line: InvoiceLine, _ rate: ExactDecimal, _ remainder: CreditLeft?) throws(OSCURefusal) {
        let paid = line.splyAmt - line.dcAmt
        let net = (paid * .hundred).divided(by: .hundred + rate, places: 2)
        switch settings.amounts {
        case .inclusive:
            try expect("totAmt", line, line.totAmt, paid)
            try expect("taxblAmt", line, line.taxblAmt, net, or: remainder?.taxblAmt)
            try expect("taxAmt", line, line.taxAmt, line.totAmt - line.taxblAmt)
        case .gross:
            try expect("totAmt", line, line.totAmt, paid)
            try expect("taxblAmt", line, line.taxblAmt, paid)
            try expect("taxAmt", line, line.taxAmt, paid - net, or: remainder?.taxAmt)
        case .exclusive:
            try expect("taxblAmt", line, line.taxblAmt, paid)
            let tax = (paid * rate).divided(by: .hundred, places: 2)
            try expect("taxAmt", line, line.taxAmt, tax, or: remainder?.taxAmt)
            try expect("totAmt", line, line.totAmt, line.taxblAmt + line.taxAmt)
        }
    }

    private func expect(
        _ name: String, _ line: InvoiceLine, _ found: ExactDecimal, _ expected: ExactDecimal,
        or remainder: ExactDecimal? = nil
    ) throws(OSCURefusal) {
        guard found == expected || found == remainder else {
            throw .amount(name, line: line.itemSeq, expected: expected, found: found)
        }
    }

    private func expect(_ name: String, _ header: ExactJSON, _ expected: ExactDecimal) throws(OSCURefusal) {
        let found = header.number(name) ?? .zero
        guard found == expected else { throw .amount(name, expected: expected, found: found) }
    }

    private static func sum(_ values: [ExactDecimal]) -> ExactDecimal {
        values.reduce(.zero, +)
    }
}
