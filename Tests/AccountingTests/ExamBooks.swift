import Fiscal
import Foundation
import JSON
import Outbound
import Simulators
import Testing

@testable import Accounting

/// What is examined: each provider's dialect against its simulator, over real HTTP.
enum ExamProvider: String, CaseIterable, Sendable {
    case quickBooks
    case xero
}

/// A connected company at a running simulator.
struct ExamBooks: Sendable {
    /// Keys of a till and of the things in the books that an examination needs.
    struct Names: Sendable {
        var till = ""
        var mobile = ""
        var method: String?
        var income = ""
        var codes: [String: BooksTaxCode] = [:]
    }

    let provider: ExamProvider
    let dialect: any Dialect
    let report: @Sendable () async -> BooksReport
    let setFaults: @Sendable (BooksFaultPlan) async -> Void
    let control: @Sendable (_ name: String, _ json: String) async -> Void
    private(set) var names = Names()
    /// The access token, which no fault may repeat.
    var token: String { String(headers.first?.1.dropFirst(7) ?? "") }
    private let address: String
    private let headers: [(String, String)]
    private let client = HTTPClient()

    /// Runs a simulator, connects, and reads the lists.
    static func open(
        _ provider: ExamProvider, seed: UInt64 = 1, _ body: @escaping @Sendable (ExamBooks) async throws -> Void
    ) async throws {
        var options = BooksOptions(listen: try ListenAddress("127.0.0.1:0"))
        options.dripMilliseconds = 30
        options.seed = seed
        switch provider {
        case .quickBooks:
            let simulator = try QuickBooksSimulator(options)
            try await simulator.withRunning { address in
                let (realm, token) = try await ExamGrant.quickBooks(address)
                var books = ExamBooks(
                    .quickBooks, QuickBooksDialect(company: Company(provider: .quickBooks, key: realm)), address,
                    [("Authorization", "Bearer \(token)")], report: simulator.report,
                    setFaults: simulator.setFaults, control: { _ = await simulator.control($0, $1) })
                try await books.learn()
                try await body(books)
            }
        case .xero:
            let simulator = try XeroSimulator(options)
            try await simulator.withRunning { address in
                let (tenant, token) = try await ExamGrant.xero(address)
                var books = ExamBooks(
                    .xero, XeroDialect(company: Company(provider: .xero, key: tenant)), address,
                    [("Authorization", "Bearer \(token)"), ("xero-tenant-id", tenant)], report: simulator.report,
                    setFaults: simulator.setFaults, control: { _ = await simulator.control($0, $1) })
                try await books.learn()
                try await body(books)
            }
        }
    }

    private init(
        _ provider: ExamProvider, _ dialect: any Dialect, _ address: String, _ headers: [(String, String)],
        report: @escaping @Sendable () async -> BooksReport,
        setFaults: @escaping @Sendable (BooksFaultPlan) async -> Void,
        control: @escaping @Sendable (String, String) async -> Void
    ) {
        (self.provider, self.dialect, self.address, self.headers) = (provider, dialect, address, headers)
        (self.report, self.setFaults, self.control) = (report, setFaults, control)
    }

    private mutating func learn() async throws {
        guard case .accounts(let accounts) = try await ask(.accounts),
            case .taxCodes(let codes) = try await ask(.taxCodes),
            case .named(let methods) = try await ask(.paymentMethods)
        else { throw ExamTrouble("the lists are of the wrong kind") }
        names.till = try #require(accounts.first { $0.name == "Till clearing" }).id
        names.mobile = try #require(accounts.first { $0.name == "M-Pesa clearing" }).id
        names.income = try #require(accounts.first { $0.use == .income && $0.isActive }).id
        names.method = methods.first { $0.name == "Cash" }?.id
        for code in codes where code.isActive && code.name.hasSuffix(")") {
            names.codes[String(code.name.dropLast().suffix(1))] = code
        }
    }

    // MARK: - Verbs

    /// Sends a call.
    func send(_ call: BooksCall, within seconds: Int = 300) async -> BooksAnswer {
        let request = HTTPRequest(
            method: call.method, url: address + call.path,
            headers: headers + call.headers.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }, body: call.body,
            timeouts: .init(total: .seconds(seconds)))
        do throws(OutboundFailure) {
            return .response(try await client.exchange(request))
        } catch {
            return .failed(error)
        }
    }

    /// Makes records in one call.
    func make(_ records: [KeyedRecord], within seconds: Int = 300) async -> [WriteOutcome] {
        dialect.outcomes(of: await send(dialect.call(making: records), within: seconds), making: records)
    }

    /// Makes a record.
    func make(_ record: BooksRecord, key: String, within seconds: Int = 300) async throws -> WriteOutcome {
        try #require(await make([KeyedRecord(record, key: key)], within: seconds).first)
    }

    /// Makes a record that must be taken.
    func keep(_ record: BooksRecord, key: String) async throws -> KeptRecord {
        let outcome = try await make(record, key: key)
        guard case .kept(let kept) = outcome else { throw ExamTrouble("\(record.kind): \(outcome)") }
        return kept
    }

    /// Looks for a record to the end.
    func lookUp(_ record: BooksRecord) async throws -> LookUpStep {
        var answers: [BooksAnswer] = []
        while answers.count < 10 {
            let step = dialect.lookUp(KeyedRecord(record, key: ""), after: answers)
            guard case .ask(let call) = step else { return step }
            answers.append(await send(call))
        }
        throw ExamTrouble("the search does not end")
    }

    /// Asks a question, its first page.
    func ask(_ question: BooksQuestion) async throws -> BooksReply {
        try dialect.reply(to: question, await send(dialect.call(asking: question, page: 1))).reply
    }

    // MARK: - Records

    /// The names that documents use, for a customer and items.
    func names(_ customer: String, items: [String?] = [nil, nil, nil]) throws -> Sample.Names {
        let (standard, exempt) = (try #require(names.codes["B"]), try #require(names.codes["A"]))
        return Sample.Names(
            customer: customer, items: items, account: provider == .xero ? names.income : nil, standard: standard.id,
            standardRate: standard.rateID, exempt: exempt.id, exemptRate: exempt.rateID)
    }

    /// The marker of a key.
    static func marker(_ key: String) -> String { RecordKey.marker(of: key) }

    /// A key of a name.
    static func key(_ name: String, _ generation: Int = 1) -> String {
        RecordKey.make(
            device: "exam", operation: name, company: "c", localID: name, generation: generation)
    }

    /// A customer with a PIN.
    static func customer(_ name: String = "Mwangaza Stores", pin: String = "P000111222K") -> BooksRecord {
        .customer(BooksCustomer(name: name, number: pin, pin: pin, phone: "0700000001"))
    }

    /// Makes a customer and an item of the standard rate; the names that documents use.
    func stocked() async throws -> Sample.Names {
        let customer = try await keep(Self.customer(), key: Self.key("customer"))
        let soap = BooksRecord.item(
            BooksItem(code: "SOAP-1", name: "Soap bar", account: names.income, taxCode: names.codes["B"]?.id ?? ""))
        let item = try await keep(soap, key: Self.key("item"))
        let handle = provider == .xero ? "SOAP-1" : item.id
        return try names(customer.id, items: [handle, handle, handle])
    }
}

/// Why an examination cannot go on.
struct ExamTrouble: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// Tokens from a simulator's consent page, as any application gets them.
enum ExamGrant {
    private static let basic = "Basic " + Data("ABclientid:secretXYZ".utf8).base64EncodedString()
    private static let redirect = "http://localhost:8765/callback"

    static func quickBooks(_ address: String) async throws -> (realm: String, token: String) {
        let fields = try await consent(
            address + "/connect/oauth2", scope: "com.intuit.quickbooks.accounting")
        let token = try await token(address + "/oauth2/v1/tokens/bearer", code: fields["code"] ?? "")
        return (try #require(fields["realmId"]), token)
    }

    static func xero(_ address: String) async throws -> (tenant: String, token: String) {
        let fields = try await consent(
            address + "/identity/connect/authorize",
            scope: "offline_access openid profile email accounting.invoices accounting.payments accounting.contacts "
                + "accounting.settings accounting.attachments")
        let token = try await token(address + "/connect/token", code: fields["code"] ?? "")
        let answer = try await HTTPClient().exchange(
            HTTPRequest(
                method: "GET", url: address + "/connections", headers: [("Authorization", "Bearer \(token)")]))
        let tenant = try JSONTree(parsing: answer.body).items?.first?.text("tenantId")
        return (try #require(tenant), token)
    }

    private static func consent(_ address: String, scope: String) async throws -> [String: String] {
        let path = URLText.path(
            address,
            [
                "client_id": "ABclientid", "response_type": "code", "scope": scope, "redirect_uri": redirect,
                "state": "s1",
            ])
        let answer = try await HTTPClient().exchange(HTTPRequest(method: "GET", url: path))
        let location = try #require(answer.header("location"), "\(answer)")
        return Sample.query(BooksCall(method: "GET", path: location))
    }

    private static func token(_ address: String, code: String) async throws -> String {
        let form = URLText.path(
            "", ["grant_type": "authorization_code", "code": code, "redirect_uri": redirect]
        ).dropFirst()
        let answer = try await HTTPClient().exchange(
            HTTPRequest(
                method: "POST", url: address,
                headers: [
                    ("Authorization", basic), ("Content-Type", "application/x-www-form-urlencoded"),
                    ("Accept", "application/json"),
                ], body: Array(form.utf8)))
        return try #require(try JSONTree(parsing: answer.body).text("access_token"), "\(answer)")
    }
}
