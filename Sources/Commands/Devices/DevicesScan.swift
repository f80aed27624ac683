import ArgumentParser
import LocalAPI

/// `risiti devices scan`: looks for devices.
struct DevicesScan: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan",
        abstract: "Looks for devices on USB and serial ports, and says what to type next.",
        discussion: """
            Only devices that their USB ids name are asked anything: a till has scales and card terminals too, which \
            must not be upset. --probe names ports that shall be asked all the same, or `all`; `none` sends nothing to \
            anybody. Ports under devices.exclude in risiti.yaml are always left alone. Ctrl-C ends it.

            Examples:
              risiti devices scan
              risiti devices scan --probe /dev/ttyUSB0
            """)

    @Option(parsing: .upToNextOption, help: "Ports that are asked although nothing names their device; all; none.")
    var probe: [String] = []

    @OptionGroup var agent: AgentOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let progress = ProgressLine("looking")
        let findings = try await agent.ask { (client) async throws(ClientError) in
            try await client.scanDevices(probe: probe) { step in
                progress.show(step.index - 1, of: step.count, at: "\(step.place) at \(step.speed) baud")
            }
        }
        progress.end()
        if findings.isEmpty { Output.talk("nothing that looks like a device; is it plugged in and switched on?") }
        format.output.list(
            findings,
            [
                Column("SURE", \.confidence), Column("PROFILE") { $0.profile ?? "?" },
                Column("SERIAL NUMBER") { $0.serial ?? "-" }, Column("PLACE", \.place), Column("SEEN", \.sentence),
            ])
        guard case .table = format.format else { return }
        for next in findings.compactMap(\.next) { Output.talk("next: \(next)") }
    }
}
