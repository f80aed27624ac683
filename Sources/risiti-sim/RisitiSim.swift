import ArgumentParser
import Simulators

/// The door of the simulators: hands over to `RisitiSimCommand`.
@main
struct RisitiSim: AsyncParsableCommand {
    static let configuration = RisitiSimCommand.configuration
}
