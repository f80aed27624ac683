import Fiscal
import Foundation
import ProgramSupport
import Rendering
import Testing

@Suite struct PDFRendererTests {
    /// The most that an attachment of a receipt may have; both QuickBooks and Xero take far more.
    private static let limit = 100_000

    @Test(arguments: Slips.names)
    func `the same slip is the same small file, whose table of objects is right`(_ name: String) throws {
        let slip = try Slips.named(name)
        let bytes = try PDFRenderer().render(slip)
        #expect(try PDFRenderer().render(slip) == bytes)
        #expect(bytes.starts(with: Array("%PDF-1.".utf8)) && bytes.count < Self.limit)
        // A carriage return and a line feed are two bytes and one character, so neither stays for the count.
        let text = String(decoding: bytes.map { $0 < 128 && $0 != 13 ? $0 : UInt8(ascii: " ") }, as: UTF8.self)
        let start = try #require(text.firstMatch(of: #/startxref\s+(\d+)\s+%%EOF\s*$/#).flatMap { Int($0.1) })
        let table = text.dropFirst(start)
        #expect(table.hasPrefix("xref"))
        let entries = table.matches(of: #/(\d{10}) (\d{5}) n/#).compactMap { Int($0.1) }
        #expect(entries.count >= 6)
        for (place, offset) in entries.enumerated() {
            #expect(text.dropFirst(offset).hasPrefix("\(place + 1) 0 obj"))
        }
    }

    @Test func `the file's time is the receipt's own, and its letters are no picture`() throws {
        let bytes = try PDFRenderer().render(try Slips.named("fiscal"))
        let text = String(decoding: bytes.map { $0 < 128 ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
        let time = KenyaTime(Slips.receipt.signedAt).compact
        #expect(text.contains("/CreationDate (D:\(time)+03'00')"))
        #expect(text.contains("/BaseFont /Courier") && !text.contains("/Subtype /Image"))
    }

    @Test(arguments: Slips.names, PaperWidth.allCases)
    func `the page says what the text says, line by line`(_ name: String, _ width: PaperWidth) async throws {
        let slip = try Slips.named(name)
        let written = try await PageText.lines(PDFRenderer(width: width).render(slip))
        let expected = TextRenderer(width: width).render(slip).split(separator: "\n").map(Self.bare)
            .filter { !$0.isEmpty && $0 != "[QR]" }
        #expect(written.map(Self.bare) == expected)
        if name.hasPrefix("temporary") {
            for word in ["KRA", "SCU", "ETIMS", "TAX INVOICE"] {
                #expect(!written.contains { $0.uppercased().contains(word) }, "\(word)")
            }
        }
    }

    @Test func `letters outside the table are spelt out, and brackets stay text`() async throws {
        var draft = Slips.example
        draft.lines[0].name = "Wanjikũ (50%) \\ café – 日本"
        let lines = try await PageText.lines(try PDFRenderer().render(Slips.slip(try Slips.sale(draft))))
        #expect(lines.contains("Wanjiku (50%) \\ café – ??"))
    }

    @Test func `a slip of a thousand lines goes on over pages, each with its number`() async throws {
        let lines = (1...999).map { Slips.line("Item \($0)", "1", "10.00", "B") }
        let slip = Slips.slip(try Slips.sale(Slips.draft(lines, paid: [("cash", "9990.00")])))
        let bytes = try PDFRenderer().render(slip)
        #expect(bytes.count < Self.limit)
        let written = try await PageText.lines(bytes)
        let pages = written.filter { $0.contains(#/^\d+\/\d+$/#) && $0 != "1/1" }
        #expect(pages.count > 10 && pages.last == "\(pages.count)/\(pages.count)")
        #expect((1...999).allSatisfy { written.contains("Item \($0)") })
    }

    @Test(
        .enabled(if: Scanner.isPresent && PageText.canDraw, "zbarimg or pdftoppm is not installed"),
        arguments: ["fiscal", "copy", "credit-note", "temporary"])
    func `another program draws the page, and a third reads its code`(_ name: String) async throws {
        let slip = try Slips.named(name)
        let text = try await Scanner.text(in: PageText.png(PDFRenderer().render(slip)))
        if let receipt = slip.receipt {
            #expect(text == receipt.qr)
        } else {
            #expect(SlipPayload(parsing: text) == SlipPayload(slip.entry))
        }
    }

    /// The letters alone: plain text shows tall ones spaced, in a frame of stars.
    private static func bare(_ line: some StringProtocol) -> String {
        String(line).filter { $0 != " " && $0 != "*" }
    }
}

/// What a PDF says, read by programs that are not ours.
enum PageText {
    private static let python = "/usr/bin/python3"
    private static let painter = "/usr/bin/pdftoppm"

    static var canDraw: Bool { FileManager.default.isExecutableFile(atPath: painter) }

    /// Inflates each content stream and gives the texts that it shows, octal and other escapes undone.
    private static let reader = #"""
        import re, sys, zlib
        data = sys.stdin.buffer.read()
        for found in re.finditer(rb"/FlateDecode.*?stream\r?\n(.*?)endstream", data, re.S):
            page = zlib.decompressobj().decompress(found.group(1))
            for text in re.findall(rb"\(((?:[^()\\]|\\.)*)\) Tj", page, re.S):
                text = re.sub(rb"\\([0-7]{3}|.)", lambda m: bytes([int(m[1], 8)]) if len(m[1]) > 1 else m[1], text)
                sys.stdout.buffer.write(text.decode("cp1252").encode() + b"\n")
        """#

    static func lines(_ pdf: [UInt8]) async throws -> [String] {
        String(decoding: try await run(python, ["-c", reader], input: pdf), as: UTF8.self).split(separator: "\n")
            .map(String.init)
    }

    /// The first page at 150 dots an inch.
    static func png(_ pdf: [UInt8]) async throws -> [UInt8] {
        try await run(painter, ["-png", "-r", "150", "-f", "1", "-l", "1", "-"], input: pdf)
    }

    private static func run(_ program: String, _ arguments: [String], input: [UInt8]) async throws -> [UInt8] {
        try await Program(program).run(arguments, input: input).bytes
    }
}
