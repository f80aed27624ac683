/// What can go wrong in one run and how often, in thousandths; each seed has a weather of its own.
///
/// The ranges are those that TigerBeetle publishes for its simulator, where there is something like it here: up to 30 %
/// of messages lost, up to 50 % replayed, 80 to 100 % of the writes that were not synced lost at a power cut.
struct Weather: Sendable, Equatable {
    /// The request never arrives.
    var requestLost: Int64 = 0
    /// KRA has acted, the answer never arrives.
    var answerLost: Int64 = 0
    /// The same request arrives a second time.
    var replayed: Int64 = 0
    /// The request arrives after the sender has given up.
    var late: Int64 = 0
    /// The connection breaks, before or after KRA has acted.
    var reset: Int64 = 0
    /// 502 with a page of HTML, before or after.
    var badGateway: Int64 = 0
    /// 200 with nothing in it, before or after.
    var empty: Int64 = 0
    /// A captive portal answers in KRA's place.
    var portal: Int64 = 0
    /// 503 or 429, mostly with Retry-After.
    var busy: Int64 = 0
    /// KRA answers with an error of its own, before or after acting.
    var trouble: Int64 = 0
    /// 401 out of the blue.
    var unauthorised: Int64 = 0
    /// The answer takes long, though not too long.
    var slow: Int64 = 0
    /// No name server, no route, nobody listens: hours of it, so many times a run.
    var outages: Int64 = 0
    /// The process or the machine dies, so many times a run.
    var crashes: Int64 = 0
    /// The wall clock is put somewhere else, so many times a run.
    var clockJumps: Int64 = 0
    /// The machine stands still for a while, so many times a run.
    var freezes: Int64 = 0
    /// A person stops the lane, so many times a run.
    var pauses: Int64 = 0
    /// The printer fails, in thousandths of the slips.
    var printer: Int64 = 0
    /// The machine dies while it prints, in thousandths of the slips.
    var crashOnPaper: Int64 = 0
    /// A disk operation fails, in millionths.
    var diskErrors: Int64 = 0
    /// Writes not synced that are lost at a power cut, in thousandths.
    var writesLost: Int64 = 1_000

    /// Good weather.
    static let calm = Weather()

    init() {}

    /// Draws a weather: each kind of trouble is there in half of the runs.
    init(_ dice: inout Dice) {
        func maybe(_ range: ClosedRange<Int64>, _ dice: inout Dice) -> Int64 {
            let value = dice.pick(range)
            return dice.happens(500) ? value : 0
        }
        requestLost = maybe(0...300, &dice)
        answerLost = maybe(0...300, &dice)
        replayed = maybe(0...500, &dice)
        late = maybe(0...100, &dice)
        reset = maybe(0...100, &dice)
        badGateway = maybe(0...100, &dice)
        empty = maybe(0...50, &dice)
        portal = maybe(0...50, &dice)
        busy = maybe(0...100, &dice)
        trouble = maybe(0...60, &dice)
        unauthorised = maybe(0...5, &dice)
        slow = maybe(0...200, &dice)
        outages = maybe(1...3, &dice)
        crashes = maybe(1...6, &dice)
        clockJumps = maybe(1...3, &dice)
        freezes = maybe(1...3, &dice)
        pauses = maybe(1...2, &dice)
        printer = maybe(0...300, &dice)
        crashOnPaper = maybe(0...300, &dice)
        diskErrors = maybe(0...300, &dice)
        writesLost = dice.pick(800...1_000)
    }
}
