import Fiscal
import Rendering

/// The papers that the golden files show, from the sale of reference §8.4 and the note of §8.6.
enum Slips {
    static let receipt = FiscalReceipt(
        scuID: "KRACU0400009999", invoiceNumber: 1, receiptNumber: "1", totalReceiptNumber: "1",
        internalData: "K7QWM2ZAX5TDB6HLN3VYC4PRUE", signature: "T5GZP2QKMX7WDB4A",
        signedAt: Timestamp(milliseconds: 1_773_310_686_000), qr: address + "P052345678K00T5GZP2QKMX7WDB4A")

    static let creditReceipt = FiscalReceipt(
        scuID: "KRACU0400009999", invoiceNumber: 2, receiptNumber: "2", totalReceiptNumber: "2",
        internalData: "M2ZAX5TDB6HLN3VYC4PRUEK7QW", signature: "QKMX7WDB4AT5GZP2",
        signedAt: Timestamp(milliseconds: 1_773_318_000_000), qr: address + "P052345678K00QKMX7WDB4AT5GZP2")

    static let address = "https://etims.kra.go.ke/common/link/etims/receipt/indexEtimsReceiptData?Data="

    /// The sale of reference §8.4.
    static var example: SaleDraft {
        draft([line("Exercise book A4 200 pages", "3", "150.00", "B"), line("Fresh tomatoes", "1.5", "120.00", "A")])
    }

    static func draft(_ lines: [LineDraft], paid: [(String, String)] = [("cash", "630.00")]) -> SaleDraft {
        var draft = SaleDraft()
        draft.till = "T1"
        draft.cashier = "A12"
        draft.soldAt = "2026-03-12T10:45:12+03:00"
        draft.lines = lines
        draft.payments = paid.map { method, amount in
            var payment = PaymentDraft()
            payment.method = method
            payment.amount = amount
            return payment
        }
        return draft
    }

    static func line(
        _ name: String, _ quantity: String, _ price: String, _ tax: String, percent: String? = nil, off: String? = nil
    ) -> LineDraft {
        var line = LineDraft()
        line.sku = "SKU"
        line.name = name
        line.quantity = quantity
        line.unitPrice = price
        line.tax = tax
        var item = ItemDraft()
        item.itemClass = "4412160400"
        item.type = "goods"
        item.unit = "NO"
        item.package = "NT"
        item.origin = "KE"
        line.item = item
        if percent != nil || off != nil {
            var discount = DiscountDraft()
            discount.percent = percent
            discount.amount = off
            line.discount = discount
        }
        return line
    }

    static func sale(_ draft: SaleDraft) throws -> Sale {
        try draft.checked(in: SaleRules(rates: .integrator, convention: .inclusive))
    }

    static func note() throws -> Sale {
        let reference = CreditReference(
            documentID: "01JPA5S0V3KX7T1QH2M4N6P8RS", temporaryNumber: "T1-20260312-000041", reason: .refund)
        return try sale(example).credited(
            [CreditRequest(line: 1, quantity: .one)], as: reference, after: [], till: "T1", cashier: "A12",
            soldAt: Timestamp(rfc3339: "2026-03-12T15:10:01+03:00"))
    }

    static func entry(
        _ sale: Sale, number: String = "T1-20260312-000041", sequence: Int64 = 41, tradeName: String = "DUKA MOJA"
    ) -> Entry {
        let time = Timestamp(milliseconds: 1_773_320_400_000)
        let document = Document(
            id: "01JPA5S0V3KX7T1QH2M4N6P8RS", sequence: sequence, temporaryNumber: number, acceptedAt: time,
            clock: ClockReading(claimed: time, sinceBoot: 1, suspect: false),
            branch: Branch(
                pin: "P052345678K", branchID: "00", deviceSerial: "DUKA-0001", tradeName: tradeName,
                address: "Biashara St, Nairobi"),
            sale: sale)
        let seal = Seal(
            hash: (0..<32).map { UInt8($0 * 7) }, signature: (0..<64).map { UInt8($0 * 3) },
            key: [UInt8](repeating: 1, count: 32))
        return Entry(document: document, seal: seal)
    }

    static func slip(
        _ sale: Sale, _ receipt: FiscalReceipt? = receipt, _ designation: Designation = .original,
        language: Language = .english, number: String = "T1-20260312-000041"
    ) -> Slip {
        Slip(
            entry: entry(sale, number: number), receipt: receipt, original: sale.isCreditNote ? Self.receipt : nil,
            designation: designation, language: language, welcome: "Karibu", thanks: "Asante",
            printedAt: designation == .original ? nil : Timestamp(milliseconds: 1_773_396_000_000))
    }

    /// The papers with a golden file each.
    static func named(_ name: String) throws -> Slip {
        switch name {
        case "temporary": slip(try sale(example), nil)
        case "temporary-swahili": slip(try sale(example), nil, language: .swahili)
        case "fiscal": slip(try sale(example))
        case "copy": slip(try sale(example), receipt, .copy)
        case "training": slip(try sale(example), nil, .training)
        case "proforma": slip(try sale(example), nil, .proforma)
        case "credit-note": slip(try note(), creditReceipt, number: "T1-20260312-000044")
        case "credit-note-copy": slip(try note(), creditReceipt, .copy, number: "T1-20260312-000044")
        case "temporary-credit-note": slip(try note(), nil, number: "T1-20260312-000044")
        case "discounts": slip(try sale(discounted))
        default: throw UnknownPaper(name: name)
        }
    }

    static let names = [
        "temporary", "temporary-swahili", "fiscal", "copy", "training", "proforma", "credit-note", "credit-note-copy",
        "temporary-credit-note", "discounts",
    ]

    /// Discounts of each kind, a buyer, two payments, change, and a late entry.
    private static var discounted: SaleDraft {
        var draft = draft(
            [
                line("Exercise book A4 200 pages, ruled, with a stiff blue cover", "2", "500.00", "B", percent: "10"),
                line("Cooking oil 1 l", "3", "650.00", "B", off: "50.00"),
                line("Sample sachet", "1", "20.00", "C", percent: "100"),
            ], paid: [("mobile_money", "2000.00"), ("cash", "1000.00")])
        draft.payments[0].reference = "SCX0000002"
        draft.buyer = Buyer(pin: "A001234567B", name: "Wanjikũ Traders")
        draft.late = true
        return draft
    }

    struct UnknownPaper: Error {
        let name: String
    }
}
