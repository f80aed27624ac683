import Foundation
import Testing

@testable import Simulators

/// What QuickBooks refuses, each with its code.
@Suite(.timeLimit(.minutes(1))) struct QuickBooksRulesTests {
    /// A change to the invoice of the examples, and the code it is refused with.
    struct Refusal: Sendable, CustomTestStringConvertible {
        let code: String
        let path: String
        let value: ExactJSON?
        var testDescription: String { "\(path) → \(code)" }

        init(_ code: String, _ path: String, _ value: ExactJSON?) {
            self.code = code
            self.path = path
            self.value = value
        }
    }

    private static func text(_ count: Int) -> ExactJSON {
        .string(String(repeating: "x", count: count))
    }
    private static func number(_ text: String) -> ExactJSON { .number(ExactDecimal(text) ?? .zero) }

    static let refusals: [Refusal] = [
        .init("2010", "Colour", "red"), .init("2010", "Line.0.SalesItemLineDetail.Price", 1),
        .init("2020", "CustomerRef", nil), .init("2020", "Line", .array([])),
        .init("2020", "Line.0.Amount", nil), .init("2020", "Line.0.DetailType", nil),
        .init("2020", "Line.0.SalesItemLineDetail.ItemRef", nil), .init("2050", "DocNumber", text(22)),
        .init("2050", "PrivateNote", text(4_001)), .init("2050", "CustomerMemo.value", text(1_001)),
        .init("2060", "TxnDate", "20/11/2026"), .init("2060", "DueDate", "2026-02-30"),
        .init("2080", "Line.0.Amount", "200.00"), .init("2090", "Line.0.Amount", number("200.001")),
        .init("2170", "GlobalTaxCalculation", "Inclusive"), .init("2500", "CustomerRef.value", "99999"),
        .init("2500", "Line.0.SalesItemLineDetail.ItemRef.value", "99999"),
        .init("2500", "TxnTaxDetail.TaxLine.0.TaxLineDetail.TaxRateRef.value", "99999"),
        .init("6070", "Line.0.Amount", 201),
        .init("6070", "Line.1.SalesItemLineDetail.UnitPrice", number("86.20")),
        .init("6100", "Line.0.SalesItemLineDetail.TaxCodeRef.value", "TAX"),
        .init("6100", "Line.0.SalesItemLineDetail.TaxCodeRef", nil),
        .init("6170", "GlobalTaxCalculation", "NotApplicable"),
        .init("6000", "TxnTaxDetail.TotalTax", 73),
        .init("6000", "TxnTaxDetail.TaxLine.0.TaxLineDetail.NetAmountTaxable", number("458.60")),
        .init("6000", "TxnTaxDetail.TaxLine.0.TaxLineDetail.TaxPercent", 8),
        .init("6000", "TxnTaxDetail.TaxLine.0.Amount", 80), .init("6000", "CurrencyRef.value", "USD"),
        .init("2210", "BillEmail.Address", "nobody"),
    ]

    @Test func `each broken rule is refused with its code, and nothing is kept`() async throws {
        let simulator = try QuickBooksSimulator(BooksClock.options())
        try await simulator.withRunning { address in
            let shop = try await QuickBooksShop.open(address)
            let customer = try await shop.customer()
            for refusal in Self.refusals {
                let body = try shop.invoice(customer).changing(refusal.path, to: refusal.value)
                let answer = try await shop.post("invoice", body.encoded)
                #expect(answer.status == 400, "\(refusal)")
                #expect(answer.code == refusal.code, "\(refusal): \(answer.text)")
            }
        }
        #expect(await simulator.report().documents.isEmpty)
    }

    @Test(arguments: [
        ("customer", #"{"DisplayName":"A:B"}"#, "2040"), ("customer", #"{"Notes":"nobody"}"#, "6080"),
        ("customer", #"{"DisplayName":"A","PrimaryEmailAddr":{"Address":"x"}}"#, "2210"),
        ("customer", #"{"DisplayName":"A","SyncToken":"0","Id":"x"}"#, "2030"),
        ("customer", #"{"DisplayName":"A","Id":"1"}"#, "2020"), ("item", #"{"Name":"Soap"}"#, "2020"),
        ("item", #"{"Name":"Soap","Type":"Inventory"}"#, "2020"), ("taxcode", #"{"Name":"B"}"#, "500"),
        ("taxrate", #"{"Name":"B"}"#, "500"), ("vendor", #"{"DisplayName":"V"}"#, "500"),
        ("paymentmethod", #"{"Name":"cash"}"#, "6240"), ("invoice", "[]", "2010"),
        ("invoice", "{", "2010"),
        ("payment", #"{"TotalAmt":1}"#, "2020"), ("attachable", #"{}"#, "2020"),
        (
            "attachable", #"{"Note":"n","AttachableRef":[{"EntityRef":{"type":"Invoice","value":"1"}}]}"#,
            "2500"
        ),
    ])
    func `what is not right for its kind is refused`(_ path: String, _ body: String, _ code: String)
        async throws
    {
        try await QuickBooksSimulator(BooksClock.options()).withRunning { address in
            let shop = try await QuickBooksShop.open(address)
            let answer = try await shop.post(path, body)
            #expect(answer.code == code, "\(answer.text)")
        }
    }

    @Test func `a number stands once per kind where the company says so`() async throws {
        for refuses in [true, false] {
            let simulator = try QuickBooksSimulator(
                BooksClock.options { $0.refusesDuplicateNumbers = refuses })
            try await simulator.withRunning { address in
                let shop = try await QuickBooksShop.open(address)
                let first = try await shop.post("salesreceipt", shop.receipt().encoded)
                let twin = try await shop.post("salesreceipt", shop.receipt().encoded)
                #expect(twin.code == (refuses ? "6140" : "200"))
                if refuses {
                    #expect(twin.text("Fault.Error.0.Detail").contains(first.text("SalesReceipt.Id")))
                }
                let other = try await shop.post("refundreceipt", shop.receipt().encoded)
                #expect(other.status == 200)
            }
            #expect(
                await simulator.report().doubledNumbers == (refuses ? [] : ["SalesReceipt S-01-000981"]))
        }
    }

    @Test func `closed books take nothing`() async throws {
        let simulator = try QuickBooksSimulator(BooksClock.options())
        try await simulator.withRunning { address in
            let shop = try await QuickBooksShop.open(address)
            let id = try await shop.post("salesreceipt", shop.receipt().encoded).text("SalesReceipt.Id")
            await simulator.control("close-books", #"{"date":"2026-11-20"}"#)
            #expect(
                try await shop.post("salesreceipt", shop.receipt(number: "S-2").encoded).code == "6210")
            let update = #"{"Id":"\#(id)","SyncToken":"0","sparse":true,"PrivateNote":"x"}"#
            #expect(try await shop.post("salesreceipt", update).code == "6210")
            let later = try shop.receipt(number: "S-3").changing("TxnDate", to: "2026-11-21")
            #expect(try await shop.post("salesreceipt", later.encoded).status == 200)
        }
    }

    @Test func `what was made inactive is hidden, and refused on documents`() async throws {
        let simulator = try QuickBooksSimulator(BooksClock.options())
        try await simulator.withRunning { address in
            let shop = try await QuickBooksShop.open(address)
            let item = shop.names.items[0]
            await simulator.control("deactivate", #"{"type":"Item","id":"\#(item)"}"#)
            #expect(try await shop.post("salesreceipt", shop.receipt().encoded).code == "610")
            #expect(
                try await shop.query("select * from Item where Id = '\(item)'").json.at("QueryResponse")
                    == .object([]))
            let all = try await shop.query(
                "select * from Item where Id = '\(item)' and Active in (true, false)")
            #expect(all.text("QueryResponse.Item.0.Id") == item)
            await simulator.control(
                "deactivate", #"{"type":"TaxCode","id":"\#(shop.names.codes["B"] ?? "")"}"#)
            let other = try shop.receipt().changing(
                "Line.0.SalesItemLineDetail.ItemRef.value", to: .string(shop.names.items[1]))
            #expect(try await shop.post("salesreceipt", other.encoded).code == "6100")
        }
    }

    @Test func `journal entries balance`() async throws {
        try await QuickBooksSimulator(BooksClock.options()).withRunning { address in
            let shop = try await QuickBooksShop.open(address)
            func body(_ credit: String, account: String) -> String {
                """
                {"DocNumber":"Z-01-20261120-1","TxnDate":"2026-11-20","PrivateNote":"eta:1","Line":[
                 {"Amount":100.00,"DetailType":"JournalEntryLineDetail","JournalEntryLineDetail":{
                  "PostingType":"Debit","AccountRef":{"value":"\(shop.names.till)"}}},
                 {"Amount":\(credit),"DetailType":"JournalEntryLineDetail","JournalEntryLineDetail":{
                  "PostingType":"Credit","AccountRef":{"value":"\(account)"}}}]}
                """
            }
            let income = shop.names.income
            #expect(try await shop.post("journalentry", body("100.00", account: income)).status == 200)
            #expect(try await shop.post("journalentry", body("99.99", account: income)).code == "6000")
            #expect(
                try await shop.post("journalentry", body("100.00", account: shop.names.receivable)).code
                    == "6000")
        }
    }

    @Test(arguments: [
        ("select * from Invoice where DocNumber = 'x' or DocNumber = 'y'", "4000"),
        ("select * from Invoice where DocNumber = x", "4000"),
        ("select * from Invoice where DocNumber = 'x", "4000"),
        ("select * from Customer where DisplayName = 'Otieno\u{2019}s'", "4000"),
        ("select * from Customer where DisplayName = 'a\\n'", "4000"), ("select from Invoice", "4000"),
        ("select * from Invoices", "4001"), ("select * from Payment where PaymentRefNum = 'x'", "4001"),
        ("select * from Payment where DocNumber = 'x'", "4001"),
        ("select * from Invoice where PrivateNote = 'x'", "4001"),
        ("select * from Invoice maxresults 1001", "4001"),
        ("select * from Invoice startposition 0", "4001"),
        ("select * from Invoice where MetaData.LastUpdatedTime > 'yesterday'", "4001"),
        (
            "SELECT Id, DocNumber FROM Invoice WHERE TxnDate >= '2026-11-01' AND TotalAmt > '0' ORDERBY TxnDate DESC",
            "200"
        ),
        (
            "select * from Item where Name like '%sales%' order by Name startposition 2 maxresults 2",
            "200"
        ),
        (
            "select * from Invoice where MetaData.LastUpdatedTime > '2026-11-20T00:00:00+03:00' orderby MetaData.LastUpdatedTime startposition 1 maxresults 200",
            "200"
        ),
        (
            "select * from Attachable where AttachableRef.EntityRef.Type = 'Invoice' and AttachableRef.EntityRef.value = '812'",
            "200"
        ),
        ("select * from Payment where CustomerRef='58' and TxnDate='2026-11-21'", "200"),
    ])
    func `the query language is read by its grammar`(_ question: String, _ code: String) async throws {
        try await QuickBooksSimulator(BooksClock.options()).withRunning { address in
            let shop = try await QuickBooksShop.open(address)
            let answer = try await shop.query(question)
            #expect(answer.code == code, "\(answer.text)")
        }
    }

    @Test func `pages begin where they are told and hold what they are told`() async throws {
        try await QuickBooksSimulator(BooksClock.options()).withRunning { address in
            let shop = try await QuickBooksShop.open(address)
            let page = try await shop.query(
                "select * from Item where Name like '%SALES%' orderby Id startposition 4 maxresults 10")
            #expect(page.number("QueryResponse.startPosition") == "4")
            #expect(page.number("QueryResponse.maxResults") == "2")
            #expect(page.text("QueryResponse.Item.1.Id") == shop.names.items[4])
            let past = try await shop.query("select * from Item startposition 6")
            #expect(past.json.at("QueryResponse") == .object([]))
        }
    }

    @Test func `a request id gives the same answer to the same request alone`() async throws {
        let simulator = try QuickBooksSimulator(BooksClock.options { $0.companies = 2 })
        try await simulator.withRunning { address in
            let shop = try await QuickBooksShop.open(address)
            let key = "&requestid=3f249cac4e397e5c344281efcc0776d31492f344"
            let body = try shop.receipt().encoded
            let first = try await shop.post("salesreceipt", body, query: key)
            let again = try await shop.post("salesreceipt", body, query: key)
            #expect(again.bytes == first.bytes)
            let other = try shop.receipt().changing("PrivateNote", to: "eta:2").encoded
            #expect(try await shop.post("salesreceipt", other, query: key).code == "600")
            #expect(
                try await shop.post(
                    "salesreceipt", body, query: "&requestid=" + String(repeating: "k", count: 51)
                ).code == "2130")
            let refused = try shop.receipt(number: "S-9").changing("CustomerRef.value", to: "9").encoded
            #expect(try await shop.post("salesreceipt", refused, query: "&requestid=r").code == "2500")
            #expect(try await shop.post("salesreceipt", refused, query: "&requestid=r").code == "2500")
            let realm = try ExactJSON(reading: await simulator.control("companies").text).at(
                "companies.1.company")
            let second = try await QuickBooksShop.open(address, realm: realm?.string)
            #expect(second.realm != shop.realm)
            let elsewhere = try await second.post("salesreceipt", second.receipt().encoded, query: key)
            #expect(elsewhere.status == 200)
        }
        let report = await simulator.report()
        #expect(report.replays == 1)
        #expect(report.documents.count == 2)
        #expect(report.doubledMarkers.isEmpty)
    }

    @Test(arguments: [
        (31, 1, "a", "&requestid=b", "1040"), (1, 11, "a", "&requestid=b", "6000"),
        (2, 0, "a", "", "6000"),
        (1, 1, "a", "&requestid=" + String(repeating: "k", count: 37), "6000"),
        (30, 2, "a", "&requestid=b", "200"),
    ])
    func `batches keep to their bounds`(
        _ count: Int, _ digits: Int, _ letter: String, _ query: String, _ code: String
    ) async throws {
        try await QuickBooksSimulator(BooksClock.options()).withRunning { address in
            let shop = try await QuickBooksShop.open(address)
            let items = (0..<count).map { index in
                let padding = String(repeating: letter, count: digits)
                let id = digits == 0 ? "same" : digits == 11 ? padding : "\(padding)\(index)"
                return #"{"bId":"\#(id)","Query":"select count(*) from Item"}"#
            }
            let answer = try await shop.post(
                "batch", #"{"BatchItemRequest":[\#(items.joined(separator: ","))]}"#, query: query)
            #expect(answer.code == code, "\(answer.text)")
        }
    }

    @Test func `a bare company is set up with its tax codes`() async throws {
        try await QuickBooksSimulator(BooksClock.options { $0.isBare = true }).withRunning { address in
            let shop = try await QuickBooksShop.open(address)
            #expect(shop.names.codes.isEmpty)
            #expect(shop.names.items.isEmpty)
            let agency = try await shop.post("taxagency", #"{"DisplayName":"Kenya Revenue Authority"}"#)
            let body = """
                {"TaxCode":"VAT 16% (B)","TaxRateDetails":[{"TaxRateName":"VAT 16% sales","RateValue":"16",
                 "TaxAgencyId":"\(agency.text("TaxAgency.Id"))","TaxApplicableOn":"Sales"}]}
                """
            let created = try await shop.post("taxservice/taxcode", body)
            #expect(!created.text("TaxCodeId").isEmpty)
            let rate = created.text("TaxRateDetails.0.TaxRateId")
            #expect(try await shop.get("taxrate/\(rate)").number("TaxRate.RateValue") == "16")
            let code = try await shop.get("taxcode/" + created.text("TaxCodeId"))
            #expect(code.text("TaxCode.SalesTaxRateList.TaxRateDetail.0.TaxRateRef.value") == rate)
            #expect(try await shop.post("taxservice/taxcode", body).code == "6240")
            let item =
                #"{"Name":"Soap","Type":"Service","IncomeAccountRef":{"value":"\#(shop.names.income)"}}"#
            #expect(try await shop.post("item", item).status == 200)
        }
    }
}
