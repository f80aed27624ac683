public import Fiscal

/// What a field rule can name; the raw value is what a rule writes.
///
/// | Name | Kind | What it is | Not there |
/// |---|---|---|---|
/// | `books_number` | text | the document's number in the books: `00-T1-000041`, `Z-00-20261120` | never |
/// | `sale_number` | text | the number on the slip: `T1-000041` | in a day's sum |
/// | `kind` | text | `sale`, `credit_note` or `summary` | never |
/// | `day` | day | the day in the books | never |
/// | `till` | text | the till | where a day's sum has several |
/// | `cashier` | text | who sold | where a day's sum has several |
/// | `buyer_name` | text | the buyer's name | no buyer named; a day's sum |
/// | `buyer_pin` | text | the buyer's KRA PIN | the same |
/// | `buyer_phone` | text | the buyer's telephone | the same |
/// | `branch_id` | text | the branch: `00` is the head office | never |
/// | `branch_name` | text | the name over the door | never |
/// | `fiscal_number` | text | the CU invoice number; of a day's sum `first to last` | before KRA answered |
/// | `receipt_link` | text | the address in the QR code | before KRA answered; a day's sum |
/// | `total` | decimal | what is paid, VAT included | never |
/// | `net` | decimal | without VAT | never |
/// | `tax` | decimal | the VAT | never |
/// | `total_a` … `total_e` | decimal | what is paid under that tax letter; 0.00 where it is not used | never |
/// | `tax_a` … `tax_e` | decimal | the VAT under that tax letter; 0.00 where it is not used | never |
/// | `payment_methods` | text | `cash, mobile_money`, in KRA's order | where nothing came in |
/// | `payment_references` | text | the payments' own references, such as M-Pesa codes | none given; a day's sum |
/// | `credit_reason` | text | why a sale is taken back: `damaged` | on a sale |
/// | `original_number` | text | the number of the sale that is taken back | on a sale |
/// | `line_sku` | text | the till's own code of the item | in a day's sum |
/// | `line_name` | text | what the line says without a rule | never on a line |
/// | `line_quantity` | decimal | how much; always above zero | never on a line |
/// | `line_unit_price` | decimal | the price of one, as KRA is sent it | in a day's sum |
/// | `line_tax_letter` | text | `A` to `E` | never on a line |
/// | `line_net` | decimal | the line without VAT | never on a line |
/// | `line_tax` | decimal | the line's VAT | never on a line |
/// | `line_gross` | decimal | the line, VAT included | never on a line |
///
/// Fields that begin with `line_` stand in rules for `line_text` alone. Decimals are in shillings with two places,
/// quantities without needless ones.
public enum BooksField: String, Sendable, Hashable, CaseIterable {
    case booksNumber = "books_number"
    case saleNumber = "sale_number"
    case kind
    case day
    case till
    case cashier
    case buyerName = "buyer_name"
    case buyerPIN = "buyer_pin"
    case buyerPhone = "buyer_phone"
    case branchID = "branch_id"
    case branchName = "branch_name"
    case fiscalNumber = "fiscal_number"
    case receiptLink = "receipt_link"
    case total
    case net
    case tax
    case totalA = "total_a"
    case totalB = "total_b"
    case totalC = "total_c"
    case totalD = "total_d"
    case totalE = "total_e"
    case taxA = "tax_a"
    case taxB = "tax_b"
    case taxC = "tax_c"
    case taxD = "tax_d"
    case taxE = "tax_e"
    case paymentMethods = "payment_methods"
    case paymentReferences = "payment_references"
    case creditReason = "credit_reason"
    case originalNumber = "original_number"
    case lineSKU = "line_sku"
    case lineName = "line_name"
    case lineQuantity = "line_quantity"
    case lineUnitPrice = "line_unit_price"
    case lineTaxLetter = "line_tax_letter"
    case lineNet = "line_net"
    case lineTax = "line_tax"
    case lineGross = "line_gross"

    /// What kind of value a field has.
    public enum Kind: String, Sendable, Hashable {
        /// Words.
        case text
        /// An exact decimal.
        case decimal
        /// A day.
        case day
    }

    /// What kind of value it has.
    public var valueKind: Kind {
        switch self {
        case .day: .day
        case .total, .net, .tax, .totalA, .totalB, .totalC, .totalD, .totalE, .taxA, .taxB, .taxC, .taxD, .taxE,
            .lineQuantity, .lineUnitPrice, .lineNet, .lineTax, .lineGross:
            .decimal
        default: .text
        }
    }

    /// Whether it is a line's.
    public var isOfLine: Bool { rawValue.hasPrefix("line_") }

    /// Whether it is the buyer's or the shop's, and so the same in every sale to one buyer.
    var isOfBuyer: Bool { rawValue.hasPrefix("buyer_") || rawValue.hasPrefix("branch_") }

    /// Whether its check forbids zero and less.
    var isAboveZero: Bool { self == .lineQuantity }
}

/// The value of a field.
public enum FieldValue: Hashable, Sendable {
    /// Words; never empty.
    case text(String)
    /// An exact decimal.
    case decimal(FieldDecimal)
    /// A day, written `2026-11-20`.
    case day(CalendarDay)

    /// The value as text.
    public var text: String {
        switch self {
        case .text(let text): text
        case .decimal(let decimal): decimal.description
        case .day(let day): day.description
        }
    }

    /// The value as a decimal, where it is one.
    public var decimal: FieldDecimal? {
        guard case .decimal(let decimal) = self else { return nil }
        return decimal
    }
}
