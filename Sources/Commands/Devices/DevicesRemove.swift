import ArgumentParser
import LocalAPI

/// `risiti devices remove`: forgets a device.
struct DevicesRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Forgets a device; refused while slips wait for it or it is at a document.",
        discussion: """
            Examples:
              risiti devices remove default
              risiti devices remove old-printer
            """)

    @Argument(help: "The device's name.")
    var name: String

    @OptionGroup var agent: AgentOptions

    func run() async throws {
        try await agent.ask { (client) async throws(ClientError) in try await client.removeDevice(name) }
    }
}
