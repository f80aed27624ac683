import Foundation
import Testing

@testable import Simulators

/// What Xero refuses, and the windows in which it repeats itself.
@Suite(.timeLimit(.minutes(1))) struct XeroRulesTests {
    private func running(_ body: @Sendable (XeroShop) async throws -> Void) async throws {
        try await XeroSimulator(BooksClock.options()).withRunning { address in
            try await body(try await XeroShop.open(address).withContact())
        }
    }

    static let refusals: [(path: String, value: ExactJSON?, words: String)] = [
        ("LineItems.0.AccountCode", "999", "account code 999 is not valid"),
        ("LineItems.0.AccountCode", "1100", "not a valid code"),
        ("LineItems.0.AccountCode", nil, "must be specified"),
        ("LineItems.0.AccountCode", "1010", "not a valid code"),
        ("LineItems.0.TaxType", "TAX009", "does not exist"),
        ("LineItems.0.Description", nil, "Description"),
        ("LineItems.0.LineAmount", 231, "does not match the expected line total 232"),
        ("LineItems.0.ItemCode", "NONE", "Item code"), ("LineItems", .array([]), "line items"),
        ("Contact.ContactID", "00000000-0000-0000-0000-00000000b001", "could not be found"),
        ("Contact", nil, "Contact"), ("DueDate", nil, "Due Date"),
        ("CurrencyCode", "USD", "currency USD"),
        ("Status", "PAID", "status PAID"), ("Type", "SALE", "is not valid"),
        ("Colour", "red", "Colour"),
        ("Date", "20/11/2026", "not a date"),
        ("InvoiceNumber", .string(String(repeating: "9", count: 256)), "255"),
        ("InvoiceID", "00000000-0000-0000-0000-00000000c417", "must not be given"),
        ("LineItems.0.Quantity", "2", "not a number"), ("LineItems.0.UnitAmount", -1_000, "negative"),
    ]

    @Test func `each broken rule is refused in its words, and nothing is kept`() async throws {
        let simulator = try XeroSimulator(BooksClock.options())
        try await simulator.withRunning { address in
            let shop = try await XeroShop.open(address).withContact()
            for (path, value, words) in Self.refusals {
                var body = try shop.invoice().changing("Invoices.0." + path, to: value)
                if path.hasSuffix("UnitAmount") {
                    body = body.changing("Invoices.0.LineItems.0.TaxAmount", to: nil)
                }
                let answer = try await shop.put("Invoices", body.encoded)
                #expect(answer.status == 400, "\(path)")
                #expect(answer.words.contains(words), "\(path): \(answer.text)")
            }
        }
        #expect(await simulator.report().documents.isEmpty)
    }

    @Test func `without an Accept header the answer is XML`() async throws {
        try await running { shop in
            let answer = try await shop.get("Organisation", with: ["Accept": "*/*"])
            #expect(answer.headers["content-type"]?.hasPrefix("text/xml") == true)
            #expect(answer.text.contains("<Organisations><Organisation><OrganisationID>"))
        }
    }

    @Test func `a key gives its answer again for six minutes, to the same request alone`()
        async throws
    {
        let simulator = try XeroSimulator(BooksClock.options())
        try await simulator.withRunning { address in
            let shop = try await XeroShop.open(address).withContact()
            let body = try shop.invoice().encoded
            let first = try await shop.put("Invoices", body, key: "k")
            await simulator.advanceClock(359)
            #expect(try await shop.put("Invoices", body, key: "k").bytes == first.bytes)
            let other = try await shop.put("Invoices", shop.invoice(number: "INV-2").encoded, key: "k")
            #expect(other.status == 400)
            #expect(other.words.contains("already used with a different request"))
            await simulator.advanceClock(1)
            let late = try await shop.put("Invoices", body, key: "k")
            #expect(late.words == "Invoice # must be unique.")
            let frozen = try await shop.put("Invoices", body, key: "k")
            #expect(frozen.bytes == late.bytes)
            #expect(
                try await shop.put("Invoices", body, key: String(repeating: "k", count: 129)).status == 400)
        }
        #expect(await simulator.report().replays == 2)
    }

    @Test func `POST overwrites the invoice that has the number, PUT never does`() async throws {
        try await running { shop in
            let id = try await shop.invoiced()
            let body = try shop.invoice().changing("Invoices.0.Reference", to: "other").encoded
            let over = try await shop.send("POST", "Invoices", body)
            #expect(over.text("Invoices.0.InvoiceID") == id)
            #expect(over.text("Invoices.0.Reference") == "other")
            #expect(try await shop.put("Invoices", body).words == "Invoice # must be unique.")
        }
    }

    @Test func `a batch keeps its good elements and answers in order`() async throws {
        let simulator = try XeroSimulator(BooksClock.options())
        try await simulator.withRunning { address in
            let shop = try await XeroShop.open(address).withContact()
            let good = try shop.invoice().at("Invoices.0") ?? .null
            let bad = good.changing("InvoiceNumber", to: "INV-2").changing("DueDate", to: nil)
            let body = ExactJSON.object([.init(name: "Invoices", value: .array([bad, good]))]).encoded
            let answer = try await shop.put("Invoices?summarizeErrors=false", body)
            #expect(answer.status == 200)
            #expect(answer.text("Invoices.0.StatusAttributeString") == "ERROR")
            #expect(answer.text("Invoices.1.StatusAttributeString") == "OK")
        }
        #expect(await simulator.report().documents.map(\.number) == ["INV-2026-000417"])
    }

    @Test func `unit prices have two decimals unless four are asked for`() async throws {
        try await running { shop in
            let price = ExactJSON.number(ExactDecimal("86.1967") ?? .zero)
            let body = try shop.invoice().changing("Invoices.0.LineItems.1.UnitAmount", to: price)
                .changing("Invoices.0.LineItems.1.TaxAmount", to: nil)
            let two = try await shop.put("Invoices", body.encoded)
            #expect(two.number("Invoices.0.LineItems.1.LineAmount") == "258.6")
            let four = try await shop.put(
                "Invoices?unitdp=4", body.changing("Invoices.0.InvoiceNumber", to: "INV-2").encoded)
            #expect(four.number("Invoices.0.LineItems.1.LineAmount") == "258.59")
        }
    }

    @Test func `a payment is at most what is due, from an account that takes payments`() async throws {
        try await running { shop in
            let id = try await shop.invoiced()
            #expect(try await shop.put("Payments", shop.payment(id, "781.98")).words.contains("exceeds"))
            #expect(
                try await shop.put("Payments", shop.payment(id, account: "4010")).words.contains("BANK"))
            #expect(
                try await shop.put("Payments", shop.payment(id, "781.97", account: "1010")).status == 200)
            let paid = try await shop.get("Invoices/\(id)")
            #expect(paid.text("Invoices.0.Status") == "PAID")
            #expect(try await shop.put("Payments", shop.payment(id, "0.01")).words.contains("status"))
            let payment = paid.text("Invoices.0.Payments.0.PaymentID")
            let void = #"{"InvoiceID":"\#(id)","Status":"VOIDED"}"#
            #expect(try await shop.send("POST", "Invoices/\(id)", void).status == 400)
            #expect(try await shop.send("POST", "Payments/\(payment)", #"{"Amount":1}"#).status == 400)
            #expect(
                try await shop.send("POST", "Payments/\(payment)", #"{"Status":"DELETED"}"#).status == 200)
            #expect(try await shop.get("Invoices/\(id)").number("Invoices.0.AmountDue") == "781.97")
            #expect(
                try await shop.send("POST", "Invoices/\(id)", void).text("Invoices.0.Status") == "VOIDED")
            let two = #"{"Payments":[{"Amount":1},{"Amount":1}]}"#
            #expect(try await shop.send("POST", "Payments", two).status == 400)
        }
    }

    @Test func `locked periods, archived contacts and taken names are refused`() async throws {
        let simulator = try XeroSimulator(BooksClock.options())
        try await simulator.withRunning { address in
            let shop = try await XeroShop.open(address).withContact()
            await simulator.control("close-books", #"{"date":"2026-11-20"}"#)
            #expect(try await shop.put("Invoices", shop.invoice().encoded).words.contains("lock date"))
            await simulator.control("close-books", "{}")
            let twin = try await shop.put("Contacts", #"{"Name":"mwangaza STORES"}"#)
            #expect(twin.words.contains("already assigned"))
            await simulator.control("deactivate", #"{"type":"Contacts","id":"\#(shop.contact)"}"#)
            #expect(try await shop.put("Invoices", shop.invoice().encoded).words.contains("archived"))
            let number = "Contacts?where=ContactNumber%3D%3D%22C58%22"
            #expect(try await shop.get(number).json.elements("Contacts").isEmpty)
            #expect(
                try await shop.get(number + "&includeArchived=true").text("Contacts.0.ContactID")
                    == shop.contact)
            #expect(try await shop.put("Contacts", #"{"Name":"Mwangaza Stores"}"#).status == 200)
        }
    }

    @Test func `items, tax rates, journals and money received are kept by their rules`() async throws {
        try await running { shop in
            #expect(
                try await shop.put("Items", #"{"Items":[{"Code":"SOAP","Name":"Soap bar"}]}"#).status == 200
            )
            #expect(try await shop.put("Items", #"{"Code":"soap"}"#).words.contains("already exists"))
            #expect(try await shop.get("Items/SOAP").text("Items.0.Name") == "Soap bar")
            let rate =
                #"{"TaxRates":[{"Name":"VAT 14%","TaxComponents":[{"Name":"VAT","Rate":14.0,"IsCompound":false}]}]}"#
            let created = try await shop.put("TaxRates", rate)
            #expect(created.text("TaxRates.0.TaxType") == "TAX006")
            #expect(created.number("TaxRates.0.EffectiveRate") == "14")
            #expect(try await shop.put("TaxRates", rate).status == 400)
            func journal(_ code: String, _ amount: Int) -> String {
                """
                {"Narration":"Z 20261120","Date":"2026-11-20","Status":"POSTED","JournalLines":[
                 {"LineAmount":100,"AccountCode":"1030"},{"LineAmount":\(amount),"AccountCode":"\(code)"}]}
                """
            }
            #expect(try await shop.put("ManualJournals", journal("4010", -100)).status == 200)
            #expect(try await shop.put("ManualJournals", journal("4010", -99)).status == 400)
            #expect(try await shop.put("ManualJournals", journal("1010", -100)).status == 400)
            let bank = try await shop.get("Accounts?where=Code%3D%3D%221010%22").text(
                "Accounts.0.AccountID")
            func received(_ account: String) -> String {
                """
                {"Type":"RECEIVE","Contact":{"ContactID":"\(shop.contact)"},"Date":"2026-11-20",
                 "LineAmountTypes":"Inclusive","BankAccount":{"AccountID":"\(account)"},
                 "LineItems":[{"Description":"Soap","UnitAmount":116,"AccountCode":"4010","TaxType":"TAX002"}]}
                """
            }
            #expect(
                try await shop.put("BankTransactions", received(bank)).number("BankTransactions.0.TotalTax")
                    == "16")
            #expect(try await shop.put("BankTransactions", received("none")).status == 400)
        }
    }

    @Test(arguments: [
        "a%3Ab.pdf", "a%2Ab.pdf", "a%3F.pdf", "a%22.pdf", "a%7C.pdf", "a%2B.pdf", "a%3C.pdf",
    ])
    func `bad file names are refused`(_ name: String) async throws {
        try await running { shop in
            let id = try await shop.invoiced()
            let answer = try await shop.send(
                "PUT", "Invoices/\(id)/Attachments/\(name)", "pdf",
                with: ["Content-Type": "application/pdf"])
            #expect(answer.status == 400)
        }
    }

    @Test func `ten files hang on a document, and notes stay`() async throws {
        try await running { shop in
            let id = try await shop.invoiced()
            for number in 1...11 {
                let answer = try await shop.send(
                    "PUT", "Invoices/\(id)/Attachments/f%5B\(number)%5D.pdf", "pdf",
                    with: ["Content-Type": "application/pdf"])
                #expect(answer.status == (number > 10 ? 400 : 200))
            }
            let note = #"{"HistoryRecords":[{"Details":"Fiscal receipt KRACU0000000417/9"}]}"#
            #expect(try await shop.put("Invoices/\(id)/History", note).status == 200)
            _ = try await shop.put("Invoices/\(id)/History", note)
            let history = try await shop.get("Invoices/\(id)/History")
            #expect(history.text("HistoryRecords.1.Details") == "Fiscal receipt KRACU0000000417/9")
        }
    }

    @Test(arguments: [
        ("Type==\"ACCREC\" AND Date>=DateTime(2026,11,01)", 1),
        ("Type==\"ACCREC\" && Date<DateTime(2026,11,20)", 0),
        ("InvoiceNumber.StartsWith(\"INV\")", 1), ("Reference.Contains(\"KRACU\")", 1),
        ("Status==\"PAID\" OR Total>=781.97", 1), ("Contact.Name==\"Nobody\" || AmountPaid>0", 0),
        ("InvoiceNumber=\"INV-2026-000417\"", 1), ("IsDiscounted==false", 1),
    ])
    func `a where is read by its grammar`(_ filter: String, _ count: Int) async throws {
        try await running { shop in
            let id = try await shop.invoiced()
            let answer = try await shop.get("Invoices?page=1&where=" + FormFields.encoded(filter))
            #expect(answer.number("pagination.itemCount") == String(count), "\(answer.text)")
            let byID = try await shop.get(
                "Invoices?page=1&where=" + FormFields.encoded("InvoiceID==Guid(\"\(id)\")"))
            #expect(byID.number("pagination.itemCount") == "1")
        }
    }

    @Test(arguments: [
        "Invoices?where=Type", "Invoices?where=Type%3D%3DACCREC", "Invoices?page=0",
        "Invoices?page=1&pageSize=1001",
        "Invoices?number=1", "Invoices?order=Date%20UP",
    ])
    func `a list that cannot be read is refused`(_ path: String) async throws {
        try await running { shop in
            let answer = try await shop.get(path)
            #expect(answer.status == 400)
            #expect(answer.text("Type") == "QueryParseException")
        }
    }
}
