import Fiscal
import JSON
import Outbound
import Testing

@testable import Accounting

/// Bodies against the worked examples (accounting-apis §7.3 to §7.10).
@Suite struct QuickBooksMakingTests {
    private let dialect = Sample.quickBooks

    private func call(_ record: BooksRecord) -> BooksCall { dialect.call(making: [Sample.keyed(record)]) }

    @Test func `an invoice is the one of the example`() throws {
        let call = call(.document(try Sample.basket(.invoice, .quickBooks)))
        #expect(call.method == "POST")
        #expect(
            call.path == "/v3/company/9130350000000001/invoice?minorversion=75&requestid="
                + "3f249cac4e397e5c344281efcc0776d31492f344")
        #expect(call.headers == ["Accept": "application/json", "Content-Type": "application/json"])
        let expected = """
            {"DocNumber":"INV-2026-000417","TxnDate":"2026-11-20","DueDate":"2026-12-20",
             "CustomerRef":{"value":"58"},"CurrencyRef":{"value":"KES"},
             "GlobalTaxCalculation":"TaxExcluded",
             "Line":[
              {"Amount":200.00,"Description":"Soap bar","DetailType":"SalesItemLineDetail",
               "SalesItemLineDetail":{"ItemRef":{"value":"21"},"Qty":2,"UnitPrice":100.00,"TaxCodeRef":{"value":"5"}}},
              {"Amount":258.59,"Description":"Lamp (3 x 99.99 incl.)","DetailType":"SalesItemLineDetail",
               "SalesItemLineDetail":{"ItemRef":{"value":"22"},"Qty":3,"UnitPrice":86.196667,
                "TaxCodeRef":{"value":"5"}}},
              {"Amount":250.00,"Description":"School book","DetailType":"SalesItemLineDetail",
               "SalesItemLineDetail":{"ItemRef":{"value":"23"},"Qty":1,"UnitPrice":250.00,
                "TaxCodeRef":{"value":"7"}}}],
             "TxnTaxDetail":{"TotalTax":73.38,"TaxLine":[
              {"Amount":73.38,"DetailType":"TaxLineDetail","TaxLineDetail":{"TaxRateRef":{"value":"11"},
               "PercentBased":true,"TaxPercent":16,"NetAmountTaxable":458.59}},
              {"Amount":0,"DetailType":"TaxLineDetail","TaxLineDetail":{"TaxRateRef":{"value":"13"},
               "PercentBased":true,"TaxPercent":0,"NetAmountTaxable":250.00}}]},
             "CustomerMemo":{"value":"Fiscal receipt KRACU0000000417/9"},
             "PrivateNote":"risiti:3f249cac4e39"}
            """
        #expect(try Sample.body(call) == Sample.normal(expected))
    }

    @Test(arguments: [(BooksDocument.Kind.salesReceipt, "salesreceipt"), (.refund, "refundreceipt")])
    func `a sales receipt and a refund are the example's`(_ kind: BooksDocument.Kind, _ path: String) throws {
        var names = Sample.Names.quickBooks
        names.customer = "60"
        let money = BooksMoney(account: "91", method: "1", reference: "SKX0000001")
        let call = call(
            .document(
                try Sample.soap(
                    kind, 2, names, number: "S-01-000981", marker: "risiti:77aa01bc0001", money: money)))
        #expect(call.path.hasPrefix("/v3/company/9130350000000001/\(path)?"))
        let expected = """
            {"DocNumber":"S-01-000981","TxnDate":"2026-11-20","CustomerRef":{"value":"60"},
             "GlobalTaxCalculation":"TaxExcluded","PaymentMethodRef":{"value":"1"},"PaymentRefNum":"SKX0000001",
             "DepositToAccountRef":{"value":"91"},
             "Line":[{"Amount":200.00,"Description":"Soap bar","DetailType":"SalesItemLineDetail",
              "SalesItemLineDetail":{"ItemRef":{"value":"21"},"Qty":2,"UnitPrice":100.00,"TaxCodeRef":{"value":"5"}}}],
             "TxnTaxDetail":{"TotalTax":32.00,"TaxLine":[{"Amount":32.00,"DetailType":"TaxLineDetail",
              "TaxLineDetail":{"TaxRateRef":{"value":"11"},"PercentBased":true,"TaxPercent":16,
              "NetAmountTaxable":200.00}}]},
             "PrivateNote":"risiti:77aa01bc0001"}
            """
        #expect(try Sample.body(call) == Sample.normal(expected))
    }

    @Test func `a credit memo has no due day and no money`() throws {
        let call = call(
            .document(
                try Sample.soap(
                    .creditNote, 1, .quickBooks, number: "CN-2026-000031", marker: Sample.marker,
                    money: BooksMoney(account: "91"))))
        #expect(call.path.contains("/creditmemo?"))
        let body = try Sample.body(call)
        #expect(body["DueDate"] == nil && body["DepositToAccountRef"] == nil)
        #expect(body.cents("TxnTaxDetail", "TotalTax") == 1_600)
    }

    @Test func `two codes under one rate are one tax line`() throws {
        var document = try Sample.basket(.invoice, .quickBooks)
        document.taxes[1].rateID = "11"
        let body = try Sample.body(call(.document(document)))
        let lines = body.list("TxnTaxDetail", "TaxLine")
        #expect(lines.count == 1)
        #expect(lines[0].cents("TaxLineDetail", "NetAmountTaxable") == 70_859)
    }

    @Test func `a company without taxes gets amounts with VAT in them and no codes`() throws {
        var document = try Sample.basket(.invoice, .quickBooks)
        document.taxes = []
        let body = try Sample.body(call(.document(document)))
        #expect(body.text("GlobalTaxCalculation") == "NotApplicable")
        #expect(body["TxnTaxDetail"] == nil)
        #expect(body.list("Line").map { $0.cents("Amount") } == [23_200, 29_997, 25_000])
        #expect(body.list("Line").allSatisfy { $0["SalesItemLineDetail"]?["TaxCodeRef"] == nil })
    }

    @Test func `classes and locations stand where QuickBooks has them`() throws {
        var document = try Sample.basket(.invoice, .quickBooks)
        document.tracking = ["Class": "3", "location": "4"]
        let body = try Sample.body(call(.document(document)))
        #expect(body.text("DepartmentRef", "value") == "4")
        #expect(body.list("Line").allSatisfy { $0.text("SalesItemLineDetail", "ClassRef", "value") == "3" })
    }

    @Test func `a number is cut to twenty-one characters`() throws {
        let number = "T1-20261120-000041-0000001"
        let body = try Sample.body(call(.document(try Sample.basket(.invoice, .quickBooks, number: number))))
        #expect(body.text("DocNumber") == "T1-20261120-000041-00")
    }

    @Test func `a customer has its PIN where it can be read again`() throws {
        let call = call(
            .customer(
                BooksCustomer(
                    name: "Mwangaza Stores", number: "P000111222K", pin: "P000111222K", phone: "0700000001")))
        #expect(call.path.contains("/customer?minorversion=75&requestid="))
        let expected = """
            {"DisplayName":"Mwangaza Stores","CompanyName":"Mwangaza Stores",
             "PrimaryPhone":{"FreeFormNumber":"0700000001"},"ResaleNum":"P000111222K","Notes":"PIN P000111222K"}
            """
        #expect(try Sample.body(call) == Sample.normal(expected))
    }

    @Test func `a name has no colon, tab or line end, and a hundred characters at most`() throws {
        let name = "Duka: la\tMama\nNjeri " + String(repeating: "é", count: 100)
        let body = try Sample.body(call(.customer(BooksCustomer(name: name, number: "C-17"))))
        let written = try #require(body.text("DisplayName"))
        #expect(written.hasPrefix("Duka- la Mama Njeri é") && written.count == 100)
        #expect(body.text("Notes") == "risiti number C-17")
    }

    @Test func `an item keeps no stock`() throws {
        let item = BooksItem(code: "SOAP-1", name: "Soap: bar", account: "31", taxCode: "5")
        let expected = """
            {"Name":"Soap- bar","Sku":"SOAP-1","Type":"NonInventory","IncomeAccountRef":{"value":"31"},
             "SalesTaxCodeRef":{"value":"5"}}
            """
        #expect(try Sample.body(call(.item(item))) == Sample.normal(expected))
    }

    @Test func `a payment is the example's`() throws {
        let payment = BooksPayment(
            document: "812", customer: "58", day: try Sample.day("2026-11-21"), amount: try Sample.money("500.00"),
            money: BooksMoney(account: "92", method: "3", reference: "SKX0000002"), marker: "risiti:77aa01bc0002")
        let expected = """
            {"CustomerRef":{"value":"58"},"TotalAmt":500.00,"TxnDate":"2026-11-21","PaymentMethodRef":{"value":"3"},
             "PaymentRefNum":"SKX0000002","DepositToAccountRef":{"value":"92"},
             "Line":[{"Amount":500.00,"LinkedTxn":[{"TxnId":"812","TxnType":"Invoice"}]}],
             "PrivateNote":"risiti:77aa01bc0002"}
            """
        #expect(try Sample.body(call(.payment(payment))) == Sample.normal(expected))
    }

    @Test func `a credit memo is applied by a payment of nothing`() throws {
        let allocation = BooksAllocation(
            creditNote: "822", invoice: "812", customer: "58", day: try Sample.day("2026-11-21"),
            amount: try Sample.money("116.00"), marker: Sample.marker)
        let expected = """
            {"CustomerRef":{"value":"58"},"TotalAmt":0,"TxnDate":"2026-11-21","Line":[
             {"Amount":116.00,"LinkedTxn":[{"TxnId":"812","TxnType":"Invoice"}]},
             {"Amount":116.00,"LinkedTxn":[{"TxnId":"822","TxnType":"CreditMemo"}]}],
             "PrivateNote":"risiti:3f249cac4e39"}
            """
        #expect(try Sample.body(call(.allocation(allocation))) == Sample.normal(expected))
    }

    @Test func `a refund of money is no payment there`() throws {
        let payment = BooksPayment(
            document: "822", isRefund: true, customer: "58", day: try Sample.day("2026-11-21"),
            amount: try Sample.money("1.00"), money: BooksMoney(account: "92"), marker: Sample.marker)
        let record = Sample.keyed(.payment(payment))
        #expect(dialect.call(making: [record]).method == "GET")
        let outcomes = dialect.outcomes(of: Sample.json(#"{"CompanyInfo":{"Id":"1"}}"#), making: [record])
        guard case .fault(let fault) = outcomes[0] else {
            Issue.record("\(outcomes)")
            return
        }
        #expect(fault.kind == .ours && fault.code == "refund_payment")
    }

    @Test func `a note changes the private note and nothing else`() throws {
        let note = BooksNote(
            document: "812", kind: .invoice, version: "1", text: "risiti:3f249cac4e39 fiscal KRACU0000000417/9")
        let call = call(.note(note))
        #expect(call.path.contains("/invoice?minorversion=75"))
        let expected = """
            {"Id":"812","SyncToken":"1","sparse":true,"PrivateNote":"risiti:3f249cac4e39 fiscal KRACU0000000417/9"}
            """
        #expect(try Sample.body(call) == Sample.normal(expected))
    }

    @Test func `a file goes up in two parts with CRLF line ends`() throws {
        let pdf = Array("%PDF-1.7 bytes \r\n--\r\n".utf8) + [0, 255, 13, 10]
        let attachment = BooksAttachment(
            document: "812", kind: .invoice, fileName: "KRACU0000000417-9.pdf", content: pdf)
        let call = call(.attachment(attachment))
        #expect(call.path.hasPrefix("/v3/company/9130350000000001/upload?minorversion=75&requestid="))
        let type = try #require(call.headers["Content-Type"])
        let boundary = try #require(type.split(separator: "boundary=").last.map(String.init))
        let head =
            """
            --\(boundary)
            Content-Disposition: form-data; name="file_metadata_0"; filename="metadata.json"
            Content-Type: application/json; charset=UTF-8

            {"AttachableRef":[{"EntityRef":{"type":"Invoice","value":"812"},"IncludeOnSend":true}],\
            "FileName":"KRACU0000000417-9.pdf","ContentType":"application/pdf","Category":"Receipt",\
            "Note":"eTIMS receipt"}
            --\(boundary)
            Content-Disposition: form-data; name="file_content_0"; filename="KRACU0000000417-9.pdf"
            Content-Type: application/pdf


            """
        let expected =
            Array(head.replacing("\n", with: "\r\n").utf8) + pdf + Array("\r\n--\(boundary)--\r\n".utf8)
        #expect(call.body == expected)
        #expect(self.call(.attachment(attachment)) == call, "the same key and file are the same body")
    }

    @Test func `a boundary never stands in the file`() throws {
        let attachment = BooksAttachment(document: "812", kind: .invoice, fileName: "a.pdf", content: [1, 2])
        let first = try #require(call(.attachment(attachment)).headers["Content-Type"])
        let boundary = try #require(first.split(separator: "boundary=").last.map(String.init))
        var wicked = attachment
        wicked.content = Array("%PDF \r\n--\(boundary)\r\n".utf8)
        #expect(call(.attachment(wicked)).headers["Content-Type"] != first)
    }

    @Test func `what is kept has the echo of total and VAT`() throws {
        let answer = Sample.json(
            """
            {"Invoice":{"Id":"812","SyncToken":"0","DocNumber":"INV-2026-000417","Line":[{"Amount":708.59}],
             "TxnTaxDetail":{"TotalTax":73.380},"TotalAmt":781.97,"Balance":781.97},"time":"2026-11-20T01:17:10-08:00"}
            """)
        let record = Sample.keyed(.document(try Sample.basket(.invoice, .quickBooks)))
        let kept = KeptRecord(
            id: "812", version: "0", number: "INV-2026-000417", totalMinor: 78_197, taxMinor: 7_338)
        #expect(dialect.outcomes(of: answer, making: [record]) == [.kept(kept)])
    }

    @Test func `an uploaded file is kept, and the fault of its part is a fault`() throws {
        let record = Sample.keyed(
            .attachment(BooksAttachment(document: "812", kind: .invoice, fileName: "a.pdf", content: [1])))
        let kept = Sample.json(
            #"{"AttachableResponse":[{"Attachable":{"Id":"100","SyncToken":"0","FileName":"a.pdf","Size":1}}]}"#)
        #expect(
            dialect.outcomes(of: kept, making: [record]) == [
                .kept(KeptRecord(id: "100", version: "0", number: "a.pdf"))
            ])
        let refused = Sample.json(
            #"{"AttachableResponse":[{"Fault":{"Error":[{"Message":"no","code":"6041"}],"type":"ValidationFault"}}]}"#)
        guard case .fault(let fault) = dialect.outcomes(of: refused, making: [record])[0] else {
            Issue.record("kept")
            return
        }
        #expect(fault.code == "6041" && fault.kind == .ours)
    }

    @Test func `half an answer keeps nothing`() throws {
        let whole = Array(#"{"Invoice":{"Id":"812","SyncToken":"0","TotalAmt":781.97,"Line":[]},"time":"x"}"#.utf8)
        let record = Sample.keyed(.document(try Sample.basket(.invoice, .quickBooks)))
        for length in 0..<whole.count {
            let half = BooksAnswer.response(HTTPResponse(status: 200, body: Array(whole.prefix(length))))
            guard case .fault(let fault) = dialect.outcomes(of: half, making: [record])[0] else {
                Issue.record("\(length) bytes were enough")
                continue
            }
            #expect(fault.kind == .unclear)
        }
    }

    @Test func `a payment that is put back is read, then changed under its version, and its echo is checked`() throws {
        let made = BooksPayment(
            document: "812", customer: "58", day: try Sample.day("2026-11-21"),
            amount: Money(minor: 50_000), money: BooksMoney(account: "92"), marker: "risiti:77aa01bc0002")
        let record = BooksRecord.payment(made).put(over: BooksOver(id: "820"))
        #expect(dialect.call(refreshing: record)?.path.hasPrefix("/v3/company/9130350000000001/payment/820?") == true)
        #expect(dialect.call(refreshing: .payment(made)) == nil)

        func answer(_ members: String) -> BooksAnswer {
            Sample.json(#"{"Payment":{"Id":"820",\#(members)},"time":"x"}"#)
        }
        let loose = #""SyncToken":"4","TotalAmt":500.00,"UnappliedAmt":500.00,"PrivateNote":"risiti:77aa01bc0002 ok""#
        let fresh = try dialect.refreshed(record, by: answer(loose + #","Line":[]"#))
        #expect(fresh.over == BooksOver(id: "820", version: "4", note: "risiti:77aa01bc0002 ok"))
        let body = try Sample.body(call(fresh))
        let expected = """
            {"Id":"820","SyncToken":"4","CustomerRef":{"value":"58"},"TotalAmt":500.00,"TxnDate":"2026-11-21",
             "DepositToAccountRef":{"value":"92"},
             "Line":[{"Amount":500.00,"LinkedTxn":[{"TxnId":"812","TxnType":"Invoice"}]}],
             "PrivateNote":"risiti:77aa01bc0002 ok"}
            """
        #expect(try body == Sample.normal(expected))

        let other = #","Line":[{"Amount":500.00,"LinkedTxn":[{"TxnId":"900","TxnType":"Invoice"}]}]"#
        for used in [loose + other, #""SyncToken":"4","TotalAmt":400.00,"Line":[]"#] {
            let fault = #expect(throws: BooksFault.self) { try dialect.refreshed(record, by: answer(used)) }
            #expect(fault?.code == "payment_used" && fault?.kind == .refused)
        }
        let void = #""SyncToken":"4","TotalAmt":0,"Line":[],"PrivateNote":"Voided - risiti:77aa01bc0002""#
        let gone = #expect(throws: BooksFault.self) { try dialect.refreshed(record, by: answer(void)) }
        #expect(gone?.code == "payment_gone" && gone?.kind == .reference)

        func outcome(_ members: String) -> WriteOutcome? {
            dialect.outcomes(of: answer(members), making: [Sample.keyed(fresh)]).first
        }
        guard case .fault(let off) = outcome(loose + #","Line":[]"#) else {
            Issue.record("a payment that was left off its invoice is taken for joined")
            return
        }
        #expect(off.code == "payment_off")
        let joined = other.replacing("900", with: "812")
        guard case .kept(let kept) = outcome(#""SyncToken":"5","TotalAmt":500.00,"UnappliedAmt":0"# + joined) else {
            Issue.record("a payment that was put back is not taken for it")
            return
        }
        #expect(kept.id == "820" && kept.version == "5")
    }

    @Test(arguments: [
        (BooksChange.Gone.voided, "Voided - M CU 417/9", "M CU 417/9"), (.voided, "Voided\nM", "M"),
        (nil, "Voided cheque M, see Asha", "Voided cheque M, see Asha"),
    ])
    func `what is put back over a void keeps its fiscal number and is no longer called void`(
        gone: BooksChange.Gone?, note: String, expected: String
    ) throws {
        let document = try Sample.basket(.invoice, .quickBooks)
        var standing = BooksChange(.invoice, id: "812")
        standing.version = "3"
        standing.gone = gone
        standing.note = note.replacing("M", with: document.marker)
        let call = try #require(dialect.call(restoring: document, over: standing, key: Sample.key))
        let body = try JSONTree(parsing: try #require(call.body))
        #expect(body["PrivateNote"]?.text == expected.replacing("M", with: document.marker))
        #expect(body["SyncToken"]?.text == "3")
    }
}
