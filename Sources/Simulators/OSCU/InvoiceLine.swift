/// The numbers of one line of a sale, a credit note or a stock movement.
struct InvoiceLine: Sendable {
    /// The position, from 1.
    let itemSeq: Int
    /// The item code.
    let itemCd: String
    /// The tax letter.
    let taxTyCd: String
    /// The packages.
    let pkg: ExactDecimal
    /// The quantity.
    let qty: ExactDecimal
    /// The unit price.
    let prc: ExactDecimal
    /// The supply amount.
    let splyAmt: ExactDecimal
    /// The discount percent; 0 on stock movements.
    let dcRt: ExactDecimal
    /// The discount; `totDcAmt` on stock movements.
    let dcAmt: ExactDecimal
    /// The taxable amount.
    let taxblAmt: ExactDecimal
    /// The tax.
    let taxAmt: ExactDecimal
    /// The total.
    let totAmt: ExactDecimal

    /// What makes it the line of its sale.
    var key: LineKey { LineKey(itemCd: itemCd, prc: prc, dcRt: dcRt) }

    init?(_ line: ExactJSON) {
        guard let itemSeq = line.integer("itemSeq"), let itemCd = line.text("itemCd"),
            let taxTyCd = line.text("taxTyCd"), let pkg = line.number("pkg"), let qty = line.number("qty"),
            let prc = line.number("prc"), let splyAmt = line.number("splyAmt"),
            let dcAmt = line.number("dcAmt") ?? line.number("totDcAmt"), let taxblAmt = line.number("taxblAmt"),
            let taxAmt = line.number("taxAmt"), let totAmt = line.number("totAmt")
        else { return nil }
        self.itemSeq = itemSeq
        self.itemCd = itemCd
        self.taxTyCd = taxTyCd
        self.pkg = pkg
        self.qty = qty
        self.prc = prc
        self.splyAmt = splyAmt
        dcRt = line.number("dcRt") ?? .zero
        self.dcAmt = dcAmt
        self.taxblAmt = taxblAmt
        self.taxAmt = taxAmt
        self.totAmt = totAmt
    }

    /// The lines of a body whose fields were checked before.
    static func lines(of body: ExactJSON) -> [InvoiceLine] {
        body.elements("itemList").compactMap { InvoiceLine($0) }
    }
}
