import Testing

@testable import Simulators

/// Movements, the master, and what may be sold.
@Suite struct StockTests {
    private func registered() throws -> Shop {
        var shop = Shop()
        try shop.send(.selectInitOsdcInfo, Sample.initialise)
        try shop.send(.saveItem, Sample.saveItem)
        return shop
    }

    private func stock() throws -> ExactJSON {
        try ExactJSON(reading: Sample.openingStock)
    }

    private func sale(qty: String, total: String, number: Int = 1) throws -> ExactJSON {
        try SaleRefusalTests.sale(of: SaleRefusalTests.line(qty: qty, prc: "150", total: total))
            .changing("invcNo", to: .number(ExactDecimal(number)))
    }

    @Test(arguments: [
        ("sarNo", "2", "999 Invalid sarNo: Expected: 1 but found: 2"),
        ("regTyCd", "null", "910 regTyCd cannot be null"),
        ("orgSarNo", "null", "999 Cannot invoke \"java.lang.Integer.intValue()\" because \"orgSarNo\" is null"),
        ("sarTyCd", "\"07\"", "913 Code value error among the request parameters[<sarTyCd> : 07]"),
        ("ocrnDt", "\"20260311\"", "910 Request parameter error[<ocrnDt> : is ahead of KRA's clock]"),
        ("itemList.0.totAmt", "0", "910 Expected a value for totAmt on item 1"),
        ("itemList.0.pkg", "0", "910 Expected a value for pkg on item 1"),
        ("itemList.0.itemCd", "null", "910 Expected a value for itemCd on item 1"),
        ("itemList.0.taxblAmt", "30000", "910 Invalid taxblAmt on item: 1. Expected: 25862.07, But Found: 30000.00"),
        ("totTaxAmt", "1", "910 Invalid totTaxAmt. Expected: 4137.93, But Found: 1.00"),
        ("sarTyCd", "\"15\"", "999 Insufficient Stock for item KE2NTNO0000001. Available: 0, Found: 200"),
    ])
    func `a movement that is wrong is refused`(_ path: String, _ value: String, _ answer: String) throws {
        var shop = try registered()
        let changed = try stock().changing(path, to: ExactJSON(reading: value))
        #expect(try shop.result(.insertStockIO, changed) == answer)
        #expect(try shop.result(.insertStockIO, stock()) == "000 Successful")
    }

    @Test func `a movement sent twice is overlapped data`() throws {
        var shop = try registered()
        #expect(try shop.result(.insertStockIO, stock()) == "000 Successful")
        #expect(try shop.result(.insertStockIO, stock()) == "994 There is an overlapped Data")
        #expect(shop.world.report.stockMovements == 1)
    }

    @Test func `the master repeats the balance of the movements`() throws {
        var shop = try registered()
        let master = try ExactJSON(reading: Sample.stockMaster)
        #expect(
            try shop.result(.saveStockMaster, master)
                == "999 Stock IO is empty, consider adding items to the stock IO first")
        try shop.send(.insertStockIO, Sample.openingStock)
        let other = try master.changing("rsdQty", to: ExactJSON(reading: "199.5"))
        #expect(
            try shop.result(.saveStockMaster, other) == "999 rsdQty mismatch. Expected: 200.0 but found: 199.5")
        #expect(try shop.result(.saveStockMaster, master) == "000 Successful")
    }

    @Test func `goods need a movement and a master before a sale`() throws {
        var shop = try registered()
        shop.now = "20260312131806"
        let missing = "999 Item KE2NTNO0000001 (itemSeq 1) does not exist in your stock master"
        #expect(try shop.result(.saveTrnsSalesOsdc, sale(qty: "1", total: "150")) == missing)
        try shop.send(.insertStockIO, Sample.openingStock)
        #expect(try shop.result(.saveTrnsSalesOsdc, sale(qty: "1", total: "150")) == missing)
        try shop.send(.saveStockMaster, Sample.stockMaster)
        #expect(try shop.result(.saveTrnsSalesOsdc, sale(qty: "1", total: "150")) == "000 Successful")
    }

    @Test func `what is sold and not yet moved cannot be sold again`() throws {
        var shop = try Shop.open()
        #expect(try shop.result(.saveTrnsSalesOsdc, sale(qty: "199", total: "29850")) == "000 Successful")
        #expect(
            try shop.result(.saveTrnsSalesOsdc, sale(qty: "2", total: "300", number: 2))
                == "999 Insufficient Stock for item KE2NTNO0000001. Available: 1, Found: 2")
        #expect(try shop.result(.saveTrnsSalesOsdc, sale(qty: "1", total: "150", number: 2)) == "000 Successful")
    }

    @Test func `a service needs no stock`() throws {
        var shop = try Shop.open()
        let item = try ExactJSON(reading: Sample.saveItem).changing("itemCd", to: "KE3NTNO0000003")
            .changing("itemTyCd", to: "3").changing("itemNm", to: "Delivery")
        #expect(try shop.result(.saveItem, item) == "000 Successful")
        let line = try SaleRefusalTests.line(qty: "1", prc: "300", total: "300")
            .changing("itemCd", to: "KE3NTNO0000003")
        #expect(try shop.result(.saveTrnsSalesOsdc, SaleRefusalTests.sale(of: line)) == "000 Successful")
    }
}
