import Fiscal
import OSCU
import Testing

struct AnswerTests {
    private func data(_ json: String) throws -> OSCUValue {
        try #require(OSCUValue(json: Array(json.utf8))?["data"])
    }

    @Test(arguments: ["sdcId", "sdicId", "SDCID"])
    func `a registration is read, misspelt or not`(_ name: String) throws {
        let json = Sample.registration.replacing("sdcId", with: name)
        let registration = try #require(DeviceRegistration(from: try data(json)))
        #expect(registration.scuID == "KRACU0400009999")
        #expect(registration.mrcNumber == "KRA00399999")
        #expect(registration.deviceID == "451999")
        #expect(registration.taxpayerName == "DUKA MOJA LIMITED")
        #expect(registration.communicationKey == Shop.key)
        #expect(registration.location == "NAIROBI CITY, STAREHE, CENTRAL, Biashara Street")
        #expect(registration.isHeadOffice)
    }

    private let qr =
        "https://etims-sbx.kra.go.ke/common/link/etims/receipt/indexEtimsReceiptData?Data=P052345678K00T5GZP2QKMX7WDB4A"

    @Test func `answer and look-up give the same receipt`() throws {
        let answer = FiscalReceipt(
            saveAnswer: try data(Sample.signed), invoiceNumber: 1, scuID: "KRACU0400009999", pin: "P052345678K",
            branchID: "00", portal: .sandbox)
        let record = try #require(InvoiceRecord(lookup: try data(Sample.record)))
        let found = FiscalReceipt(
            record: record, scuID: "KRACU0400009999", pin: "P052345678K", branchID: "00", portal: .sandbox)
        #expect(answer == found)
        #expect(answer?.signedAt == Shop.time("20260312131806"))
        #expect(answer?.controlUnitInvoiceNumber == "KRACU0400009999/1")
        #expect(answer?.qr == qr)
        #expect(QRPortal.production.address(pin: "P", branchID: "00", signature: "t5gz-p2qk").hasSuffix("P00T5GZP2QK"))
    }

    @Test(arguments: ["rcptSign", "curRcptNo", "intrlData", "sdcDateTime"])
    func `an answer that lacks a part is no receipt`(_ part: String) throws {
        let data = try data(Sample.signed.replacing(part, with: "x"))
        let receipt = FiscalReceipt(
            saveAnswer: data, invoiceNumber: 1, scuID: "K", pin: "P", branchID: "00", portal: .sandbox)
        #expect(receipt == nil)
    }

    /// The record of §8.5 with its lines as KRA would keep them for the sale of §8.4.
    private func record(_ changes: (String, String)...) throws -> InvoiceRecord {
        let sent = Shop.request(for: try Shop.example()).text
        var json = sent.replacing(#""cfmDt":"20260312104512""#, with: #""cfmDt":"2026-03-12 10:45:12""#)
        for (old, new) in changes { json = json.replacing(old, with: new) }
        return try #require(OSCUValue(json: Array(json.utf8)).flatMap { InvoiceRecord(lookup: $0) })
    }

    private func isOurs(_ record: InvoiceRecord) throws -> Bool {
        let document = try Shop.example()
        let byDocument = record.matches(document, itemCodes: Shop.code, confirmedAt: document.acceptedAt)
        #expect(record.matches(Shop.request(for: document)) == byDocument)
        return byDocument
    }

    @Test func `a record with our remark is ours whatever else it says`() throws {
        #expect(try isOurs(try record()))
        #expect(try isOurs(try record((#""totAmt":630"#, #""totAmt":631"#))))
    }

    @Test(arguments: [nil, "sales"])
    func `without our remark everything else must agree`(_ remark: String?) throws {
        let dropped = (#""01JPA5S0V3KX7T1""#, remark.map { "\"\($0)\"" } ?? "null")
        #expect(try isOurs(try record(dropped)))
        for change in [
            (#""totAmt":630,"#, #""totAmt":631,"#), (#""totItemCnt":2"#, #""totItemCnt":3"#),
            (#""salesDt":"20260312""#, #""salesDt":"20260311""#), ("10:45:12", "10:45:13"),
            (#""rcptTyCd":"S""#, #""rcptTyCd":"R""#), ("KE2NTKG0000002", "KE2NTKG0000003"),
            (#""custTin":null,"custNm""#, #""custTin":"P051111111X","custNm""#),
        ] {
            #expect(try !isOurs(try record(dropped, change)), "\(change)")
        }
    }

    @Test func `another document's id in the remark makes it another's`() throws {
        #expect(try !isOurs(try record(("01JPA5S0V3KX7T1", "01JPA5S0V3KX7T101JPA5S0V3Z"))))
    }

    @Test func `a list of sales is read whole`() throws {
        let list = OSCUValue.object([
            .init(name: "salesList", value: .array([.null, .object([.init(name: "invcNo", value: .text("7"))])]))
        ])
        #expect(InvoiceRecord.all(in: list).map(\.invoiceNumber) == [7])
        #expect(InvoiceRecord(lookup: .null) == nil)
    }

    private func codes() throws -> [CodeClass] {
        let json = #"""
            {"data":{"clsList":[
            {"cdCls":"04","cdClsNm":"Taxation Type","useYn":"Y","dtlList":[
            {"cd":"A","cdNm":"A-Exempt","userDfnCd1":"0"},{"cd":"B","cdNm":"B-16.00%","userDfnCd1":"16"},
            {"cd":"E","cdNm":"E","srtOrd":5,"useYn":"N","userDfnCd1":"8.0"},{"cd":"Z","cdNm":"?"}]},
            {"cdCls":"07","dtlList":[{"cd":"01","cdNm":"CASH"},{"cd":"02","cdNm":"CREDIT"},
            {"cd":"03","cdNm":"CASH/CREDIT"},{"cd":"04","cdNm":"BANK CHECK"},{"cd":"06","cdNm":"DEBIT&CREDIT CARD"},
            {"cd":"07","cdNm":"MOBILE MONEY"},{"cd":"08","cdNm":"OTHER"}]}]}}
            """#
        return CodeClass.all(in: try data(json))
    }

    @Test func `tax rates come from class 04`() throws {
        let list = try codes()
        #expect(TaxTable(synced: list[0]) == .published)
        #expect(list[0].codes[2].isUsed == false)
        #expect(list[0].codes[2].order == 5)
        #expect(TaxTable(synced: list[1]) == nil)
    }

    @Test func `payment codes come from class 07 by name`() throws {
        let synced = PaymentCodes(synced: try codes()[1])
        #expect(PaymentMethod.allCases.map(synced.code(of:)) == ["01", "02", "04", "06", "07", "08"])
        #expect(synced.cashAndCredit == "03")
        #expect(PaymentMethod.allCases.map(PaymentCodes.published.code(of:)) == ["01", "02", "04", "05", "06", "07"])
    }

    static let payments: [([Payment], String)] = [
        ([paid(.cash, 100)], "01"), ([paid(.cash, 1), paid(.credit, 99)], "03"),
        ([paid(.cash, 40), paid(.mobileMoney, 60)], "06"), ([paid(.cash, 50), paid(.card, 50)], "01"),
        ([paid(.card, 30), paid(.cash, 40), paid(.card, 30)], "05"),
        ([paid(.cash, 10), paid(.credit, 20), paid(.cheque, 70)], "04"),
    ]

    private static func paid(_ method: PaymentMethod, _ minor: Int64) -> Payment {
        Payment(method: method, amount: Money(minor: minor))
    }

    @Test(arguments: payments)
    func `the largest payment decides`(_ payments: [Payment], _ code: String) {
        #expect(PaymentCodes.published.code(for: payments) == code)
    }

    @Test(
        arguments: [
            ("KE2NTNO0000001", 1), ("KE2NTM20000012", 12), ("KE2NTM200000012", 12), ("KR2AMXBLL0000007", 7),
            ("KE1NTXU0000006", 6), ("KE2NTNO", nil), ("", nil), ("KE2NTNO00000A1", nil),
        ] as [(String, Int64?)])
    func `an item code's number is found by its place`(_ code: String, _ serial: Int64?) {
        #expect(ItemCode.serial(from: code) == serial)
    }

    @Test func `item codes carry the item`() {
        #expect(ItemCode.make(Shop.book, 1) == "KE2NTNO0000001")
        #expect(ItemCode.make(Shop.book, 12_345_678) == "KE2NTNO12345678")
    }
}
