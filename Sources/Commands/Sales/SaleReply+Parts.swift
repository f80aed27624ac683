import LocalAPI

extension SaleReply {
    /// The sale as lines for a person.
    var parts: [(String, String)] {
        var parts = [
            ("number", temporaryNumber), ("id", id), ("state", state.rawValue), ("accepted", acceptedAt),
            ("sequence", "\(sequence)"), ("total", totals.total), ("tax", totals.tax), ("taxable", totals.taxable),
        ]
        if let soldAt { parts.append(("sold", soldAt)) }
        for (letter, part) in totals.byTax.sorted(by: { $0.key < $1.key }) {
            parts.append(("  \(letter)", "\(part.taxable) taxable, \(part.tax) tax"))
        }
        if let credits { parts.append(("takes back", "\(credits.temporaryNumber) (\(credits.reason))")) }
        if let printed { parts.append(("printed", printed == 1 ? "once" : "\(printed) times")) }
        if let task { parts.append(("task", "\(task)")) }
        if let fiscal {
            parts += [
                ("invoice number", "\(fiscal.invoiceNumber)"),
                ("receipt", "\(fiscal.receiptNumber) of \(fiscal.totalReceiptNumber)"),
                ("control unit", fiscal.scuID), ("signed", fiscal.signedAt), ("signature", fiscal.signature),
                ("internal data", fiscal.internalData), ("qr", fiscal.qr),
            ]
        }
        parts += [("seal", seal.hash), ("device key", seal.key)]
        return parts
    }
}
