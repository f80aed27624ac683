extension BooksField {
    /// What it is, in words.
    public var meaning: String {
        switch self {
        case .booksNumber: "the document's number in the books: 00-T1-000041, Z-00-20261120"
        case .saleNumber: "the number on the slip: T1-000041"
        case .kind: "sale, credit_note or summary"
        case .day: "the day in the books"
        case .till: "the till"
        case .cashier: "who sold"
        case .buyerName: "the buyer's name"
        case .buyerPIN: "the buyer's KRA PIN"
        case .buyerPhone: "the buyer's telephone"
        case .branchID: "the branch: 00 is the head office"
        case .branchName: "the name over the door"
        case .fiscalNumber: "the CU invoice number; of a day's sum first to last"
        case .receiptLink: "the address in the QR code"
        case .total: "what is paid, VAT included"
        case .net: "without VAT"
        case .tax: "the VAT"
        case .totalA, .totalB, .totalC, .totalD, .totalE:
            "what is paid under that tax letter; 0.00 where it is not used"
        case .taxA, .taxB, .taxC, .taxD, .taxE: "the VAT under that tax letter; 0.00 where it is not used"
        case .paymentMethods: "cash, mobile_money, in KRA's order"
        case .paymentReferences: "the payments' own references, such as M-Pesa codes"
        case .creditReason: "why a sale is taken back: damaged"
        case .originalNumber: "the number of the sale that is taken back"
        case .lineSKU: "the till's own code of the item"
        case .lineName: "what the line says without a rule"
        case .lineQuantity: "how much; always above zero"
        case .lineUnitPrice: "the price of one, as KRA is sent it"
        case .lineTaxLetter: "A to E"
        case .lineNet: "the line without VAT"
        case .lineTax: "the line's VAT"
        case .lineGross: "the line, VAT included"
        }
    }

    /// Where it is not there, in words; nil where it always is.
    public var absent: String? {
        switch self {
        case .saleNumber, .lineSKU, .lineUnitPrice: "in a day's sum"
        case .till, .cashier: "where a day's sum has several"
        case .buyerName, .buyerPIN, .buyerPhone: "no buyer named; a day's sum"
        case .fiscalNumber: "before KRA answered"
        case .receiptLink: "before KRA answered; a day's sum"
        case .paymentMethods: "where nothing came in"
        case .paymentReferences: "none given; a day's sum"
        case .creditReason, .originalNumber: "on a sale"
        default: nil
        }
    }
}

extension FieldRule.Target {
    /// What is filled, in words.
    public var meaning: String {
        switch self {
        case .memo: "what the customer reads on the document"
        case .customerName: "the name of a buyer with a PIN, from the buyer's and the branch's fields alone"
        case .lineText: "the text of a line"
        case .note: "what is written on a document that was posted before KRA answered"
        case .paymentReference: "a payment's own reference"
        case .dueDays: "days until an invoice is owed, 0 to 365"
        case .tracking(let category): "the option of \(category): a class, location or tracking category"
        }
    }
}
