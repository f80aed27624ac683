import ArgumentParser
import FirmwareProfiles

/// `risiti profiles udev`: the rules that give the agent its devices.
struct ProfilesUdev: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "udev",
        abstract: "Writes the udev rules that the profiles ask for.",
        discussion: """
            They let the group risiti at the devices, keep those awake, and keep ModemManager off their ports. The \
            package installs those of its own profiles; write them anew for a profile of yours.

            Examples:
              risiti profiles udev
              risiti profiles udev --with /etc/risiti/profiles > /etc/udev/rules.d/70-risiti.rules
            """)

    @OptionGroup var profiles: ProfileOptions

    func run() throws {
        let library = try profiles.library()
        for fault in library.faults { Output.talk("\(fault)") }
        guard library.faults.isEmpty else { throw ExitCode.badInput }
        Output.bytes(Array(UdevRules(library.profiles.values).text.utf8))
    }
}
