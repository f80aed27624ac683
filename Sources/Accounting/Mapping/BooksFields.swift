import Fiscal

/// The values of the named fields of one document of the books, or of one of its lines; see ``BooksField``.
public struct BooksFields: Sendable {
    private var values: [BooksField: FieldValue] = [:]

    /// The fields of a document.
    public init(_ source: BooksSource) {
        let first = source.members[0].document
        let sale = first.sale
        put(.booksNumber, source.number)
        put(.saleNumber, source.isSummary ? nil : first.temporaryNumber)
        put(.kind, source.isSummary ? "summary" : source.isCredit ? "credit_note" : "sale")
        values[.day] = .day(source.day)
        put(.till, Self.common(source.members.map(\.document.sale.till)))
        put(.cashier, Self.common(source.members.map(\.document.sale.cashier)))
        put(.buyerName, source.buyer?.name)
        put(.buyerPIN, source.buyer?.pin)
        put(.buyerPhone, source.buyer?.phone)
        put(.branchID, first.branch.branchID)
        put(.branchName, first.branch.tradeName)
        put(.fiscalNumber, Self.fiscalNumber(source))
        put(.receiptLink, source.receipt.flatMap { $0.qr.hasPrefix("https://") ? $0.qr : nil })
        putSums(Totals(source.members.flatMap(\.document.sale.lines)))
        put(.paymentMethods, source.takings.map(\.method.rawValue).joined(separator: ", "))
        if !source.isSummary {
            put(.paymentReferences, sale.payments.compactMap(\.reference).joined(separator: ", "))
            put(.creditReason, sale.credits?.reason.rawValue)
            put(.originalNumber, sale.credits?.temporaryNumber)
        }
    }

    /// The value of a field; nil where it is not there.
    public subscript(field: BooksField) -> FieldValue? { values[field] }

    /// The values that are there, as texts by name.
    var texts: [String: String] {
        Dictionary(uniqueKeysWithValues: values.map { ($0.key.rawValue, $0.value.text) })
    }

    /// These with the fields of one line.
    func with(
        line name: String, sku: String?, part: FiscalLine?, quantity: Quantity, letter: TaxLetter, total: Money,
        tax: Money
    ) -> BooksFields {
        var fields = self
        fields.put(.lineName, name)
        fields.put(.lineSKU, sku)
        fields.put(.lineTaxLetter, letter.rawValue)
        fields.values[.lineQuantity] = .decimal(FieldDecimal(quantity))
        fields.values[.lineUnitPrice] = part.map { .decimal(FieldDecimal($0.unitPrice)) }
        fields.values[.lineNet] = .decimal(FieldDecimal(total - tax))
        fields.values[.lineTax] = .decimal(FieldDecimal(tax))
        fields.values[.lineGross] = .decimal(FieldDecimal(total))
        return fields
    }

    private mutating func put(_ field: BooksField, _ text: String?) {
        if let text, !text.isEmpty { values[field] = .text(text) }
    }

    private mutating func putSums(_ totals: Totals) {
        values[.total] = .decimal(FieldDecimal(totals.total))
        values[.tax] = .decimal(FieldDecimal(totals.tax))
        values[.net] = .decimal(FieldDecimal(totals.total - totals.tax))
        let fields: [(TaxLetter, BooksField, BooksField)] = [
            (.A, .totalA, .taxA), (.B, .totalB, .taxB), (.C, .totalC, .taxC), (.D, .totalD, .taxD),
            (.E, .totalE, .taxE),
        ]
        for (letter, total, tax) in fields {
            values[total] = .decimal(FieldDecimal(totals[letter].total))
            values[tax] = .decimal(FieldDecimal(totals[letter].tax))
        }
    }

    private static func common(_ texts: [String]) -> String? {
        texts.allSatisfy { $0 == texts[0] } ? texts[0] : nil
    }

    private static func fiscalNumber(_ source: BooksSource) -> String? {
        let numbers = source.members.compactMap { $0.receipt?.controlUnitInvoiceNumber }
        guard let first = numbers.first, let last = numbers.last else { return nil }
        return numbers.count == 1 ? first : "\(first) to \(last)"
    }
}
