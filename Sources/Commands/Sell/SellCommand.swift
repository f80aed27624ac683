import ArgumentParser
import Foundation
import LocalAPI

/// `risiti sell`: posts sales.
struct SellCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sell",
        abstract: "Posts sales from JSON or NDJSON files and prints one line per sale.",
        discussion: """
            A file holds a sale, a list of sales, or a sale a line; each bare or as \
            {"idempotency_key": …, "sale": …}. A bare sale's key is made of the file's name, its line (in a list: \
            its place) and the SHA-256 of its bytes, so that the same file posted twice sells nothing twice.

            Nothing is posted unless all of it is JSON. Refused sales are named on standard error, the rest go on.

            Examples:
              risiti sell day.ndjson --print
              echo '{"till":"T1", …}' | risiti sell - --wait 2 --format json
            """)

    @Argument(help: ArgumentHelp("Files of sales; - is standard input.", valueName: "file"))
    var files: [String]

    @Option(help: ArgumentHelp("Wait up to so long for KRA's answer to each sale.", valueName: "seconds"))
    var wait: Int?

    @Flag(help: "Have the agent print each slip.")
    var print = false

    @Option(help: ArgumentHelp("Tills that post at once; one till's sales stay in order.", valueName: "number"))
    var jobs = 1

    @Option(help: ArgumentHelp("Try again for so long when the agent does not answer.", valueName: "seconds"))
    var patience = 0

    @OptionGroup var agent: AgentOptions
    @OptionGroup var format: FormatOptions

    func validate() throws {
        guard !files.isEmpty else { throw ValidationError("Name a file of sales; - is standard input.") }
        guard files.count(where: { $0 == "-" }) <= 1 else { throw ValidationError("- can be read once.") }
        guard (1...256).contains(jobs) else { throw ValidationError("--jobs is between 1 and 256.") }
        guard (0...86_400).contains(patience) else { throw ValidationError("--patience is 0 to 86400 seconds.") }
        guard wait.map({ (0...60).contains($0) }) ?? true else { throw ValidationError("--wait is 0 to 60 seconds.") }
    }

    func run() async throws {
        var sales: [PostedSale] = []
        for file in files {
            do throws(SaleFileError) {
                sales += try SaleFile.sales(in: file)
            } catch {
                Output.talk("Error: \(error.sentence)")
                throw error.exitCode
            }
        }
        let tally = SellTally(count: sales.count, output: format.output)
        let address = agent.address
        let poster = SalePoster(
            wait: wait.map { .seconds($0) }, prints: print, patience: .seconds(patience), tally: tally)
        await withTaskGroup { group in
            for share in SaleFile.shares(of: sales, jobs: jobs) {
                group.addTask { await poster.post(share, through: AgentClient(address)) }
            }
        }
        let exitCode = await tally.finish()
        guard exitCode == .success else { throw exitCode }
    }
}
