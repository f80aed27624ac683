import Accounting
import Agent
import BooksTestSupport
import Fiscal
import Forwarder
import Foundation
import JSON
import LocalAPI
import Outbound
import Spool

/// A whole agent whose services do not run: its clock moves by hand, and its companies' lanes are driven from outside.
struct BooksShop: Sendable {
    let agent: Agent
    let clock: VirtualClock
    let directory: URL

    private static let redirect = "http://localhost:4780/v1/connections/callback"

    init(_ clock: VirtualClock) async throws {
        let name = "risiti-books-\(UUID().uuidString.prefix(8))"
        directory = FileManager.default.temporaryDirectory.appending(path: name)
        self.clock = clock
        let data = try DataDirectory(directory)
        let file = directory.appending(path: "risiti.yaml")
        try """
        branch: { pin: P052345678K, bhf_id: "00", device_serial: DUKA-0001, trade_name: DUKA MOJA, address: Nairobi }
        kra: { route: direct, base_url: "http://127.0.0.1:9/", token_url: null }
        printers: { default: { path: /dev/null, width: 42 } }
        """.write(to: file, atomically: true, encoding: .utf8)
        agent = try await Agent.build(
            settings: try await Settings.read(file: file.path, mayBeMissing: false), directory: data, credentials: nil,
            clock: clock.wall)
    }

    func close(keepingDirectory: Bool) throws {
        try agent.spool.close()
        if !keepingDirectory { try FileManager.default.removeItem(at: directory) }
    }

    // MARK: - The till

    /// Sells the lines of a day again and again, and takes every fortieth sale back in part.
    func sell(_ count: Int) async throws {
        let day = try String(contentsOfFile: "packaging/demo/duka-day.ndjson", encoding: .utf8)
            .split(separator: "\n").map { try JSONLine(String($0)) }
        for number in 0..<count {
            clock.pass(to: clock.elapsed + 1_000)
            let (draft, faults) = day[number % day.count].sale
            let sale = try await agent.sales.accept(
                draft, faults: faults, key: "sale-\(number)", digest: Array(repeating: 0, count: 32))
            if number % 40 == 39 {
                _ = try await agent.sales.credit(
                    try await agent.spool.sale(sale.entry.document.id),
                    lines: [CreditRequest(line: 1, quantity: sale.entry.document.sale.lines[0].quantity)],
                    reason: .refund, till: nil, cashier: nil, soldAt: nil, key: "credit-\(number)",
                    digest: Array(repeating: 0, count: 32))
            }
        }
    }

    /// Settles what waits for KRA as its answers would.
    func fiscalise() async throws {
        while let job = try await agent.spool.head(of: "kra") {
            let (now, number) = (agent.clock.now(), job.sequence)
            let write = try await agent.spool.writeDown(
                InFlightWrite(job: job, effect: .sale, number: number, body: []), at: now)
            let receipt = FiscalReceipt(
                scuID: "KRACU0300000123", invoiceNumber: number, receiptNumber: "\(number)",
                totalReceiptNumber: "\(number)", internalData: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
                signature: "ABCDEFGHIJKLMNOP", signedAt: now, qr: "https://example.invalid/\(number)")
            try await agent.spool.settle(write, receipt: receipt, at: now)
            try await agent.spool.finish(job, at: now)
        }
    }

    // MARK: - A person at a browser

    /// Connects each company that a provider's consent opens, or one of them again; their lanes.
    func connect(
        _ provider: SimulatedBooks, at base: String, companies: Int, again: String? = nil
    ) async throws -> [String] {
        var lanes: [String] = []
        let realms = try await Self.realms(provider, at: base)
        for number in 0..<companies {
            let wish = ConnectWish(
                provider: provider.provider, lane: again, clientID: again == nil ? "books-app" : nil,
                clientSecret: again == nil ? "books-secret" : nil, redirectURI: again == nil ? Self.redirect : nil,
                base: again == nil ? base : nil)
            let begun = try await agent.connections.begin(wish)
            let realm = again.map { String($0.split(separator: ":")[1]) } ?? realms[number]
            let more = provider.provider == .quickBooks ? "&realm=\(realm)" : ""
            let page = try await HTTPClient().exchange(HTTPRequest(method: "GET", url: begun.url + more))
            var connecting = try await agent.connections.finish(page.header("location") ?? "")
            if case .choosing(let tenants) = connecting.stage {
                let tenant = tenants.first { $0.key == realm }
                connecting = try await agent.connections.choose(begun.id, company: tenant?.key ?? "")
            }
            guard case .connected(let lane) = connecting.stage else {
                throw BooksTrouble("\(provider.provider) was not connected: \(connecting.stage)")
            }
            lanes.append(lane)
        }
        return lanes
    }

    /// The keys of the provider's companies.
    private static func realms(_ provider: SimulatedBooks, at base: String) async throws -> [String] {
        let answer = try await HTTPClient().exchange(HTTPRequest(method: "GET", url: base + "/sim/companies"))
        guard case .array(let companies)? = try JSONTree(parsing: answer.body)["companies"] else { return [] }
        return companies.compactMap { $0["company"]?.text }
    }

    /// Says how sales go into a company's books, and that nobody asks what changes there: each call is a posting's.
    func choose(_ mode: BooksMap.Mode, early: Bool, in lane: String) async throws {
        let settings = #"{"watch": 0, "after": "\#(early ? "none" : "kra")"}"#
        try await agent.connections.update(lane, settings: Array(settings.utf8))
        guard let (version, map) = try await agent.books.map(of: lane) else {
            throw BooksTrouble("\(lane) has no map")
        }
        var chosen = map
        chosen.mode = mode
        _ = try await agent.books.keep(chosen, of: lane, after: version, by: "a person")
    }
}

/// A line of the day as a till would post it.
private struct JSONLine: Sendable {
    let sale: (SaleDraft, [Fiscal.Fault])

    init(_ text: String) throws {
        let tree = try JSONTree(parsing: Array(text.utf8))
        var (draft, faults) = SaleRequest.read(tree["sale"] ?? tree)
        // The shop's clock says when; the sample's own times lie in another year's March.
        draft.soldAt = nil
        faults = faults.filter { $0.field != "sold_at" }
        sale = (draft, faults)
    }
}

/// Something that a simulation cannot go on after.
struct BooksTrouble: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
