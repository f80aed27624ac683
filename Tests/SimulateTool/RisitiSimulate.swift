import ArgumentParser
import Foundation

/// Lives simulated shops and says whether all promises held.
@main
struct RisitiSimulate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "risiti-simulate", abstract: "Lives simulated shops, each from one seed.",
        subcommands: [ShopVerb.self, BooksVerb.self], defaultSubcommand: ShopVerb.self)

    /// Says a line at once, so that a long run can be watched.
    static func tell(_ line: String) {
        FileHandle.standardOutput.write(Data((line + "\n").utf8))
    }
}
