import Fiscal
import Outbound
import Testing

@testable import Accounting

/// Looking for what may be there (accounting-apis §6.1), with answers of the reference's shapes.
@Suite struct XeroLookUpTests {
    private let dialect = Sample.xero
    private static let invoice = "5c2b1f0e-0000-4000-8000-00000000c417"
    private static let note = "5c2b1f0e-0000-4000-8000-00000000e031"

    private func asked(_ record: BooksRecord, _ answers: [BooksAnswer] = []) throws -> BooksCall {
        guard case .ask(let call) = dialect.lookUp(Sample.keyed(record), after: answers) else {
            throw LookUpTrouble.noQuestion
        }
        return call
    }

    private func step(_ record: BooksRecord, _ answers: BooksAnswer...) -> LookUpStep {
        dialect.lookUp(Sample.keyed(record), after: answers)
    }

    private static func list(_ name: String, _ rows: String...) -> BooksAnswer {
        Sample.json("{\"Id\":\"x\",\"Status\":\"OK\",\"\(name)\":[\(rows.joined(separator: ","))]}")
    }

    private static func row(
        _ id: String, reference: String = "", total: String = "781.97", date: String = "/Date(1795132800000+0000)/",
        more: String = ""
    ) -> String {
        """
        {"Type":"ACCREC","InvoiceID":"\(id)","InvoiceNumber":"INV-2026-000417","Reference":"\(reference)",
         "Contact":{"ContactID":"5c2b1f0e-0000-4000-8000-00000000b001"},"Date":"\(date)","Total":\(total),
         "TotalTax":73.38,"Status":"AUTHORISED"\(more)}
        """
    }

    private static func kept(_ id: String) -> KeptRecord {
        KeptRecord(id: id, number: "INV-2026-000417", totalMinor: 78_197, taxMinor: 7_338)
    }

    private func document() throws -> BooksRecord {
        var document = try Sample.basket(.invoice, .xero)
        document.link = "https://etims.example/q"
        return .document(document)
    }

    @Test func `documents are asked for by number`() throws {
        let call = try asked(document())
        #expect(call.path == "/api.xro/2.0/Invoices?InvoiceNumbers=INV-2026-000417&page=1")
        let note = try asked(.document(try Sample.basket(.creditNote, .xero, number: "CN \"1\"")))
        #expect(note.path.hasPrefix("/api.xro/2.0/CreditNotes?where=CreditNoteNumber%3D%3D%22CN%20"))
        #expect(Sample.query(note)["where"] == #"CreditNoteNumber=="CN \"1\"""#)
        let comma = try asked(.document(try Sample.basket(.invoice, .xero, number: "A,1")))
        #expect(Sample.query(comma)["where"] == #"InvoiceNumber=="A,1""#)
    }

    @Test func `marker or link make it ours; else customer, day and total decide`() throws {
        let marked = Self.row("c1", reference: "risiti:3f249cac4e39 KRACU/9")
        #expect(try step(document(), Self.list("Invoices", marked)) == .found(Self.kept("c1")))
        let link = Self.row("c1", more: #","Url":"https://etims.example/q""#)
        #expect(try step(document(), Self.list("Invoices", link)) == .found(Self.kept("c1")))
        #expect(try step(document(), Self.list("Invoices", Self.row("c1"))) == .foundUnmarked(Self.kept("c1")))
        let twin = marked.replacing("c1", with: "c2")
        #expect(
            try step(document(), Self.list("Invoices", marked, twin))
                == .several(Self.kept("c1"), ids: ["c1", "c2"]))
        for other in [Self.row("c1", total: "1"), Self.row("c1", date: "2026-11-21T00:00:00")] {
            guard case .taken(let words) = try step(document(), Self.list("Invoices", other)) else {
                Issue.record("not taken")
                continue
            }
            #expect(words.contains("INV-2026-000417") && words.contains("c1"))
        }
        #expect(try step(document(), Self.list("Invoices")) == .notThere)
        guard case .fault(let fault) = try step(document(), Sample.portal) else {
            Issue.record("an answer")
            return
        }
        #expect(fault.kind == .later)
    }

    @Test func `a payment is looked for beside its document, each of its amount`() throws {
        for isRefund in [false, true] {
            let record = BooksRecord.payment(
                BooksPayment(
                    document: isRefund ? Self.note : Self.invoice, isRefund: isRefund, customer: "c",
                    day: try Sample.day("2026-11-21"), amount: try Sample.money("500.00"),
                    money: BooksMoney(account: "880", reference: "SKX0000002"), marker: "risiti:77aa01bc0002"))
            let (list, id) = isRefund ? ("CreditNotes", "CreditNoteID") : ("Invoices", "InvoiceID")
            #expect(try asked(record).path.contains("/\(list)/"))
            let document = Self.list(
                list,
                """
                {"\(id)":"x","Payments":[{"PaymentID":"d1","Amount":500.0},{"PaymentID":"d2","Amount":1},
                 {"PaymentID":"d3","Amount":500.00}]}
                """)
            #expect(step(record, Self.list(list, #"{"\#(id)":"x","Payments":[]}"#)) == .notThere)
            #expect(try asked(record, [document]).path == "/api.xro/2.0/Payments/d1")
            func payment(_ id: String, _ reference: String, _ more: String = "") -> BooksAnswer {
                Self.list(
                    "Payments",
                    """
                    {"PaymentID":"\(id)","Amount":500.00,"Date":"/Date(1795219200000+0000)/",
                     "Reference":"\(reference)"\(more)}
                    """)
            }
            let other = payment("d1", "SKX0000009 risiti:000000000000")
            #expect(try asked(record, [document, other]).path == "/api.xro/2.0/Payments/d3")
            let marked = payment("d3", "SKX0000002 risiti:77aa01bc0002")
            #expect(
                step(record, document, other, marked)
                    == .found(KeptRecord(id: "d3", number: "SKX0000002 risiti:77aa01bc0002")))
            #expect(
                step(record, document, other, payment("d3", "SKX0000002"))
                    == .foundUnmarked(KeptRecord(id: "d3", number: "SKX0000002")))
            let deleted = payment("d3", "risiti:77aa01bc0002", #","Status":"DELETED""#)
            #expect(step(record, document, other, deleted) == .notThere)
        }
    }

    @Test func `an allocation is found by invoice and amount`() throws {
        let record = BooksRecord.allocation(
            BooksAllocation(
                creditNote: Self.note, invoice: Self.invoice, customer: "c", day: try Sample.day("2026-11-21"),
                amount: try Sample.money("116.00"), marker: Sample.marker))
        #expect(try asked(record).path == "/api.xro/2.0/CreditNotes/\(Self.note)")
        func note(_ invoice: String, _ amount: String) -> BooksAnswer {
            Self.list(
                "CreditNotes",
                """
                {"CreditNoteID":"\(Self.note)","Allocations":[{"AllocationID":"a1","Amount":\(amount),
                 "Invoice":{"InvoiceID":"\(invoice)"}}]}
                """)
        }
        #expect(step(record, note(Self.invoice, "116.0")) == .found(KeptRecord(id: "a1")))
        #expect(step(record, note(Self.invoice, "115.0")) == .notThere)
        #expect(step(record, note("other", "116.0")) == .notThere)
    }

    @Test func `a contact is asked for by our number, then by its name`() throws {
        let record = BooksRecord.customer(BooksCustomer(name: "Duka", number: "C-17", pin: "P000111222K"))
        let first = try asked(record)
        #expect(Sample.query(first) == ["where": #"ContactNumber=="C-17""#, "includeArchived": "true"])
        func contact(_ more: String) -> BooksAnswer {
            Self.list("Contacts", #"{"ContactID":"b1","Name":"duka"\#(more)}"#)
        }
        let ours = KeptRecord(id: "b1", number: "C-17")
        #expect(step(record, contact(#","ContactNumber":"C-17","ContactStatus":"ACTIVE""#)) == .found(ours))
        let merged = "5c2b1f0e-0000-4000-8000-00000000b002"
        #expect(
            step(
                record,
                contact(#","ContactNumber":"C-17","ContactStatus":"ARCHIVED","MergedToContactID":"\#(merged)""#))
                == .ask(BooksCall(method: "GET", path: "/api.xro/2.0/Contacts/\(merged)")))
        guard case .putAway = step(record, contact(#","ContactNumber":"C-17","ContactStatus":"ARCHIVED""#)) else {
            Issue.record("an archived contact cannot be used")
            return
        }
        let none = Self.list("Contacts")
        #expect(Sample.query(try asked(record, [none]))["where"] == #"Name=="Duka""#)
        let named = KeptRecord(id: "b1", number: "duka")
        #expect(step(record, none, contact("")) == .foundUnmarked(named))
        #expect(step(record, none, contact(#","TaxNumber":"P000111222K""#)) == .foundUnmarked(named))
        #expect(step(record, none, contact(#","ContactStatus":"ARCHIVED""#)) == .notThere)
        for other in [#","TaxNumber":"P999999999Z""#, #","ContactNumber":"C-99""#] {
            guard case .taken = step(record, none, contact(other)) else {
                Issue.record("\(other) is another's")
                continue
            }
        }
        #expect(step(record, none, none) == .notThere)
    }

    @Test func `an item is found by its code`() throws {
        let record = BooksRecord.item(BooksItem(code: "SOAP/1", name: "Soap", account: "200", taxCode: "TAX001"))
        #expect(Sample.query(try asked(record)) == ["where": #"Code=="SOAP/1""#])
        #expect(
            step(record, Self.list("Items", #"{"ItemID":"i1","Code":"SOAP/1"}"#))
                == .found(KeptRecord(id: "i1", number: "SOAP/1")))
        #expect(step(record, Self.list("Items")) == .notThere)
    }

    @Test func `files and notes are found beside their document`() throws {
        let file = BooksRecord.attachment(
            BooksAttachment(document: Self.invoice, kind: .invoice, fileName: "a.pdf", content: [1, 2, 3]))
        #expect(try asked(file).path == "/api.xro/2.0/Invoices/\(Self.invoice)/Attachments")
        func attachment(_ size: Int) -> BooksAnswer {
            Self.list("Attachments", #"{"AttachmentID":"f1","FileName":"a.pdf","ContentLength":\#(size)}"#)
        }
        #expect(step(file, attachment(3)) == .found(KeptRecord(id: "f1", number: "a.pdf")))
        #expect(step(file, attachment(4)) == .notThere, "the next upload replaces it")
        let note = BooksRecord.note(
            BooksNote(document: Self.invoice, kind: .invoice, version: nil, text: "fiscal KRACU/9"))
        #expect(try asked(note).path == "/api.xro/2.0/Invoices/\(Self.invoice)/History")
        let history = Self.list("HistoryRecords", #"{"Details":"INV created"}"#, #"{"Details":"fiscal KRACU/9 ok"}"#)
        #expect(step(note, history) == .found(KeptRecord(id: Self.invoice)))
        #expect(step(note, Self.list("HistoryRecords")) == .notThere)
        #expect(dialect.call(refreshing: note) == nil)
        #expect(try dialect.refreshed(note, by: Sample.portal) == note)
    }

    @Test(
        arguments: [
            ("/Date(1795132800000+0000)/", "2026-11-20"), ("/Date(1795132800000)/", "2026-11-20"),
            ("2026-11-20T00:00:00", "2026-11-20"), ("2026-11-20", "2026-11-20"), ("/Date(-1)/", "1969-12-31"),
            ("/Date(x)/", nil), ("", nil),
        ] as [(String, String?)])
    func `days are read in every form`(_ text: String, _ day: String?) {
        #expect(XeroDay.read(text)?.description == day)
    }
}
