/// Checks a credit note against the sale it takes back.
///
/// Source: kra-oscu.md, sections 4.4, 5.7 and 10.
struct CreditNoteRules: Sendable {
    /// Rates and convention.
    let amounts: AmountRules
    /// The sale it names.
    let original: OSCUInvoice

    /// Reason, date and buyer.
    func checkHeader(_ body: ExactJSON) throws(OSCURefusal) {
        guard let name = original.body.text("custNm"), body.text("custNm") == name else {
            throw OSCURefusal("910", "custNm does not match the original invoice")
        }
        let buyer = original.body.text("custTin")
        if buyer != nil, body.isAbsent("custTin") {
            throw OSCURefusal("910", "custTin cannot be empty or Null")
        }
        guard body.text("custTin") == buyer else {
            throw OSCURefusal("910", "custTin does not match the original invoice")
        }
        guard let confirmed = body.text("cfmDt"), let before = original.body.text("cfmDt"), confirmed >= before
        else { throw .parameter("cfmDt", "is before the original invoice") }
    }

    /// Each line gives back part of a line of the sale, never more than is left of it.
    func checkLines(_ lines: [InvoiceLine]) throws(OSCURefusal) {
        var invoice = original
        for line in lines {
            guard let left = invoice.left[line.key] else {
                throw OSCURefusal(
                    "910",
                    "Item \(line.itemCd) (itemSeq \(line.itemSeq)) at this price is not on the original invoice")
            }
            guard line.qty <= left.qty, line.totAmt <= left.totAmt else { throw beyond(line, left) }
            try amounts.check(line, left: left, discountByRate: true)
            if line.qty == left.qty {
                guard line.taxblAmt <= left.taxblAmt || left.taxblAmt < .zero,
                    line.taxAmt <= left.taxAmt || left.taxAmt < .zero
                else { throw beyond(line, left) }
            }
            invoice.credit([line])
        }
    }

    private func beyond(_ line: InvoiceLine, _ left: CreditLeft) -> OSCURefusal {
        OSCURefusal(
            "910",
            "Credit note exceeds the original invoice on item: \(line.itemSeq). "
                + "Left: \(left.qty.text) of \(left.totAmt.fixed(2)), Found: \(line.qty.text) of "
                + line.totAmt.fixed(2))
    }
}
