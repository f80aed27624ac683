import ArgumentParser
import LocalAPI

/// `risiti kra credentials`: hands the agent secrets, which are sealed in its data directory.
struct KRACredentialsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "credentials",
        abstract: "Reads secrets from standard input and has the agent seal them; they are never shown again.",
        discussion: """
            A line each, NAME=VALUE, of app_id, consumer_key, consumer_secret and cmc_key; what is left out stays \
            as it is. On a terminal each is asked for, and not shown. Arguments would be seen by every user of the machine.

            Examples:
              risiti kra credentials
              risiti kra credentials < secrets.txt
            """)

    @OptionGroup var agent: AgentOptions

    func run() async throws {
        let credentials = try Terminal.canAsk ? Self.asked() : Self.read()
        guard credentials != KRACredentials() else {
            throw ValidationError("Nothing was given; nothing was changed.")
        }
        try await agent.ask { (client) async throws(ClientError) in try await client.setKRACredentials(credentials) }
        Output.talk("Sealed in the agent's data directory.")
    }

    private static let names = ["app_id", "consumer_key", "consumer_secret", "cmc_key"]

    private static func asked() throws -> KRACredentials {
        var credentials = KRACredentials()
        for name in names {
            guard let value = Terminal.readSecret("\(name) (empty leaves it): "), !value.isEmpty else { continue }
            try credentials.set(name, value)
        }
        return credentials
    }

    private static func read() throws -> KRACredentials {
        var credentials = KRACredentials()
        var line = 0
        while let text = readLine() {
            line += 1
            guard text.contains(where: { !$0.isWhitespace }) else { continue }
            guard let sign = text.firstIndex(of: "=") else {
                throw ValidationError("Line \(line) is not NAME=VALUE.")
            }
            try credentials.set(String(text[..<sign]), String(text[text.index(after: sign)...]))
        }
        return credentials
    }
}

extension KRACredentials {
    /// Sets a secret by its name; says nothing of its value.
    fileprivate mutating func set(_ name: String, _ value: String) throws {
        guard (1...4_096).contains(value.utf8.count) else { throw ValidationError("\(name) has 1 to 4096 bytes.") }
        switch name {
        case "app_id": appID = value
        case "consumer_key": consumerKey = value
        case "consumer_secret": consumerSecret = value
        case "cmc_key": communicationKey = value
        default:
            throw ValidationError("Expected app_id, consumer_key, consumer_secret or cmc_key before the =.")
        }
    }
}
