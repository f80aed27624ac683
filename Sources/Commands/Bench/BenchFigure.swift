import Fiscal

/// One measured thing.
struct BenchFigure: Encodable, Sendable {
    /// What was measured.
    var name: String
    /// How many a second; nil where that says nothing.
    var perSecond: Double?
    /// The median, in microseconds.
    var p50Microseconds: Int64?
    /// The 99th percentile, in microseconds.
    var p99Microseconds: Int64?
    /// How it compares: a number and what with.
    var ratio: String?
    /// Resident memory of the agent afterwards, in bytes.
    var memoryBytes: Int64?

    private enum CodingKeys: String, CodingKey {
        case name
        case perSecond = "per_second"
        case p50Microseconds = "p50_us"
        case p99Microseconds = "p99_us"
        case ratio
        case memoryBytes = "memory_bytes"
    }

    init(_ name: String) {
        self.name = name
    }

    /// Times of single things, done by some at once, in `took` altogether.
    init(_ name: String, times: [Duration], took: Duration) {
        self.name = name
        let sorted = times.sorted()
        p50Microseconds = Self.at(50, of: sorted)
        p99Microseconds = Self.at(99, of: sorted)
        perSecond = Double(times.count) * 1_000_000 / Double(max(1, took.wholeMicroseconds))
    }

    /// The same, compared with something.
    func ratio(_ text: String) -> BenchFigure {
        var figure = self
        figure.ratio = text
        return figure
    }

    private static func at(_ percent: Int, of sorted: [Duration]) -> Int64? {
        guard !sorted.isEmpty else { return nil }
        return sorted[min(sorted.count - 1, sorted.count * percent / 100)].wholeMicroseconds
    }

    static let columns: [Column<BenchFigure>] = [
        Column("what") { $0.name },
        Column("per second", isRight: true) { $0.perSecond.map { "\(Int($0.rounded()))" } ?? "" },
        Column("p50 ms", isRight: true) { milliseconds($0.p50Microseconds) },
        Column("p99 ms", isRight: true) { milliseconds($0.p99Microseconds) },
        Column("memory MiB", isRight: true) { $0.memoryBytes.map { "\($0 >> 20)" } ?? "" },
        Column("beside the raw limit") { $0.ratio ?? "" },
    ]

    private static func milliseconds(_ microseconds: Int64?) -> String {
        microseconds.map { ScaledDecimal.text($0, scale: 3) } ?? ""
    }
}
