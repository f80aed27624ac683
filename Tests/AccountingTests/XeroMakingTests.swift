import Fiscal
import JSON
import Outbound
import Testing

@testable import Accounting

/// Bodies against the worked examples (accounting-apis §7.13 and §7.15).
@Suite struct XeroMakingTests {
    private let dialect = Sample.xero
    private static let invoice = "5c2b1f0e-0000-4000-8000-00000000c417"
    private static let note = "5c2b1f0e-0000-4000-8000-00000000e031"

    private func call(_ record: BooksRecord) -> BooksCall { dialect.call(making: [Sample.keyed(record)]) }

    private static let document = """
        {"Type":"ACCREC","Contact":{"ContactID":"5c2b1f0e-0000-4000-8000-00000000b001"},
         "InvoiceNumber":"INV-2026-000417","Reference":"risiti:3f249cac4e39 KRACU0000000417/9",
         "Date":"2026-11-20","DueDate":"2026-12-20","LineAmountTypes":"Inclusive","CurrencyCode":"KES",
         "Status":"AUTHORISED",
         "LineItems":[
          {"Description":"Soap bar","Quantity":2,"UnitAmount":116.00,"AccountCode":"200","TaxType":"TAX001",
           "TaxAmount":32.00},
          {"Description":"Lamp","Quantity":3,"UnitAmount":99.99,"AccountCode":"200","TaxType":"TAX001",
           "TaxAmount":41.38},
          {"Description":"School book","Quantity":1,"UnitAmount":250.00,"AccountCode":"200","TaxType":"TAX002",
           "TaxAmount":0.00}]}
        """

    @Test func `an invoice is the one of the example`() throws {
        let call = call(.document(try Sample.basket(.invoice, .xero, memo: "KRACU0000000417/9")))
        #expect(call.method == "PUT")
        #expect(call.path == "/api.xro/2.0/Invoices?summarizeErrors=false&unitdp=4")
        #expect(
            call.headers == [
                "Accept": "application/json", "Content-Type": "application/json",
                "Idempotency-Key": "5c2b1f0e-3f249cac4e397e5c344281efcc0776d31492f344",
            ])
        #expect(try Sample.body(call) == Sample.normal("{\"Invoices\":[\(Self.document)]}"))
    }

    @Test(arguments: [
        ("https://etims.kra.go.ke/q?1", true), ("http://etims.kra.go.ke/q?1", false),
        ("https://go.xero.com/q", false), ("https://xero.com", false), ("https://notxero.com/q", true),
    ])
    func `the address in the QR code goes along where Xero takes it`(_ link: String, _ isTaken: Bool) throws {
        var document = try Sample.basket(.invoice, .xero)
        document.link = link
        let body = try Sample.body(call(.document(document)))
        #expect(body.list("Invoices").first?.text("Url") == (isTaken ? link : nil))
    }

    @Test func `a credit note is the example's`() throws {
        let call = call(
            .document(
                try Sample.soap(
                    .creditNote, 1, .xero, number: "CN-2026-000031", day: "2026-11-21", text: "Soap bar returned",
                    memo: "INV-2026-000417", marker: Sample.marker)))
        #expect(call.path == "/api.xro/2.0/CreditNotes?summarizeErrors=false&unitdp=4")
        let expected = """
            {"CreditNotes":[{"Type":"ACCRECCREDIT","Status":"AUTHORISED",
             "Contact":{"ContactID":"5c2b1f0e-0000-4000-8000-00000000b001"},"CreditNoteNumber":"CN-2026-000031",
             "Reference":"risiti:3f249cac4e39 INV-2026-000417","Date":"2026-11-21","LineAmountTypes":"Inclusive",
             "LineItems":[{"Description":"Soap bar returned","Quantity":1,"UnitAmount":116.00,"AccountCode":"200",
              "TaxType":"TAX001","TaxAmount":16.00}]}]}
            """
        #expect(try Sample.body(call) == Sample.normal(expected))
    }

    @Test func `a line has its item, its account's id and its tracking`() throws {
        var document = try Sample.basket(.invoice, .xero)
        document.lines[0].item = "SOAP-1"
        document.lines[0].account = Self.invoice
        document.tracking = ["Branch": "Nakuru"]
        let line = try #require(Sample.body(call(.document(document))).list("Invoices").first?.list("LineItems").first)
        #expect(line.text("ItemCode") == "SOAP-1")
        #expect(line.text("AccountID") == Self.invoice && line["AccountCode"] == nil)
        #expect(line.list("Tracking") == [try Sample.normal(#"{"Name":"Branch","Option":"Nakuru"}"#)])
    }

    @Test func `a company without taxes gets lines without`() throws {
        var document = try Sample.basket(.invoice, .xero)
        document.taxes = []
        let body = try #require(Sample.body(call(.document(document))).list("Invoices").first)
        #expect(body.text("LineAmountTypes") == "NoTax")
        #expect(body.list("LineItems").allSatisfy { $0["TaxType"] == nil && $0["TaxAmount"] == nil })
    }

    @Test func `a reference is cut behind the marker`() throws {
        let memo = String(repeating: "m", count: 400)
        let body = try Sample.body(call(.document(try Sample.basket(.invoice, .xero, memo: memo))))
        let reference = try #require(body.list("Invoices").first?.text("Reference"))
        #expect(reference.count == 255 && reference.hasPrefix("risiti:3f249cac4e39 m"))
    }

    @Test(arguments: [BooksDocument.Kind.salesReceipt, .refund])
    func `what Xero does not have is a fault of ours`(_ kind: BooksDocument.Kind) throws {
        let record = Sample.keyed(.document(try Sample.basket(kind, .xero)))
        #expect(dialect.call(making: [record]).method == "GET")
        guard case .fault(let fault) = dialect.outcomes(of: Sample.json("{}"), making: [record])[0] else {
            Issue.record("kept")
            return
        }
        #expect(fault.kind == .ours)
    }

    @Test func `a payment is the example's, its marker never cut`() throws {
        var payment = BooksPayment(
            document: Self.invoice, customer: "c", day: try Sample.day("2026-11-21"),
            amount: try Sample.money("500.00"), money: BooksMoney(account: "880", reference: "SKX0000002"),
            marker: "risiti:77aa01bc0002")
        let call = call(.payment(payment))
        #expect(call.path == "/api.xro/2.0/Payments?summarizeErrors=false")
        let expected = """
            {"Payments":[{"Invoice":{"InvoiceID":"\(Self.invoice)"},"Account":{"Code":"880"},
             "Date":"2026-11-21","Amount":500.00,"Reference":"SKX0000002 risiti:77aa01bc0002"}]}
            """
        #expect(try Sample.body(call) == Sample.normal(expected))
        payment.money.reference = String(repeating: "x", count: 300)
        let body = try Sample.body(self.call(.payment(payment)))
        let reference = try #require(body.list("Payments").first?.text("Reference"))
        #expect(reference.count == 255 && reference.hasSuffix("x risiti:77aa01bc0002"))
    }

    @Test func `a credit note is paid out by a payment from a bank without a code`() throws {
        let bank = "5c2b1f0e-0000-4000-8000-0000000000ba"
        let payment = BooksPayment(
            document: Self.note, isRefund: true, customer: "c", day: try Sample.day("2026-11-21"),
            amount: try Sample.money("116.00"), money: BooksMoney(account: bank), marker: Sample.marker)
        let expected = """
            {"Payments":[{"CreditNote":{"CreditNoteID":"\(Self.note)"},"Account":{"AccountID":"\(bank)"},
             "Date":"2026-11-21","Amount":116.00,"Reference":"risiti:3f249cac4e39"}]}
            """
        #expect(try Sample.body(call(.payment(payment))) == Sample.normal(expected))
    }

    @Test func `an allocation is the example's`() throws {
        let allocation = BooksAllocation(
            creditNote: Self.note, invoice: Self.invoice, customer: "c", day: try Sample.day("2026-11-21"),
            amount: try Sample.money("116.00"), marker: Sample.marker)
        let call = call(.allocation(allocation))
        #expect(call.path == "/api.xro/2.0/CreditNotes/\(Self.note)/Allocations")
        let expected = """
            {"Allocations":[{"Invoice":{"InvoiceID":"\(Self.invoice)"},"Amount":116.00,"Date":"2026-11-21"}]}
            """
        #expect(try Sample.body(call) == Sample.normal(expected))
        let answer = Sample.json(#"{"Allocations":[{"AllocationID":"a1","Amount":116.00}]}"#)
        #expect(
            dialect.outcomes(of: answer, making: [Sample.keyed(.allocation(allocation))])
                == [.kept(KeptRecord(id: "a1"))])
    }

    @Test func `a file goes up as it is`() throws {
        let attachment = BooksAttachment(
            document: Self.invoice, kind: .invoice, fileName: "KRACU0000000417-9.pdf", content: [1, 2, 255])
        let call = call(.attachment(attachment))
        #expect(call.method == "PUT")
        #expect(
            call.path
                == "/api.xro/2.0/Invoices/\(Self.invoice)/Attachments/KRACU0000000417-9.pdf?IncludeOnline=true")
        #expect(call.headers["Content-Type"] == "application/pdf")
        #expect(call.body == [1, 2, 255])
    }

    @Test func `a note is a record of history`() throws {
        let note = BooksNote(document: Self.note, kind: .creditNote, version: nil, text: "fiscal KRACU0000000417/9")
        let call = call(.note(note))
        #expect(call.path == "/api.xro/2.0/CreditNotes/\(Self.note)/History")
        let expected = #"{"HistoryRecords":[{"Details":"fiscal KRACU0000000417/9"}]}"#
        #expect(try Sample.body(call) == Sample.normal(expected))
    }

    @Test func `a contact bears our number and the PIN`() throws {
        let customer = BooksCustomer(name: "Mwangaza Stores", number: "C-17", pin: "P000111222K", phone: "0700000001")
        let call = call(.customer(customer))
        #expect(call.path == "/api.xro/2.0/Contacts?summarizeErrors=false")
        let expected = """
            {"Contacts":[{"Name":"Mwangaza Stores","ContactNumber":"C-17","TaxNumber":"P000111222K",
             "Phones":[{"PhoneType":"DEFAULT","PhoneNumber":"0700000001"}]}]}
            """
        #expect(try Sample.body(call) == Sample.normal(expected))
    }

    @Test func `an item keeps no stock, and long codes stay apart`() throws {
        let expected = """
            {"Items":[{"Code":"SOAP-1","Name":"Soap bar","Description":"Soap bar","IsSold":true,"IsPurchased":false,
             "SalesDetails":{"AccountCode":"200","TaxType":"TAX001"}}]}
            """
        let item = BooksItem(code: "SOAP-1", name: "Soap bar", account: "200", taxCode: "TAX001")
        #expect(try Sample.body(call(.item(item))) == Sample.normal(expected))
        let long = String(repeating: "9", count: 30)
        #expect(XeroDialect.code(long) == long)
        #expect(XeroDialect.code(long + "1").count == 30)
        #expect(XeroDialect.code(long + "1") != XeroDialect.code(long + "2"))
    }

    // MARK: - Batches

    private func payments(_ count: Int) throws -> [KeyedRecord] {
        try (0..<count).map { index in
            let payment = BooksPayment(
                document: Self.invoice, customer: "c", day: try Sample.day("2026-11-21"),
                amount: Money(minor: Int64(index + 1)), money: BooksMoney(account: "880"), marker: "risiti:\(index)")
            return Sample.keyed(.payment(payment), "key\(index)")
        }
    }

    @Test func `fifty go in one call, and the same fifty have the same key`() throws {
        let records = try payments(60)
        #expect(dialect.batchLimit(of: .payment) == 50)
        #expect(dialect.count(fittingOneCall: records) == 50)
        let call = dialect.call(making: Array(records.prefix(50)))
        #expect(try Sample.body(call).list("Payments").count == 50)
        #expect(call == dialect.call(making: Array(records.prefix(50))))
        let other = dialect.call(making: Array(records.dropFirst().prefix(50)))
        #expect(call.headers["Idempotency-Key"] != other.headers["Idempotency-Key"])
        #expect(try #require(call.headers["Idempotency-Key"]).hasPrefix("5c2b1f0e-"))
    }

    @Test func `invoices and credit notes do not go in one call, nor what is too large`() throws {
        let invoice = Sample.keyed(.document(try Sample.basket(.invoice, .xero)), "a")
        let note = Sample.keyed(.document(try Sample.basket(.creditNote, .xero)), "b")
        #expect(dialect.count(fittingOneCall: [invoice, invoice, note, invoice]) == 2)
        #expect(dialect.count(fittingOneCall: []) == 0)
        var large = try Sample.basket(.invoice, .xero)
        large.lines = Array(repeating: large.lines[0], count: 700)
        large.lines = large.lines.map { line in
            var line = line
            line.text = String(repeating: "x", count: 1_000)
            return line
        }
        let records = Array(repeating: Sample.keyed(.document(large)), count: 10)
        let count = dialect.count(fittingOneCall: records)
        #expect((1..<10).contains(count))
        let bytes = try #require(dialect.call(making: Array(records.prefix(count))).body).count
        #expect(bytes <= XeroDialect.largestBody)
    }

    @Test func `each of a batch has its own outcome, by place and number`() throws {
        let records = try ["A-1", "A-2", "A-3"].map {
            Sample.keyed(.document(try Sample.basket(.invoice, .xero, number: $0)), $0)
        }
        func element(_ number: String, _ rest: String) -> String {
            #"{"InvoiceID":"id-\#(number)","InvoiceNumber":"\#(number)",\#(rest)}"#
        }
        let ok = #""StatusAttributeString":"OK","HasErrors":false,"Total":781.97,"TotalTax":73.38"#
        let bad = #""StatusAttributeString":"ERROR","ValidationErrors":[{"Message":"Invoice # must be unique."}]"#
        let (first, second, third) = (element("A-1", ok), element("A-2", bad), element("A-3", ok))
        func kept(_ number: String) -> WriteOutcome {
            .kept(KeptRecord(id: "id-\(number)", number: number, totalMinor: 78_197, taxMinor: 7_338))
        }
        for order in ["\(first),\(second),\(third)", "\(third),\(first),\(second)"] {
            let outcomes = dialect.outcomes(of: Sample.json("{\"Invoices\":[\(order)]}"), making: records)
            #expect(outcomes[0] == kept("A-1") && outcomes[2] == kept("A-3"))
            guard case .fault(let fault) = outcomes[1] else {
                Issue.record("\(outcomes[1])")
                return
            }
            #expect(fault.kind == .duplicate && fault.text == "Invoice # must be unique.")
        }
        let short = dialect.outcomes(of: Sample.json("{\"Invoices\":[\(first),\(third)]}"), making: records)
        #expect(short[0] == kept("A-1") && short[2] == kept("A-3"))
        guard case .fault(let fault) = short[1] else {
            Issue.record("\(short[1])")
            return
        }
        #expect(fault.kind == .unclear, "of what the answer does not speak nobody knows")
    }

    @Test func `half an answer keeps nothing`() throws {
        let whole = Array(#"{"Invoices":[{"InvoiceID":"c417","InvoiceNumber":"INV-2026-000417","Total":1}]}"#.utf8)
        let record = Sample.keyed(.document(try Sample.basket(.invoice, .xero)))
        for length in 0..<whole.count {
            let half = BooksAnswer.response(HTTPResponse(status: 200, body: Array(whole.prefix(length))))
            guard case .fault(let fault) = dialect.outcomes(of: half, making: [record])[0] else {
                Issue.record("\(length) bytes were enough")
                continue
            }
            #expect(fault.kind == .unclear)
        }
    }

    @Test func `of a batch that was refused as a whole, each has its own outcome`() throws {
        let records = try ["A-1", "A-2"].map {
            Sample.keyed(.document(try Sample.basket(.invoice, .xero, number: $0)), $0)
        }
        let answer = Sample.json(
            """
            {"ErrorNumber":10,"Type":"ValidationException","Message":"A validation exception occurred","Elements":[
             {"InvoiceID":"00000000-0000-0000-0000-000000000000","InvoiceNumber":"A-2",
              "ValidationErrors":[{"Message":"account code 999 is not valid"}]}]}
            """, status: 400)
        let outcomes = dialect.outcomes(of: answer, making: records)
        guard case .fault(let first) = outcomes[0], case .fault(let second) = outcomes[1] else {
            Issue.record("\(outcomes)")
            return
        }
        #expect(first.kind == .unclear, "valid ones may have been saved")
        #expect(second.kind == .mapping)
    }
}
