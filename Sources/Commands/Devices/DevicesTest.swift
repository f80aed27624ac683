import ArgumentParser
import LocalAPI

/// `risiti devices test`: tries a device.
struct DevicesTest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Prints a test slip, or asks a control unit; nothing is signed.",
        discussion: """
            Ends with 1 where the device does not work.

            Examples:
              risiti devices test default
              risiti devices test fiscal --format json
            """)

    @Argument(help: "The device's name.")
    var name: String

    @OptionGroup var agent: AgentOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let test = try await agent.ask { (client) async throws(ClientError) in try await client.testDevice(name) }
        try format.output.test(test)
    }
}

/// `risiti devices close-day`: makes a control unit's Z report.
struct DevicesCloseDay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "close-day",
        abstract: "Makes the Z report of a control unit, which ends its 24-hour block.",
        discussion: """
            Ends with 1 where it was not made. In doubt nothing is sent twice.

            Examples:
              risiti devices close-day fiscal
              risiti devices close-day fiscal --format json
            """)

    @Argument(help: "The device's name.")
    var name = "fiscal"

    @OptionGroup var agent: AgentOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let test = try await agent.ask { (client) async throws(ClientError) in try await client.closeDay(of: name) }
        try format.output.test(test)
    }
}

/// `risiti devices day`: what a control unit's X report tells.
struct DevicesDay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "day",
        abstract: "Shows the amounts of a control unit's day, as an X report does; nothing is closed.",
        discussion: """
            They are shown as the unit tells them.

            Examples:
              risiti devices day fiscal
              risiti devices day fiscal --format json
            """)

    @Argument(help: "The device's name.")
    var name = "fiscal"

    @OptionGroup var agent: AgentOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let day = try await agent.ask { (client) async throws(ClientError) in try await client.day(of: name) }
        try format.output.test(day)
    }
}

extension Output {
    /// Shows what came of a test, and ends with 1 where it failed.
    fileprivate func test(_ test: DeviceTestReply) throws {
        one(test, test.steps.map { ($0.name, $0.result) } + [("works", test.works ? "yes" : "NO")])
        guard test.works else { throw ExitCode.no }
    }
}
