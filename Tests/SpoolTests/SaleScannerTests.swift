import Fiscal
import Foundation
import SpoolTestSupport
import Testing

@testable import Spool

/// The quick reader and the decoder must say the same of every document, or the quick one must say nothing.
@Suite struct SaleScannerTests {
    private func document() async throws -> [UInt8] {
        let shop = try Shop()
        return try await shop.sell("a").document.canonicalBytes()
    }

    @Test func `a sale is read as it was written`() async throws {
        let shop = try Shop()
        let document = try await shop.sell("a").document
        let found = try #require(SaleScanner.scan(try document.canonicalBytes()))
        #expect(found.id == document.id)
        #expect(found.sequence == 1)
        #expect(found.version == 1)
        #expect(found.acceptedAt == document.acceptedAt.milliseconds)
        #expect(found.temporaryNumber == document.temporaryNumber)
        #expect(found.till == "T1")
        #expect(found.total == document.sale.totals.total.minor)
    }

    @Test func `with any byte changed it says what the decoder says, or nothing`() async throws {
        let bytes = try await document()
        let decoder = JSONDecoder()
        var random = SystemRandomNumberGenerator()
        var sure = 0
        for place in bytes.indices {
            for change in [UInt8.random(in: 1...255, using: &random), 0x20, 0x02] {
                var changed = bytes
                changed[place] ^= change
                guard let found = SaleScanner.scan(changed) else { continue }
                sure += 1
                let text = try decoder.decode(SealedText.self, from: Data(changed))
                guard case .sale(let number, let till, let total) = text.kind else {
                    Issue.record("the decoder sees no sale where byte \(place) is changed by \(change)")
                    continue
                }
                #expect(
                    found
                        == SaleScanner.Found(
                            version: text.version, id: text.id, sequence: text.sequence, acceptedAt: text.acceptedAt,
                            temporaryNumber: number, till: till, total: total, hasBranch: true, hasSale: true))
            }
        }
        #expect(sure > bytes.count / 4)
    }

    @Test func `cut off anywhere it is no sale`() async throws {
        let bytes = try await document()
        for length in bytes.indices { #expect(SaleScanner.scan(Array(bytes[..<length])) == nil) }
        #expect(SaleScanner.scan(bytes + [0x20]) == nil)
    }
}
