import Fiscal
import JSON

/// Bodies of invoices and credit notes. Source: accounting-apis §2.7, §2.8, §7.13 and §7.15.
extension XeroDialect {
    /// A document with shelf prices and each line's VAT as the fiscal receipt has it.
    static func body(_ document: BooksDocument) -> JSONTree {
        let isInvoice = document.kind == .invoice
        let keepsTax = !document.taxes.isEmpty
        let number = JSONTree.string(String(document.number.prefix(255)))
        return .members([
            "Type": .string(isInvoice ? "ACCREC" : "ACCRECCREDIT"),
            "Contact": .members(["ContactID": .string(document.customer)]),
            "InvoiceNumber": isInvoice ? number : nil, "CreditNoteNumber": isInvoice ? nil : number,
            "Reference": .string(reference(document)), "Date": .string(document.day.description),
            "DueDate": isInvoice ? .string(document.dueDay.description) : nil,
            "Url": isInvoice ? link(document).map { .string($0) } : nil,
            "LineAmountTypes": .string(keepsTax ? "Inclusive" : "NoTax"),
            "CurrencyCode": document.currency.map { .string($0) }, "Status": .string("AUTHORISED"),
            "LineItems": .array(document.lines.map { line($0, of: document, keepsTax: keepsTax) }),
        ])
    }

    private static func line(_ line: BooksLine, of document: BooksDocument, keepsTax: Bool) -> JSONTree {
        let price = LinePrice(line, amount: line.gross, decimals: [4])
        let isID = line.account.map(Self.isID) ?? false
        let tracking = document.tracking.sorted { $0.key < $1.key }.prefix(2).map { name, option in
            JSONTree.members(["Name": .string(name), "Option": .string(option)])
        }
        return .members([
            "Description": .string(price.text), "Quantity": .number(price.quantity), "UnitAmount": .number(price.unit),
            "ItemCode": line.item.map { .string(code($0)) },
            "AccountCode": isID ? nil : line.account.map { .string($0) },
            "AccountID": isID ? line.account.map { .string($0) } : nil,
            "TaxType": keepsTax ? .string(line.taxCode) : nil, "TaxAmount": keepsTax ? .amount(line.tax) : nil,
            "Tracking": tracking.isEmpty ? nil : .array(tracking),
        ])
    }

    /// The address in the QR code, where Xero keeps it: `https`, and not one of its own.
    private static func link(_ document: BooksDocument) -> String? {
        guard let link = document.link, link.hasPrefix("https://"), link.utf8.count <= 2_000 else { return nil }
        let host = link.dropFirst(8).prefix { $0 != "/" }
        return host == "xero.com" || host.hasSuffix(".xero.com") ? nil : link
    }
}
