import ArgumentParser
import LocalAPI

/// `risiti devices list`: the things on the counter.
struct DevicesList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists the devices of the counter and how they stand.",
        discussion: """
            Examples:
              risiti devices list
              risiti devices list --format json
            """)

    @OptionGroup var agent: AgentOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let devices = try await agent.ask { (client) async throws(ClientError) in try await client.devices() }
        format.output.list(devices, CounterDeviceReply.columns)
    }
}

extension CounterDeviceReply {
    /// What a table of devices shows.
    static var columns: [Column<CounterDeviceReply>] {
        [
            Column("DEVICE", \.name), Column("PROFILE", \.profile), Column("STATE", \.state),
            Column("WAITING", isRight: true) { "\($0.waiting)" }, Column("SERIAL NUMBER") { $0.serial ?? "-" },
            Column("FIRMWARE") { $0.firmware ?? "-" }, Column("PLACE", \.place),
            Column("WHAT TO DO") { $0.state == "ready" ? "" : $0.sentences["en"] ?? "" },
        ]
    }
}
