import ArgumentParser
import LocalAPI

/// `risiti lanes drain`: sends the backlog now.
struct LanesDrain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drain",
        abstract: "Has lanes that wait try at once; with --until-empty shows how the backlog goes, and ends with it.",
        discussion: """
            Ends with 0 when the lanes are empty, 1 when one is paused, 75 after --timeout. Ctrl-C stops \
            only the looking on.

            Examples:
              risiti lanes drain --until-empty
              risiti lanes drain kra --until-empty --timeout 600
            """)

    @Argument(help: "The lane's name; all lanes where left out.")
    var lane: String?

    @Flag(help: "Look on until nothing is left.")
    var untilEmpty = false

    @Option(help: ArgumentHelp("Give up looking on after so long.", valueName: "seconds"))
    var timeout: Int?

    @Option(help: ArgumentHelp("Bear with an agent that does not answer for so long.", valueName: "seconds"))
    var patience = 10

    @OptionGroup var agent: AgentOptions
    @OptionGroup var format: FormatOptions

    private static let pause = Duration.milliseconds(500)

    func validate() throws {
        guard timeout.map({ $0 > 0 }) ?? true else { throw ValidationError("--timeout is above 0 seconds.") }
        guard (0...86_400).contains(patience) else { throw ValidationError("--patience is 0 to 86400 seconds.") }
    }

    func run() async throws {
        let first = try await agent.ask { (client) async throws(ClientError) in
            try await Self.start(lane, on: client)
        }
        guard untilEmpty else {
            format.output.list(first, LaneReply.columns)
            return
        }
        try await lookOn()
    }

    /// Has every lane that waits try at once; the lanes as they are then.
    private static func start(_ lane: String?, on client: AgentClient) async throws(ClientError) -> [LaneReply] {
        var lanes: [LaneReply] = []
        for reply in try await chosen(lane, on: client) {
            let waits = reply.backlog > 0 && (reply.state == .waiting || reply.state == .broken)
            lanes.append(waits ? try await client.lane(reply.name, .retry) : reply)
        }
        return lanes
    }

    private static func chosen(_ lane: String?, on client: AgentClient) async throws(ClientError) -> [LaneReply] {
        let lanes = try await client.lanes()
        guard let lane else { return lanes }
        guard let chosen = lanes.first(where: { $0.name == lane }) else {
            throw .refused(
                Problem(
                    status: 404, code: "lane.unknown", title: "No such lane",
                    detail: "found \(lane); expected one of \(lanes.map(\.name).joined(separator: ", "))"))
        }
        return [chosen]
    }

    private func lookOn() async throws {
        let client = agent.client()
        let clock = ContinuousClock()
        let started = clock.now
        var progress = DrainProgress()
        var lastAnswer = clock.now
        while true {
            do {
                let lanes = try await Self.chosen(lane, on: client)
                lastAnswer = clock.now
                progress.show(lanes, at: clock.now)
                if let end = end(of: lanes, &progress, took: clock.now - started) {
                    guard end == .success else { throw end }
                    return
                }
            } catch let error as ClientError {
                guard error.isWorthRepeating, clock.now - lastAnswer < .seconds(patience) else {
                    progress.clear()
                    Output.talk(error)
                    throw error.exitCode
                }
            }
            if let timeout, clock.now - started >= .seconds(timeout) {
                progress.clear()
                Output.talk("The lanes are not empty after \(timeout) s.")
                throw ExitCode.tryLater
            }
            try await clock.sleep(for: Self.pause)
        }
    }

    /// What the verb ends with, where there is nothing more to look at.
    private func end(of lanes: [LaneReply], _ progress: inout DrainProgress, took: Duration) -> ExitCode? {
        if lanes.allSatisfy({ $0.backlog == 0 }) {
            progress.end(took: took)
            format.output.list(lanes, LaneReply.columns)
            return .success
        }
        guard let paused = lanes.first(where: { $0.backlog > 0 && $0.state == .paused }) else { return nil }
        progress.clear()
        Output.talk("Lane \(paused.name) is paused: \(paused.reason ?? "by a person"); see `risiti tasks list`.")
        return .no
    }
}
