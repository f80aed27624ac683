import Fiscal
import Testing

@Suite struct WorkedExampleTests {
    @Test func `the sale of reference 8·4`() throws {
        let sale = try SaleDraft.example.checked(in: .integrator)
        #expect(sale.totals.taxable == Money(minor: 56_793))
        #expect(sale.totals.tax == Money(minor: 6_207))
        #expect(sale.totals.total == Money(minor: 63_000))
        #expect(sale.totals[.A].taxable == Money(minor: 18_000))
        #expect(sale.totals[.A].tax == .zero)
        #expect(sale.totals[.B].taxable == Money(minor: 38_793))
        #expect(sale.totals[.B].tax == Money(minor: 6_207))
        #expect(sale.lines.flatMap(\.fiscal).map(\.supply) == [Money(minor: 45_000), Money(minor: 18_000)])
        #expect(broken(sale).isEmpty)
    }

    @Test func `two at 52 200 of reference 5·1`() throws {
        let sale = try SaleDraft([LineDraft("Cupboard", "2", "52200", "B")]).checked(in: .direct())
        let line = try #require(sale.lines.first?.fiscal.first)
        #expect(line.supply == Money(minor: 10_440_000))
        #expect(line.taxable == Money(minor: 9_000_000))
        #expect(line.tax == Money(minor: 1_440_000))
    }

    @Test func `three letters of reference 5·1`() throws {
        let sale = try SaleDraft([
            LineDraft("Chair", "1", "41760", "B"), LineDraft("Maize", "1", "60000", "A"),
            LineDraft("Export", "1", "250000", "C"),
        ]).checked(in: .direct())
        #expect(sale.totals[.A].taxable == Money(minor: 6_000_000))
        #expect(sale.totals[.B].taxable == Money(minor: 3_600_000))
        #expect(sale.totals[.C].taxable == Money(minor: 25_000_000))
        #expect(sale.totals.taxable == Money(minor: 34_600_000))
        #expect(sale.totals.tax == Money(minor: 576_000))
        #expect(sale.totals.total == Money(minor: 35_176_000))
    }

    @Test(arguments: [("100.00", "86.21"), ("1000.00", "862.07"), ("0.01", "0.01"), ("0.03", "0.03"), ("0.04", "0.03")])
    func `the net amount is the nearest cent`(_ gross: String, _ net: String) throws {
        let gross = try #require(Money(gross))
        #expect(TaxRate(hundredths: 1_600).net(ofGross: gross).description == net)
    }

    @Test func `a whole percent is named`() throws {
        let sale = try SaleDraft([LineDraft("Book", "2", "500.00", "B", percent: "10")]).checked(in: .direct())
        let line = try #require(sale.lines.first?.fiscal.first)
        #expect(sale.lines.first?.fiscal.count == 1)
        #expect(line.unitPrice == Money(minor: 50_000))
        #expect(line.supply == Money(minor: 100_000))
        #expect(line.discountPercent == 10)
        #expect(line.discount == Money(minor: 10_000))
        #expect(line.taxable == Money(minor: 77_586))
        #expect(line.tax == Money(minor: 12_414))
        #expect(line.total == Money(minor: 90_000))
    }

    @Test func `a broken percent is folded into two lines a cent apart`() throws {
        let sale = try SaleDraft([LineDraft("Book", "3", "650.00", "B", off: "50.00")]).checked(in: .direct())
        let lines = try #require(sale.lines.first?.fiscal)
        #expect(lines.map(\.quantity) == [Quantity(thousandths: 2_000), .one])
        #expect(lines.map(\.unitPrice) == [Money(minor: 63_333), Money(minor: 63_334)])
        #expect(lines.map(\.discount) == [.zero, .zero])
        #expect(sum(lines.map(\.total)) == Money(minor: 190_000))
    }

    @Test func `three decimals become one piece at the line's price`() throws {
        let sale = try SaleDraft([LineDraft("Beans", "1.255", "180.00", "A")]).checked(in: .direct())
        let line = try #require(sale.lines.first?.fiscal.first)
        #expect(line.quantity == .one)
        #expect(line.unitPrice == Money(minor: 22_590))
        #expect(line.name == "1.255 x Beans")
    }

    @Test(arguments: ["100", "100.00"])
    func `a free item stays on the slip and out of the body`(_ percent: String) throws {
        let free = LineDraft("Sample", "1", "20.00", "B", percent: percent)
        let sale = try SaleDraft([LineDraft("Soap", "1", "80.00", "B"), free]).checked(in: .direct())
        #expect(sale.lines.count == 2)
        #expect(sale.lines.last?.fiscal == [])
        #expect(sale.totals.total == Money(minor: 8_000))
        #expect(sale.totals.discount == Money(minor: 2_000))
    }
}
