import Foundation
import Testing

@testable import Simulators

/// A shop connected to a running Xero: token, tenant, and the basket of the worked examples.
struct XeroShop: Sendable {
    var caller: BooksCaller
    let tenant: String
    var refresh = ""
    var contact = ""

    static let client = "0123456789ABCDEF0123456789ABCDEF"
    static let verifier = "edge-agent-test-verifier-0123456789-ABCDEFGHIJKLM"
    static let challenge = "X4PxxcSBfG5XfRNVJm4q1fF_AXKEVFc_SWhQBCxs3AU"
    static let redirect = "http://localhost:8765/xero/callback"
    static let scope = """
        openid profile email accounting.invoices accounting.payments accounting.contacts accounting.settings \
        accounting.attachments accounting.banktransactions accounting.manualjournals offline_access
        """

    /// Asks for consent; what the redirect carries.
    static func consent(
        _ address: String, scope: String = scope, redirect: String = redirect, more: String = ""
    ) async throws -> (status: Int, fields: [String: String]) {
        let query = BooksCaller.form([
            "client_id": client, "response_type": "code", "scope": scope, "redirect_uri": redirect,
            "state": "st-1", "code_challenge": challenge, "code_challenge_method": "S256",
        ])
        let answer = try await BooksCaller(address: address).send(
            "GET", "/identity/connect/authorize?" + query + more)
        return (answer.status, BooksCaller.redirected(answer))
    }

    /// Asks for tokens.
    static func token(
        _ address: String, _ fields: KeyValuePairs<String, String>
    ) async throws -> BooksCaller.Answer {
        try await BooksCaller(address: address).send(
            "POST", "/connect/token", BooksCaller.form(fields),
            with: ["Content-Type": "application/x-www-form-urlencoded"])
    }

    /// Exchanges a code.
    static func exchange(_ address: String, _ code: String, verifier: String = verifier) async throws
        -> BooksCaller.Answer
    {
        try await token(
            address,
            [
                "grant_type": "authorization_code", "client_id": client, "code": code,
                "redirect_uri": redirect,
                "code_verifier": verifier,
            ])
    }

    /// Refreshes.
    static func refresh(_ address: String, _ token: String) async throws -> BooksCaller.Answer {
        try await self.token(
            address, ["grant_type": "refresh_token", "client_id": client, "refresh_token": token])
    }

    /// Connects to the first organisation.
    static func open(_ address: String, scope: String = scope) async throws -> XeroShop {
        let fields = try await consent(address, scope: scope).fields
        let tokens = try await exchange(address, fields["code"] ?? "")
        var caller = BooksCaller(address: address)
        caller.headers = [
            "Authorization": "Bearer " + tokens.text("access_token"), "Accept": "application/json",
            "Content-Type": "application/json",
        ]
        let connections = try await caller.send("GET", "/connections")
        let tenant = connections.text("0.tenantId")
        caller.headers["xero-tenant-id"] = tenant
        return XeroShop(caller: caller, tenant: tenant, refresh: tokens.text("refresh_token"))
    }

    /// The shop with the customer of the examples.
    func withContact() async throws -> XeroShop {
        var shop = self
        let answer = try await shop.put(
            "Contacts", #"{"Contacts":[{"Name":"Mwangaza Stores","ContactNumber":"C58"}]}"#)
        shop.contact = answer.text("Contacts.0.ContactID")
        return shop
    }

    /// Sends to the accounting API.
    func send(
        _ method: String, _ path: String, _ body: String? = nil, key: String? = nil,
        with more: [String: String] = [:]
    ) async throws -> BooksCaller.Answer {
        var headers = more
        headers["Idempotency-Key"] = key
        return try await caller.send(method, "/api.xro/2.0/" + path, body, with: headers)
    }

    /// PUTs.
    func put(_ path: String, _ body: String, key: String? = nil) async throws -> BooksCaller.Answer {
        try await send("PUT", path, body, key: key)
    }

    /// GETs.
    func get(_ path: String, with more: [String: String] = [:]) async throws -> BooksCaller.Answer {
        try await send("GET", path, with: more)
    }

    /// The invoice of example 7.13, in its envelope.
    func invoice(number: String = "INV-2026-000417") throws -> ExactJSON {
        try ExactJSON(
            reading: """
                {"Invoices":[{"Type":"ACCREC","Contact":{"ContactID":"\(contact)"},
                 "InvoiceNumber":"\(number)","Reference":"eta:3f249cac4e39 KRACU0000000417/9",
                 "Date":"2026-11-20","DueDate":"2026-12-20","LineAmountTypes":"Inclusive","CurrencyCode":"KES",
                 "Status":"AUTHORISED",
                 "LineItems":[
                  {"Description":"Soap bar","Quantity":2,"UnitAmount":116.00,"AccountCode":"4010","TaxType":"TAX002",
                   "TaxAmount":32.00},
                  {"Description":"Lamp","Quantity":3,"UnitAmount":99.99,"AccountCode":"4010","TaxType":"TAX002",
                   "TaxAmount":41.38},
                  {"Description":"School book","Quantity":1,"UnitAmount":250.00,"AccountCode":"4010",
                   "TaxType":"TAX001","TaxAmount":0.00}]}]}
                """)
    }

    /// Enters the invoice; returns its id.
    func invoiced(number: String = "INV-2026-000417") async throws -> String {
        try await put("Invoices?summarizeErrors=false&unitdp=4", invoice(number: number).encoded)
            .text("Invoices.0.InvoiceID")
    }

    /// The credit note of example 7.15; returns its id.
    func credited() async throws -> String {
        let body = """
            {"CreditNotes":[{"Type":"ACCRECCREDIT","Status":"AUTHORISED","Contact":{"ContactID":"\(contact)"},
             "CreditNoteNumber":"CN-2026-000031","Reference":"INV-2026-000417","Date":"2026-11-21",
             "LineAmountTypes":"Inclusive","LineItems":[{"Description":"Soap bar returned","Quantity":1,
             "UnitAmount":116.00,"AccountCode":"4010","TaxType":"TAX002","TaxAmount":16.00}]}]}
            """
        return try await put("CreditNotes", body).text("CreditNotes.0.CreditNoteID")
    }

    /// A payment of an invoice.
    func payment(_ invoice: String, _ amount: String = "500.00", account: String = "1030") -> String {
        """
        {"Payments":[{"Invoice":{"InvoiceID":"\(invoice)"},"Account":{"Code":"\(account)"},"Date":"2026-11-21",
         "Amount":\(amount),"Reference":"SKX0000002 eta:77aa01bc0002"}]}
        """
    }
}
