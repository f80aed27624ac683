import Testing

@testable import Simulators

/// The worked examples of the KRA reference, section 8, through the world value and byte for byte.
@Suite struct WorkedExamplesTests {
    /// What KRA drew in the examples, against what the seed draws here.
    private func drawn(_ sample: String, _ world: OSCUWorld, _ number: Int) throws -> String {
        let invoice = try #require(world.book(BranchKey(tin: "P052345678K", bhfId: "00")).invoice(number))
        return sample.replacing("K7QWM2ZAX5TDB6HLN3VYC4PRUE", with: invoice.internalData)
            .replacing("T5GZP2QKMX7WDB4A", with: invoice.signature)
    }

    /// An answer with the reference number of the example.
    private func renumbered(_ answer: OSCUAnswer, as identifier: String) throws -> String {
        try ExactJSON(reading: answer.body)
            .changing("responseHeader.responseRefID", to: .string(identifier)).encoded
    }

    @Test func `8.1 a device is initialised once`() throws {
        var shop = Shop()
        #expect(try shop.send(.selectInitOsdcInfo, Sample.initialise).body == Sample.initialised)
        shop.now = "20260310091833"
        #expect(try shop.send(.selectInitOsdcInfo, Sample.initialise).body == Sample.installed)
    }

    @Test func `8.2 an item is registered`() throws {
        var shop = Shop()
        try shop.send(.selectInitOsdcInfo, Sample.initialise)
        shop.now = "20260310092011"
        #expect(try shop.send(.saveItem, Sample.saveItem).body == Sample.saved)
    }

    @Test func `8.2 a wrong serial is refused in the words of the gateway`() throws {
        var shop = try Shop.integrator()
        try shop.send(.selectInitOsdcInfo, Sample.initialise)
        let item = Sample.saveItem.replacing("KE2NTNO0000001", with: "KE2NTNO0000002")
        let answer = try shop.send(.saveItem, item)
        #expect(
            try renumbered(answer, as: "5d0c3a5e-0d6b-4a55-9a39-1f1c6b0f7a11") == Sample.wrongSerial)
    }

    @Test func `8.3 opening stock is moved in and declared`() throws {
        var shop = Shop()
        try shop.send(.selectInitOsdcInfo, Sample.initialise)
        try shop.send(.saveItem, Sample.saveItem)
        shop.now = "20260310092544"
        let saved = Sample.saved.replacing("20260310092011", with: shop.now)
        #expect(try shop.send(.insertStockIO, Sample.openingStock).body == saved)
        #expect(try shop.send(.saveStockMaster, Sample.stockMaster).body == saved)
    }

    @Test func `8.4 a sale is signed`() throws {
        var shop = try Shop.open()
        let answer = try shop.send(.saveTrnsSalesOsdc, Sample.sale)
        let expected = try drawn(Sample.signed, shop.world, 1).replacing("20260312131807", with: shop.now)
        #expect(answer.body == expected)
        let receipt = try #require(try ExactJSON(reading: answer.body)["data"])
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
        #expect(receipt.text("intrlData")?.count == 26)
        #expect(receipt.text("rcptSign")?.count == 16)
        #expect(receipt.text("intrlData")?.allSatisfy(alphabet.contains) == true)
    }

    @Test func `8.4 the same number again is overlapped data on the direct route`() throws {
        var shop = try Shop.open()
        try shop.send(.saveTrnsSalesOsdc, Sample.sale)
        shop.now = "20260312131955"
        #expect(try shop.send(.saveTrnsSalesOsdc, Sample.sale).body == Sample.overlapped)
    }

    @Test func `8.4 the same number again names the expected one on the integrator route`() throws {
        var texts: Set<String> = []
        for seed in 1...8 as ClosedRange<UInt64> {
            var shop = try Shop.integrator { $0.seed = seed }.opened()
            try shop.send(.saveTrnsSalesOsdc, Sample.sale)
            let answer = try shop.send(.saveTrnsSalesOsdc, Sample.sale)
            texts.insert(try renumbered(answer, as: "9b0f1f2e-2f0e-4b39-8a58-7d2f3f2c9c01"))
            #expect(answer.status == 400 || answer.status == 200)
        }
        let other = Sample.repeated.replacing(
            "Invc No: 1 is invalid, use the expected value: 2",
            with: "Invalid invcNo sequence, expected: 2 but found: 1")
        #expect(texts == [Sample.repeated, other])
    }

    @Test func `8.4 a discounted line is accepted`() throws {
        var shop = try Shop.open()
        let sale = try ExactJSON(reading: Sample.sale)
            .changing("itemList", to: [ExactJSON(reading: Sample.discountedLine)])
            .changing("totItemCnt", to: 1).changing("taxblAmtA", to: 0)
            .changing("taxblAmtB", to: ExactJSON(reading: "775.86"))
            .changing("taxAmtB", to: ExactJSON(reading: "124.14"))
            .changing("totTaxblAmt", to: ExactJSON(reading: "775.86"))
            .changing("totTaxAmt", to: ExactJSON(reading: "124.14")).changing("totAmt", to: 900)
        #expect(try shop.result(.saveTrnsSalesOsdc, sale) == "000 Successful")
    }

    @Test func `8.5 a sale is found under its number`() throws {
        var shop = try Shop.open()
        try shop.send(.saveTrnsSalesOsdc, Sample.sale)
        shop.now = "20260312132001"
        let tomatoes = try #require(try ExactJSON(reading: Sample.sale).at("itemList.1")).encoded
        let found = try drawn(Sample.found, shop.world, 1)
            .replacing("\"totAmt\":450}]}]}}", with: "\"totAmt\":450},\(tomatoes)]}]}}")
        #expect(try shop.send(.selectInvoiceDetails, Sample.lookUp).body == found)
        let other = Sample.lookUp.replacing("\"invcNo\":1", with: "\"invcNo\":2")
        #expect(try shop.send(.selectInvoiceDetails, other).body == Sample.notFound)
    }

    @Test func `8.6 one of three books is credited`() throws {
        var shop = try Shop.open()
        try shop.send(.saveTrnsSalesOsdc, Sample.sale)
        shop.now = "20260312151002"
        let answer = try ExactJSON(reading: shop.send(.saveTrnsSalesOsdc, Sample.creditNote).body)
        #expect(answer.text("resultCd") == "000")
        #expect(answer.at("data.curRcptNo") == "2")
        #expect(answer.at("data.totRcptNo") == "2")
    }

    @Test func `8.7 the sold books leave the stock after the sale`() throws {
        var shop = try Shop.open()
        let movement = try ExactJSON(reading: Sample.saleMovement).changing("sarNo", to: 3)
        #expect(
            try shop.result(.insertStockIO, movement) == "999 Item KE2NTNO0000001 has no sale for stock movement 11")
        try shop.send(.saveTrnsSalesOsdc, Sample.sale)
        #expect(try shop.result(.insertStockIO, movement) == "000 Successful")
        let master = try ExactJSON(reading: Sample.stockMaster).changing("rsdQty", to: 197)
        #expect(try shop.result(.saveStockMaster, master) == "000 Successful")
    }

    @Test func `8.8 a token nobody knows is refused by the gateway`() throws {
        var shop = try Shop.integrator()
        shop.now = "20260312131806"
        shop.headers["authorization"] = "Bearer stale"
        let answer = try shop.send(.selectInitOsdcInfo, Sample.initialise)
        #expect(answer.status == 401)
        let body = try ExactJSON(reading: answer.body).changing("header.requestRefId", to: "f8a2")
        #expect(body.encoded == Sample.unauthorised)
    }

    @Test func `8.8 a stock master that differs from the balance is refused`() throws {
        var shop = try Shop.integrator().opened()
        let master = Sample.stockMaster.replacing("\"rsdQty\":200", with: "\"rsdQty\":197")
        #expect(try renumbered(shop.send(.saveStockMaster, master), as: "c1") == Sample.mismatch)
    }
}
