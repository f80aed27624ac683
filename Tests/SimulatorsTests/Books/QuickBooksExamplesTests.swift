import Foundation
import Testing

@testable import Simulators

/// The worked examples 7.1 to 7.11 of accounting-apis.md, over real HTTP.
@Suite(.timeLimit(.minutes(1))) struct QuickBooksExamplesTests {
    private func running(_ body: @Sendable (QuickBooksShop) async throws -> Void) async throws {
        try await QuickBooksSimulator(BooksClock.options()).withRunning { address in
            try await body(try await QuickBooksShop.open(address))
        }
    }

    @Test func `a code is exchanged once and refreshed (7.1)`() async throws {
        try await QuickBooksSimulator(BooksClock.options()).withRunning { address in
            let consent = try await QuickBooksShop.consent(address)
            #expect(consent.status == 302)
            #expect(consent.fields["state"] == "s t&1")
            #expect(consent.fields["realmId"]?.isEmpty == false)
            let tokens = try await QuickBooksShop.exchange(address, consent.fields["code"] ?? "")
            #expect(tokens.status == 200)
            #expect(tokens.text("token_type") == "bearer")
            #expect(tokens.number("expires_in") == "3600")
            #expect(tokens.number("x_refresh_token_expires_in") == "8726400")
            let again = try await QuickBooksShop.exchange(address, consent.fields["code"] ?? "")
            #expect(again.status == 400)
            #expect(again.text == #"{"error":"invalid_grant"}"#)
            let fresh = try await QuickBooksShop.refresh(address, tokens.text("refresh_token"))
            #expect(fresh.text("refresh_token") == tokens.text("refresh_token"))
            #expect(fresh.text("access_token") != tokens.text("access_token"))
        }
    }

    @Test func `the company is read as a connection test (7.2)`() async throws {
        try await running { shop in
            let answer = try await shop.get("companyinfo/\(shop.realm)")
            #expect(answer.text("CompanyInfo.CompanyName") == "Duka Moja Ltd")
            #expect(answer.text("CompanyInfo.Country") == "KE")
            #expect(answer.text("time") == "2026-11-20T01:00:00-08:00")
            #expect(answer.headers["intuit_tid"]?.isEmpty == false)
            let preferences = try await shop.get("preferences")
            #expect(preferences.text("Preferences.CurrencyPrefs.HomeCurrency.value") == "KES")
        }
    }

    @Test func `a customer is created, and a second of the name is refused (7.3)`() async throws {
        try await running { shop in
            let created = try await shop.post("customer", QuickBooksShop.mwangaza)
            #expect(created.status == 200)
            #expect(created.text("Customer.SyncToken") == "0")
            let twin = try await shop.post("customer", #"{"DisplayName":"mwangaza stores"}"#)
            #expect(twin.status == 400)
            #expect(twin.code == "6240")
            #expect(twin.text("Fault.type") == "ValidationFault")
            for other in ["Mwalimu Wholesalers", "Achieng Otieno"] {
                #expect(try await shop.post("customer", "{\"DisplayName\":\"\(other)\"}").code == "6240")
            }
        }
    }

    @Test func `an invoice keeps the fiscal tax it was sent (7.4)`() async throws {
        try await running { shop in
            let customer = try await shop.customer()
            let answer = try await shop.post("invoice", shop.invoice(customer).encoded)
            #expect(answer.status == 200)
            #expect(answer.number("Invoice.TotalAmt") == "781.97")
            #expect(answer.number("Invoice.Balance") == "781.97")
            #expect(answer.number("Invoice.TxnTaxDetail.TotalTax") == "73.38")
            #expect(answer.text("Invoice.CustomerRef.name") == "Mwangaza Stores")
            #expect(answer.text("Invoice.CurrencyRef.name") == "Kenyan Shilling")
            #expect(answer.text("Invoice.Line.0.Id") == "1")
            #expect(answer.text("Invoice.Line.3.DetailType") == "SubTotalLineDetail")
            #expect(answer.number("Invoice.Line.3.Amount") == "708.59")
            #expect(answer.text("Invoice.MetaData.CreateTime") == "2026-11-20T01:00:00-08:00")
        }
    }

    @Test func `without an override the tax is worked out on the rate's sum (7.4, 5.2)`() async throws {
        try await running { shop in
            let customer = try await shop.customer()
            let body = try shop.invoice(customer).changing("TxnTaxDetail", to: nil)
            let answer = try await shop.post("invoice", body.encoded)
            #expect(answer.number("Invoice.TxnTaxDetail.TotalTax") == "73.37")
            #expect(answer.number("Invoice.TotalAmt") == "781.96")
        }
    }

    @Test func `the tax-inclusive form keeps net amounts and carries the gross (7.4)`() async throws {
        try await running { shop in
            let customer = try await shop.customer()
            let body = try shop.invoice(customer).changing("GlobalTaxCalculation", to: "TaxInclusive")
                .changing("Line.1.SalesItemLineDetail.TaxInclusiveAmt", to: .number(ExactDecimal("299.97") ?? .zero))
            #expect(try await shop.post("invoice", body.encoded).number("Invoice.TotalAmt") == "781.97")
            let wrong = body.changing("Line.1.SalesItemLineDetail.TaxInclusiveAmt", to: 300)
                .changing("DocNumber", to: "INV-2")
            #expect(try await shop.post("invoice", wrong.encoded).code == "6000")
        }
    }

    @Test func `a query finds an invoice by its number, or answers an empty object (7.6)`() async throws {
        try await running { shop in
            let question = "select * from Invoice where DocNumber = 'INV-2026-000417'"
            let empty = try await shop.query(question)
            #expect(empty.json.at("QueryResponse") == .object([]))
            let customer = try await shop.customer()
            let id = try await shop.post("invoice", shop.invoice(customer).encoded).text("Invoice.Id")
            let found = try await shop.query(question)
            #expect(found.text("QueryResponse.Invoice.0.Id") == id)
            #expect(found.number("QueryResponse.startPosition") == "1")
            #expect(found.number("QueryResponse.maxResults") == "1")
            let posted = try await shop.caller.send(
                "POST", "/v3/company/\(shop.realm)/query?minorversion=75", question,
                with: ["Content-Type": "application/text"])
            #expect(posted.text("QueryResponse.Invoice.0.Id") == id)
        }
    }

    @Test func `a name with an apostrophe is found by its escape (7.6)`() async throws {
        try await running { shop in
            _ = try await shop.post("customer", #"{"DisplayName":"Otieno's Shop"}"#)
            let found = try await shop.query(#"select * from Customer where DisplayName = 'Otieno\'s Shop'"#)
            #expect(found.text("QueryResponse.Customer.0.DisplayName") == "Otieno's Shop")
            #expect(try await shop.query("select * from Customer where DisplayName = 'Otieno''s Shop'").code == "4000")
        }
    }

    @Test func `a cash sale and its refund are taken (7.7)`() async throws {
        try await running { shop in
            let sold = try await shop.post("salesreceipt", shop.receipt().encoded)
            #expect(sold.number("SalesReceipt.TotalAmt") == "232")
            #expect(sold.number("SalesReceipt.Balance") == "0")
            let refund = try await shop.post("refundreceipt", shop.receipt(number: "R-01-000981").encoded)
            #expect(refund.number("RefundReceipt.TotalAmt") == "232")
            let homeless = try shop.receipt(number: "R-2").changing("DepositToAccountRef", to: nil)
            #expect(try await shop.post("refundreceipt", homeless.encoded).code == "2020")
        }
    }

    @Test func `a payment and a credit memo bring the balance down (7.8)`() async throws {
        try await running { shop in
            let customer = try await shop.customer()
            let invoice = try await shop.post("invoice", shop.invoice(customer).encoded).text("Invoice.Id")
            let paid = try await shop.post(
                "payment",
                """
                {"CustomerRef":{"value":"\(customer)"},"TotalAmt":500.00,"TxnDate":"2026-11-21",
                 "PaymentMethodRef":{"value":"\(shop.names.cash)"},"PaymentRefNum":"SKX0000002",
                 "DepositToAccountRef":{"value":"\(shop.names.mpesa)"},
                 "Line":[{"Amount":500.00,"LinkedTxn":[{"TxnId":"\(invoice)","TxnType":"Invoice"}]}],
                 "PrivateNote":"eta:77aa01bc0002"}
                """)
            #expect(paid.number("Payment.UnappliedAmt") == "0")
            let open = try await shop.get("invoice/\(invoice)")
            #expect(open.number("Invoice.Balance") == "281.97")
            #expect(open.text("Invoice.SyncToken") == "1")
            #expect(open.text("Invoice.LinkedTxn.0.TxnId") == paid.text("Payment.Id"))
            #expect(open.text("Invoice.LinkedTxn.0.TxnType") == "Payment")
            let memo = try shop.receipt(number: "CN-2026-000031").changing("PaymentMethodRef", to: nil)
                .changing("PaymentRefNum", to: nil).changing("DepositToAccountRef", to: nil)
                .changing("CustomerRef.value", to: .string(customer)).changing("Line.0.Amount", to: 100)
                .changing("Line.0.SalesItemLineDetail.Qty", to: 1)
                .changing("TxnTaxDetail.TotalTax", to: 16).changing("TxnTaxDetail.TaxLine.0.Amount", to: 16)
                .changing("TxnTaxDetail.TaxLine.0.TaxLineDetail.NetAmountTaxable", to: 100)
            let credit = try await shop.post("creditmemo", memo.encoded)
            #expect(credit.number("CreditMemo.TotalAmt") == "116")
            #expect(credit.number("CreditMemo.RemainingCredit") == "116")
            let apply = """
                {"CustomerRef":{"value":"\(customer)"},"TotalAmt":0,"Line":[
                 {"Amount":116.00,"LinkedTxn":[{"TxnId":"\(invoice)","TxnType":"Invoice"}]},
                 {"Amount":116.00,"LinkedTxn":[{"TxnId":"\(credit.text("CreditMemo.Id"))","TxnType":"CreditMemo"}]}]}
                """
            #expect(try await shop.post("payment", apply).status == 200)
            #expect(try await shop.get("invoice/\(invoice)").number("Invoice.Balance") == "165.97")
            #expect(try await shop.post("payment", apply).code == "620")
        }
    }

    @Test(arguments: ["void", "delete"])
    func `a void or deleted invoice leaves its payments unapplied, and they can be put on another`(
        _ operation: String
    ) async throws {
        try await running { shop in
            let customer = try await shop.customer()
            let invoice = try await shop.post("invoice", shop.invoice(customer).encoded).text("Invoice.Id")
            func payment(_ head: String, _ invoice: String) -> String {
                """
                {\(head)"CustomerRef":{"value":"\(customer)"},"TotalAmt":500.00,
                 "Line":[{"Amount":500.00,"LinkedTxn":[{"TxnId":"\(invoice)","TxnType":"Invoice"}]}]}
                """
            }
            let id = try await shop.post("payment", payment("", invoice)).text("Payment.Id")
            // An update of a document says nothing of what is on it, and takes nothing off.
            let noted = try await shop.post(
                "invoice", #"{"Id":"\#(invoice)","SyncToken":"1","sparse":true,"PrivateNote":"x"}"#)
            #expect(noted.text("Invoice.LinkedTxn.0.TxnId") == id)
            #expect(
                try await shop.post(
                    "invoice", #"{"Id":"\#(invoice)","SyncToken":"2"}"#, query: "&operation=\(operation)"
                ).status == 200)
            let loose = try await shop.get("payment/\(id)")
            #expect(loose.number("Payment.UnappliedAmt") == "500" && loose.number("Payment.TotalAmt") == "500")
            #expect(loose.json.at("Payment")?.elements("Line").isEmpty == true)
            let (other, token) = (
                try shop.invoice(customer).changing("DocNumber", to: "INV-2"), loose.text("Payment.SyncToken")
            )
            let next = try await shop.post("invoice", other.encoded).text("Invoice.Id")
            #expect(
                try await shop.post("payment", payment(#""Id":"\#(id)","SyncToken":"0","#, next)).code == "5010")
            let joined = try await shop.post("payment", payment(#""Id":"\#(id)","SyncToken":"\#(token)","#, next))
            #expect(joined.number("Payment.UnappliedAmt") == "0")
            #expect(try await shop.get("invoice/\(next)").number("Invoice.Balance") == "281.97")
        }
    }

    @Test func `a sparse update changes what it names, a void takes the amounts away (7.9)`() async throws {
        try await running { shop in
            let customer = try await shop.customer()
            let invoice = try await shop.post("invoice", shop.invoice(customer).encoded).text("Invoice.Id")
            let note = #""sparse":true,"PrivateNote":"eta:3f249cac4e39 fiscal KRACU0000000417/9"}"#
            let noted = try await shop.post("invoice", #"{"Id":"\#(invoice)","SyncToken":"0",\#(note)"#)
            #expect(noted.text("Invoice.SyncToken") == "1")
            #expect(noted.number("Invoice.TotalAmt") == "781.97")
            #expect(noted.number("Invoice.TxnTaxDetail.TotalTax") == "73.38")
            #expect(try await shop.post("invoice", #"{"Id":"\#(invoice)","SyncToken":"0",\#(note)"#).code == "5010")
            let void = try await shop.post(
                "invoice", #"{"Id":"\#(invoice)","SyncToken":"1"}"#, query: "&operation=void")
            #expect(void.number("Invoice.TotalAmt") == "0")
            #expect(void.text("Invoice.PrivateNote").hasPrefix("Voided"))
        }
    }

    @Test func `a full update clears what it leaves out`() async throws {
        try await running { shop in
            let customer = try await shop.customer()
            let full = try await shop.post(
                "customer", #"{"Id":"\#(customer)","SyncToken":"0","DisplayName":"Mwangaza Stores"}"#)
            #expect(full.json.at("Customer.Notes") == nil)
            #expect(full.json.at("Customer.Active") == true)
        }
    }

    @Test func `changes and deletions are told (7.11)`() async throws {
        try await running { shop in
            let customer = try await shop.customer()
            let id = try await shop.post("invoice", shop.invoice(customer).encoded).text("Invoice.Id")
            let gone = try await shop.post("salesreceipt", shop.receipt().encoded).text("SalesReceipt.Id")
            let deleted = try await shop.post(
                "salesreceipt", #"{"Id":"\#(gone)","SyncToken":"0"}"#, query: "&operation=delete")
            #expect(deleted.text("SalesReceipt.status") == "Deleted")
            let since = FormFields.encoded("2026-11-20T09:00:00+03:00")
            let changes = try await shop.get(
                "cdc", query: "&entities=Invoice,Item,CreditMemo,SalesReceipt&changedSince=\(since)")
            #expect(changes.text("CDCResponse.0.QueryResponse.0.Invoice.0.Id") == id)
            #expect(changes.json.at("CDCResponse.0.QueryResponse.2") == .object([]))
            #expect(changes.text("CDCResponse.0.QueryResponse.3.SalesReceipt.0.status") == "Deleted")
            #expect(try await shop.get("cdc", query: "&entities=TaxCode&changedSince=\(since)").code == "4001")
            let old = FormFields.encoded("2026-10-20T00:00:00Z")
            #expect(try await shop.get("cdc", query: "&entities=Invoice&changedSince=\(old)").code == "4002")
        }
    }

    @Test func `a batch answers each item by its own outcome (7.11)`() async throws {
        try await running { shop in
            let good = try shop.receipt(number: "B-1")
            let bad = try shop.receipt(number: "B-2").changing("Line.0.SalesItemLineDetail.ItemRef.value", to: "99999")
            let body = """
                {"BatchItemRequest":[{"bId":"a1","operation":"create","SalesReceipt":\(good.encoded)},
                 {"bId":"a2","operation":"create","SalesReceipt":\(bad.encoded)},
                 {"bId":"a3","Query":"select count(*) from SalesReceipt"}]}
                """
            let answer = try await shop.post("batch", body, query: "&requestid=batch-1")
            #expect(answer.status == 200)
            #expect(answer.number("BatchItemResponse.0.SalesReceipt.TotalAmt") == "232")
            #expect(answer.text("BatchItemResponse.1.Fault.Error.0.code") == "2500")
            #expect(answer.text("BatchItemResponse.1.Fault.Error.0.element") == "ItemRef")
            #expect(answer.text("BatchItemResponse.1.bId") == "a2")
            #expect(answer.number("BatchItemResponse.2.QueryResponse.totalCount") == "1")
        }
    }
}
