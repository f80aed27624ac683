import Testing

@testable import Rendering

@Suite struct QRTextTests {
    @Test(arguments: ["A", "RISITI-SHEET-1:ZKHMTDES94W725V7KETR31PF", String(repeating: "x", count: 1_000)])
    func `a code as text has each module where the symbol has it, and a light margin`(_ text: String) throws {
        let (lines, symbol) = (try #require(QRText.lines(text)), try #require(QRSymbol(text)))
        let margin = QRSymbol.quietZone
        #expect(lines.allSatisfy { $0.count == symbol.side + 2 * margin })
        for (index, line) in lines.enumerated() {
            for (column, character) in line.enumerated() {
                let upper = symbol.isDark(column: column - margin, row: 2 * index - margin)
                let lower = symbol.isDark(column: column - margin, row: 2 * index + 1 - margin)
                #expect((character == "█" || character == "▀") == upper)
                #expect((character == "█" || character == "▄") == lower)
            }
        }
        #expect(lines.count >= symbol.side / 2 + margin)
    }

    @Test func `a text that no symbol holds has none`() {
        #expect(QRText.lines("") == nil && QRText.lines(String(repeating: "x", count: 5_000)) == nil)
    }
}
