import Fiscal
import Foundation
import ProgramSupport
import Rendering
import Testing

@Suite struct PageTests {
    @Test func `texts cannot become markup`() throws {
        let name = "<script>alert(\"1\")</script> & 'co'"
        var draft = Slips.example
        draft.lines[0].name = name
        draft.buyer = Buyer(pin: nil, name: name)
        let slip = Slip(
            entry: Slips.entry(try Slips.sale(draft), tradeName: name), receipt: Slips.receipt, original: nil,
            designation: .copy, language: .english, welcome: name, thanks: name, printedAt: nil)
        let page = HTMLRenderer().render(slip)
        #expect(!page.contains("<script"))
        #expect(page.contains("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;co&#39;"))
    }

    @Test(arguments: Slips.names)
    func `the page stands alone`(_ name: String) throws {
        let page = HTMLRenderer().render(try Slips.named(name))
        #expect(!page.contains("src="))
        #expect(!page.contains("href="))
        #expect(!page.contains("url("))
        #expect(page.contains("@page"))
    }

    @Test func `the page says what the text says`() throws {
        let page = HTMLRenderer().render(try Slips.named("copy"))
        for text in ["[KRA LOGO]", "TAX INVOICE", "COPY", "180.00A-EX", "KRACU0400009999/1", "1/1 CS", "<svg"] {
            #expect(page.contains(text))
        }
        #expect(page.contains("class=\"watermark\""))
    }

    @Test(.enabled(if: Scanner.isPresent, "zbarimg is not installed"), arguments: ["fiscal", "copy", "credit-note"])
    func `the picture's code is KRA's address`(_ name: String) async throws {
        let slip = try Slips.named(name)
        #expect(try await Scanner.text(in: ImageRenderer().render(slip)) == slip.receipt?.qr)
    }

    @Test(.enabled(if: Scanner.isPresent, "zbarimg is not installed"))
    func `a provisional slip's code can be read and checked`() async throws {
        let slip = try Slips.named("temporary")
        let text = try await Scanner.text(in: ImageRenderer(width: .columns32).render(slip))
        #expect(SlipPayload(parsing: text) == SlipPayload(slip.entry))
    }

    @Test func `the picture is a PNG of one bit a dot`() throws {
        let bytes = ImageRenderer().render(try Slips.named("fiscal"))
        let expected = [UInt8](
            hex: "89504e470d0a1a0a"  // signature
                + "0000000d 49484452"  // 13 bytes of IHDR
                + "00000228")  // 552 dots across: 42 columns of 12, and the margins
        #expect(bytes.starts(with: expected))
        #expect(Array(bytes[24..<29]) == [UInt8](hex: "01 00 00 00 00"))  // one bit, grey
        #expect(bytes.suffix(12).elementsEqual([UInt8](hex: "00000000 49454e44 ae426082")))  // IEND and its checksum
    }
}

/// zbarimg, where it is installed.
enum Scanner {
    private static let program = "/usr/bin/zbarimg"

    static var isPresent: Bool { FileManager.default.isExecutableFile(atPath: program) }

    static func text(in png: [UInt8]) async throws -> String {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).png")
        try Data(png).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try await Program(program).run(["--quiet", "--raw", "--nodbus", file.path]).text
            .trimmingCharacters(in: .newlines)
    }
}
