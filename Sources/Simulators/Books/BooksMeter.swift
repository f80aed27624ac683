/// Counts one company's calls against the limits, by the service's clock.
struct BooksMeter: Sendable {
    /// The most calls that were under way at once, refused ones included.
    private(set) var mostInFlight = 0
    /// The most calls within a minute, refused ones included.
    private(set) var mostPerMinute = 0
    /// Calls that came in, refused ones included.
    private(set) var calls = 0
    /// How often each limit refused a call.
    private(set) var overLimit: [BooksLimit: Int] = [:]
    private let limits: BooksLimits
    private var inFlight = 0
    private var attempts: [Int: Int] = [:]
    private var admitted: [Int: Int] = [:]
    private var batches: [Int: Int] = [:]
    private var day = (number: 0, calls: 0)

    init(_ limits: BooksLimits) {
        self.limits = limits
    }

    /// Takes a call in; the limit that refuses it and how long to wait, in seconds, or nil where there is room.
    mutating func enter(_ call: BooksCall, at now: BooksTime) -> (limit: BooksLimit, waitSeconds: Int)? {
        let second = now.epochSeconds
        inFlight += 1
        calls += 1
        mostInFlight = max(mostInFlight, inFlight)
        attempts[second, default: 0] += 1
        forget(before: second - 120)
        mostPerMinute = max(mostPerMinute, count(attempts, second))
        if day.number != second / 86_400 { day = (second / 86_400, 0) }
        guard let limit = limit(call, second) else {
            admitted[second, default: 0] += 1
            if call.isBatch { batches[second, default: 0] += 1 }
            day.calls += 1
            return nil
        }
        overLimit[limit, default: 0] += 1
        return (limit, wait(limit, second))
    }

    /// A call is over.
    mutating func leave() {
        inFlight -= 1
    }

    /// What is used up.
    func usage(at now: BooksTime) -> BooksUsage {
        BooksUsage(minute: count(admitted, now.epochSeconds), day: day.calls)
    }

    private func limit(_ call: BooksCall, _ second: Int) -> BooksLimit? {
        if let most = limits.perDay, day.calls >= most { return .day }
        if count(admitted, second) >= limits.perMinute { return .minute }
        if inFlight > limits.concurrent { return .concurrent }
        if call.isBatch, let most = limits.batchesPerMinute, count(batches, second) >= most { return .batch }
        return nil
    }

    private func wait(_ limit: BooksLimit, _ second: Int) -> Int {
        switch limit {
        case .day: 86_400 - second % 86_400
        case .concurrent: 1
        case .minute, .batch: limits.hasFixedWindow ? 60 - second % 60 : 60
        }
    }

    private func count(_ calls: [Int: Int], _ second: Int) -> Int {
        let start = limits.hasFixedWindow ? second - second % 60 : second - 59
        return calls.reduce(0) { $0 + ((start...second).contains($1.key) ? $1.value : 0) }
    }

    private mutating func forget(before second: Int) {
        guard attempts.count > 240 else { return }
        attempts = attempts.filter { $0.key >= second }
        admitted = admitted.filter { $0.key >= second }
        batches = batches.filter { $0.key >= second }
    }
}
