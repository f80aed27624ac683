import Fiscal
import Outbound
import Testing

@testable import Accounting

/// Looking for what may be there, with answers of the reference's shapes (accounting-apis §6.1, §7.6).
@Suite struct QuickBooksLookUpTests {
    private let dialect = Sample.quickBooks
    private static let nothing = Sample.json(#"{"QueryResponse":{},"time":"2026-11-20T01:19:00.000-08:00"}"#)

    private func asked(_ record: BooksRecord, _ answers: [BooksAnswer] = []) throws -> BooksCall {
        guard case .ask(let call) = dialect.lookUp(Sample.keyed(record), after: answers) else {
            throw LookUpTrouble.noQuestion
        }
        return call
    }

    private func step(_ record: BooksRecord, _ answers: BooksAnswer...) -> LookUpStep {
        dialect.lookUp(Sample.keyed(record), after: answers)
    }

    private static func found(_ entity: String, _ rows: String...) -> BooksAnswer {
        Sample.json("{\"QueryResponse\":{\"\(entity)\":[\(rows.joined(separator: ","))],\"startPosition\":1}}")
    }

    private static func invoice(
        _ id: String, note: String = "", customer: String = "58", total: String = "781.97", day: String = "2026-11-20"
    ) -> String {
        """
        {"Id":"\(id)","SyncToken":"0","DocNumber":"INV-2026-000417","TxnDate":"\(day)",
         "CustomerRef":{"value":"\(customer)"},"TotalAmt":\(total),"TxnTaxDetail":{"TotalTax":73.38},"Line":[],
         "PrivateNote":"\(note)"}
        """
    }

    private static func kept(_ id: String) -> KeptRecord {
        KeptRecord(id: id, version: "0", number: "INV-2026-000417", totalMinor: 78_197, taxMinor: 7_338)
    }

    private func document() throws -> BooksRecord { .document(try Sample.basket(.invoice, .quickBooks)) }

    @Test func `a document is asked for by its number`() throws {
        let call = try asked(document())
        #expect(call.method == "GET" && call.path.hasPrefix("/v3/company/9130350000000001/query?query=select%20"))
        #expect(
            Sample.query(call)["query"]
                == "select * from Invoice where DocNumber = 'INV-2026-000417' orderby Id startposition 1 maxresults 1000"
        )
        #expect(Sample.query(call)["minorversion"] == "75")
    }

    @Test func `what bears our marker is ours, and the oldest of several`() throws {
        let (ours, other) = (Self.invoice("812", note: "x risiti:3f249cac4e39"), Self.invoice("811", customer: "1"))
        #expect(try step(document(), Self.found("Invoice", other, ours)) == .found(Self.kept("812")))
        let twin = Self.invoice("900", note: "risiti:3f249cac4e39")
        #expect(
            try step(document(), Self.found("Invoice", ours, twin))
                == .several(Self.kept("812"), ids: ["812", "900"]))
    }

    @Test func `without a marker customer, day and total decide`() throws {
        #expect(try step(document(), Self.found("Invoice", Self.invoice("812"))) == .foundUnmarked(Self.kept("812")))
        for other in [
            Self.invoice("812", customer: "59"), Self.invoice("812", total: "781.98"),
            Self.invoice("812", day: "2026-11-21"),
        ] {
            guard case .taken(let words) = try step(document(), Self.found("Invoice", other)) else {
                Issue.record("not taken")
                continue
            }
            #expect(words.contains("Invoice 812") && words.contains("INV-2026-000417"))
        }
    }

    @Test func `nothing is nothing, and a portal's page is no answer`() throws {
        #expect(try step(document(), Self.nothing) == .notThere)
        for answer in [Sample.portal, Sample.json("{}"), .failed(.unclear(.timeout, "x")), Sample.answer(500, "")] {
            guard case .fault(let fault) = try step(document(), answer) else {
                Issue.record("an answer")
                continue
            }
            #expect(fault.kind == .later)
        }
    }

    @Test(arguments: [
        ("O'Reilly", #"DocNumber = 'O\'Reilly'"#), (#"a\b"#, #"DocNumber = 'a\\b'"#),
        ("O\u{2019}Reilly", "DocNumber like 'O%Reilly'"), ("50%+&", "DocNumber = '50%+&'"),
    ])
    func `texts in questions are escaped`(_ number: String, _ condition: String) throws {
        let record = BooksRecord.document(try Sample.basket(.invoice, .quickBooks, number: number))
        let call = try asked(record)
        #expect(Sample.query(call)["query"]?.contains(condition) == true)
        #expect(call.path.utf8.allSatisfy { $0 > 32 && $0 < 127 && $0 != UInt8(ascii: "'") })
    }

    @Test func `what a pattern found besides is left out`() throws {
        let record = BooksRecord.document(
            try Sample.basket(.invoice, .quickBooks, number: "O\u{2019}Reilly"))
        let other = Self.invoice("812", note: "risiti:3f249cac4e39").replacing("INV-2026-000417", with: "OxReilly")
        #expect(step(record, Self.found("Invoice", other)) == .notThere)
    }

    // MARK: - Payments

    private func payment() throws -> BooksRecord {
        .payment(
            BooksPayment(
                document: "812", customer: "58", day: try Sample.day("2026-11-21"),
                amount: try Sample.money("500.00"),
                money: BooksMoney(account: "92", method: "3", reference: "SKX0000002"), marker: "risiti:77aa01bc0002"))
    }

    private static let linked = Sample.json(
        """
        {"Invoice":{"Id":"812","SyncToken":"1","LinkedTxn":[{"TxnId":"820","TxnType":"Payment"},
         {"TxnId":"821","TxnType":"Payment"},{"TxnId":"7","TxnType":"Estimate"}]}}
        """)

    @Test func `a payment is looked for beside its invoice`() throws {
        #expect(try asked(payment()).path.hasPrefix("/v3/company/9130350000000001/invoice/812?"))
        #expect(try step(payment(), Sample.json(#"{"Invoice":{"Id":"812","SyncToken":"0"}}"#)) == .notThere)
        let call = try asked(payment(), [Self.linked])
        #expect(Sample.query(call)["query"]?.contains("from Payment where Id in ('820', '821')") == true)
        func row(_ id: String, _ note: String, _ reference: String, _ total: String = "500.00") -> String {
            """
            {"Id":"\(id)","SyncToken":"0","PaymentRefNum":"\(reference)","TotalAmt":\(total),"UnappliedAmt":0,
             "PrivateNote":"\(note)","Line":[]}
            """
        }
        let kept = KeptRecord(id: "821", version: "0", number: "SKX0000002")
        let other = row("820", "", "SKX0000001")
        for (found, expected) in [
            (row("821", "risiti:77aa01bc0002", "SKX0000002"), LookUpStep.found(kept)),
            (row("821", "", "SKX0000002"), .foundUnmarked(kept)),
            (row("821", "", "SKX0000002", "400.00"), .notThere),
        ] {
            #expect(try step(payment(), Self.linked, Self.found("Payment", other, found)) == expected)
        }
    }

    @Test func `an allocation is looked for beside its credit memo`() throws {
        let record = BooksRecord.allocation(
            BooksAllocation(
                creditNote: "822", invoice: "812", customer: "58", day: try Sample.day("2026-11-21"),
                amount: try Sample.money("116.00"), marker: Sample.marker))
        #expect(try asked(record).path.contains("/creditmemo/822?"))
        let note = Sample.json(
            #"{"CreditMemo":{"Id":"822","LinkedTxn":[{"TxnId":"823","TxnType":"Payment"}]}}"#)
        func row(_ marker: String, invoice: String = "812", total: String = "0") -> String {
            """
            {"Id":"823","SyncToken":"0","TotalAmt":\(total),"UnappliedAmt":0,"PrivateNote":"\(marker)","Line":[
             {"Amount":116.00,"LinkedTxn":[{"TxnId":"\(invoice)","TxnType":"Invoice"}]},
             {"Amount":116.00,"LinkedTxn":[{"TxnId":"822","TxnType":"CreditMemo"}]}]}
            """
        }
        let kept = KeptRecord(id: "823", version: "0")
        #expect(step(record, note, Self.found("Payment", row(Sample.marker))) == .found(kept))
        #expect(step(record, note, Self.found("Payment", row(""))) == .foundUnmarked(kept))
        #expect(step(record, note, Self.found("Payment", row("", invoice: "9"))) == .notThere)
        #expect(step(record, note, Self.found("Payment", row("", total: "5"))) == .notThere)
        #expect(step(record, note, Self.found("Payment", row(Sample.marker, invoice: "9"))) == .notThere)
    }

    // MARK: - Files and notes

    @Test func `a file is found by name and size`() throws {
        let record = BooksRecord.attachment(
            BooksAttachment(document: "812", kind: .creditNote, fileName: "a.pdf", content: [1, 2, 3]))
        let query = try #require(Sample.query(asked(record))["query"])
        #expect(
            query.contains(
                "where AttachableRef.EntityRef.Type = 'CreditMemo' and AttachableRef.EntityRef.value = '812'"))
        func row(_ id: String, _ name: String, _ size: Int) -> String {
            #"{"Id":"\#(id)","SyncToken":"0","FileName":"\#(name)","Size":\#(size)}"#
        }
        let kept = KeptRecord(id: "2", version: "0", number: "a.pdf")
        #expect(step(record, Self.found("Attachable", row("1", "b.pdf", 3), row("2", "a.pdf", 3))) == .found(kept))
        #expect(step(record, Self.nothing) == .notThere)
        guard case .taken = step(record, Self.found("Attachable", row("2", "a.pdf", 4))) else {
            Issue.record("not taken")
            return
        }
    }

    @Test func `a note is found in its document, and on a changed one it is written behind what is there`() throws {
        let note = BooksNote(
            document: "812", kind: .invoice, version: "0", text: "risiti:3f249cac4e39 fiscal KRACU0000000417/9")
        func answer(_ text: String) -> BooksAnswer {
            Sample.json(#"{"Invoice":{"Id":"812","SyncToken":"3","PrivateNote":"\#(text)"}}"#)
        }
        #expect(step(.note(note), answer("risiti:3f249cac4e39")) == .notThere)
        #expect(step(.note(note), answer(note.text)) == .found(KeptRecord(id: "812", version: "3")))
        #expect(dialect.call(refreshing: .note(note))?.path.contains("/invoice/812?") == true)
        let fresh = try dialect.refreshed(.note(note), by: answer("risiti:3f249cac4e39 call them first"))
        var expected = note
        (expected.version, expected.text) = ("3", note.text + " call them first")
        #expect(fresh == .note(expected))
        #expect(try dialect.refreshed(fresh, by: answer("risiti:3f249cac4e39 call them first")) == fresh)
        #expect(dialect.call(refreshing: try document()) == nil)
    }

    // MARK: - Names

    private static func batch(_ parts: (String, String)...) -> BooksAnswer {
        let items = parts.enumerated().map { index, part in
            let found = part.1.isEmpty ? "{}" : "{\"\(part.0)\":[\(part.1)]}"
            return "{\"QueryResponse\":\(found),\"bId\":\"\(index + 1)\"}"
        }
        return Sample.json("{\"BatchItemResponse\":[\(items.joined(separator: ","))]}")
    }

    private static func customer(_ more: String) -> String {
        #"{"Id":"58","SyncToken":"0","DisplayName":"MWANGAZA Stores"\#(more)}"#
    }

    @Test func `a customer is asked for among all who share its names, inactive ones too`() throws {
        let customer = BooksCustomer(name: "Otieno's: Shop", number: "C-17")
        let call = try asked(.customer(customer))
        #expect(call.method == "POST" && call.path.contains("/batch?") && call.cost == .batch)
        let queries = try Sample.body(call).list("BatchItemRequest").compactMap { $0.text("Query") }
        #expect(queries.count == 3)
        #expect(
            queries[0].hasPrefix(
                #"select * from Customer where DisplayName = 'Otieno\'s- Shop' and Active in (true, false)"#))
    }

    @Test(arguments: [
        (#","ResaleNum":"P000111222K""#, "ours"), (#","Notes":"PIN P000111222K; risiti number C-17""#, "ours"),
        ("", "alike"), (#","Notes":"pays late, number 0711000000""#, "alike"),
        (#","ResaleNum":"P999999999Z""#, "taken"),
        (#","Notes":"risiti number C-18""#, "taken"), (#","ResaleNum":"P000111222K","Active":false"#, "put away"),
        (#","Active":false"#, "taken"),
    ])
    func `a customer is ours by PIN or number`(_ more: String, _ expected: String) {
        let customer = BooksCustomer(name: "Mwangaza Stores", number: "C-17", pin: "P000111222K")
        let answer = Self.batch(("Customer", Self.customer(more)), ("Vendor", ""), ("Employee", ""))
        let kept = KeptRecord(id: "58", version: "0", number: "MWANGAZA Stores")
        switch step(.customer(customer), answer) {
        case .found(let found): #expect(expected == "ours" && found == kept)
        case .foundUnmarked(let found): #expect(expected == "alike" && found == kept)
        case .taken: #expect(expected == "taken")
        case .putAway: #expect(expected == "put away")
        case let other: Issue.record("\(other)")
        }
    }

    @Test func `a vendor's name is taken, and a fault in the batch is a fault`() {
        let customer = BooksRecord.customer(BooksCustomer(name: "Mwangaza Stores", number: "C-17"))
        let vendor = Self.batch(("Customer", ""), ("Vendor", Self.customer("")), ("Employee", ""))
        #expect(step(customer, vendor) == .taken(by: "the vendor Mwangaza Stores, id 58"))
        #expect(step(customer, Self.batch(("Customer", ""), ("Vendor", ""), ("Employee", ""))) == .notThere)
        let fault = Sample.json(
            #"{"BatchItemResponse":[{"Fault":{"Error":[{"Message":"m","code":"4001"}]},"bId":"1"}]}"#)
        guard case .fault(let found) = step(customer, fault) else {
            Issue.record("no fault")
            return
        }
        #expect(found.kind == .ours)
    }

    @Test func `an item is ours by its code`() {
        let item = BooksRecord.item(BooksItem(code: "SOAP-1", name: "Soap bar", account: "31", taxCode: "5"))
        func row(_ id: String, _ name: String, _ more: String) -> String {
            #"{"Id":"\#(id)","SyncToken":"0","Name":"\#(name)"\#(more)}"#
        }
        func kept(_ name: String) -> KeptRecord { KeptRecord(id: "21", version: "0", number: name) }
        let renamed = row("21", "Soap, blue", #","Sku":"SOAP-1""#)
        #expect(step(item, Self.batch(("Item", ""), ("Item", renamed))) == .found(kept("Soap, blue")))
        let plain = row("21", "Soap bar", "")
        #expect(step(item, Self.batch(("Item", plain), ("Item", ""))) == .foundUnmarked(kept("Soap bar")))
        for other in [row("21", "Soap bar", #","Sku":"X""#), row("21", "Soap bar", #","Active":false"#)] {
            guard case .taken = step(item, Self.batch(("Item", other), ("Item", ""))) else {
                Issue.record("not taken")
                continue
            }
        }
        #expect(step(item, Self.batch(("Item", ""), ("Item", ""))) == .notThere)
    }
}

enum LookUpTrouble: Error { case noQuestion }
