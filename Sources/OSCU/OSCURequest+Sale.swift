public import Fiscal

extension OSCURequest {
    /// Sends a sale or credit note (reference §2.14).
    ///
    /// The amounts are those of the document's fiscal lines, as frozen when it was accepted; free lines stay out. The
    /// document's id goes into `remark`, its temporary number into `trdInvcNo`, its cashier into the audit fields.
    /// - Parameters:
    ///   - device: who sends.
    ///   - document: the sale or credit note.
    ///   - invoiceNumber: KRA's gapless number for it.
    ///   - originalInvoiceNumber: the number of the sale that a credit note takes back; 0 for a sale.
    ///   - itemCodes: the registered code of a line's item.
    ///   - confirmedAt: the time of sale, never ahead of KRA's clock.
    ///   - paymentCodes: KRA's codes of the payment methods.
    ///   - topMessage: a line above the receipt, cut to 20 characters.
    ///   - bottomMessage: a line below the receipt, cut to 20 characters.
    ///   - form: what the sources dispute.
    public static func sale(
        _ device: OSCUDevice, document: Document, invoiceNumber: Int64, originalInvoiceNumber: Int64,
        itemCodes: (SaleLine) -> String, confirmedAt: Timestamp, paymentCodes: PaymentCodes, topMessage: String?,
        bottomMessage: String?, form: SaleForm = SaleForm()
    ) -> OSCURequest {
        let sale = document.sale
        let time = KenyaTime(confirmedAt)
        let lines = sale.lines.flatMap { line in line.fiscal.map { (line, $0) } }
        return request(.sale, device) { body in
            body.text("trdInvcNo", document.temporaryNumber, limit: 50)
            body.number("invcNo", invoiceNumber)
            body.number("orgInvcNo", originalInvoiceNumber)
            body.text("custTin", sale.buyer?.pin, limit: 11)
            body.text("custNm", sale.buyer?.name ?? form.walkInName, limit: 60)
            body.text("salesTyCd", "N")
            body.text("rcptTyCd", sale.isCreditNote ? "R" : "S")
            body.text("pmtTyCd", paymentCodes.code(for: sale.payments))
            body.text("salesSttsCd", "02")
            body.text("cfmDt", time.compact)
            body.text("salesDt", time.compactDate)
            body.text("stockRlsDt", time.compact)
            body.null("cnclReqDt", "cnclDt")
            body.text("rfdDt", sale.isCreditNote ? time.compact : nil)
            body.text("rfdRsnCd", sale.credits?.reason.code)
            body.number("totItemCnt", Int64(lines.count))
            taxes(of: sale, to: &body)
            body.text("prchrAcptcYn", form.purchaserAccepts ? "Y" : "N")
            body.text("remark", document.id, limit: 400)
            body.audit(sale.cashier)
            body.object("receipt") { receipt(to: &$0, document, time, top: topMessage, bottom: bottomMessage) }
            body.list("itemList", lines) { body, pair, place in
                item(pair.1, of: pair.0, code: itemCodes(pair.0), place: place, form: form, to: &body)
            }
        }
    }

    private static func taxes(of sale: Sale, to body: inout BodyWriter) {
        let totals = sale.totals
        for letter in TaxLetter.allCases { body.money("taxblAmt\(letter.rawValue)", totals[letter].taxable) }
        for letter in TaxLetter.allCases { body.hundredths("taxRt\(letter.rawValue)", sale.rates[letter].hundredths) }
        for letter in TaxLetter.allCases { body.money("taxAmt\(letter.rawValue)", totals[letter].tax) }
        body.money("totTaxblAmt", totals.taxable)
        body.money("totTaxAmt", totals.tax)
        body.money("totAmt", totals.total)
    }

    private static func receipt(
        to body: inout BodyWriter, _ document: Document, _ time: KenyaTime, top: String?, bottom: String?
    ) {
        body.text("custTin", document.sale.buyer?.pin, limit: 11)
        body.text("custMblNo", document.sale.buyer?.phone, limit: 20)
        body.number("rptNo", 1)
        body.text("rcptPbctDt", time.compact)
        body.text("trdeNm", document.branch.tradeName, limit: 20)
        body.text("adrs", document.branch.address, limit: 200)
        body.text("topMsg", top, limit: 20)
        body.text("btmMsg", bottom, limit: 20)
        body.text("prchrAcptcYn", "N")
    }

    private static func item(
        _ part: FiscalLine, of line: SaleLine, code: String, place: Int64, form: SaleForm, to body: inout BodyWriter
    ) {
        body.number("itemSeq", place)
        body.text("itemCd", code, limit: 20)
        body.text("itemClsCd", line.item.itemClass, limit: 10)
        body.text("itemNm", part.name, limit: 200)
        body.null("bcd")
        body.text("pkgUnitCd", line.item.package)
        body.hundredths("pkg", form.packages == .one ? 100 : part.quantity.hundredths)
        body.text("qtyUnitCd", line.item.unit)
        body.hundredths("qty", part.quantity.hundredths)
        body.money("prc", part.unitPrice)
        body.money("splyAmt", part.supply)
        body.number("dcRt", Int64(part.discountPercent))
        body.money("dcAmt", part.discount)
        body.null("isrccCd", "isrccNm", "isrcRt", "isrcAmt")
        body.text("taxTyCd", line.tax.rawValue)
        body.money("taxblAmt", part.taxable)
        body.money("taxAmt", part.tax)
        body.money("totAmt", part.total)
    }
}

extension CreditReason {
    /// KRA's code of the reason (code class 32).
    public var code: String {
        switch self {
        case .missingQuantity: "01"
        case .missingData: "02"
        case .damaged: "03"
        case .wasted: "04"
        case .rawMaterialShortage: "05"
        case .refund: "06"
        }
    }
}
