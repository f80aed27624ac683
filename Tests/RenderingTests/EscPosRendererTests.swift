import ChanceSupport
import Fiscal
import Rendering
import Testing

@Suite struct EscPosRendererTests {
    @Test(arguments: [(CodePage.cp437, "00"), (.cp850, "02"), (.cp858, "13"), (.windows1252, "10")])
    func `the paper starts from a known state`(_ page: CodePage, _ selector: String) throws {
        let bytes = EscPosRenderer(width: .columns42, codePage: page).render(try Slips.named("fiscal"))
        let expected = [UInt8](
            hex: "1b 40"  // ESC @ reset
                + "1c 2e"  // FS . one byte a character
                + "1b 74 \(selector)")  // ESC t code page
        #expect(bytes.starts(with: expected))
    }

    @Test func `the designation is twice as high and wide`() throws {
        let bytes = EscPosRenderer(width: .columns42).render(try Slips.named("copy"))
        let expected = [UInt8](
            hex: "1b 45 01"  // ESC E bold
                + "1d 21 11"  // GS ! double height and width
                + "2020202020202020 434f5059 0a"  // eight of 21 columns, COPY
                + "1d 21 00"  // GS ! plain size
                + "1b 45 00")  // ESC E plain weight
        let designation = try #require(bytes.position(of: expected))
        let item = try #require(bytes.position(of: Array("Exercise book".utf8)))
        #expect(designation < item)
    }

    @Test func `the total is bold`() throws {
        let bytes = EscPosRenderer(width: .columns32).render(try Slips.named("fiscal"))
        let expected = [UInt8](
            hex: "1b 45 01"  // ESC E bold
                + "544f54414c" + String(repeating: "20", count: 21) + "3633302e3030 0a"  // TOTAL 630.00 in 32 columns
                + "1b 45 00")  // ESC E plain weight
        #expect(bytes.position(of: expected) != nil)
    }

    @Test func `the address is printed as a QR code of model 2`() throws {
        let bytes = EscPosRenderer(width: .columns42).render(try Slips.named("fiscal"))
        let expected = [UInt8](
            hex: "1b 61 01"  // ESC a centre
                + "1d 28 6b 0400 31 41 32 00"  // GS ( k 165 model 2
                + "1d 28 6b 0300 31 43 07"  // GS ( k 167 seven dots a module: 41 modules in 300 dots
                + "1d 28 6b 0300 31 45 31"  // GS ( k 169 error correction M
                + "1d 28 6b 6d00 31 50 30"  // GS ( k 180 store 106 + 3 bytes
                + Hex.text(Slips.receipt.qr.utf8)
                + "1d 28 6b 0300 31 51 30 0a"  // GS ( k 181 print
                + "1b 61 00")  // ESC a left
        #expect(bytes.position(of: expected) != nil)
    }

    @Test(arguments: [
        (true, "1b 64 04 1d 56 42 00"),  // ESC d feed four lines · GS V cut
        (false, "1b 64 04"),  // ESC d feed four lines
    ])
    func `the paper ends with a feed and, where there is a knife, a cut`(_ cut: Bool, _ end: String) throws {
        let bytes = EscPosRenderer(width: .columns42, cut: cut).render(try Slips.named("fiscal"))
        let expected = [UInt8](hex: end)
        #expect(bytes.suffix(expected.count).elementsEqual(expected))
    }

    @Test func `a logo in the printer's memory is printed from there`() throws {
        let slip = try Slips.named("fiscal")
        let bytes = EscPosRenderer(width: .columns42, storedLogo: 1).render(slip)
        #expect(bytes.position(of: [UInt8](hex: "1b6101 1c 70 01 00 1b6100")) != nil)  // FS p picture 1, plain size
        #expect(bytes.position(of: Array("[KRA LOGO]".utf8)) == nil)
    }

    @Test(arguments: [
        (CodePage.cp437, "Café ñ €", "436166 82 20 a4 20 455552"), (.cp858, "é€", "82 d5"), (.cp850, "€", "455552"),
        (.windows1252, "é€–", "e9 80 96"), (.cp437, "ũ–…“x”", "75 2d 2e2e2e 22 78 22"), (.cp437, "牛", "3f"),
        (.cp437, "\u{1B}@\u{1D}V\u{0}", "20 40 20 56 20"),
    ])
    func `names are printed in the printer's table`(_ page: CodePage, _ name: String, _ hex: String) throws {
        let slip = Slip(
            entry: Slips.entry(try Slips.sale(Slips.example)), receipt: nil, original: nil, designation: .original,
            language: .english, welcome: "<\(name)>", thanks: "", printedAt: nil)
        let bytes = EscPosRenderer(width: .columns42, codePage: page).render(slip)
        #expect(bytes.position(of: [0x3C] + [UInt8](hex: hex) + [0x3E, 0x0A]) != nil)
    }

    @Test(arguments: [4, 5])
    func `no row is wider than the paper and no other command is in it`(_ seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        for width in PaperWidth.allCases {
            for round in 0..<60 {
                let bytes = EscPosRenderer(width: width).render(try RandomSlips.next(&random))
                let rows = try #require(PrintedRows(bytes), "round \(round)").widths
                #expect(rows.count > 20, "round \(round)")
                #expect(rows.allSatisfy { $0 <= width.rawValue }, "round \(round)")
            }
        }
    }
}
