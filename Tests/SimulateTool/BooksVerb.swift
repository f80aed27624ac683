import Accounting
import ArgumentParser
import Foundation
import Logging
import Simulation

/// `risiti-simulate books`: posts a shop's sales to both providers and says whether all promises held.
struct BooksVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "books",
        abstract: "Posts a shop's sales to simulated companies; days of limits pass in seconds.",
        discussion: """
            risiti-simulate books --seed 7
            risiti-simulate books --sales 10000 --outage 0 --smooth
            """)

    @Option(help: "How many sales there are.")
    var sales = 400

    @Option(help: "How they are put into the books: document, hybrid or summary.")
    var mode = "document"

    @Option(help: "Companies at each provider.")
    var companies = 1

    @Option(help: "Decides the faults.")
    var seed: UInt64 = 1

    @Option(help: "Hours for which the books are out of reach.")
    var outage: Int64 = 48

    @Flag(help: "Post before KRA has answered.")
    var early = false

    @Flag(help: "Play no faults.")
    var smooth = false

    @Flag(help: "Leave the shop's directory where it is.")
    var keep = false

    @Option(help: "quickbooks or xero alone.")
    var provider: String?

    func validate() throws {
        guard BooksMap.Mode(rawValue: mode) != nil else {
            throw ValidationError("--mode is document, hybrid or summary.")
        }
        guard provider.map({ Provider(rawValue: $0) != nil }) ?? true else {
            throw ValidationError("--provider is quickbooks or xero.")
        }
        guard (1...1_000_000).contains(sales), (1...20).contains(companies), (0...1_000).contains(outage) else {
            throw ValidationError("--sales is 1 to 1000000, --companies 1 to 20, --outage 0 to 1000 hours.")
        }
    }

    func run() async throws {
        LoggingSystem.bootstrap { _ in SwiftLogNoOpLogHandler() }
        var plan = BooksPlan()
        (plan.sales, plan.companies, plan.seed, plan.outageHours) = (sales, companies, seed, outage)
        (plan.isTroubled, plan.keepsDirectory, plan.postsEarly) = (!smooth, keep, early)
        plan.mode = BooksMap.Mode(rawValue: mode) ?? .document
        if let provider = provider.flatMap(Provider.init(rawValue:)) { plan.providers = [provider] }
        let start = ContinuousClock.now
        let outcome = try await BooksRun.live(plan) { RisitiSimulate.tell($0) }
        RisitiSimulate.tell(outcome.lines)
        RisitiSimulate.tell("lived in \(start.duration(to: .now))")
        guard outcome.wrong.isEmpty else { throw ExitCode(1) }
    }
}
