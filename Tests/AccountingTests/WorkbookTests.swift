import Accounting
import Fiscal
import Foundation
import ProgramSupport
import Testing

@Suite struct WorkbookTests {
    private static let columns = [
        TableColumn("text", .text), TableColumn("number", .number(format: "0.00")), TableColumn("day", .day(.dayFirst)),
    ]

    private static func book(_ rows: [[TableCell]]) throws -> [UInt8] {
        let url = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).xlsx")
        defer { try? FileManager.default.removeItem(at: url) }
        let writer = try XLSXWriter(url, title: "Test", created: Books.created)
        let sheet = try writer.addSheet("a/b:c", columns)
        for row in rows { try writer.add(row, to: sheet) }
        try writer.finish()
        return try [UInt8](Data(contentsOf: url))
    }

    @Test(arguments: [
        "0", "0.01", "-0.01", "73.38", "299.97", "-5778.98", "999999999999.99", "1000000", "9999999999999.97",
    ])
    func `a decimal of up to fifteen digits is a number, and reads as it was written`(_ text: String) async throws {
        let cell = try #require(
            try await Workbook.read(Self.book([[.empty, .number(text), .empty]])).sheets.first?.cells["B2"])
        #expect(cell.type == "number" && cell.format == "0.00")
        // Excel shows fifteen digits; a reader that takes the text as decimal must find the same there.
        #expect(cell.rounded == text.replacing(#/\.?0+$/#, with: { text.contains(".") ? "" : String($0.output) }))
    }

    @Test(arguments: ["9999999999999999.99", "1234567890123456"])
    func `a longer one is text, so that no digit is lost`(_ text: String) async throws {
        let cell = try #require(
            try await Workbook.read(Self.book([[.empty, .number(text), .empty]])).sheets.first?.cells["B2"])
        #expect(cell.type == "text" && cell.value == text)
    }

    @Test(arguments: [
        "0012", "=1+1", "+254700000001", "5000000000000000001", "a\nb", " x ", "é ũ 日", "<&\">", "_x0041_",
    ])
    func `a text is a text, whatever it looks like`(_ text: String) async throws {
        let cell = try #require(
            try await Workbook.read(Self.book([[.text(text), .empty, .empty]])).sheets.first?.cells["A2"])
        #expect(cell.type == "text" && cell.format == "@")
        #expect(cell.value == text)
    }

    @Test func `control characters are left out, and a cell ends where Excel's does`() async throws {
        let long = String(repeating: "x", count: 40_000)
        let cells = try #require(
            try await Workbook.read(
                Self.book([[.text("a\u{0}\u{8}b"), .empty, .empty], [.text(long), .empty, .empty]])
            )
            .sheets.first?.cells)
        #expect(cells["A2"]?.value == "ab")
        #expect(cells["A3"]?.value.count == 32_767)
    }

    @Test(arguments: [("2026-11-20", "46346"), ("1970-01-01", "25569"), ("2024-02-29", "45351"), ("1900-03-01", "61")])
    func `a day is the number of days that spreadsheets count`(_ day: String, _ serial: String) async throws {
        let day = try #require(CalendarDay(day))
        let book = try await Workbook.read(Self.book([[.empty, .empty, .day(day)]]))
        let cell = try #require(book.sheets.first?.cells["C2"])
        #expect(cell.type == "number" && cell.value == serial && cell.format == "dd/mm/yyyy")
    }

    @Test(arguments: ShippedExports.names)
    func `a workbook says what the files say, and its bytes are the same twice`(_ name: String) async throws {
        let profile = try Books.shipped(name)
        let (files, summary) = try Books.files(profile, try Books.day(), as: .xlsx)
        let bytes = try #require(files["\(name).xlsx"])
        #expect(files.count == 1 && summary.files.map(\.name) == ["\(name).xlsx"])
        #expect(try Books.files(profile, try Books.day(), as: .xlsx).files == files)
        let book = try await Workbook.read(bytes)
        #expect(book.sheets.map(\.name) == profile.tables.map(\.name))
        #expect(book.created == "2026-03-13T08:00:00Z")
        let (texts, _) = try Books.files(profile, try Books.day())
        for (sheet, table) in zip(book.sheets, profile.tables) {
            let text = texts["\(name)-\(table.name).csv"].map(ExportTests.rows) ?? [table.columns.map(\.heading)]
            #expect(sheet.rows == text.count)
        }
    }
}

/// A workbook as another program reads it: Python's own zip and XML readers.
struct Workbook: Decodable {
    struct Cell: Decodable {
        let type: String
        let value: String
        let format: String
        let rounded: String
    }

    struct Sheet: Decodable {
        let name: String
        let rows: Int
        let cells: [String: Cell]
    }

    let sheets: [Sheet]
    let created: String

    private static let reader = #"""
        import decimal, json, re, sys, zipfile
        import xml.etree.ElementTree as tree
        book = zipfile.ZipFile(sys.argv[1])
        assert book.testzip() is None
        space = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
        def part(name): return tree.fromstring(book.read(name))
        styles = part("xl/styles.xml")
        own = {f.get("numFmtId"): f.get("formatCode") for f in styles.findall(".//m:numFmt", space)}
        known = {"0": "General", "2": "0.00", "49": "@", "14": "mm/dd/yyyy"}
        formats = [own.get(x.get("numFmtId"), known.get(x.get("numFmtId"), "?"))
                   for x in styles.find("m:cellXfs", space)]
        sheets = []
        for number, sheet in enumerate(part("xl/workbook.xml").findall(".//m:sheet", space)):
            cells, rows = {}, 0
            for row in part(f"xl/worksheets/sheet{number + 1}.xml").findall(".//m:row", space):
                rows += 1
                for cell in row:
                    value = cell.find("m:v", space)
                    assert cell.find("m:f", space) is None
                    if value is not None:
                        assert cell.get("t") in (None, "n")
                        kind, value = "number", value.text
                        exact = decimal.Context(prec=15).create_decimal(value)
                        rounded = format(exact.normalize(), "f")
                    else:
                        text = cell.find("m:is/m:t", space)
                        kind, rounded = "text", ""
                        value = re.sub("_x([0-9A-F]{4})_", lambda m: chr(int(m.group(1), 16)), text.text or "")
                    cells[cell.get("r")] = {"type": kind, "value": value, "rounded": rounded,
                                            "format": formats[int(cell.get("s", "0"))]}
            sheets.append({"name": sheet.get("name"), "rows": rows, "cells": cells})
        created = part("docProps/core.xml").find("{http://purl.org/dc/terms/}created").text
        print(json.dumps({"sheets": sheets, "created": created}))
        """#

    static func read(_ bytes: [UInt8]) async throws -> Workbook {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).xlsx")
        try Data(bytes).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let answer = try await Program("/usr/bin/python3").run(["-c", reader, file.path])
        return try JSONDecoder().decode(Workbook.self, from: Data(answer.bytes))
    }
}
