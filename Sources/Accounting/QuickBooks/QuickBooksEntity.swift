/// A kind of object at QuickBooks; the raw value is its name in JSON and in queries.
enum QuickBooksEntity: String {
    case customer = "Customer"
    case vendor = "Vendor"
    case employee = "Employee"
    case item = "Item"
    case invoice = "Invoice"
    case salesReceipt = "SalesReceipt"
    case creditMemo = "CreditMemo"
    case refundReceipt = "RefundReceipt"
    case payment = "Payment"
    case attachable = "Attachable"
    case account = "Account"
    case taxCode = "TaxCode"
    case taxRate = "TaxRate"
    case paymentMethod = "PaymentMethod"
    case division = "Class"
    case department = "Department"
    case companyInfo = "CompanyInfo"
    case preferences = "Preferences"

    /// What a document is there.
    init(_ kind: BooksDocument.Kind) {
        switch kind {
        case .invoice: self = .invoice
        case .salesReceipt: self = .salesReceipt
        case .creditNote: self = .creditMemo
        case .refund: self = .refundReceipt
        }
    }

    /// How it stands in a path.
    var path: String { rawValue.lowercased() }
}
