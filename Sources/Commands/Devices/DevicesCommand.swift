import ArgumentParser

/// `risiti devices`: the hardware on the counter.
struct DevicesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "devices",
        abstract: "Finds, lists, adds, tests and listens in on the devices of the counter.",
        discussion: """
            Examples:
              risiti devices scan
              risiti devices list
              risiti devices test default
            """,
        subcommands: [
            DevicesScan.self, DevicesList.self, DevicesAdd.self, DevicesRemove.self, DevicesTest.self,
            DevicesDay.self, DevicesCloseDay.self,
            DevicesTrace.self,
        ])
}
