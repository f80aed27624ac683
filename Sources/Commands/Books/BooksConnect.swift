import ArgumentParser
import Foundation
import LocalAPI

/// `risiti books connect`: connects a company, by a browser on this machine or by an address that is pasted.
struct BooksConnect: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "connect",
        abstract: "Connects a company at QuickBooks Online or Xero with the shop's own app there.",
        discussion: """
            Asks for client_id and client_secret, or reads NAME=VALUE lines from standard input up to an empty one; a \
            Xero app of the kind "mobile or desktop" has no secret. Arguments would be seen by every user of the \
            machine. Then it prints the address to open, and waits for the browser to come back; with --paste it reads \
            the address that the browser landed on, whatever the page showed.

            The app's redirect URI is http://localhost:PORT/v1/connections/callback with the agent's own port, unless \
            --redirect says otherwise. A bad paste, or a grant that opens several companies, loses nothing: it is asked \
            once more, or says by which --pending it goes on.

            Examples:
              risiti books connect xero
              risiti books connect quickbooks --paste --redirect https://shop.example/landing
            """)

    @Argument(help: "quickbooks or xero.")
    var provider: String

    @Option(help: ArgumentHelp("Connects a company again with the app that it has.", valueName: "lane"))
    var again: String?

    @Option(
        help: ArgumentHelp("Goes on with a connecting that waits for its address or its company.", valueName: "id"))
    var pending: String?

    @Option(help: ArgumentHelp("The company's key, where the grant may open several.", valueName: "key"))
    var company: String?

    @Option(help: ArgumentHelp("The redirect that is registered for the app.", valueName: "uri"))
    var redirect: String?

    @Option(help: ArgumentHelp("What is asked for, instead of what posting needs.", valueName: "scopes"))
    var scopes: String?

    @Option(help: ArgumentHelp("One base for all hosts of the provider, such as a simulator's.", valueName: "url"))
    var base: String?

    @Flag(help: "Means QuickBooks' sandbox companies.")
    var sandbox = false

    @Flag(help: "Reads the address that the browser landed on from standard input.")
    var paste = false

    @OptionGroup var agent: AgentOptions
    @OptionGroup var format: FormatOptions

    func validate() throws {
        guard pending == nil || again == nil else { throw ValidationError("--pending stands without --again.") }
    }

    /// How often it is asked whether the browser came back.
    private static let interval = Duration.seconds(1)
    /// How often a person is asked for the same.
    private static let tries = 5

    func run() async throws {
        let before = try await agent.ask { (client) async throws(ClientError) in try await client.connections() }
        var connecting = try await begun()
        if connecting.state == .waiting {
            Output.talk("Open this address in a browser\(paste ? "" : " on this machine"), within ten minutes:")
            Output.talk(connecting.authorizeURL)
            connecting = paste ? try await pasted(connecting) : try await landed(connecting)
        }
        if connecting.state == .choosing { connecting = try await chosen(connecting) }
        guard connecting.state == .connected, let lane = connecting.lane else {
            Output.talk("Error: \(connecting.reason ?? "the company was not connected")")
            throw ExitCode.no
        }
        if pending != nil, let company, lane.split(separator: ":").last.map(String.init) != company {
            Output.talk(
                "Error: this grant went to \(lane) already; for \(company) begin anew: risiti books connect \(provider)"
            )
            throw ExitCode.no
        }
        let reply = try await agent.ask { (client) async throws(ClientError) in try await client.connection(lane) }
        format.output.one(
            reply,
            [
                ("connected", reply.title), ("lane", reply.lane), ("state", reply.state),
                ("sales from", reply.settings?.from ?? "-"), ("not mapped", reply.unmappedText),
            ])
        if again == nil, let old = before.first(where: { $0.lane == lane }) {
            Output.talk(Self.words(of: old, replacedBy: reply))
        }
        Output.talk(
            """
            What was sold before \(reply.settings?.from ?? "today") stays out of these books; to take it in: \
            risiti books settings \(lane) --from DAY
            """)
        if let exports = try? await agent.client().exports(), let remark = LeftOutWords.remark(exports, reply) {
            Output.talk(remark)
        }
        if reply.unmapped != [] { Output.talk("What is not mapped: risiti books map \(lane)") }
    }

    private func begun() async throws -> ConnectingReply {
        if let pending {
            return try await agent.ask { (client) async throws(ClientError) in try await client.connecting(pending) }
        }
        var request = ConnectRequest(provider: provider)
        (request.lane, request.redirectURI, request.baseURL) = (again, redirect, base)
        request.scopes = scopes.map { $0.split(separator: " ").map(String.init) }
        request.sandbox = sandbox
        if again == nil { try AppCredentials.read(into: &request) }
        let asked = request
        return try await agent.ask { (client) async throws(ClientError) in try await client.connect(asked) }
    }

    /// What became of a connection that was there before: its app and its address are those that were entered now.
    static func words(of old: ConnectionReply, replacedBy new: ConnectionReply) -> String {
        var changes: [String] = []
        for (what, old, new) in [("app", old.clientID, new.clientID), ("address", old.address, new.address)]
        where old != new {
            changes.append("its \(what) was \(old ?? "not known") and is \(new ?? "not known") now")
        }
        let end = changes.isEmpty ? "its map and its settings stay" : changes.joined(separator: "; ")
        return "\(new.lane) was connected before: \(end)."
    }

    private func landed(_ begun: ConnectingReply) async throws -> ConnectingReply {
        let id = begun.id
        var now = begun
        while now.state == .waiting {
            try await ContinuousClock().sleep(for: Self.interval)
            now = try await agent.ask { (client) async throws(ClientError) in try await client.connecting(id) }
        }
        return now
    }

    /// Reads the address until it is one: a bad paste costs neither the app's secret nor the consent.
    private func pasted(_ begun: ConnectingReply) async throws -> ConnectingReply {
        Output.talk("Then paste the address that the browser landed on, even if the page there could not be shown:")
        let (id, client) = (begun.id, agent.client())
        for _ in 0..<Self.tries {
            guard let url = readLine() else { break }
            guard !url.allSatisfy(\.isWhitespace) else {
                Output.talk("Nothing was pasted. Once more:")
                continue
            }
            do throws(ClientError) {
                return try await client.finishConnecting(id, url: url)
            } catch {
                Output.talk(error)
                guard case .refused = error, let now = try? await client.connecting(id), now.state == .waiting else {
                    throw error.exitCode
                }
                Output.talk("Once more:")
            }
        }
        Output.talk("No address came. Go on within the ten minutes by: \(command(id)) --paste")
        throw ExitCode.badInput
    }

    private func chosen(_ begun: ConnectingReply) async throws -> ConnectingReply {
        let id = begun.id
        let key = try company.flatMap { key in begun.choices.first { $0.company == key }?.company } ?? asked(begun)
        return try await agent.ask { (client) async throws(ClientError) in try await client.chooseCompany(id, key) }
    }

    private func asked(_ begun: ConnectingReply) throws -> String {
        if let company { Output.talk("\(company) is none of the companies that the grant opens:") }
        for (index, choice) in begun.choices.enumerated() {
            Output.talk("\(index + 1)  \(choice.title)  (\(choice.company))")
        }
        for _ in 0..<Self.tries where Terminal.canAsk {
            Output.overwrite("Which one, 1 to \(begun.choices.count)? ")
            guard let line = readLine() else { break }
            if let number = Int(line), begun.choices.indices.contains(number - 1) {
                return begun.choices[number - 1].company
            }
        }
        Output.talk("The grant waits for its company; choose it by: \(command(begun.id)) --company KEY")
        throw company == nil ? ExitCode.no : ExitCode.badInput
    }

    private func command(_ id: String) -> String { "risiti books connect \(provider) --pending \(id)" }
}

/// The id and the secret of an app, from a person or from standard input.
private enum AppCredentials {
    static func read(into request: inout ConnectRequest) throws {
        if Terminal.canAsk {
            Output.overwrite("client_id: ")
            try request.set("client_id", readLine() ?? "")
            let secret = Terminal.readSecret("client_secret (empty where the app has none): ") ?? ""
            if !secret.isEmpty { try request.set("client_secret", secret) }
            return
        }
        var line = 0
        while let text = readLine(), !text.allSatisfy(\.isWhitespace) {
            line += 1
            guard let sign = text.firstIndex(of: "=") else { throw ValidationError("Line \(line) is not NAME=VALUE.") }
            try request.set(String(text[..<sign]), String(text[text.index(after: sign)...]))
        }
    }
}

extension ConnectRequest {
    /// Sets a part by its name; says nothing of its value.
    fileprivate mutating func set(_ name: String, _ value: String) throws {
        guard (1...1_024).contains(value.utf8.count) else { throw ValidationError("\(name) has 1 to 1024 bytes.") }
        switch name {
        case "client_id": clientID = value
        case "client_secret": clientSecret = value
        default: throw ValidationError("Expected client_id or client_secret before the =.")
        }
    }
}
