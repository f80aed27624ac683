internal import Fiscal

/// Who made the paper: KRA's control unit, and the till.
extension SlipLayout {
    /// KRA's answer; only on the paper of a sale that KRA has answered (reference §6.2, point 12).
    var controlUnit: [PaperLine] {
        guard slip.designation.isOfASale, let receipt = slip.receipt else { return [] }
        if receipt.isOfCounter {
            // The unit's serial number, its invoice number and the QR code (fiscal-hardware §1.1, §1.3).
            return [
                .text("CONTROL UNIT INFORMATION", align: .center), moment(receipt.signedAt),
                .text("CU SERIAL NO.: \(receipt.scuID)"), .text("CU INVOICE NO.: \(receipt.receiptNumber)"), .rule,
            ]
        }
        return [
            .text("SCU INFORMATION", align: .center), moment(receipt.signedAt),
            .text("SCU ID: \(receipt.scuID)"),
            .text("CU INVOICE NO.: \(receipt.controlUnitInvoiceNumber)"),
            .text("RECEIPT NUMBER: \(receipt.receiptNumber)/\(receipt.totalReceiptNumber) \(label)"),
            .text("Internal Data:"), .text(Self.grouped(receipt.internalData)),
            .text("Receipt Signature:"), .text(Self.grouped(receipt.signature)),
            .rule,
        ]
    }

    /// The till's own number and time (point 13); on a provisional slip, how to come by the fiscal receipt (§6.8).
    var till: [PaperLine] {
        if slip.isProvisional {
            let number = PaperLine.columns("\(words.temporaryNumber):", document.temporaryNumber, bold: true)
            return [number, moment(document.soldAt)] + remarks + [.rule, .text(words.howToObtain, align: .center)]
        }
        let number =
            slip.designation.isOfASale ? document.temporaryNumber : "\(document.temporaryNumber) \(label)"
        return [
            .text("TIS INFORMATION", align: .center), .text("RECEIPT NUMBER: \(number)"), moment(document.soldAt),
        ] + remarks
    }

    private var label: String { slip.designation.label(isCreditNote: sale.isCreditNote) }

    /// That a sale came from a handwritten book, and when this paper was printed.
    private var remarks: [PaperLine] {
        var lines: [PaperLine] = []
        if sale.late {
            lines.append(.text(words.late, bold: true))
            lines.append(.text("\(words.entered): \(Self.text(document.acceptedAt))"))
        }
        if slip.designation != .original, let printedAt = slip.printedAt {
            lines.append(.text("\(words.printed): \(Self.text(printedAt))"))
        }
        return lines
    }

    private func moment(_ timestamp: Timestamp) -> PaperLine {
        let time = KenyaTime(timestamp)
        return .pair("\(words.date): \(time.slashedDate)", "\(words.time): \(time.clock)")
    }

    private static func text(_ timestamp: Timestamp) -> String {
        let time = KenyaTime(timestamp)
        return "\(time.slashedDate) \(time.clock)"
    }

    /// A dash after every four characters, for print only.
    private static func grouped(_ text: String) -> String {
        text.enumerated().reduce(into: "") { result, place in
            if place.offset > 0, place.offset.isMultiple(of: 4) { result.append("-") }
            result.append(place.element)
        }
    }
}
