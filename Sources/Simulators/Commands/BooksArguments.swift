import ArgumentParser

/// What both simulated accounting services are told.
struct BooksArguments: ParsableArguments {
    @Option(help: "The loopback address to listen on; port 0 picks one.")
    var listen: String?

    @OptionGroup var trouble: TroubleOptions

    @Option(help: "The journal of what changed the books; they survive a kill.")
    var stateFile: String?

    @Flag(help: "Force the journal to the disk before each answer.")
    var fsync = false

    @Option(help: "How many companies there are.")
    var companies = 1

    @Flag(help: "Start without tax codes, items and customers.")
    var bare = false

    @Flag(help: "Give another refresh token at each refresh, not once a day; Xero always does.")
    var rotate = false

    @Flag(inversion: .prefixedNo, help: "Let QuickBooks refuse document numbers that are taken.")
    var uniqueNumbers = true

    @Option(help: "How many calls a Xero tenant may make per day.")
    var callsPerDay = 5_000

    @Option(help: "The time at which the clock stands, as 2026-11-20T09:00:00Z; it can be moved at /sim/clock.")
    var clock: String?

    func validate() throws {
        guard clock.map({ BooksTime(iso: $0) != nil }) ?? true else {
            throw ValidationError("--clock is a time such as 2026-11-20T09:00:00Z.")
        }
        guard (1...20).contains(companies) else { throw ValidationError("--companies is between 1 and 20.") }
    }

    /// The options of the simulator; throws exit codes 64, 65 and 74.
    func options(defaultPort: Int) throws(SimulatorError) -> BooksOptions {
        var options = BooksOptions(listen: try ListenAddress(listen ?? "127.0.0.1:\(defaultPort)"))
        options.seed = trouble.seed
        if let json = try trouble.plan() { options.faults = try BooksFaultPlan(json: json) }
        options.latencyMilliseconds = trouble.latency
        options.stateFile = stateFile
        options.isSynchronised = fsync
        options.companies = companies
        options.isBare = bare
        options.rotatesEachRefresh = rotate
        options.refusesDuplicateNumbers = uniqueNumbers
        options.callsPerDay = callsPerDay
        if let time = clock.flatMap({ BooksTime(iso: $0) }) { options.clock = { time.epochSeconds } }
        return options
    }
}
