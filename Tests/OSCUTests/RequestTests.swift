import Fiscal
import OSCU
import Testing

struct RequestTests {
    @Test func `initialisation is as in the reference`() {
        #expect(OSCURequest.initialise(Shop.device).text == Sample.initialise)
    }

    @Test func `an item's registration is as in the reference`() {
        let registration = ItemRegistration(
            code: "KE2NTNO0000001", item: Shop.book, name: "Exercise book A4 200 pages", tax: .B,
            price: Money(minor: 15_000), barcode: "6161100000017")
        let request = OSCURequest.saveItem(Shop.device, registration: registration, audit: "till01")
        #expect(request.textWithKey == Sample.saveItem)
    }

    @Test func `opening stock and stock master are as in the reference`() {
        let shortfall = StockMovement.Shortfall(
            itemCode: "KE2NTNO0000001", item: Shop.book, name: "Exercise book A4 200 pages",
            quantity: Quantity(thousandths: 200_000), unitPrice: Money(minor: 15_000), taxLetter: .B)
        let movement = StockMovement.opening(
            [shortfall], number: 1, occurredAt: Shop.time("20260310092500"), rates: .published, convention: .inclusive)
        let request = OSCURequest.stockMovement(Shop.device, movement, audit: "till01")
        #expect(request.textWithKey == Sample.opening)
        let master = OSCURequest.stockMaster(
            Shop.device, itemCode: "KE2NTNO0000001", balanceHundredths: 20_000, audit: "till01")
        #expect(master.textWithKey == Sample.stockMaster)
    }

    @Test func `a sale is as in the reference`() throws {
        let request = Shop.request(for: try Shop.example())
        #expect(request.textWithKey == Sample.sale)
        #expect(!request.text.contains("cmcKey"))
    }

    @Test func `a discounted line is as in the reference`() throws {
        var line = Shop.books("2", at: "500.00")
        line.discount = DiscountDraft()
        line.discount?.percent = "10"
        #expect(Shop.request(for: Shop.document(try Shop.sale([line]))).text.contains("[\(Sample.discounted)]"))
    }

    @Test func `a look-up is as in the reference`() {
        #expect(OSCURequest.invoiceDetails(Shop.device, 1).textWithKey == Sample.lookup)
    }

    @Test func `a credit note is as in the reference`() throws {
        let original = try Shop.example()
        let sale = try original.sale.credited(
            [CreditRequest(line: 1, quantity: .one)],
            as: CreditReference(
                documentID: original.id, temporaryNumber: original.temporaryNumber, reason: .refund),
            after: [], till: "T1", cashier: "till01", soldAt: nil)
        let note = Shop.document(sale, id: "01JPA9M2W8QB4T1", number: "T1-20260312-000044", at: "20260312151001")
        #expect(Shop.request(for: note, number: 2).textWithKey == Sample.credit)
    }

    @Test func `stock that left with a sale is as in the reference`() throws {
        let document = Shop.document(try Shop.sale([Shop.books("3")]))
        let movement = try #require(
            StockMovement.moving(document, number: 2, occurredAt: document.acceptedAt, itemCodes: Shop.code))
        #expect(OSCURequest.stockMovement(Shop.device, movement, audit: "till01").textWithKey == Sample.out)
    }

    @Test func `a look-up list names the time since`() {
        let request = OSCURequest.codeList(Shop.device, since: OSCURequest.always)
        #expect(request.text == #"{"tin":"P052345678K","bhfId":"00","lastReqDt":"20180101000000"}"#)
        #expect(request.call == .codeList)
    }

    @Test func `a buyer, long texts and quotes are cut and escaped`() throws {
        let branch = Branch(
            pin: "P052345678K", branchID: "00", deviceSerial: "x", tradeName: #"Mama "Njeri" & Wana Wote"#,
            address: String(repeating: "a", count: 300))
        let sale = try Shop.sale(
            [Shop.books("1")], buyer: Buyer(pin: "A012345678Z", name: "Ali\\", phone: "0700000001"))
        let json = Shop.request(for: Shop.document(sale, branch: branch)).json
        #expect(json["custTin"]?.string == "A012345678Z")
        #expect(json["custNm"]?.string == "Ali\\")
        #expect(json["receipt"]?["custMblNo"]?.string == "0700000001")
        #expect(json["receipt"]?["trdeNm"]?.string == #"Mama "Njeri" & Wana "#)
        #expect(json["receipt"]?["adrs"]?.string?.count == 200)
    }

    @Test func `free lines stay out and the rest is numbered without gaps`() throws {
        var free = Shop.books("1")
        free.unitPrice = "0.00"
        let json = Shop.request(for: Shop.document(try Shop.sale([free, Shop.books("2")]))).json
        #expect(json["totItemCnt"]?.whole == 1)
        #expect(json["itemList"]?.elements.compactMap { $0["itemSeq"]?.whole } == [1])
    }

    @Test func `a folded discount becomes two lines that add up`() throws {
        var line = Shop.books("3", at: "700.00")
        line.discount = DiscountDraft()
        line.discount?.amount = "200.00"
        let document = Shop.document(try Shop.sale([line]))
        let json = Shop.request(for: document).json
        let lines = json["itemList"]?.elements ?? []
        #expect(lines.compactMap { $0["prc"] } == [.number("633.33"), .number("633.34")])
        #expect(lines.compactMap { $0["totAmt"]?.money }.reduce(.zero, +) == Money(minor: 190_000))
        #expect(json["totAmt"] == .number("1900"))
    }

    @Test func `what the sources dispute is a setting`() throws {
        let form = SaleForm(walkInName: "Mteja", packages: .quantity, purchaserAccepts: true)
        let json = Shop.request(for: try Shop.example(), form: form).json
        #expect(json["custNm"]?.string == "Mteja")
        #expect(json["prchrAcptcYn"]?.string == "Y")
        #expect(json["itemList"]?.elements.compactMap { $0["pkg"] } == [.number("3"), .number("1.5")])
        let movement = StockMovement(
            number: 1, kind: .opening, occurredAt: Shop.time("20260310092500"), remark: "", lines: [])
        let swapped = OSCURequest.stockMovement(Shop.device, movement, codes: StockCodes(opening: "05"), audit: "a")
        #expect(swapped.json["sarTyCd"]?.string == "05")
    }

    @Test(arguments: [AmountConvention.inclusive, .gross, .exclusive])
    func `an opening adds up under every convention`(_ convention: AmountConvention) {
        let shortfall = StockMovement.Shortfall(
            itemCode: "KE2NTKG0000002", item: Shop.tomatoes, name: "Tomatoes", quantity: Quantity(thousandths: 1_330),
            unitPrice: Money(minor: 9_999), taxLetter: .B)
        let line = StockMovement.opening(
            [shortfall], number: 1, occurredAt: Shop.time("20260310092500"), rates: .published, convention: convention
        ).lines[0]
        #expect(line.supply == line.quantity.cost(at: line.unitPrice))
        #expect(convention == .gross ? line.total == line.taxable : line.total == line.taxable + line.tax)
    }

    @Test func `services and worthless shortfalls make no movement`() throws {
        let service = Item(itemClass: "8111150100", type: .service, unit: "NO", package: "NT", origin: "KE")
        let document = Shop.document(try Shop.sale([Shop.line("cut", "Haircut", "1", "300.00", "B", service)]))
        #expect(StockMovement.moving(document, number: 1, occurredAt: document.soldAt, itemCodes: Shop.code) == nil)
        let worthless = StockMovement.Shortfall(
            itemCode: "x", item: Shop.book, name: "x", quantity: .one, unitPrice: .zero, taxLetter: .B)
        let opening = StockMovement.opening(
            [worthless], number: 1, occurredAt: document.soldAt, rates: .published, convention: .inclusive)
        #expect(opening.lines.isEmpty)
    }

    @Test func `any other call takes KRA's own fields`() {
        let request = OSCURequest.other(
            .saveInsurance, Shop.device,
            fields: [.init(name: "isrccCd", value: .text("1")), .init(name: "isrcRt", value: .number("20"))])
        #expect(request.text == #"{"tin":"P052345678K","bhfId":"00","isrccCd":"1","isrcRt":20}"#)
    }
}
