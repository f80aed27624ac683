import Foundation
import Testing

@testable import Simulators

/// The worked examples 7.12 to 7.16 of accounting-apis.md, over real HTTP.
@Suite(.timeLimit(.minutes(1))) struct XeroExamplesTests {
    private func running(_ body: @Sendable (XeroShop) async throws -> Void) async throws {
        try await XeroSimulator(BooksClock.options()).withRunning { address in
            try await body(try await XeroShop.open(address).withContact())
        }
    }

    @Test func `tokens come for a code and its verifier, and connections are listed (7.12)`()
        async throws
    {
        try await XeroSimulator(BooksClock.options { $0.companies = 2 }).withRunning { address in
            let consent = try await XeroShop.consent(address)
            #expect(consent.status == 302)
            #expect(consent.fields["state"] == "st-1")
            let code = consent.fields["code"] ?? ""
            let tokens = try await XeroShop.exchange(address, code)
            #expect(tokens.status == 200)
            #expect(tokens.number("expires_in") == "1800")
            #expect(tokens.text("scope") == XeroShop.scope)
            #expect(tokens.text("access_token").split(separator: ".").count == 3)
            #expect(try await XeroShop.exchange(address, code).text == #"{"error":"invalid_grant"}"#)
            let bearer = ["Authorization": "Bearer " + tokens.text("access_token")]
            let list = try await BooksCaller(address: address).send("GET", "/connections", with: bearer)
            #expect(list.text("0.tenantType") == "ORGANISATION")
            #expect(list.text("1.tenantName") == "Duka 2 Ltd")
            #expect(list.text("0.createdDateUtc") == "2026-11-20T09:00:00.0000000")
            let gone = try await BooksCaller(address: address).send(
                "DELETE", "/connections/" + list.text("0.id"), with: bearer)
            #expect(gone.status == 204)
            let left = try await BooksCaller(address: address).send("GET", "/connections", with: bearer)
            #expect(left.text("0.tenantId") == list.text("1.tenantId"))
            #expect(left.at("1.tenantId") == nil)
        }
    }

    @Test func `an invoice keeps the fiscal tax of each line (7.13)`() async throws {
        try await running { shop in
            let answer = try await shop.put(
                "Invoices?summarizeErrors=false&unitdp=4", shop.invoice().encoded)
            #expect(answer.status == 200)
            #expect(answer.text("Status") == "OK")
            #expect(answer.number("Invoices.0.SubTotal") == "708.59")
            #expect(answer.number("Invoices.0.TotalTax") == "73.38")
            #expect(answer.number("Invoices.0.Total") == "781.97")
            #expect(answer.number("Invoices.0.AmountDue") == "781.97")
            #expect(answer.text("Invoices.0.Date") == "/Date(1795132800000+0000)/")
            #expect(answer.text("Invoices.0.DateString") == "2026-11-20T00:00:00")
            #expect(answer.text("Invoices.0.StatusAttributeString") == "OK")
            #expect(answer.text("Invoices.0.Contact.Name") == "Mwangaza Stores")
            #expect(answer.number("Invoices.0.LineItems.0.LineAmount") == "232")
            #expect(answer.headers["x-minlimit-remaining"] == "58")
        }
    }

    @Test func `without supplied tax each line is rounded on its own (2.8)`() async throws {
        try await running { shop in
            var body = try shop.invoice()
            for line in 0..<3 { body = body.changing("Invoices.0.LineItems.\(line).TaxAmount", to: nil) }
            let answer = try await shop.put("Invoices", body.encoded)
            #expect(answer.number("Invoices.0.LineItems.1.TaxAmount") == "41.38")
            #expect(answer.number("Invoices.0.TotalTax") == "73.38")
        }
    }

    @Test func `a number that is taken is an error beside its element, or a refusal (7.14)`()
        async throws
    {
        try await running { shop in
            _ = try await shop.invoiced()
            let soft = try await shop.put("Invoices?summarizeErrors=false", shop.invoice().encoded)
            #expect(soft.status == 200)
            #expect(soft.text("Invoices.0.InvoiceID") == "00000000-0000-0000-0000-000000000000")
            #expect(soft.text("Invoices.0.ValidationErrors.0.Message") == "Invoice # must be unique.")
            #expect(soft.text("Invoices.0.StatusAttributeString") == "ERROR")
            let bad = try shop.invoice(number: "INV-2026-000418")
                .changing("Invoices.0.LineItems.0.AccountCode", to: "999")
            let hard = try await shop.put("Invoices", bad.encoded)
            #expect(hard.status == 400)
            #expect(hard.number("ErrorNumber") == "10")
            #expect(hard.text("Type") == "ValidationException")
            #expect(hard.words == "account code 999 is not valid")
        }
    }

    @Test func `a token that has run out is told so (7.14)`() async throws {
        let simulator = try XeroSimulator(BooksClock.options())
        try await simulator.withRunning { address in
            let shop = try await XeroShop.open(address)
            await simulator.advanceClock(1_800)
            let answer = try await shop.get("Organisation")
            #expect(answer.status == 401)
            #expect(answer.text("Detail").hasPrefix("TokenExpired"))
            #expect(answer.number("Status") == "401")
        }
    }

    @Test func `a payment, a credit note and its allocation settle an invoice (7.15)`() async throws {
        try await running { shop in
            let invoice = try await shop.invoiced()
            let paid = try await shop.put("Payments", shop.payment(invoice))
            #expect(paid.text("Payments.0.PaymentType") == "ACCRECPAYMENT")
            #expect(paid.text("Payments.0.Status") == "AUTHORISED")
            #expect(try await shop.get("Invoices/\(invoice)").number("Invoices.0.AmountDue") == "281.97")
            let note = try await shop.credited()
            let allocation = """
                {"Allocations":[{"Invoice":{"InvoiceID":"\(invoice)"},"Amount":116.00,"Date":"2026-11-21"}]}
                """
            let allocated = try await shop.put("CreditNotes/\(note)/Allocations", allocation)
            #expect(allocated.number("Allocations.0.Amount") == "116")
            #expect(allocated.text("Allocations.0.Invoice.InvoiceID") == invoice)
            let now = try await shop.get("Invoices/INV-2026-000417")
            #expect(now.number("Invoices.0.AmountDue") == "165.97")
            #expect(now.number("Invoices.0.AmountCredited") == "116")
            let used = try await shop.get("CreditNotes/CN-2026-000031")
            #expect(used.number("CreditNotes.0.RemainingCredit") == "0")
            #expect(used.text("CreditNotes.0.Status") == "PAID")
            #expect(try await shop.put("CreditNotes/\(note)/Allocations", allocation).status == 400)
            let id = allocated.text("Allocations.0.AllocationID")
            #expect(try await shop.send("DELETE", "CreditNotes/\(note)/Allocations/\(id)").status == 200)
            #expect(try await shop.get("Invoices/\(invoice)").number("Invoices.0.AmountDue") == "281.97")
        }
    }

    @Test func `a file of the same name takes the place of the first (7.15)`() async throws {
        let simulator = try XeroSimulator(BooksClock.options())
        try await simulator.withRunning { address in
            let shop = try await XeroShop.open(address).withContact()
            let invoice = try await shop.invoiced()
            let path =
                "/api.xro/2.0/Invoices/\(invoice)/Attachments/KRACU0000000417-9.pdf?IncludeOnline=true"
            let pdf = ["Content-Type": "application/pdf"]
            let first = try await shop.caller.send(
                "PUT", path, bytes: Data("%PDF-1.7 one".utf8), with: pdf)
            #expect(first.text("Attachments.0.FileName") == "KRACU0000000417-9.pdf")
            #expect(first.number("Attachments.0.ContentLength") == "12")
            #expect(first.json.at("Attachments.0.IncludeOnline") == true)
            let second = try await shop.caller.send(
                "PUT", path, bytes: Data("%PDF-1.7 two!".utf8), with: pdf)
            #expect(second.text("Attachments.0.AttachmentID") == first.text("Attachments.0.AttachmentID"))
            let list = try await shop.get("Invoices/\(invoice)/Attachments")
            #expect(list.number("Attachments.0.ContentLength") == "13")
            #expect(list.json.elements("Attachments").count == 1)
        }
        let report = await simulator.report()
        #expect(report.attachments.map(\.bytes) == [13])
    }

    @Test func `a page of a list has lines and counts (7.16)`() async throws {
        try await running { shop in
            _ = try await shop.invoiced()
            _ = try await shop.invoiced(number: "INV-2026-000418")
            let query = "where=Type%3D%3D%22ACCREC%22&Statuses=AUTHORISED,PAID&order=UpdatedDateUTC%20ASC"
            let page = try await shop.get(
                "Invoices?\(query)&page=1&pageSize=1", with: ["If-Modified-Since": "2026-11-20T06:00:00"])
            #expect(page.number("pagination.itemCount") == "2")
            #expect(page.number("pagination.pageCount") == "2")
            #expect(page.text("Invoices.0.LineItems.0.Description") == "Soap bar")
            let whole = try await shop.get("Invoices?\(query)")
            #expect(whole.json.at("Invoices.0.LineItems") == .array([]))
            #expect(whole.json.elements("Invoices").count == 2)
            let later = try await shop.get(
                "Invoices?page=1", with: ["If-Modified-Since": "Fri, 20 Nov 2026 09:00:01 GMT"])
            #expect(later.number("pagination.itemCount") == "0")
        }
    }
}
