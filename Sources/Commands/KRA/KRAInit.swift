import ArgumentParser
import LocalAPI

/// `risiti kra init`: initialises the device, once in its life.
struct KRAInit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Initialises the device with KRA, once in its life; a second time is refused.",
        discussion: """
            PIN, branch and serial come from the settings; KRA must know the serial. Needs the network.

            Examples:
              risiti kra init
              risiti kra init --format json
            """)

    @OptionGroup var agent: AgentOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let device = try await agent.ask { (client) async throws(ClientError) in try await client.initialiseKRA() }
        format.output.one(
            device,
            [
                ("initialised", device.initialised ? "yes" : "no"), ("control unit", device.scuID ?? "-"),
                ("pin", device.pin), ("branch", device.branchID), ("serial", device.serial),
                ("device key", device.key),
            ])
        guard device.initialised else { throw ExitCode.no }
    }
}
