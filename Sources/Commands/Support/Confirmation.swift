import ArgumentParser

/// What cannot be undone is asked for once more.
struct Confirmation: ParsableArguments {
    @Flag(help: "Do not ask; needed where nobody can answer.")
    var yes = false

    /// Ends the verb unless a person agrees or `--yes` was given.
    func ask(_ question: String) throws {
        if yes { return }
        guard Terminal.canAsk else {
            Output.talk("Nothing was done, for nobody can answer here: \(question) Say --yes where it is to be done.")
            throw ExitCode.badUsage
        }
        Output.overwrite("\(question) [y/N] ")
        guard let answer = readLine()?.lowercased(), answer == "y" || answer == "yes" else {
            Output.talk("Nothing was done.")
            throw ExitCode.no
        }
    }
}
