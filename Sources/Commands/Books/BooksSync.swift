import ArgumentParser
import LocalAPI

/// `risiti books sync`: posts what is not there now.
struct BooksSync: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync",
        abstract: "Posts what is not in a company's books yet; with --wait looks on until nothing is left.",
        discussion: """
            What is there already is not sent again. A day's sum is posted once the day is over. Ends with 1 where \
            something waits for a person or the lane stands. Ctrl-C stops only the looking on.

            Examples:
              risiti books sync quickbooks:9130350000000001 --wait
              risiti books sync xero:5c2b1f0e-0000-4000-8000-00000000a001 --force --from 2026-03-01 --to 2026-03-31
            """)

    @Argument(help: "The company's lane; see: risiti books list")
    var lane: String

    @Flag(help: "Try what waits for a person again too.")
    var force = false

    @Option(parsing: .upToNextOption, help: "Sales, by id or temporary number; all where left out.")
    var sale: [String] = []

    @Option(help: ArgumentHelp("The first day of sale, such as 2026-03-01.", valueName: "day"))
    var from: String?

    @Option(help: ArgumentHelp("The last day of sale.", valueName: "day"))
    var to: String?

    @Flag(help: "Look on until nothing is left.")
    var wait = false

    @Option(help: ArgumentHelp("Bear with an agent that does not answer for so long.", valueName: "seconds"))
    var patience = 10

    @OptionGroup var agent: AgentOptions
    @OptionGroup var format: FormatOptions

    private static let pause = Duration.milliseconds(500)

    func validate() throws {
        guard sale.isEmpty || from == nil && to == nil else {
            throw ValidationError("--sale stands without --from and --to.")
        }
        guard (0...86_400).contains(patience) else { throw ValidationError("--patience is 0 to 86400 seconds.") }
    }

    func run() async throws {
        let request = SyncRequest(ids: sale.isEmpty ? nil : sale, from: from, to: to, force: force)
        var tally = try await agent.ask { (client) async throws(ClientError) in try await client.sync(lane, request) }
        if wait { tally = try await lookOn(from: tally) }
        show(tally)
        guard wait else { return }
        if let reason = Self.standing(tally) { Output.talk(reason) }
        if tally.left > 0 || tally.documents.parked > 0 { throw ExitCode.no }
    }

    /// Comes back when nothing is left, or when nothing more comes of waiting.
    private func lookOn(from first: BooksTallyReply) async throws -> BooksTallyReply {
        let client = agent.client()
        let clock = ContinuousClock()
        var (tally, lastAnswer, lastText) = (first, clock.now, "")
        // What waits for a person when it begins may be on its way out already.
        while tally.left > 0, tally.state != "paused" {
            let text = Self.text(tally)
            if Terminal.showsProgress { Output.overwrite(text) } else if text != lastText { Output.talk(text) }
            lastText = text
            try await clock.sleep(for: Self.pause)
            do throws(ClientError) {
                tally = try await client.booksTally(lane)
                lastAnswer = clock.now
            } catch {
                guard error.isWorthRepeating, clock.now - lastAnswer < .seconds(patience) else {
                    if Terminal.showsProgress { Output.overwrite("") }
                    Output.talk(error)
                    throw error.exitCode
                }
            }
        }
        if Terminal.showsProgress { Output.overwrite("") }
        return tally
    }

    private func show(_ tally: BooksTallyReply) {
        let documents = tally.documents
        format.output.one(
            tally,
            [
                ("lane", "\(tally.lane)  \(tally.state)"), ("posted", "\(documents.done)"),
                ("to be posted", "\(documents.ready)"), ("sales without a document", "\(tally.unplaced)"),
                ("sums whose day still collects", "\(documents.open)"), ("wait for a person", "\(documents.parked)"),
                ("given up", "\(documents.abandoned)"),
            ])
    }

    /// How far it is, on one line.
    static func text(_ tally: BooksTallyReply) -> String {
        let (done, left) = (tally.documents.done, tally.left)
        var text = "\(Bar.text(done, of: done + left)) \(done) posted, \(left) left"
        if tally.documents.parked > 0 { text += ", \(tally.documents.parked) wait for a person" }
        if tally.state != "running" { text += " · \(tally.state)\(tally.reason.map { ": \($0)" } ?? "")" }
        return text
    }

    private static func standing(_ tally: BooksTallyReply) -> String? {
        if tally.state == "paused", tally.left > 0 {
            return "The lane is paused: \(tally.reason ?? "by a person"); see: risiti tasks list"
        }
        return tally.documents.parked > 0 ? "Something waits for a person; see: risiti tasks list" : nil
    }
}
