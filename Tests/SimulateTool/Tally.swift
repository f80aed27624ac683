import Simulation

/// What many runs did together.
struct Tally {
    var seeds = 0
    var sales = 0
    var requests = 0
    var papers = 0
    var parked = 0
    var checks = 0
    var faults: [Fault: Int] = [:]
    var elapsed: Int64 = 0
    var failures: [UInt64] = []
    /// The fingerprints of all runs, folded so that their order does not matter.
    var fingerprint: UInt64 = 0

    init() {}

    init(of outcome: Outcome) { add(outcome) }

    /// Adds a run.
    mutating func add(_ outcome: Outcome) {
        seeds += 1
        sales += outcome.sales
        requests += outcome.requests
        papers += outcome.papers
        parked += outcome.parked
        checks += outcome.checks
        faults.merge(outcome.faults, uniquingKeysWith: +)
        elapsed += outcome.elapsed
        fingerprint &+= outcome.fingerprint
        if outcome.violation != nil { failures.append(outcome.seed) }
    }

    /// The figures in a few lines.
    func lines(took: Duration) -> String {
        let milliseconds = Int64(took.components.seconds * 1_000 + took.components.attoseconds / 1_000_000_000_000_000)
        let rate = milliseconds > 0 ? ", \(Int64(sales) * 1_000 / milliseconds) sales a second" : ""
        let troubles = Fault.allCases.map { "\(faults[$0, default: 0]) \($0.rawValue)" }.joined(separator: ", ")
        return """
            \(seeds) seeds, \(sales) sales, \(requests) requests, \(papers) slips, \(parked) parked, \
            \(elapsed / 86_400_000) virtual days
            faults: \(troubles)
            \(checks) checks, \(failures.count) broken promises, fingerprint \(String(fingerprint, radix: 16)); \
            \(milliseconds) ms\(rate)
            """
    }
}
