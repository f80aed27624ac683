import Accounting
import Fiscal
import Testing

@Suite struct MapStandingTests {
    private static func map() -> BooksMap {
        var map = BooksMap(mode: .document)
        map.taxes = [.B: BooksMap.TaxTarget(code: "5", rateID: nil, name: "VAT 16%", rateHundredths: 1_600)]
        map.income = "40"
        map.money = [.cash: BooksMap.MoneyTarget(account: "35", method: nil)]
        return map
    }

    private static func account(_ id: String, isActive: Bool = true) -> BooksAccount {
        BooksAccount(id: id, code: nil, name: "Account \(id)", use: .money, isActive: isActive)
    }

    private static func code(_ id: String, isActive: Bool = true) -> BooksTaxCode {
        BooksTaxCode(id: id, name: "Code \(id)", rateHundredths: 1_600, rateID: nil, isActive: isActive)
    }

    @Test func `what is there and active is nothing to remark, and so is what nobody has told yet`() {
        let map = Self.map()
        #expect(map.remarks(accounts: [Self.account("40"), Self.account("35")], taxCodes: [Self.code("5")]).isEmpty)
        #expect(map.remarks(accounts: [], taxCodes: []).isEmpty)
    }

    @Test func `what is inactive or gone stops sales, and the remark says which field names it`() {
        let remarks = Self.map().remarks(
            accounts: [Self.account("35", isActive: false), Self.account("41")],
            taxCodes: [Self.code("5", isActive: false)])
        #expect(remarks.map(\.field) == ["taxes.B", "income", "payments.cash"])
        #expect(remarks.allSatisfy { $0.stops })
        #expect(remarks[0].sentence.contains("Code 5 (5), which is inactive"))
        #expect(remarks[1].sentence.contains("40, which is not in the company's books any more"))
        #expect(remarks[2].sentence.contains("Account 35 (35), which is inactive"))
    }

    @Test(arguments: BooksField.allCases)
    func `each field of rules is explained`(_ field: BooksField) {
        #expect(!field.meaning.isEmpty)
        #expect(field.absent != "")
    }
}
