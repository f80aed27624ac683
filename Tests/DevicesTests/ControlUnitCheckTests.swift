import Devices
import Fiscal
import Testing

/// What a control unit takes (reference §3.6.1, §1.3).
@Suite struct ControlUnitCheckTests {
    /// A document with one mistake, and the field that is named for it.
    struct Mistake: Sendable, CustomTestStringConvertible {
        let field: String
        let make: @Sendable (inout ControlUnitInvoice) -> Void
        var testDescription: String { field }
    }

    static let mistakes: [Mistake] = [
        Mistake(field: "traderNumber") { $0.traderNumber = "T1-000041" },
        Mistake(field: "traderNumber") { $0.traderNumber = "" },
        Mistake(field: "traderNumber") { $0.traderNumber = "T123456789012345" },
        Mistake(field: "buyer.name") { $0.buyer.name = "Mama Njeri & Sons" },
        Mistake(field: "buyer.name") { $0.buyer.name = String(repeating: "a", count: 31) },
        Mistake(field: "buyer.address") { $0.buyer.address = "Biashara;Street" },
        Mistake(field: "buyer.pin") { $0.buyer.pin = "A00012345F" },
        Mistake(field: "lines") { $0.lines = [] },
        Mistake(field: "lines[1].name") { $0.lines[1].name = "Coca-Cola" },
        Mistake(field: "lines[1].name") { $0.lines[1].name = " " },
        Mistake(field: "lines[0].name") { $0.lines[0].name = "Chaï" },
        Mistake(field: "lines[0].unit") { $0.lines[0].unit = "Pack" },
        Mistake(field: "lines[0].letter") { $0.lines[0].letter = "F" },
        Mistake(field: "lines[0].hsCode") { $0.lines[0].hsCode = "00391153" },
        Mistake(field: "lines[0].hsCode") { $0.lines[0].rateHundredths = 0 },
        Mistake(field: "lines[0].price") { $0.lines[0].price = .zero },
        Mistake(field: "lines[0].price") { $0.lines[0].price = Money(minor: 1_000_000_000_000_000) },
        Mistake(field: "lines[0].quantity") { $0.lines[0].quantity = Quantity(thousandths: 0) },
        Mistake(field: "lines[0].quantity") { $0.lines[0].quantity = Quantity(thousandths: 12_345_678_901) },
        Mistake(field: "lines[0].rate") { $0.lines[0].rateHundredths = 10_000 },
        Mistake(field: "lines[0].discount") { $0.lines[0].discountHundredths = -10_001 },
    ]

    @Test(arguments: mistakes)
    func `a mistake is named with its field, what was found and what is allowed`(_ mistake: Mistake) {
        var invoice = Sample.invoice("T1x000041")
        mistake.make(&invoice)
        let faults = invoice.faults
        #expect(faults.map(\.field) == [mistake.field])
        #expect(faults.allSatisfy { !$0.found.isEmpty && !$0.expected.isEmpty })
        #expect(throws: ControlUnitFaults.self) { try ZFPInvoice(invoice) }
    }

    @Test func `what the unit takes has no faults`() {
        #expect(Sample.invoice("T1x000041").faults.isEmpty)
        #expect(Sample.vector.faults.isEmpty)
    }

    @Test(arguments: [
        ("T1-000041", "T1x000041"), ("T1B-000041", "T1Bx000041"), ("Tx-000041", nil), ("T1/000041", nil),
        ("T1-0000000000041", nil), ("", nil),
    ])
    func `a temporary number becomes a trader number that is no other's`(_ temporary: String, _ trader: String?) {
        #expect(ControlUnitInvoice.traderNumber(for: temporary) == trader)
    }

    @Test(arguments: [
        ("Coca-Cola 500ml", "Coca Cola 500ml"), ("  Unga & maji  ", "Unga maji"), ("Chaï", "Cha"),
        ("Infinite Improbability Drive of the Heart of Gold", "Infinite Improbability Drive of the"),
    ])
    func `a name is made of letters, digits and spaces, and cut`(_ name: String, _ plain: String) {
        #expect(ControlUnitText.name(name) == plain)
    }

    @Test func `a number tells its unit and counts`() throws {
        let number = try #require(ControlUnitNumber("0040095500000000041"))
        #expect(number.counter == 41 && number.unit == "004009550")
        #expect(number.isOf(serial: "KRAMW004202110009550"))
        #expect(!number.isOf(serial: "KRAMW005202110009550") && !number.isOf(serial: "KRACU0400000001"))
        #expect(ControlUnitNumber("004009550000000004") == nil && ControlUnitNumber("00400955000000000٤1") == nil)
    }

    @Test func `each status bit of the Kenyan unit is told`() throws {
        let unit = try ControlUnitDriver(Shipped.profile("tremol.g03"))
        let said: (_ byte: Int, _ bit: Int) -> Set<DeviceCondition>? = { byte, bit in
            var status: [UInt8] = [0x80, 0x80, 0x80, 0xE0, 0x81, 0x80]
            status[byte] ^= 1 << UInt8(bit)
            return unit.conditions(DeviceAnswer(data: status))
        }
        #expect(unit.conditions(DeviceAnswer(data: [0x80, 0x80, 0x80, 0xE0, 0x81, 0x80])) == [])
        #expect(said(0, 3) == [.clockUnset] && said(0, 5) == [.ramReset] && said(1, 1) == [.memoryFull])
        #expect(said(2, 1) == [.fiscalOpen] && said(2, 5) == [.journalNearFull] && said(2, 6) == [.journalFull])
        #expect(said(3, 5) == [.notFiscalised] && said(4, 1) == [.unsentDocuments])
        #expect(said(5, 0) == [.securityModuleMissing] && said(5, 4) == [.sdError])
        #expect(unit.conditions(DeviceAnswer(data: [0x80])) == nil)
    }
}
