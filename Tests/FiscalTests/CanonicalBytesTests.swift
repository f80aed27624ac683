import Testing

@testable import Fiscal

extension Document {
    /// A document around a sale, with nothing left to chance.
    static func example(_ sale: Sale, sequence: Int64 = 41) -> Document {
        let time = Timestamp(milliseconds: 1_773_301_512_345)
        return Document(
            id: "01JPA5S0V3KX7T1QH2M4N6P8RS", sequence: sequence, temporaryNumber: "T1-000041", acceptedAt: time,
            clock: ClockReading(claimed: time, sinceBoot: 86_400_123, suspect: false),
            branch: Branch(
                pin: "P052345678K", branchID: "00", deviceSerial: "DUKA-0001", tradeName: "DUKA MOJA",
                address: "Biashara St, Nairobi"),
            sale: sale)
    }
}

@Suite struct CanonicalBytesTests {
    /// The bytes of version 1 for the sale of reference §8.4; a change here is a new version of the form.
    private static let golden = #"""
        {"acceptedAt":1773301512345,"branch":{"address":"Biashara St, Nairobi","branchID":"00",
        "deviceSerial":"DUKA-0001","pin":"P052345678K","tradeName":"DUKA MOJA"},"clock":{"claimed":1773301512345,
        "sinceBoot":86400123,"suspect":false},"id":"01JPA5S0V3KX7T1QH2M4N6P8RS","sale":{"cashier":"A12",
        "convention":"inclusive","late":false,"lines":[{"discount":0,"fiscal":[{"discount":0,"discountPercent":0,
        "name":"Exercise book A4 200 pages","quantity":3000,"supply":45000,"tax":6207,"taxable":38793,"total":45000,
        "unitPrice":15000}],"item":{"class":"4412160400","origin":"KE","package":"NT","type":"goods","unit":"NO"},
        "name":"Exercise book A4 200 pages","number":1,"quantity":3000,"sku":"6161100000017","tax":"B",
        "total":45000,"unitPrice":15000},{"discount":0,"fiscal":[{"discount":0,"discountPercent":0,
        "name":"Fresh tomatoes","quantity":1500,"supply":18000,"tax":0,"taxable":18000,"total":18000,
        "unitPrice":12000}],"item":{"class":"4412160400","origin":"KE","package":"NT","type":"goods","unit":"KG"},
        "name":"Fresh tomatoes","number":2,"quantity":1500,"sku":"TOMATO","tax":"A","total":18000,
        "unitPrice":12000}],"payments":[{"amount":63000,"method":"cash"}],"rates":{"rates":{"A":0,"B":1600,"C":0,
        "D":0,"E":0}},"soldAt":1773301512000,"till":"T1"},"sequence":41,"temporaryNumber":"T1-000041","version":1}
        """#

    @Test func `the bytes are those of version 1`() throws {
        let document = Document.example(try SaleDraft.example.checked(in: .integrator))
        let text = String(decoding: try document.canonicalBytes(), as: UTF8.self)
        #expect(text == Self.golden.split(separator: "\n").joined())
    }

    @Test func `the golden bytes are read`() throws {
        let document = try Document(canonicalBytes: Array(Self.golden.split(separator: "\n").joined().utf8))
        #expect(document == .example(try SaleDraft.example.checked(in: .integrator)))
        #expect(document.version == Document.currentVersion)
        #expect(document.soldAt == Timestamp(rfc3339: "2026-03-12T10:45:12+03:00"))
    }

    @Test(arguments: ["Maziwa ya \"mtindi\" 500 ml", "A/B \\ C", "Café crème – 1 €", "🥛 lait", "<b>&amp;</b>"])
    func `any name comes back as it was`(_ name: String) throws {
        let sale = try SaleDraft([LineDraft(name, "1", "65.00", "C", sku: "M")]).checked(in: .direct())
        let document = Document.example(sale)
        let bytes = try document.canonicalBytes()
        #expect(try bytes == CanonicalJSON.bytes(of: document))
        #expect(try Document(canonicalBytes: bytes) == document)
        #expect(try Document(canonicalBytes: bytes).canonicalBytes() == bytes)
    }

    @Test(arguments: ["\u{8}\u{C}\n\r\t", "\u{1}\u{1F}\u{7F}", "\"\\/", "é\u{2028}🥛"])
    func `a reference with any character is written as an encoder would`(_ reference: String) throws {
        var draft = SaleDraft.example
        draft.buyer = Buyer(pin: nil, name: "Café \"A/B\"", phone: "0722 000 000")
        let checked = try draft.checked(in: .integrator)
        let sale = Sale(
            till: checked.till, cashier: checked.cashier, soldAt: nil, late: true, lines: checked.lines,
            payments: [Payment(method: .mobileMoney, amount: Money(minor: 63_000), reference: reference)],
            buyer: checked.buyer, credits: nil, convention: checked.convention, rates: checked.rates)
        let document = Document.example(sale)
        #expect(try document.canonicalBytes() == CanonicalJSON.bytes(of: document))
    }

    @Test func `random documents and their credit notes come back`() throws {
        var baskets = Baskets(seed: 81)
        for round in 0..<200 {
            let sale = try baskets.next().checked(in: .direct(AmountConvention.allCases[round % 3]))
            let note = try sale.credited(
                nil, as: CreditNoteTests.reference, after: [], till: "T1", cashier: "A12", soldAt: nil)
            for document in [Document.example(sale), Document.example(note)] {
                let bytes = try document.canonicalBytes()
                #expect(try bytes == CanonicalJSON.bytes(of: document), "round \(round)")
                #expect(try Document(canonicalBytes: bytes) == document, "round \(round)")
                #expect(!bytes.contains(0x0A), "round \(round)")
            }
        }
    }

    @Test(arguments: ["", "{}", "[]", "null", "{\"version\":1}"])
    func `other bytes are no document`(_ text: String) {
        #expect(throws: (any Error).self) { try Document(canonicalBytes: Array(text.utf8)) }
    }
}
