import Fiscal
import Testing

@Suite struct DukaDayTests {
    @Test(arguments: AmountConvention.allCases)
    func `each of the day's sales comes to its expected total`(_ convention: AmountConvention) throws {
        let drafts = try DukaDay().drafts
        #expect(drafts.count == 400)
        for (index, draft) in drafts.enumerated() {
            let sale = try draft.checked(in: .direct(convention))
            #expect(sale.totals.total.description == draft.expectedTotal, "sale \(index + 1)")
            #expect(broken(sale) == [], "sale \(index + 1)")
        }
    }

    @Test func `the day uses every tax letter, and folds what KRA cannot say`() throws {
        let sales = try DukaDay().drafts.map { try $0.checked(in: .direct()) }
        let lines = sales.flatMap(\.lines)
        #expect(Set(lines.map(\.tax)) == Set(TaxLetter.allCases))
        #expect(lines.contains { $0.fiscal.count == 2 })
        #expect(lines.contains { $0.fiscal.first?.discountPercent ?? 0 > 0 })
    }

    @Test func `each of the day's documents survives its canonical bytes`() throws {
        for (index, draft) in try DukaDay().drafts.enumerated() {
            let document = Document.example(try draft.checked(in: .direct()), sequence: Int64(index + 1))
            let bytes = try document.canonicalBytes()
            let read = try Document(canonicalBytes: bytes)
            #expect(read == document, "sale \(index + 1)")
            #expect(try read.canonicalBytes() == bytes, "sale \(index + 1)")
        }
    }
}
