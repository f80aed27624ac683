import Accounting
import ChanceSupport
import Fiscal
import Foundation
import Testing

@Suite struct CSVTests {
    static let words = [TableColumn("a", .text)]

    @Test(arguments: [
        ("=1+1", "\"'=1+1\""), ("+254700000001", "\"'+254700000001\""), ("-5", "\"'-5\""),
        ("@SUM(A1)", "\"'@SUM(A1)\""),
        ("\t=1", "\"'\t=1\""), ("\r=1", "\"'=1\""), ("\u{1}=1", "\"'=1\""), ("＝1", "\"'＝1\""),
        (" =1+1", "\"' =1+1\""), ("\u{A0}+1", "\"'\u{A0}+1\""), (" \u{FEFF} @x", "\"' \u{FEFF} @x\""),
        ("\n -5", "\"'\n -5\""), (" a=b", "\" a=b\""), ("plain", "plain"), ("a,b", "\"a,b\""), ("a;b", "\"a;b\""),
        ("say \"hi\"", "\"say \"\"hi\"\"\""),
        ("two\nlines", "\"two\nlines\""), (" lead", "\" lead\""), ("", ""), ("0012", "0012"),
        ("O'Brien", "\"O'Brien\""),
        ("a\u{0}b", "ab"),
    ])
    func `a text is never a formula and always one cell`(_ text: String, _ cell: String) {
        #expect(CSVDialect().row([.text(text)], Self.words) == cell + "\r\n")
    }

    @Test func `the guard can be turned off`() {
        #expect(CSVDialect(guardsFormulas: false).row([.text("=1")], Self.words) == "=1\r\n")
    }

    @Test(arguments: ["-232.00", "232.00", "0", "-0.5"])
    func `a number is written as it is, whatever it begins with`(_ text: String) {
        #expect(CSVDialect().row([.number(text)], [TableColumn("n", .number(format: "0.00"))]) == text + "\r\n")
    }

    @Test(arguments: [
        (DayForm.iso, "2026-11-20"), (.dayFirst, "20/11/2026"), (.monthFirst, "11/20/2026"), (.compact, "20261120"),
    ])
    func `a day is written in the column's form`(_ form: DayForm, _ text: String) throws {
        let day = try #require(CalendarDay("2026-11-20"))
        #expect(CSVDialect().row([.day(day)], [TableColumn("d", .day(form))]) == text + "\r\n")
    }

    @Test(arguments: CSVDialect.Separator.allCases, [true, false])
    func `a file has its mark, its headings and its separator`(
        _ separator: CSVDialect.Separator, _ isPlain: Bool
    ) throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).csv")
        defer { try? FileManager.default.removeItem(at: url) }
        let columns = [TableColumn("*a", .text), TableColumn("b", .number(format: "0.00"))]
        let writer = try CSVWriter(
            url, columns, dialect: CSVDialect(separator: separator, hasMark: !isPlain, hasHeadings: !isPlain))
        try writer.add([.text("x"), .number("1.50")])
        try writer.add([.empty, .empty])
        try writer.finish()
        let mark = separator.character
        let head = isPlain ? [] : [0xEF, 0xBB, 0xBF] + Array("*a\(mark)b\r\n".utf8)
        #expect(try [UInt8](Data(contentsOf: url)) == head + Array("x\(mark)1.50\r\n\(mark)\r\n".utf8))
    }

    @Test func `whatever a text holds, a reader of RFC 4180 reads one cell`() {
        var chance = SplitMix64(seed: 7)
        let alphabet = Array("=+-@,;\t\r\n\"' ab\u{0}é＝")
        for _ in 0..<3_000 {
            let text = String(
                (0..<Int.random(in: 0..<9, using: &chance)).map { _ in
                    alphabet[Int.random(in: 0..<alphabet.count, using: &chance)]
                })
            let row = CSVDialect().row([.text(text), .text("end")], Self.words + Self.words)
            let cells = Self.cells(row)
            #expect(cells.count == 2 && cells.last == "end", "\(row.debugDescription)")
            if let first = cells.first?.unicodeScalars.first { #expect(!"=+-@\t＝".unicodeScalars.contains(first)) }
        }
    }

    /// A reader of its own, by the grammar of RFC 4180.
    private static func cells(_ row: String) -> [String] {
        var (cells, cell, isQuoted): ([String], String, Bool) = ([], "", false)
        var scalars = Array(row.unicodeScalars)[...]
        while let next = scalars.popFirst() {
            if isQuoted {
                if next == "\"", scalars.first == "\"" {
                    cell.unicodeScalars.append(next)
                    scalars.removeFirst()
                } else if next == "\"" {
                    isQuoted = false
                } else {
                    cell.unicodeScalars.append(next)
                }
            } else if next == "\"", cell.isEmpty {
                isQuoted = true
            } else if next == "," || next == "\r" {
                cells.append(cell)
                cell = ""
                if next == "\r" { break }
            } else {
                cell.unicodeScalars.append(next)
            }
        }
        return cells
    }
}
