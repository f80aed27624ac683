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
            --redirect says otherwise.

            Examples:
              risiti books connect xero
              risiti books connect quickbooks --paste --redirect https://shop.example/landing
            """)

    @Argument(help: "quickbooks or xero.")
    var provider: String

    @Option(help: ArgumentHelp("Connects a company again with the app that it has.", valueName: "lane"))
    var again: String?

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

    /// How often it is asked whether the browser came back.
    private static let interval = Duration.seconds(1)

    func run() async throws {
        var request = ConnectRequest(provider: provider)
        (request.lane, request.redirectURI, request.baseURL) = (again, redirect, base)
        request.scopes = scopes.map { $0.split(separator: " ").map(String.init) }
        request.sandbox = sandbox
        if again == nil { try AppCredentials.read(into: &request) }
        let asked = request
        var connecting = try await agent.ask { (client) async throws(ClientError) in try await client.connect(asked) }
        Output.talk("Open this address in a browser\(paste ? "" : " on this machine"), within ten minutes:")
        Output.talk(connecting.authorizeURL)
        connecting = paste ? try await pasted(connecting) : try await landed(connecting)
        if connecting.state == .choosing { connecting = try await chosen(connecting) }
        guard connecting.state == .connected, let lane = connecting.lane else {
            Output.talk("Error: \(connecting.reason ?? "the company was not connected")")
            throw ExitCode.no
        }
        let reply = try await agent.ask { (client) async throws(ClientError) in try await client.connection(lane) }
        format.output.one(
            reply,
            [
                ("connected", reply.title), ("lane", reply.lane), ("state", reply.state),
                ("sales from", reply.settings?.from ?? "-"), ("not mapped", reply.unmappedText),
            ])
        Output.talk(
            """
            What was sold before \(reply.settings?.from ?? "today") stays out of these books; to take it in: \
            risiti books settings \(lane) --from DAY
            """)
        if reply.unmapped != [] { Output.talk("What is not mapped: risiti books map \(lane)") }
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

    private func pasted(_ begun: ConnectingReply) async throws -> ConnectingReply {
        Output.talk("Then paste the address that the browser landed on, even if the page there could not be shown:")
        guard let url = readLine(), !url.isEmpty else { throw ValidationError("Nothing was pasted.") }
        let id = begun.id
        return try await agent.ask { (client) async throws(ClientError) in
            try await client.finishConnecting(id, url: url)
        }
    }

    private func chosen(_ begun: ConnectingReply) async throws -> ConnectingReply {
        let id = begun.id
        let key = try company ?? asked(begun.choices)
        return try await agent.ask { (client) async throws(ClientError) in try await client.chooseCompany(id, key) }
    }

    private func asked(_ choices: [ConnectingReply.Choice]) throws -> String {
        for (index, choice) in choices.enumerated() {
            Output.talk("\(index + 1)  \(choice.title)  (\(choice.company))")
        }
        guard Terminal.canAsk else {
            Output.talk("The grant opens several companies; begin again with --company KEY.")
            throw ExitCode.no
        }
        Output.overwrite("Which one? ")
        guard let number = readLine().flatMap({ Int($0) }), choices.indices.contains(number - 1) else {
            throw ValidationError("Expected a number of 1 to \(choices.count).")
        }
        return choices[number - 1].company
    }
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
