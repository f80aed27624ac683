/// A simulated accounting service as a value: requests go in, answers come out, time is a parameter.
///
/// The same settings and the same kept requests in the same order rebuild the same books.
protocol BooksWorld: Sendable {
    /// Companies as they stand before the first request.
    init(_ settings: BooksSettings)

    /// What a request is, told from its method, path and headers alone.
    func call(_ request: BooksRequest) -> BooksCall

    /// Answers one request and changes the books accordingly.
    mutating func answer(_ request: BooksRequest) -> BooksAnswer

    /// Lets someone else act just before a request: an edit of its object, or a grab for its number or name.
    mutating func disturb(_ request: BooksRequest, _ disturbance: BooksDisturbance)

    /// How the service says a fault; nil where it has no words for it.
    func words(_ fault: BooksFault, _ request: BooksRequest) -> BooksAnswer?

    /// How the service refuses a call that is over a limit.
    func refusal(_ limit: BooksLimit, waitSeconds: Int, _ request: BooksRequest) -> BooksAnswer

    /// What the service lets one company do.
    var limits: BooksLimits { get }

    /// Another header of each answer: what is left of the limits, the number of the call.
    func dress(_ answer: BooksAnswer, _ usage: BooksUsage) -> BooksAnswer

    /// What is in the books.
    var report: BooksReport { get }
}

/// What someone else does just before a request.
enum BooksDisturbance: String, Sendable {
    case editsObject, takesNumber
}

/// One limit of a service.
enum BooksLimit: String, Sendable {
    case minute, concurrent, day, batch
}

/// What a service lets one company do.
struct BooksLimits: Sendable {
    let perMinute: Int
    let concurrent: Int
    var perDay: Int?
    var batchesPerMinute: Int?
    /// Whether a minute begins with the clock's; otherwise it is the last sixty seconds.
    let hasFixedWindow: Bool
}

/// What a company has used up.
struct BooksUsage: Hashable, Sendable {
    /// Calls of this minute or of the last sixty seconds.
    var minute = 0
    /// Calls of this day.
    var day = 0
}
