import Fiscal
import Rendering
import Testing

@Suite struct SlipPayloadTests {
    @Test func `the payload is read back`() throws {
        let entry = Slips.entry(try Slips.sale(Slips.example))
        let payload = SlipPayload(entry)
        #expect(payload.text.count == 203)
        #expect(SlipPayload(parsing: payload.text) == payload)
        #expect(payload.documentID == entry.document.id)
        #expect(payload.total == Money(minor: 63_000))
        #expect(payload.time == entry.document.soldAt)
        #expect(payload.sequence == 41)
        #expect(payload.hash == entry.seal.hash)
        #expect(payload.signature == entry.seal.signature)
    }

    @Test func `it bears no likeness to KRA's`() throws {
        let text = SlipPayload(Slips.entry(try Slips.sale(Slips.example))).text
        #expect(text.hasPrefix("RISITI1:"))
        #expect(!text.lowercased().contains("http"))
        #expect(!text.contains("P052345678K"))
    }

    @Test func `any other text is refused`() throws {
        let text = SlipPayload(Slips.entry(try Slips.sale(Slips.example))).text
        let others = [
            "", "RISITI1:", "RISITI2:" + text.dropFirst(8), String(text.dropLast()), text + "A", text + "=",
            text.lowercased(), " " + text, Slips.receipt.qr, String(repeating: "x", count: 5_000),
            "RISITI1:" + String(repeating: "A", count: 195), text.replacing("M", with: "+"),
        ]
        for other in others { #expect(SlipPayload(parsing: other) == nil) }
    }
}
