import Testing

@testable import Simulators

/// What a credit note may take back, and what not.
@Suite struct CreditNoteTests {
    private func sold() throws -> Shop {
        var shop = try Shop.open()
        try shop.send(.saveTrnsSalesOsdc, Sample.sale)
        shop.now = "20260312151002"
        return shop
    }

    private func note() throws -> ExactJSON {
        try ExactJSON(reading: Sample.creditNote)
    }

    @Test(arguments: [
        ("orgInvcNo", "9", "999 orgInvcNo does not exist: 9"),
        ("rfdDt", "null", "910 Missing RfdDt Date"),
        ("rfdRsnCd", "null", "910 Invalid RfdRsnCd"),
        ("rfdRsnCd", "\"07\"", "910 Invalid RfdRsnCd"),
        ("rfdDt", "\"20260312151103\"", "910 Request parameter error[<rfdDt> : is ahead of KRA's clock]"),
        ("custNm", "\"Somebody else\"", "910 custNm does not match the original invoice"),
        ("custTin", "\"A001234567B\"", "910 custTin does not match the original invoice"),
        (
            "cfmDt", "\"20260312104511\"", "910 Request parameter error[<cfmDt> : is before the original invoice]"
        ),
        (
            "itemList.0.prc", "149",
            "910 Item KE2NTNO0000001 (itemSeq 1) at this price is not on the original invoice"
        ),
        (
            "itemList.0.qty", "4",
            "910 Credit note exceeds the original invoice on item: 1. Left: 3 of 450.00, Found: 4 of 150.00"
        ),
        (
            "itemList.0.taxblAmt", "129.32",
            "910 Invalid taxblAmt on item: 1. Expected: 129.31, But Found: 129.32"
        ),
    ])
    func `a credit note that does not fit its sale is refused`(
        _ path: String, _ value: String, _ answer: String
    ) throws {
        var shop = try sold()
        let changed = try note().changing(path, to: ExactJSON(reading: value))
        #expect(try shop.result(.saveTrnsSalesOsdc, changed) == answer)
        #expect(try shop.result(.saveTrnsSalesOsdc, note()) == "000 Successful")
    }

    @Test func `a credit note cannot be credited`() throws {
        var shop = try sold()
        #expect(try shop.result(.saveTrnsSalesOsdc, note()) == "000 Successful")
        let second = try note().changing("invcNo", to: 3).changing("orgInvcNo", to: 2)
        #expect(try shop.result(.saveTrnsSalesOsdc, second) == "999 orgInvcNo does not exist: 2")
    }

    @Test func `nothing is credited twice`() throws {
        var shop = try sold()
        for number in 2...4 {
            let one = try note().changing("invcNo", to: .number(ExactDecimal(number)))
            #expect(try shop.result(.saveTrnsSalesOsdc, one) == "000 Successful")
        }
        let fourth = try note().changing("invcNo", to: 5)
        #expect(
            try shop.result(.saveTrnsSalesOsdc, fourth)
                == "910 Credit note exceeds the original invoice on item: 1. Left: 0 of 0.00, Found: 1 of 150.00")
        let report = shop.world.report
        #expect(report.acceptedCreditNotes == 3)
        #expect(report.invoiceNumbers == .init(first: 1, last: 4, gaps: []))
    }

    /// 3 × 100.00 is 258.62 and 41.38; three notes of 86.21 would take back 258.63.
    @Test func `the last note takes what is left of the taxes`() throws {
        var shop = try Shop.open()
        let sale = try SaleRefusalTests.sale(of: SaleRefusalTests.line(qty: "3", prc: "100", total: "300"))
        #expect(try shop.result(.saveTrnsSalesOsdc, sale) == "000 Successful")
        shop.now = "20260312151002"
        let line = try SaleRefusalTests.line(qty: "1", prc: "100", total: "100")
        for number in 2...3 {
            #expect(try shop.result(.saveTrnsSalesOsdc, note(of: line, number)) == "000 Successful")
        }
        #expect(try shop.result(.saveTrnsSalesOsdc, note(of: line, 4)).contains("exceeds"))
        let rest = try line.changing("taxblAmt", to: ExactJSON(reading: "86.2"))
            .changing("taxAmt", to: ExactJSON(reading: "13.8"))
        #expect(try shop.result(.saveTrnsSalesOsdc, note(of: rest, 4)) == "000 Successful")
    }

    @Test func `a buyer with a PIN is named again`() throws {
        var shop = try Shop.open()
        let sale = try SaleRefusalTests.sale().changing("custTin", to: "A001234567B")
        #expect(try shop.result(.saveTrnsSalesOsdc, sale) == "000 Successful")
        shop.now = "20260312151002"
        #expect(try shop.result(.saveTrnsSalesOsdc, note()) == "910 custTin cannot be empty or Null")
        let named = try note().changing("custTin", to: "A001234567B")
        #expect(try shop.result(.saveTrnsSalesOsdc, named) == "000 Successful")
    }

    private func note(of line: ExactJSON, _ number: Int) throws -> ExactJSON {
        try SaleRefusalTests.sale(of: line).changing("invcNo", to: .number(ExactDecimal(number)))
            .changing("orgInvcNo", to: 1).changing("rcptTyCd", to: "R").changing("rfdDt", to: "20260312151001")
            .changing("rfdRsnCd", to: "06").changing("remark", to: .string("note \(number)"))
    }
}
