import Testing

@testable import Custody

@Suite struct RecoverySheetTests {
    private static let passphrase = Array("correct horse battery".utf8)
    private static let sheet = RecoverySheet([
        .init(name: "pin", text: "P052345678K"), .init(name: "cmc_key", text: "0123456789ABCDEF=/+"),
    ])

    @Test func `a sheet opens with its passphrase, from paper and from its code, and with no other`() throws {
        let lines = try Self.sheet.sealed(with: Self.passphrase)
        #expect(lines.first == RecoverySheet.mark && lines.count > 2)
        #expect(!lines.joined().contains("0123456789ABCDEF"))
        let typed = lines.joined(separator: "\n").lowercased().replacing("risiti-sheet-1", with: lines[0])
        let paper = "DUKA MOJA\n\(typed)\n\nkeep it apart from the machine"
        #expect(try RecoverySheet(opening: paper, with: Self.passphrase) == Self.sheet)
        let code = RecoverySheet.code(of: lines)
        #expect(try RecoverySheet(opening: code, with: Self.passphrase) == Self.sheet)
        #expect(throws: CustodyError.self) { _ = try RecoverySheet(opening: code, with: Array("another one".utf8)) }
    }

    @Test func `a slip of the pen is found by its line, wherever it is`() throws {
        let lines = try Self.sheet.sealed(with: Self.passphrase, salt: Array(0..<16))
        for (index, line) in lines.enumerated().dropFirst() {
            for place in line.indices where line[place] != " " {
                var wrong = lines
                wrong[index].replaceSubrange(place...place, with: line[place] == "A" ? "B" : "A")
                let error = #expect(throws: CustodyError.self) {
                    _ = try RecoverySheet(opening: wrong.joined(separator: "\n"), with: Self.passphrase)
                }
                #expect(error?.sentence.contains("line \(index) of") == true)
            }
        }
        let swapped = [lines[0], lines[2], lines[1]] + lines.dropFirst(3)
        let error = #expect(throws: CustodyError.self) {
            _ = try RecoverySheet(opening: swapped.joined(separator: "\n"), with: Self.passphrase)
        }
        #expect(error?.sentence.contains("line 1 of") == true)
    }

    @Test(arguments: [
        "", "hello", "RISITI-SHEET-1", "RISITI-SHEET-1:", "RISITI-SHEET-1:ABCD", "RISITI-SHEET-1\nABCD EFGH",
    ])
    func `what is no sheet is said to be none`(_ text: String) {
        #expect(throws: CustodyError.self) { _ = try RecoverySheet(opening: text, with: Self.passphrase) }
    }

    @Test func `a short passphrase seals nothing, and a sheet shows no value of itself`() {
        #expect(throws: CustodyError.self) { _ = try Self.sheet.sealed(with: Array("short".utf8)) }
        #expect(!"\(Self.sheet)".contains("P052345678K"))
        #expect(!String(reflecting: Self.sheet).contains("P052345678K"))
    }
}
