import Fiscal
import OSCU

/// The shop of the reference's examples (§8).
enum Shop {
    static let key = "0F3C9B7A51E24D6889AB1234CDEF5678"
    static let device = OSCUDevice(pin: "P052345678K", branchID: "00", serial: "DUKA-P052345678K-0001")
    static let credentials = OSCUCredentials(
        communicationKey: key, applicationID: "APPLICATION-S3CRET", consumerKey: "CONSUMER-S3CRET",
        consumerSecret: "VERY-S3CRET")
    static let book = Item(itemClass: "4412160400", type: .goods, unit: "NO", package: "NT", origin: "KE")
    static let tomatoes = Item(itemClass: "5040240000", type: .goods, unit: "KG", package: "NT", origin: "KE")
    static let branch = Branch(
        pin: "P052345678K", branchID: "00", deviceSerial: "DUKA-P052345678K-0001", tradeName: "DUKA MOJA",
        address: "Biashara St, Nairobi")

    static func time(_ compact: String) -> Timestamp {
        Timestamp(kra: compact) ?? Timestamp(milliseconds: 0)
    }

    static func code(of line: SaleLine) -> String {
        line.sku == "book" ? "KE2NTNO0000001" : "KE2NTKG0000002"
    }

    static func line(
        _ sku: String, _ name: String, _ quantity: String, _ price: String, _ tax: String, _ item: Item
    ) -> LineDraft {
        var draft = ItemDraft()
        draft.itemClass = item.itemClass
        draft.type = item.type.rawValue
        draft.unit = item.unit
        draft.package = item.package
        draft.origin = item.origin
        var line = LineDraft()
        (line.sku, line.name, line.quantity, line.unitPrice, line.tax) = (sku, name, quantity, price, tax)
        line.item = draft
        return line
    }

    static func books(_ quantity: String, at price: String = "150.00") -> LineDraft {
        line("book", "Exercise book A4 200 pages", quantity, price, "B", book)
    }

    static func sale(
        _ lines: [LineDraft], payments: [(String, String)] = [("cash", "100000.00")], buyer: Buyer? = nil,
        rates: TaxTable = TaxTable([.B: TaxRate(hundredths: 1_600)]), convention: AmountConvention = .inclusive,
        cashier: String = "till01"
    ) throws -> Sale {
        var draft = SaleDraft()
        draft.till = "T1"
        draft.cashier = cashier
        draft.lines = lines
        draft.buyer = buyer
        draft.payments = payments.map { method, amount in
            var payment = PaymentDraft()
            (payment.method, payment.amount) = (method, amount)
            return payment
        }
        return try draft.checked(in: SaleRules(rates: rates, convention: convention))
    }

    static func document(
        _ sale: Sale, id: String = "01JPA5S0V3KX7T1", number: String = "T1-20260312-000041",
        at: String = "20260312104512", branch: Branch = branch
    ) -> Document {
        let time = time(at)
        return Document(
            id: id, sequence: 1, temporaryNumber: number, acceptedAt: time,
            clock: ClockReading(claimed: time, sinceBoot: 0, suspect: false), branch: branch, sale: sale)
    }

    /// The sale of §8.4.
    static func example() throws -> Document {
        let tomatoes = line("tomatoes", "Fresh tomatoes", "1.5", "120.00", "A", tomatoes)
        return document(try sale([books("3"), tomatoes], payments: [("cash", "630.00")]))
    }

    static func request(for document: Document, form: SaleForm = SaleForm(), number: Int64 = 1) -> OSCURequest {
        .sale(
            device, document: document, invoiceNumber: number,
            originalInvoiceNumber: document.sale.isCreditNote ? 1 : 0, itemCodes: code,
            confirmedAt: document.acceptedAt, paymentCodes: .published, topMessage: "Karibu", bottomMessage: "Asante",
            form: form)
    }
}

extension OSCURequest {
    /// The body as text.
    var text: String { String(decoding: body, as: UTF8.self) }

    /// The body as the reference prints it, with the key.
    var textWithKey: String {
        text.replacing(#""bhfId":"00","#, with: #""bhfId":"00","cmcKey":"\#(Shop.key)","#)
    }

    /// The body's JSON.
    var json: OSCUValue { OSCUValue(json: body) ?? .null }
}
