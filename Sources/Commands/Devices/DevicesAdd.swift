import ArgumentParser
import LocalAPI

/// `risiti devices add`: makes a device the shop's own.
struct DevicesAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Opens a device, asks it who it is, and keeps it under a name.",
        discussion: """
            PLACE is serial:/dev/…, usb:vvvv:pppp:SERIAL, usb:vvvv:pppp@SOCKET, tcp:HOST:PORT or file:/dev/…; \
            `risiti devices scan` finds it and says what to type.

            Examples:
              risiti devices add usb:04b8:0e15:X3QF1 --profile epson.tm-t20
              risiti devices add serial:/dev/serial/by-id/usb-FTDI_A1-if00-port0 --profile tremol.g03 --name fiscal
              risiti devices add tcp:192.168.1.60:8000 --profile tremol.g03 --name fiscal --secret < password.txt
            """)

    @Argument(help: "Where it is.")
    var place: String

    @Option(help: "The profile that tells how to talk to it; see `risiti profiles list`.")
    var profile: String

    @Option(help: "The speed of its serial line; the profile's first where left out.")
    var speed: Int?

    @Option(help: "What it shall be called: small letters, digits and hyphens.")
    var name = "default"

    @Flag(
        name: [.customLong("secret"), .customLong("ask-key")],
        help: "Read a signer's key, or the LAN password of a control unit, from standard input; it is sealed.")
    var hasSecret = false

    @OptionGroup var agent: AgentOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let key = hasSecret ? (Terminal.canAsk ? Terminal.readSecret("key or password: ") : readLine()) : nil
        let device = try await agent.ask { (client) async throws(ClientError) in
            try await client.addDevice(
                DeviceRequest(name: name, profile: profile, place: place, speed: speed, key: key))
        }
        format.output.one(
            device,
            [
                ("device", device.name), ("profile", device.profile), ("place", device.place),
                ("serial number", device.serial ?? "it tells none"), ("firmware", device.firmware ?? "it tells none"),
                ("state", "\(device.state): \(device.sentences["en"] ?? "")"),
            ])
    }
}
