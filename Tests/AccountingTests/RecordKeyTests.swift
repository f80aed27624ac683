import Fiscal
import Testing

@testable import Accounting

@Suite struct RecordKeyTests {
    @Test func `a key is the beginning of a digest, as the reference has it`() {
        let key = RecordKey.make(
            device: "shop1", operation: "invoice.create", company: "9130350000000001", localID: "INV-2026-000417",
            generation: 1)
        #expect(key == "3f249cac4e397e5c344281efcc0776d31492f344")
        #expect(RecordKey.marker(of: key) == "risiti:3f249cac4e39")
    }

    @Test(
        arguments: [
            ("risiti:3f249cac4e39", true), ("x risiti:3f249cac4e39 y", true), ("Voided - risiti:3f249cac4e39.", true),
            ("risiti:3f249cac4e390", false), ("risiti:3f249cac4e39/mpesa", false), ("risiti:3f249cac4e38", false),
            ("risiti:3f249cac4e39/mpesa risiti:3f249cac4e39", true), ("", false), (nil, false),
        ] as [(String?, Bool)])
    func `a marker is borne whole`(_ text: String?, _ isBorne: Bool) {
        #expect(RecordKey.isBorne("risiti:3f249cac4e39", by: text) == isBorne)
    }

    @Test func `another generation is another key`() {
        let keys = (1...3).map {
            RecordKey.make(device: "a", operation: "b", company: "c", localID: "d", generation: $0)
        }
        #expect(Set(keys).count == 3)
    }
}

@Suite struct LinePriceTests {
    private func price(
        _ quantity: String, net: String, tax: String = "0.00", decimals: [Int] = [6, 7]
    ) throws -> LinePrice {
        let line = try Sample.line("Thing", quantity, net: net, tax: tax, item: nil, account: nil, code: "5")
        return LinePrice(line, amount: line.net, decimals: decimals)
    }

    @Test func `a price of whole cents has two decimals`() throws {
        let price = try price("2", net: "200.00")
        #expect((price.quantity, price.unit, price.text) == ("2", "100.00", "Thing"))
    }

    @Test func `an awkward price has six decimals, and the text has the shelf's`() throws {
        let price = try price("3", net: "258.59", tax: "41.38")
        #expect((price.quantity, price.unit, price.text) == ("3", "86.196667", "Thing (3 x 99.99 incl.)"))
    }

    @Test func `needless decimals are left out`() throws {
        #expect(try price("8", net: "1.00").unit == "0.125")
    }

    @Test func `what no price multiplies to is sold as one`() throws {
        let price = try price("99999999.999", net: "123456.78", decimals: [4])
        #expect((price.quantity, price.unit) == ("1", "123456.78"))
        #expect(price.text == "Thing (99999999.999 x 0.00 incl.)")
    }

    @Test func `amounts beyond all arithmetic are sold as one`() throws {
        let price = try price("0.001", net: "9999999999999999.99")
        #expect((price.quantity, price.unit) == ("1", "9999999999999999.99"))
    }

    @Test(arguments: ["0.001", "0.255", "1", "3", "7", "12.5", "144", "9999.999"], [[6, 7], [4]])
    func `quantity and price always multiply to the amount`(_ quantity: String, _ decimals: [Int]) throws {
        for minor in [1, 99, 100, 25_859, 29_997, 1_234_567, 99_999_999] as [Int64] {
            let net = Money(minor: minor)
            let price = try price(quantity, net: net.description, decimals: decimals)
            let count = try #require(ScaledDecimal.parse(price.quantity, scale: 3))
            let unit = try #require(ScaledDecimal.parse(price.unit, scale: 7))
            #expect(Rounding.halfUp(unit, times: count, over: 100_000_000) == minor, "\(quantity) for \(net)")
        }
    }

    @Test func `a long text keeps what was sold`() throws {
        let line = try Sample.line(
            String(repeating: "x", count: 5_000), "3", net: "258.59", tax: "41.38", item: nil, account: nil, code: "5")
        let price = LinePrice(line, amount: line.net, decimals: [6])
        #expect(price.text.count == 4_000)
        #expect(price.text.hasSuffix("x (3 x 99.99 incl.)"))
    }
}
