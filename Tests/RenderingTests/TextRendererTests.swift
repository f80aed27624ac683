import ChanceSupport
import Fiscal
import Rendering
import Testing

@Suite struct TextRendererTests {
    @Test(arguments: Slips.names, [PaperWidth.columns32, .columns42])
    func `each paper is its golden file`(_ name: String, _ width: PaperWidth) throws {
        let text = TextRenderer(width: width).render(try Slips.named(name))
        try Golden.check(text, "\(name)-\(width.rawValue).txt")
    }

    @Test(arguments: PaperWidth.allCases, [1, 2, 3])
    func `no line is wider than the paper`(_ width: PaperWidth, _ seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let renderer = TextRenderer(width: width)
        for round in 0..<150 {
            for line in renderer.render(try RandomSlips.next(&random)).split(separator: "\n") {
                #expect(line.count <= width.rawValue, "round \(round)")
            }
        }
    }

    @Test(arguments: ["temporary", "temporary-swahili", "temporary-credit-note"])
    func `a provisional slip bears nothing of KRA's`(_ name: String) throws {
        let slip = try Slips.named(name)
        let forbidden = [
            "kra", "scu", "etims", "itax", "tax invoice", "cu invoice", "internal data", "signature:", "http",
        ]
        for width in PaperWidth.allCases {
            let text = TextRenderer(width: width).render(slip).lowercased()
            let bytes = String(decoding: EscPosRenderer(width: width).render(slip), as: UTF8.self).lowercased()
            let page = HTMLRenderer().render(slip).lowercased()
            for word in forbidden {
                #expect(!text.contains(word))
                #expect(bytes.split(separator: "risiti1:").first?.contains(word) == false)
                #expect(!page.contains(word))
            }
        }
    }

    @Test(arguments: [Designation.training, .proforma])
    func `training and proforma never show KRA's answer`(_ designation: Designation) throws {
        let slip = Slips.slip(try Slips.sale(Slips.example), Slips.receipt, designation)
        let text = TextRenderer(width: .columns42).render(slip)
        for word in ["SCU", "KRACU", "[KRA LOGO]", "TAX INVOICE", "[QR]", "Internal Data"] {
            #expect(!text.contains(word))
        }
        #expect(text.contains("THIS IS NOT AN OFFICIAL RECEIPT"))
    }

    @Test(arguments: [
        (Designation.original, false, "1/1 NS"), (.copy, false, "1/1 CS"), (.training, false, "000041 TS"),
        (.proforma, false, "000041 PS"), (.original, true, "1/1 NC"), (.copy, true, "1/1 CC"),
        (.training, true, "000041 TC"),
    ])
    func `the label says what the paper is`(_ designation: Designation, _ isNote: Bool, _ label: String) throws {
        let sale = try isNote ? Slips.note() : Slips.sale(Slips.example)
        let text = TextRenderer(width: .columns42).render(Slips.slip(sale, Slips.receipt, designation))
        #expect(text.contains("RECEIPT NUMBER:"))
        #expect(text.contains("\(label)\n"))
    }

    @Test func `a credit note's amounts are all negative`() throws {
        let text = TextRenderer(width: .columns42).render(try Slips.named("credit-note"))
        for line in ["TOTAL B-16.00%                     -129.31", "TOTAL TAX B                         -20.69"] {
            #expect(text.contains(line))
        }
        #expect(text.contains("-150.00B\n"))
        #expect(text.contains("ORIGINAL CU INVOICE NO.# KRACU0400009999/1\n"))
    }

    @Test func `the code is drawn where it is asked for`() throws {
        let text = TextRenderer(width: .columns48, qr: .blocks).render(try Slips.named("fiscal"))
        #expect(!text.contains("[QR]"))
        #expect(text.contains("\u{2580}"))
    }

    @Test(arguments: PaperWidth.allCases, ["fiscal", "temporary"])
    func `a printer of letters alone has the code written out, none of it missing`(
        _ width: PaperWidth, _ name: String
    ) throws {
        let slip = try Slips.named(name)
        let text = TextRenderer(width: width, codePage: nil, qr: .written).render(slip)
        #expect(!text.contains("[QR]"))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= width.rawValue })
        let code = slip.receipt?.qr ?? SlipPayload(slip.entry).text
        #expect(text.replacing("\n", with: "").contains(code))
    }

    @Test(arguments: [("Café", "Café"), ("Wanjikũ", "Wanjiku"), ("牛乳", "??"), ("a\u{1B}b", "a b"), ("Te\u{301}", "Té")])
    func `characters that paper lacks are transliterated`(_ name: String, _ printed: String) throws {
        var draft = Slips.example
        draft.buyer = Buyer(pin: "A001234567B", name: nil)
        let entry = Slips.entry(try Slips.sale(draft), tradeName: name)
        let slip = Slip(
            entry: entry, receipt: nil, original: nil, designation: .original, language: .english, welcome: "",
            thanks: "", printedAt: nil)
        let first = TextRenderer(width: .columns42).render(slip).split(separator: "\n").first ?? ""
        #expect(first.drop { $0 == " " } == printed)
    }
}
