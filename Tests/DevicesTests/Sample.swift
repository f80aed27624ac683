import ChanceSupport
import Devices
import Fiscal

/// Documents and answers for the tests of the control unit.
enum Sample {
    /// The open of the shipped driver's test (reference §3.6.2), without CMD.
    static let vectorOpen = Array(
        ("1;     0;0;1;Sirius Cybernetics Corporation;A000123456F   ;" + String(repeating: " ", count: 30)
            + ";Test Street                   ;" + String(repeating: " ", count: 30) + ";"
            + String(repeating: " ", count: 30) + ";INV202300001   ").utf8)
    /// Its line, without CMD.
    static let vectorSale = Array(
        "Infinite Improbability Drive        ;A;1234.56;Uni;0039.11.53;Spacecraft including;0.0*10.0,-25.0%".utf8)

    /// The document that makes both.
    static var vector: ControlUnitInvoice {
        var buyer = ControlUnitInvoice.Buyer()
        buyer.name = "Sirius Cybernetics Corporation"
        buyer.pin = "A000123456F"
        buyer.address = "Test Street"
        let line = ControlUnitInvoice.Line(
            name: "Infinite Improbability Drive", letter: "A", price: Money(minor: 123_456), unit: "Uni",
            hsCode: "0039.11.53", hsName: "Spacecraft including", rateHundredths: 0,
            quantity: Quantity(thousandths: 10_000), discountHundredths: -2_500)
        return ControlUnitInvoice(traderNumber: "INV202300001", buyer: buyer, lines: [line])
    }

    /// An ordinary document with so many lines.
    static func invoice(_ traderNumber: String, lines: Int = 2) -> ControlUnitInvoice {
        let all = (0..<lines).map { index in
            ControlUnitInvoice.Line(
                name: "Unga \(index + 1)", letter: "A", price: Money(minor: 18_050 + Int64(index)), unit: "Pcs",
                rateHundredths: 1_600, quantity: Quantity(thousandths: 2_000))
        }
        return ControlUnitInvoice(traderNumber: traderNumber, lines: all)
    }

    /// `004009550` and ten digits.
    static func number(_ counter: Int) -> String {
        "004009550" + String(repeating: "0", count: 10 - String(counter).count) + String(counter)
    }

    /// An acknowledgement: two hexadecimal digits of STE1 and STE2.
    static func verdict(_ device: UInt8, _ command: UInt8) -> EngineEnd {
        .answered(DeviceAnswer(data: [], status: [0x30 + device, 0x30 + command]))
    }

    static let done = verdict(0, 0)
    static let lost = EngineEnd.unknown(EngineFault(.silent, "no answer"))

    static func data(_ text: String) -> EngineEnd { .answered(DeviceAnswer(data: Array(text.utf8))) }
    /// The answer to 71h.
    static func last(_ counter: Int) -> EngineEnd { data(number(counter) + ";0000001") }
    /// The answer to 72h with nothing open.
    static let nothingOpen = data("0;000;0.00;0.00;0.00;0.00;0.00;0;0;0;0;0;0;0;0")
    /// The answer to 72h with a document open.
    static func open(_ sales: Int, power: Bool = false) -> EngineEnd {
        data("1;00\(sales);0.00;0.00;0.00;0.00;0.00;0;0;0;0;0;1;\(power ? 1 : 0);0")
    }
    /// The answer to 38h.
    static func closed(_ counter: Int) -> EngineEnd { data(number(counter) + ";https://itax.kra.go.ke/  ") }
}

/// Seeded bytes (SplitMix64), so that each failure plays again.
struct SeededNoise: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(max(1, bound))) }

    mutating func bytes(upTo count: Int) -> [UInt8] {
        (0..<below(count)).map { _ in UInt8(truncatingIfNeeded: next()) }
    }
}
