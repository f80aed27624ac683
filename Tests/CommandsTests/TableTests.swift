import ArgumentParser
import Testing

@testable import Commands

@Suite struct TableTests {
    @Test func `columns are aligned and an empty list is nothing`() {
        let columns: [Column<Int>] = [Column("N", isRight: true) { "\($0)" }, Column("TWICE") { "\($0 * 2)" }]
        #expect(Table.text([1, 100], columns) == "  N  TWICE\n  1  2\n100  200\n")
        #expect(Table.text([Int](), columns).isEmpty)
    }

    private static let lanes: [Column<(name: String, done: Int, why: String)>] = [
        Column("LANE", { $0.name }), Column("DONE", isRight: true) { "\($0.done)" }, Column("WHY", { $0.why }),
    ]

    @Test func `a table that is wider than the terminal folds its widest texts between words`() {
        let rows = [("kra", 12, "the device is not initialised with KRA yet"), ("xero:a", 3, "-")]
        #expect(
            Table.text(rows, Self.lanes, width: 36) == """
                LANE    DONE  WHY
                kra       12  the device is not
                              initialised with KRA
                              yet
                xero:a     3  -

                """)
        // Where it fits, and where a program reads it, a row is a line.
        for width in [200, nil] {
            let text = Table.text(rows, Self.lanes, width: width)
            #expect(text.split(separator: "\n").count == 3 && text.contains("initialised with KRA yet"))
        }
    }

    @Test func `a table that folding does not save is told row by row`() {
        let columns = (1...9).map { number in Column<Int>("COLUMN \(number)") { "\($0 * number)" } }
        let text = Table.text([10, 20], columns, width: 40)
        let blocks = text.split(separator: "\n\n")
        #expect(blocks.count == 2 && blocks.allSatisfy { $0.split(separator: "\n").count == 9 })
        #expect(text.hasPrefix("COLUMN 1  10\nCOLUMN 2  20\n"))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 40 })
    }

    @Test(arguments: [
        ("a b", 3, ["a b"]), ("aa bb cc", 5, ["aa bb", "cc"]), ("aaaaaa b", 3, ["aaa", "aaa", "b"]), ("", 4, [""]),
        ("ab  cd", 3, ["ab", "cd"]),
    ])
    func `a text is cut between words, and within one that is longer`(
        _ text: String, _ width: Int, _ pieces: [String]
    ) {
        #expect(Table.folds(text, to: width) == pieces)
    }

    @Test(arguments: [(45, "45 s"), (600, "10 min"), (12_000, "3 h 20 min"), (187_200, "2 d 4 h"), (-90, "-90 s")])
    func `durations read as people say them`(_ seconds: Int, _ text: String) {
        #expect(Span.text(seconds: seconds) == text)
    }

    @Test(arguments: [(812, "812 B"), (14_500, "14 KiB"), (3_435_973_836, "3.1 GiB")] as [(Int64, String)])
    func `sizes read as people say them`(_ bytes: Int64, _ text: String) {
        #expect(Span.text(bytes: bytes) == text)
    }

    @Test func `a bar shows at least a block of what is there`() {
        #expect(Bar.text(1, of: 1_000, width: 4) == "█···")
        #expect(Bar.text(5_000, of: 1_000, width: 4) == "████")
        #expect(Bar.text(0, of: 0, width: 4) == "····")
    }

    @Test(arguments: [
        ["status"], ["sell", "-"], ["sales", "credit", "T1-000001", "--reason", "refund", "--line", "2:1.5"],
        ["lanes", "drain", "--until-empty"], ["tasks", "resolve", "7", "--retry"], ["token", "create", "--role", "hq"],
        ["spool", "verify"], ["kra", "init"], ["receipt", "show", "T1-000001", "--as", "escpos"],
    ])
    func `the verbs are spelled as the contract says`(_ arguments: [String]) throws {
        _ = try RisitiCommand.parseAsRoot(arguments)
    }

    @Test(arguments: [
        ["sell"], ["sell", "-", "--jobs", "0"], ["tasks", "resolve", "7"], ["lanes", "drain", "--timeout", "0"],
    ])
    func `bad usage is refused`(_ arguments: [String]) {
        #expect(throws: (any Error).self) { try RisitiCommand.parseAsRoot(arguments) }
    }
}
