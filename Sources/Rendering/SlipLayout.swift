internal import Fiscal

/// Lays a slip out in KRA's print order (reference §6.2), for every renderer alike.
struct SlipLayout {
    let slip: Slip
    let words: Words

    /// Prepares a layout.
    init(_ slip: Slip) {
        self.slip = slip
        words = Words(for: slip)
    }

    var document: Document { slip.entry.document }
    var sale: Sale { document.sale }

    /// The whole paper, top to bottom.
    var lines: [PaperLine] {
        header + designation + [.rule] + provisionalNote + items + [.rule] + sums + [.rule] + taxes + controlUnit
            + till + closing
    }

    /// An amount as this paper prints it: negative on a credit note, where KRA is sent it positive (§6.5).
    func amount(_ money: Money) -> String {
        (sale.isCreditNote ? .zero - money : money).description
    }

    private var header: [PaperLine] {
        var lines: [PaperLine] = slip.designation.isOfASale && !slip.isProvisional ? [.logo] : []
        lines.append(.text(document.branch.tradeName, align: .center, bold: true))
        lines.append(.text(document.branch.address, align: .center))
        lines.append(.text("PIN: \(document.branch.pin)", align: .center))
        lines.append(.text(title, align: .center, bold: true))
        lines += credited
        if !slip.welcome.isEmpty { lines.append(.text(slip.welcome, align: .center)) }
        if let pin = sale.buyer?.pin { lines.append(.columns("\(words.buyerPIN):", pin)) }
        if let name = sale.buyer?.name { lines.append(.columns("\(words.buyer):", name)) }
        return lines
    }

    private var title: String {
        switch slip.designation {
        case .training: return "TRAINING RECEIPT"
        case .proforma: return "PROFORMA INVOICE"
        case .original, .copy: break
        }
        if slip.isProvisional { return sale.isCreditNote ? words.provisionalCreditTitle : words.provisionalTitle }
        return sale.isCreditNote ? "CREDIT NOTE" : "TAX INVOICE"
    }

    /// What a credit note takes back and why (reference §6.5).
    private var credited: [PaperLine] {
        guard let reference = sale.credits else { return [] }
        let reason = PaperLine.columns("\(words.reason):", Self.text(reference.reason))
        guard slip.designation.isOfASale, !slip.isProvisional else {
            return [.columns("\(words.originalNumber):", reference.temporaryNumber), reason]
        }
        let number = slip.original?.controlUnitInvoiceNumber ?? reference.temporaryNumber
        return [
            .columns("ORIGINAL CU INVOICE NO.#", number),
            .text("CREDIT NOTE IS APPROVED ONLY FOR ORIGINAL SALES RECEIPT", align: .center), reason,
        ]
    }

    private var designation: [PaperLine] {
        guard slip.designation != .original else { return [] }
        return [
            .text(slip.designation.rawValue.uppercased(), align: .center, bold: true, tall: true),
            .text("THIS IS NOT AN OFFICIAL RECEIPT", align: .center, bold: true),
        ]
    }

    private var provisionalNote: [PaperLine] {
        guard slip.isProvisional else { return [] }
        return [.text(words.provisionalSentence, align: .center, bold: true), .rule]
    }

    private var closing: [PaperLine] {
        var lines: [PaperLine] = slip.thanks.isEmpty ? [] : [.text(slip.thanks, align: .center)]
        guard slip.designation.isOfASale else { return lines }
        if let receipt = slip.receipt {
            lines.append(.qr(receipt.qr))
        } else {
            lines += [.qr(SlipPayload(slip.entry).text), .text(words.check, align: .center)]
        }
        return lines
    }

    private static func text(_ reason: CreditReason) -> String {
        String(reason.rawValue.map { $0 == "_" ? " " : $0 }).uppercased()
    }
}
