import Fiscal
import JSON

/// Bodies of sales and refunds. Source: accounting-apis §1.11, §1.12, §7.4 and §7.7.
extension QuickBooksDialect {
    /// A document whose VAT is that of the fiscal receipt, by an override for each rate.
    static func body(_ document: BooksDocument) -> JSONTree {
        let keepsTax = !document.taxes.isEmpty
        let isPaid = document.kind == .salesReceipt || document.kind == .refund
        let money = isPaid ? document.money : nil
        return .members([
            "DocNumber": .string(number(document)), "TxnDate": .string(document.day.description),
            "DueDate": document.kind == .invoice ? .string(document.dueDay.description) : nil,
            "CustomerRef": .reference(document.customer),
            "CurrencyRef": document.currency.map { .reference($0) },
            "DepartmentRef": tracked("Location", document).map { .reference($0) },
            "GlobalTaxCalculation": .string(keepsTax ? "TaxExcluded" : "NotApplicable"),
            "PaymentMethodRef": money?.method.map { .reference($0) },
            "PaymentRefNum": money?.reference.map { .string(String($0.prefix(21))) },
            "DepositToAccountRef": money.map { .reference($0.account) },
            "Line": .array(document.lines.map { line($0, of: document, keepsTax: keepsTax) }),
            "TxnTaxDetail": keepsTax ? taxDetail(document) : nil,
            "CustomerMemo": document.memo.map { .members(["value": .string(String($0.prefix(1_000)))]) },
            "PrivateNote": .string(document.marker),
        ])
    }

    private static func line(_ line: BooksLine, of document: BooksDocument, keepsTax: Bool) -> JSONTree {
        let amount = keepsTax ? line.net : line.gross
        let price = LinePrice(line, amount: amount, decimals: [6, 7])
        return .members([
            "Amount": .amount(amount), "Description": .string(price.text), "DetailType": .string("SalesItemLineDetail"),
            "SalesItemLineDetail": .members([
                "ItemRef": line.item.map { .reference($0) }, "Qty": .number(price.quantity),
                "UnitPrice": .number(price.unit),
                "TaxCodeRef": keepsTax ? .reference(line.taxCode) : nil,
                "ClassRef": tracked("Class", document).map { .reference($0) },
                "ItemAccountRef": line.account.map { .reference($0) },
            ]),
        ])
    }

    /// One line for each rate; codes under the same rate are one there.
    private static func taxDetail(_ document: BooksDocument) -> JSONTree {
        var sums: [BooksTax] = []
        for tax in document.taxes where tax.rateID != nil {
            if let index = sums.firstIndex(where: { $0.rateID == tax.rateID }) {
                sums[index].net += tax.net
                sums[index].tax += tax.tax
            } else {
                sums.append(tax)
            }
        }
        let lines = sums.map { sum in
            JSONTree.members([
                "Amount": .amount(sum.tax), "DetailType": .string("TaxLineDetail"),
                "TaxLineDetail": .members([
                    "TaxRateRef": sum.rateID.map { .reference($0) }, "PercentBased": .bool(true),
                    "TaxPercent": .number(ScaledDecimal.shortText(sum.rate.hundredths, scale: 2)),
                    "NetAmountTaxable": .amount(sum.net),
                ]),
            ])
        }
        return .members(["TotalTax": .amount(document.tax), "TaxLine": .array(lines)])
    }

    private static func tracked(_ name: String, _ document: BooksDocument) -> String? {
        document.tracking.first { $0.key.lowercased() == name.lowercased() }?.value
    }
}
