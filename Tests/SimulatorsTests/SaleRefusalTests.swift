import Testing

@testable import Simulators

/// What a sale is refused for, one change to the worked example at a time.
@Suite struct SaleRefusalTests {
    /// One change and the answer it gets.
    struct Case: Sendable, CustomTestStringConvertible {
        let path: String
        let value: String?
        let answer: String
        var testDescription: String { "\(path) = \(value ?? "absent")" }
    }

    private static func refused(_ path: String, _ value: String?, _ answer: String) -> Case {
        Case(path: path, value: value, answer: answer)
    }

    private static func parameter(_ path: String, _ value: String?, _ problem: String) -> Case {
        let name = path.split(separator: ".").last.map(String.init) ?? path
        return Case(path: path, value: value, answer: "910 Request parameter error[<\(name)> : \(problem)]")
    }

    @Test(arguments: [
        parameter("modrId", nil, "may not be empty"),
        parameter("regrNm", "null", "may not be empty"),
        parameter("trdInvcNo", "\"\"", "may not be empty"),
        parameter("invcNo", "\"1\"", "must be a number"),
        parameter("invcNo", "1.5", "must have at most 0 decimals"),
        parameter("taxblAmtC", nil, "may not be empty"),
        parameter("totAmt", "630.001", "must have at most 2 decimals"),
        parameter("totAmt", "-630", "must not be negative"),
        parameter("totAmt", "12345678901234567", "must have at most 16 digits before the point"),
        parameter("cfmDt", "\"2026-03-12 10:45:12\"", "must be yyyyMMddHHmmss"),
        parameter("salesDt", "\"20260311\"", "must be the date of cfmDt"),
        parameter("cfmDt", "\"20260312131907\"", "is ahead of KRA's clock"),
        parameter("receipt.rcptPbctDt", "\"20260312131907\"", "is ahead of KRA's clock"),
        parameter("receipt.trdeNm", "\"A name of twenty-one c\"", "length must be at most 20"),
        parameter("receipt.btmMsg", "\"A name of twenty-one c\"", "length must be at most 20"),
        parameter("receipt", "null", "may not be empty"),
        parameter("receipt", "[]", "must be an object"),
        parameter("custTin", "\"P05234567\"", "must be a PIN of 11 characters"),
        parameter("remark", "\"\"", "must be null when it is not given"),
        parameter("itemList", "[]", "must have 1 to 999 lines, found 0"),
        parameter("totItemCnt", "3", "must be 2"),
        parameter("itemList.1.itemSeq", "3", "must be 2, found 3"),
        parameter("itemList.0.qty", "1.255", "must have at most 2 decimals"),
        parameter("orgInvcNo", "1", "must be 0 on a sale"),
        refused("prchrAcptcYn", "\"X\"", "913 Code value error among the request parameters[<prchrAcptcYn> : X]"),
        refused("salesTyCd", "\"P\"", "913 Code value error among the request parameters[<salesTyCd> : P]"),
        refused("pmtTyCd", "\"09\"", "913 Code value error among the request parameters[<pmtTyCd> : 09]"),
        refused("rcptTyCd", "\"X\"", "913 Code value error among the request parameters[<rcptTyCd> : X]"),
        refused("custNm", "null", "910 custNm cannot be empty or Null"),
        refused(
            "orgInvcNo", "null",
            "999 Cannot invoke \"java.lang.Integer.intValue()\" because \"orgInvcNo\" is null"),
    ])
    func `a field that is wrong is named`(_ one: Case) throws {
        try check(one)
    }

    @Test(arguments: [
        refused("itemList.0.itemNm", "\"\"", "910 Expected a value for itemNm on item 1"),
        refused("itemList.1.totAmt", "0", "910 Expected a value for totAmt on item 2"),
        refused("itemList.1.qty", "0", "910 Expected a value for qty on item 2"),
        refused("itemList.0.pkg", "2", "910 Invalid pkg for ItemList 1. Expected: 1, Found: 2"),
        refused("itemList.0.pkg", "0", "910 Invalid pkg for ItemList 1. Expected: 1, Found: 0"),
        refused(
            "itemList.0.splyAmt", "449.99",
            "910 Invalid splyAmt on item: 1. Expected: 450.00, But Found: 449.99"),
        refused(
            "itemList.0.taxblAmt", "450",
            "910 Invalid taxblAmt on item: 1. Expected: 387.93, But Found: 450.00"),
        refused(
            "itemList.0.taxAmt", "62.06", "910 Invalid taxAmt on item: 1. Expected: 62.07, But Found: 62.06"),
        refused(
            "itemList.0.totAmt", "449", "910 Invalid totAmt on item: 1. Expected: 450.00, But Found: 449.00"),
        refused("itemList.0.dcAmt", "1", "910 Invalid dcAmt for item"),
        refused("itemList.0.dcRt", "10", "910 Invalid dcAmt for item"),
        refused("taxblAmtB", "387.94", "910 Invalid taxblAmtB. Expected: 387.93, But Found: 387.94"),
        refused("taxAmtE", "1", "910 Invalid taxAmtE. Expected: 0.00, But Found: 1.00"),
        refused("totTaxAmt", "62", "910 Invalid totTaxAmt. Expected: 62.07, But Found: 62.00"),
        refused("totAmt", "0", "910 Invalid totAmt. Expected: 630.00, But Found: 0.00"),
        refused(
            "taxRtE", "8", "910 Rule taxRtE failed: Tax rate mismatch. Expected: 0.00, Found: 8"),
        refused(
            "taxRtB", "18", "910 Rule taxRtB failed: Tax rate mismatch. Expected: 16.00, Found: 18"),
    ])
    func `an amount that is wrong is named with the right one`(_ one: Case) throws {
        try check(one)
    }

    @Test(arguments: [
        refused(
            "itemList.0.itemCd", "\"KE2NTNO0000009\"",
            "999 Items provided under the itemList section do not exist in your stock: KE2NTNO0000009"),
        refused(
            "itemList.0.qtyUnitCd", "\"KG\"", "910 Invalid qtyUnitCd on item: 1. Expected: NO, But Found: KG"),
        refused(
            "itemList.0.itemClsCd", "\"5040240000\"",
            "910 Invalid itemClsCd on item: 1. Expected: 4412160400, But Found: 5040240000"),
        refused(
            "itemList.1.taxTyCd", "\"F\"", "913 Code value error among the request parameters[<taxTyCd> : F]"),
    ])
    func `a line that is not as registered is refused`(_ one: Case) throws {
        try check(one)
    }

    @Test(arguments: [2, 5, 7])
    func `a gap names the expected number`(_ number: Int) throws {
        var shop = try Shop.open()
        let sale = try Self.sale().changing("invcNo", to: .number(ExactDecimal(number)))
        let answer = try shop.result(.saveTrnsSalesOsdc, sale)
        #expect(
            [
                "999 Invc No: \(number) is invalid, use the expected value: 1",
                "999 Invalid invcNo sequence, expected: 1 but found: \(number)",
            ].contains(answer))
    }

    @Test func `a refused number is taken by the next document`() throws {
        var shop = try Shop.open()
        #expect(try shop.result(.saveTrnsSalesOsdc, Self.sale().changing("totAmt", to: 1)).hasPrefix("910"))
        #expect(try shop.result(.saveTrnsSalesOsdc, Self.sale()) == "000 Successful")
        let report = shop.world.report
        #expect(report.acceptedSales == 1)
        #expect(report.refusals["Invalid totAmt. Expected: 630.00, But Found: 1.00"] == 1)
    }

    @Test func `an old number with another body names the expected number on the direct route`() throws {
        var shop = try Shop.open()
        try shop.send(.saveTrnsSalesOsdc, Sample.sale)
        let other = try Self.sale().changing("remark", to: "another")
        #expect(try shop.result(.saveTrnsSalesOsdc, other).contains("expected"))
    }

    @Test func `a percent that is not whole is checked as the nearest whole one`() throws {
        var shop = try Shop.open()
        let line = try Self.line(qty: "1", prc: "3250", rate: "1.54", discount: "50.05", total: "3199.95")
        #expect(try shop.result(.saveTrnsSalesOsdc, Self.sale(of: line)) == "910 Invalid dcAmt for item")
        let whole = try Self.line(qty: "1", prc: "3250", rate: "1.54", discount: "65", total: "3185")
        #expect(try shop.result(.saveTrnsSalesOsdc, Self.sale(of: whole)) == "000 Successful")
    }

    @Test func `the rate of E is eight on the direct route and nothing on the other`() throws {
        let eight = try Self.sale().changing("taxRtE", to: 8)
        var direct = try Shop.open { $0.rateOfE = nil }
        #expect(
            try direct.result(.saveTrnsSalesOsdc, Self.sale())
                == "910 Rule taxRtE failed: Tax rate mismatch. Expected: 8.00, Found: 0")
        #expect(try direct.result(.saveTrnsSalesOsdc, eight) == "000 Successful")
        var integrator = try Shop.integrator { $0.rateOfE = nil }.opened()
        #expect(
            try integrator.result(.saveTrnsSalesOsdc, eight)
                == "E3 Rule taxRtE failed: Tax rate mismatch. Expected: 0.00, Found: 8")
        #expect(try integrator.result(.saveTrnsSalesOsdc, Self.sale()) == "000 Successful")
    }

    @Test func `without strictness only keys, types and numbers count`() throws {
        var shop = try Shop.open { $0.strict = false }
        let sale = try Self.sale().changing("totAmt", to: 1).changing("itemList.0.pkg", to: 3)
        #expect(try shop.result(.saveTrnsSalesOsdc, sale) == "000 Successful")
        #expect(try shop.result(.saveTrnsSalesOsdc, sale.changing("invcNo", to: 9)).hasPrefix("999"))
        let mistyped = sale.changing("invcNo", to: "2")
        #expect(
            try shop.result(.saveTrnsSalesOsdc, mistyped)
                == "910 Request parameter error[<invcNo> : must be a number]")
    }

    private func check(_ one: Case) throws {
        var shop = try Shop.open()
        let value = try one.value.map { try ExactJSON(reading: $0) }
        let sale = try Self.sale().changing(one.path, to: value)
        #expect(try shop.result(.saveTrnsSalesOsdc, sale) == one.answer)
        #expect(shop.world.report.acceptedSales == 0)
    }
}
