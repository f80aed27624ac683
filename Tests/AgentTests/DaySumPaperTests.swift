import Accounting
import BooksTestSupport
import Fiscal
import Foundation
import LocalAPI
import ProgramSupport
import Simulators
import Spool
import Testing

@testable import Agent

/// The paper beside a day's sum, read by a program that is not ours.
@Suite struct DaySumPaperTests {
    @Test(.enabled(if: PDFReader.isPresent, "pdftotext is not installed"), arguments: ["quickbooks", "xero"])
    func `a day's sum goes with a list of its sales, each with its fiscal number, to the cent`(
        _ provider: String
    ) async throws {
        try await SyncWorld.open(provider, mode: .summary) { world in
            try await world.sell("s1", "s2", "s3")
            try await world.placed(1)
            try await world.until { try await world.states().values.contains(.open) }
            let job = try await world.ended(try await world.sync(#"{"force": true}"#).id)
            #expect(job.progress.posted == 1)
            let row = try #require(try await world.spool.booksDocuments(of: world.lane, before: nil, limit: 1).first)
            var members: [BooksSource.Member] = []
            for sequence in row.sequences {
                let sale = try await world.spool.sale(sequence: sequence)
                members.append(BooksSource.Member(document: sale.entry.document, receipt: sale.receipt))
            }
            let paper = DaySumPaper(row, members)
            let content = try paper.content()
            let attached = await world.books.report().attachments
            #expect(attached.map(\.name) == [paper.name])
            #expect(attached.map(\.bytes) == [content.count])

            let text = try await PDFReader.text(content)
            #expect(text.contains("Sales of \(row.day)") && text.contains(row.number))
            #expect(text.contains("DUKA MOJA, PIN P052345678K"))
            for member in members {
                let number = try #require(member.receipt).controlUnitInvoiceNumber
                #expect(
                    text.split(separator: "\n").contains {
                        $0.hasPrefix(member.document.temporaryNumber) && $0.contains(" 630.00 ")
                            && $0.contains(" 62.07 ")
                            && $0.hasSuffix(number)
                    })
            }
            #expect(text.contains(#/Together +1890\.00 +186\.21/#))
            #expect(text.contains(#/B +16\.00 % +1163\.79 +186\.21 +1350\.00/#))
        }
    }
}
