import Fiscal
import Foundation
import ProgramSupport
import Rendering
import Testing

/// Reports that fill pages, read by a program that is not ours.
@Suite struct ReportPageTests {
    private static func report(_ rows: Int, reason: String = "") -> ReportPage {
        let columns: [ReportPage.Column] = [
            .init("Number"), .init("Day"), .init("Total", isRight: true), .init("Task"),
        ]
        return ReportPage(
            title: "Books of Duka Moja", made: KenyaTime(Timestamp(milliseconds: 1_773_301_512_345)),
            facts: [("Company", "Duka Moja, xero:5c2b"), ("Days", "2026-03-01 to 2026-03-31")],
            tables: [
                ReportPage.Table(
                    heading: "Documents", columns: columns,
                    rows: (0..<rows).map { ["00-T1-\($0)", "2026-03-12", "\($0).00", reason] },
                    sums: [["Together", "", "\(rows * (rows - 1) / 2).00", ""]]),
                ReportPage.Table(heading: "By day", columns: [.init("Day")], rows: []),
            ])
    }

    /// The pages as they are laid out.
    private static func pages(_ report: ReportPage) async throws -> [String] {
        try await PDFReader.text(try ReportPageRenderer().render(report)).split(separator: "\u{0C}").map(String.init)
    }

    @Test(.enabled(if: PDFReader.isPresent, "pdftotext is not installed"), arguments: [1, 57, 58, 200, 1_000])
    func `a table goes on over pages under its headings, and each page says which of how many it is`(
        _ rows: Int
    ) async throws {
        let pages = try await Self.pages(Self.report(rows))
        for (place, page) in pages.enumerated() {
            #expect(page.contains("Books of Duka Moja - page \(place + 1) of \(pages.count)"))
            // The last page may hold no more than what follows the table.
            let rowsHere = page.split(separator: "\n").count { $0.contains("00-T1-") }
            if rowsHere > 0 { #expect(page.contains(#/Number +Day +Total/#), "page \(place + 1)") }
        }
        #expect(pages.count == 1 || rows > 50)
        let lines = pages.joined(separator: "\n").split(separator: "\n")
        let numbers = lines.compactMap { $0.firstMatch(of: #/00-T1-(\d+) +2026-03-12 +(\d+)\.00/#) }
        #expect(numbers.compactMap { Int($0.1) } == Array(0..<rows))
        #expect(numbers.allSatisfy { $0.1 == $0.2 })
        #expect(lines.contains { $0.contains(#/Together +\d+\.00/#) && $0.contains("\(rows * (rows - 1) / 2).00") })
        #expect(lines.filter { $0.contains("Company") }.count == 1)
        #expect(lines.contains { $0.contains("By day") } && lines.contains { $0.contains("none") })
    }

    @Test(.enabled(if: PDFReader.isPresent, "pdftotext is not installed"))
    func `a text that is too long for the page is cut where it is widest, and no amount is`() async throws {
        let reason = String(repeating: "the company has no such account, ", count: 12)
        let text = try await Self.pages(Self.report(3, reason: reason)).joined()
        #expect(text.contains("the company has no such account, the"))
        #expect(text.contains("…") && !text.contains(reason))
        #expect(text.contains(#/00-T1-2 +2026-03-12 +2\.00 +the company/#))
    }

    @Test func `the same report is the same bytes`() throws {
        let bytes = try ReportPageRenderer().render(Self.report(100))
        #expect(try ReportPageRenderer().render(Self.report(100)) == bytes)
        #expect(bytes.starts(with: Array("%PDF-1.".utf8)))
    }
}
