import Foundation
import Testing

@testable import Simulators

/// A shop connected to a running QuickBooks: token, ids, and the basket of the worked examples.
struct QuickBooksShop: Sendable {
    /// The basket's ids in the seeded company.
    struct Names: Sendable {
        var walkIn = ""
        var items: [String] = []
        var codes: [String: String] = [:]
        var rates: [String: String] = [:]
        var till = ""
        var mpesa = ""
        var cash = ""
        var income = ""
        var receivable = ""
    }

    let caller: BooksCaller
    let realm: String
    var refresh = ""
    var names = Names()

    private static let redirect = "http://localhost:8765/qbo/callback"
    private static let basic = "Basic " + Data("ABclientid:secretXYZ".utf8).base64EncodedString()

    /// Asks for consent; what the redirect carries.
    static func consent(_ address: String, _ more: String = "", redirect: String = redirect) async throws -> (
        status: Int, fields: [String: String]
    ) {
        let query = BooksCaller.form([
            "client_id": "ABclientid", "response_type": "code", "scope": "com.intuit.quickbooks.accounting",
            "redirect_uri": redirect, "state": "s t&1",
        ])
        let answer = try await BooksCaller(address: address).send("GET", "/connect/oauth2?" + query + more)
        return (answer.status, BooksCaller.redirected(answer))
    }

    /// Asks for tokens.
    static func token(
        _ address: String, _ fields: KeyValuePairs<String, String>, basic: String = basic
    ) async throws -> BooksCaller.Answer {
        try await BooksCaller(address: address).send(
            "POST", "/oauth2/v1/tokens/bearer", BooksCaller.form(fields),
            with: ["Authorization": basic, "Content-Type": "application/x-www-form-urlencoded"])
    }

    /// Exchanges a code.
    static func exchange(_ address: String, _ code: String) async throws -> BooksCaller.Answer {
        try await token(
            address, ["grant_type": "authorization_code", "code": code, "redirect_uri": redirect])
    }

    /// Refreshes.
    static func refresh(_ address: String, _ token: String) async throws -> BooksCaller.Answer {
        try await self.token(address, ["grant_type": "refresh_token", "refresh_token": token])
    }

    /// Revokes.
    static func revoke(_ address: String, _ token: String) async throws -> BooksCaller.Answer {
        try await BooksCaller(address: address).send(
            "POST", "/v2/oauth2/tokens/revoke", "{\"token\":\"\(token)\"}",
            with: ["Authorization": basic, "Content-Type": "application/json"])
    }

    /// Connects to a company; the first, or the one of a realm.
    static func open(_ address: String, realm: String? = nil) async throws -> QuickBooksShop {
        let fields = try await consent(address, realm.map { "&realm=\($0)" } ?? "").fields
        let tokens = try await exchange(address, fields["code"] ?? "")
        var caller = BooksCaller(address: address)
        caller.headers = [
            "Authorization": "Bearer " + tokens.text("access_token"), "Accept": "application/json",
            "Content-Type": "application/json",
        ]
        var shop = QuickBooksShop(
            caller: caller, realm: fields["realmId"] ?? "", refresh: tokens.text("refresh_token"))
        try await shop.learn()
        return shop
    }

    private mutating func learn() async throws {
        let codes = try await query("select * from TaxCode").json.at("QueryResponse")?.elements("TaxCode") ?? []
        for code in codes {
            let letter = String(code.text("Name")?.dropLast().last ?? "?")
            names.codes[letter] = code.text("Id")
            names.rates[letter] = code.at("SalesTaxRateList.TaxRateDetail.0.TaxRateRef.value")?.string
        }
        let items = try await query("select Id from Item").json.at("QueryResponse")?.elements("Item") ?? []
        names.items = items.compactMap { $0.text("Id") }
        names.walkIn = try await query("select * from Customer").text("QueryResponse.Customer.0.Id")
        names.cash = try await id("PaymentMethod", "Cash")
        names.till = try await id("Account", "Till clearing")
        names.mpesa = try await id("Account", "M-Pesa clearing")
        names.income = try await id("Account", "Sales of Product Income")
        names.receivable = try await id("Account", "Accounts Receivable (A/R)")
    }

    private func id(_ entity: String, _ name: String) async throws -> String {
        try await query("select * from \(entity) where Name = '\(name)'").text("QueryResponse.\(entity).0.Id")
    }

    /// POSTs to an entity.
    func post(_ path: String, _ body: String, query: String = "") async throws -> BooksCaller.Answer {
        try await caller.send("POST", "/v3/company/\(realm)/\(path)?minorversion=75\(query)", body)
    }

    /// GETs what a path names.
    func get(_ path: String, query: String = "") async throws -> BooksCaller.Answer {
        try await caller.send("GET", "/v3/company/\(realm)/\(path)?minorversion=75\(query)")
    }

    /// Asks a sentence.
    func query(_ text: String) async throws -> BooksCaller.Answer {
        try await get("query", query: "&query=" + FormFields.encoded(text))
    }

    /// The customer of example 7.3; returns the id.
    func customer() async throws -> String {
        try await post("customer", Self.mwangaza).text("Customer.Id")
    }

    static let mwangaza = """
        {"DisplayName":"Mwangaza Stores","CompanyName":"Mwangaza Stores",
         "PrimaryPhone":{"FreeFormNumber":"0700000001"},
         "PrimaryEmailAddr":{"Address":"accounts@mwangaza.example"},
         "BillAddr":{"Line1":"Stall 12","City":"Nakuru","Country":"Kenya"},
         "ResaleNum":"P000111222K","Notes":"PIN P000111222K"}
        """

    /// The invoice of example 7.4 with the seeded company's ids.
    func invoice(_ customer: String, number: String = "INV-2026-000417") throws -> ExactJSON {
        let (soap, lamp, book) = (names.items[0], names.items[1], names.items[2])
        let (codeB, codeA) = (names.codes["B"] ?? "", names.codes["A"] ?? "")
        return try ExactJSON(
            reading: """
                {"DocNumber":"\(number)","TxnDate":"2026-11-20","DueDate":"2026-12-20",
                 "CustomerRef":{"value":"\(customer)"},"CurrencyRef":{"value":"KES"},
                 "GlobalTaxCalculation":"TaxExcluded",
                 "Line":[
                  {"Amount":200.00,"Description":"Soap bar","DetailType":"SalesItemLineDetail",
                   "SalesItemLineDetail":{"ItemRef":{"value":"\(soap)"},"Qty":2,"UnitPrice":100.00,
                    "TaxCodeRef":{"value":"\(codeB)"}}},
                  {"Amount":258.59,"Description":"Lamp (3 x 99.99 incl.)","DetailType":"SalesItemLineDetail",
                   "SalesItemLineDetail":{"ItemRef":{"value":"\(lamp)"},"Qty":3,"UnitPrice":86.196667,
                    "TaxCodeRef":{"value":"\(codeB)"}}},
                  {"Amount":250.00,"Description":"School book","DetailType":"SalesItemLineDetail",
                   "SalesItemLineDetail":{"ItemRef":{"value":"\(book)"},"Qty":1,"UnitPrice":250.00,
                    "TaxCodeRef":{"value":"\(codeA)"}}}],
                 "TxnTaxDetail":{"TotalTax":73.38,"TaxLine":[
                  {"Amount":73.38,"DetailType":"TaxLineDetail","TaxLineDetail":{
                   "TaxRateRef":{"value":"\(names.rates["B"] ?? "")"},
                   "PercentBased":true,"TaxPercent":16,"NetAmountTaxable":458.59}},
                  {"Amount":0,"DetailType":"TaxLineDetail","TaxLineDetail":{
                   "TaxRateRef":{"value":"\(names.rates["A"] ?? "")"},
                   "PercentBased":true,"TaxPercent":0,"NetAmountTaxable":250.00}}]},
                 "CustomerMemo":{"value":"Fiscal receipt KRACU0000000417/9"},
                 "PrivateNote":"eta:3f249cac4e39"}
                """)
    }

    /// The receipt of example 7.7.
    func receipt(number: String = "S-01-000981") throws -> ExactJSON {
        try ExactJSON(
            reading: """
                {"DocNumber":"\(number)","TxnDate":"2026-11-20","CustomerRef":{"value":"\(names.walkIn)"},
                 "GlobalTaxCalculation":"TaxExcluded","PaymentMethodRef":{"value":"\(names.cash)"},
                 "PaymentRefNum":"SKX0000001","DepositToAccountRef":{"value":"\(names.till)"},
                 "Line":[{"Amount":200.00,"Description":"Soap bar","DetailType":"SalesItemLineDetail",
                  "SalesItemLineDetail":{"ItemRef":{"value":"\(names.items[0])"},"Qty":2,"UnitPrice":100.00,
                   "TaxCodeRef":{"value":"\(names.codes["B"] ?? "")"}}}],
                 "TxnTaxDetail":{"TotalTax":32.00,"TaxLine":[{"Amount":32.00,"DetailType":"TaxLineDetail",
                  "TaxLineDetail":{"TaxRateRef":{"value":"\(names.rates["B"] ?? "")"},"PercentBased":true,
                   "TaxPercent":16,"NetAmountTaxable":200.00}}]},
                 "PrivateNote":"eta:77aa01bc0001"}
                """)
    }
}
