import Fiscal
import Foundation
import Rendering
import Simulators
import Testing

/// Slips on the simulated printer's paper, and their QR codes read by a program that is not ours (Debian's zbar-tools).
@Suite struct PrintedPictureTests {
    /// A printer of each width that slips are laid out for.
    static let widths: [(PaperWidth, EscPosModel)] = [
        (.columns32, withQR(.generic58)), (.columns42, .epsonT88), (.columns48, .epsonT20),
    ]

    /// A narrow printer that draws QR codes, for the renderer asks the printer to.
    private static func withQR(_ model: EscPosModel) -> EscPosModel {
        var model = model
        model.hasQR = true
        return model
    }

    static let papers = ["temporary", "fiscal", "copy", "credit-note"]

    @Test(arguments: papers, widths)
    func `what a slip says stands on the paper, and its code can be read`(
        _ name: String, _ paper: (width: PaperWidth, model: EscPosModel)
    ) async throws {
        let slip = try Slips.named(name)
        var printer = ReceiptPrinter(paper.model)
        let isCut = paper.model.hasCutter
        _ = printer.receive(EscPosRenderer(width: paper.width, codePage: .windows1252, cut: isCut).render(slip))
        _ = printer.idle()
        let printed = try #require(printer.takePaper().first)
        #expect(printer.violations.isEmpty && printer.wraps == 0)
        #expect(printer.takePaper().isEmpty)

        // Line by line what the text renderer says, so nothing is cut, wrapped or left out.
        let text = TextRenderer(width: paper.width).render(slip)
        let expected = text.split(separator: "\n").map(Self.bare).filter { !$0.isEmpty && $0 != "[QR]" }
        let lines = printed.lines.filter { !$0.hasPrefix("[QR ") }
        #expect(lines.map(Self.bare).filter { !$0.isEmpty } == expected)
        #expect(lines.allSatisfy { $0.count <= paper.width.rawValue })
        if name == "temporary" {
            for word in ["KRA", "SCU", "ETIMS", "TAX INVOICE"] {
                #expect(!lines.contains { $0.uppercased().contains(word) }, "\(word)")
            }
        }
        let marks = printed.lines.filter { $0.hasPrefix("[QR ") }
        let payload = try #require(marks.first?.dropFirst(4).dropLast())
        #expect(marks.count == 1)
        #expect(try await Self.decoded(printed.png()) == [String(payload)])
        if name != "temporary" { #expect(payload.hasPrefix(Slips.address)) }
    }

    /// As profiles have printers: the narrow one draws no codes, and the wide one keeps one ahead of the slip's first line.
    @Test(arguments: papers, [true, false])
    func `a code that is sent as a picture, or ahead of the lines, is read as well`(
        _ name: String, _ isWide: Bool
    ) async throws {
        let slip = try Slips.named(name)
        var printer = ReceiptPrinter(isWide ? .epsonT20 : .generic58)
        let renderer = EscPosRenderer(
            width: isWide ? .columns48 : .columns32, codePage: .windows1252, cut: isWide,
            qr: isWide ? .native : .raster, storesCodeFirst: isWide)
        let bytes = renderer.render(slip)
        _ = printer.receive(bytes)
        _ = printer.idle()
        let printed = try #require(printer.takePaper().first)
        #expect(printer.violations.isEmpty && printer.wraps == 0)
        if isWide { #expect(bytes.starts(with: [0x1B, 0x40, 0x1D, 0x28, 0x6B]), "reset, and the code") }
        let found = try await Self.decoded(printed.png())
        #expect(found.count == 1)
        if name != "temporary" { #expect(found.first?.hasPrefix(Slips.address) == true) }
    }

    @Test(arguments: [1, 17, 60, 106, 150, 213, 300, 650, 1_200])
    func `a code of any size is drawn so that another program reads it`(_ count: Int) async throws {
        let text = String((0..<count).map { Character(UnicodeScalar(UInt8(0x30 + $0 * 7 % 43))) })
        for level in [0x30, 0x31, 0x32, 0x33] as [UInt8] {
            var printer = ReceiptPrinter(.epsonT20)
            let length = count + 3
            _ = printer.receive([0x1D, 0x28, 0x6B, 0x03, 0x00, 0x31, 0x43, 0x03])  // three dots a module
            _ = printer.receive([0x1D, 0x28, 0x6B, 0x03, 0x00, 0x31, 0x45, level])
            _ = printer.receive([0x1D, 0x28, 0x6B, UInt8(length & 0xFF), UInt8(length >> 8), 0x31, 0x50, 0x30])
            _ = printer.receive(Array(text.utf8))
            _ = printer.receive([0x1D, 0x28, 0x6B, 0x03, 0x00, 0x31, 0x51, 0x30, 0x0A, 0x1D, 0x56, 0x42, 0x00])
            let printed = try #require(printer.takePaper().first)
            #expect(printer.violations.isEmpty)
            #expect(try await Self.decoded(printed.png()) == [text], "\(count) bytes at level \(level)")
        }
    }

    @Test func `a bar code is drawn so that another program reads it`() async throws {
        var printer = ReceiptPrinter(.epsonT20)
        let bytes: [UInt8] = [
            0x1D, 0x68, 0x50,  // 80 dots tall
            0x1D, 0x77, 0x02,  // two dots a module
            0x1D, 0x48, 0x02,  // its text below
            0x1B, 0x61, 0x01,  // centred
            0x1D, 0x6B, 0x49, 0x0D,  // CODE128, 13 bytes
        ]
        _ = printer.receive(bytes + Array("{BT1-0000".utf8) + [0x7B, 0x43, 0x04, 0x29] + [0x1D, 0x56, 0x42, 0x00])
        let printed = try #require(printer.takePaper().first)
        #expect(printer.violations.isEmpty)
        #expect(printed.lines.first == "[CODE128 T1-00000441]")
        #expect(try await Self.decoded(printed.png()) == ["T1-00000441"])
    }

    /// The letters alone: plain text shows tall ones spaced, in a frame of stars.
    private static func bare(_ line: some StringProtocol) -> String {
        String(line).filter { $0 != " " && $0 != "*" }
    }

    /// What zbarimg finds in a picture.
    private static func decoded(_ png: [UInt8]) async throws -> [String] {
        try await Scanner.text(in: png).split(separator: "\n").map(String.init)
    }
}
