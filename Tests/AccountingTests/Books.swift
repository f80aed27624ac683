import Accounting
import Fiscal
import Foundation
import Testing

/// A small fixed day of sales: the basket of accounting reference §7, a discounted sale to a named buyer, a late entry,
/// one of every tax letter on account, and a credit note.
enum Books {
    static let created = Timestamp(milliseconds: 1_773_388_800_000)

    static func day() throws -> [ExportSale] {
        let basket = try sale([
            line("Soap bar", "2", "116.00", "B"), line("Lamp", "3", "99.99", "B"),
            line("School book", "1", "250.00", "A"),
        ])
        var named = draft(
            [
                line("Exercise book A4", "2", "500.00", "B", percent: "10"),
                line("Cooking oil, 1 l", "3", "650.00", "B", off: "50.00"),
            ],
            paid: [("mobile_money", "2000.00"), ("cash", "1000.00")])
        named.payments[0].reference = "SCX0000002"
        named.buyer = Buyer(pin: "A001234567B", name: "=Wanjikũ \"Traders\", Ltd", phone: "+254700000001")
        var late = draft([line("Charcoal", "1.5", "120.00", "B")], paid: [("cash", "180.00")])
        late.soldAt = "2026-03-10T18:20:00+03:00"
        late.late = true
        var account = draft(
            [
                line("Milk", "1", "60.00", "A"), line("Export bag", "1", "1000.00", "C"),
                line("Stamp", "2", "30.00", "D"),
                line("Gas", "1", "1080.00", "E"), line("Sachet", "1", "20.00", "B", percent: "100"),
            ], paid: [("credit", "2000.00"), ("card", "200.00")])
        account.buyer = Buyer(pin: "P051234567C", name: "Mwangaza Stores")
        let sales = [basket, try checked(named), try checked(late), try checked(account)]
        var day = sales.enumerated().map { export($1, number: $0 + 1, original: nil) }
        let reference = CreditReference(
            documentID: day[0].document.id, temporaryNumber: day[0].document.temporaryNumber, reason: .damaged)
        let note = try basket.credited(
            [CreditRequest(line: 2, quantity: .one)], as: reference, after: [], till: "T1", cashier: "A12",
            soldAt: nil)
        day.append(export(note, number: 5, original: day[0].receipt))
        return day
    }

    static func line(
        _ name: String, _ quantity: String, _ price: String, _ tax: String, percent: String? = nil, off: String? = nil
    ) -> LineDraft {
        var item = ItemDraft()
        (item.itemClass, item.type, item.unit, item.package, item.origin) = ("4412160400", "goods", "NO", "NT", "KE")
        var line = LineDraft()
        (line.sku, line.name, line.quantity) = ("00\(name.utf8.count)\(name.prefix(3).uppercased())", name, quantity)
        (line.unitPrice, line.tax, line.item) = (price, tax, item)
        if percent != nil || off != nil {
            var discount = DiscountDraft()
            (discount.percent, discount.amount) = (percent, off)
            line.discount = discount
        }
        return line
    }

    static func draft(_ lines: [LineDraft], paid: [(String, String)]) -> SaleDraft {
        var draft = SaleDraft()
        (draft.till, draft.cashier, draft.soldAt, draft.lines) = ("T1", "A12", "2026-03-12T10:45:12+03:00", lines)
        draft.payments = paid.map { method, amount in
            var payment = PaymentDraft()
            (payment.method, payment.amount) = (method, amount)
            return payment
        }
        return draft
    }

    static func sale(_ lines: [LineDraft], convention: AmountConvention = .inclusive) throws -> Sale {
        try checked(draft(lines, paid: [("cash", "781.97")]), convention: convention)
    }

    static func checked(_ draft: SaleDraft, convention: AmountConvention = .inclusive) throws -> Sale {
        try draft.checked(in: SaleRules(rates: .published, convention: convention))
    }

    static func export(_ sale: Sale, number: Int, original: FiscalReceipt?, isFiscal: Bool = true) -> ExportSale {
        let accepted = Timestamp(milliseconds: 1_773_301_512_345 + Int64(number) * 60_000)
        let document = Document(
            id: "01JPA5S0V3KX7T1QH2M4N6P80\(number)", sequence: Int64(number), temporaryNumber: "T1-00000\(number)",
            acceptedAt: accepted, clock: ClockReading(claimed: accepted, sinceBoot: 1, suspect: false),
            branch: Branch(
                pin: "P052345678K", branchID: "00", deviceSerial: "DUKA-0001", tradeName: "DUKA MOJA",
                address: "Biashara St, Nairobi"), sale: sale)
        let receipt = FiscalReceipt(
            scuID: "KRACU0400009999", invoiceNumber: Int64(number), receiptNumber: "\(number)",
            totalReceiptNumber: "\(number)", internalData: "K7QWM2ZAX5TDB6HLN3VYC4PRUE", signature: "T5GZP2QKMX7WDB4A",
            signedAt: accepted.advanced(by: .seconds(2)), qr: "https://etims.kra.go.ke/x?Data=\(number)")
        return ExportSale(document: document, receipt: isFiscal ? receipt : nil, original: original)
    }

    /// The bytes of each file of an export, by name, and what the writer says of them.
    static func files(
        _ profile: ExportProfile, _ sales: [ExportSale], as format: ExportFileFormat = .csv
    ) throws -> (files: [String: [UInt8]], summary: ExportWriter.Summary) {
        let directory = FileManager.default.temporaryDirectory.appending(path: "books-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let writer = try ExportWriter(profile, as: format, in: directory, stem: profile.id, created: created)
        for sale in sales { try writer.add(sale) }
        let summary = try writer.finish()
        var files: [String: [UInt8]] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: directory.path) {
            files[name] = try [UInt8](Data(contentsOf: directory.appending(path: name)))
        }
        return (files, summary)
    }

    static func shipped(_ name: String) throws -> ExportProfile {
        let file = try #require(ShippedExports.files.first { $0.name == name })
        return try ExportProfile.read(file.text, file: "\(name).yaml")
    }
}
