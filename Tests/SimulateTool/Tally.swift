import Simulation

/// What many runs did together.
struct Tally {
    var seeds = 0
    var sales = 0
    var requests = 0
    var lost = 0
    var replayed = 0
    var crashes = 0
    var papers = 0
    var parked = 0
    var elapsed: Int64 = 0
    var failures: [UInt64] = []

    init() {}

    init(of outcome: Outcome) { add(outcome) }

    /// Adds a run.
    mutating func add(_ outcome: Outcome) {
        seeds += 1
        sales += outcome.sales
        requests += outcome.requests
        lost += outcome.lost
        replayed += outcome.replayed
        crashes += outcome.crashes
        papers += outcome.papers
        parked += outcome.parked
        elapsed += outcome.elapsed
        if outcome.violation != nil { failures.append(outcome.seed) }
    }

    /// The figures in one line.
    func line(took: Duration) -> String {
        let milliseconds = Int64(took.components.seconds * 1_000 + took.components.attoseconds / 1_000_000_000_000_000)
        let rate = milliseconds > 0 ? ", \(Int64(sales) * 1_000 / milliseconds) sales a second" : ""
        return """
            \(seeds) seeds, \(sales) sales, \(requests) requests (\(lost) lost, \(replayed) replayed), \
            \(crashes) crashes, \(papers) slips, \(parked) parked, \(elapsed / 86_400_000) virtual days, \
            \(failures.count) broken promises; \(milliseconds) ms\(rate)
            """
    }
}
