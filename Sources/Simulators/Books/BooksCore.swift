import Logging

/// Holds the books, the faults, the limits and the journal of one running service; one request at a time.
actor BooksCore<World: BooksWorld> {
    private var world: World
    private var faults: BooksFaultDice
    private var meters: [String: BooksMeter] = [:]
    private var calls: [String: Int] = [:]
    private var clock: @Sendable () -> Int
    private let ownClock: @Sendable () -> Int
    private let journal: StateFile?
    private let logger = Logger(label: "risiti.simulators.books")

    /// Opens the journal, if there is one, and replays it.
    init(_ options: BooksOptions) throws(SimulatorError) {
        var world = World(options.settings)
        var journal: StateFile?
        if let path = options.stateFile {
            let file = try StateFile(path, isSynchronised: options.isSynchronised)
            for (index, line) in file.lines.enumerated() {
                guard let event = BooksEvent(line: line) else {
                    throw SimulatorError(65, "\(path): line \(index + 1) is not a kept request")
                }
                if let disturbance = event.disturbance { world.disturb(event.request, disturbance) }
                _ = world.answer(event.request)
            }
            journal = file
        }
        self.world = world
        self.journal = journal
        faults = BooksFaultDice(options.faults, seed: options.seed)
        clock = options.clock
        ownClock = options.clock
    }

    /// The time on the service's clock.
    var now: BooksTime { BooksTime(clock()) }

    /// How many calls came so far, by kind.
    var counted: [String: Int] { calls }

    /// What was seen so far.
    var report: BooksReport {
        var report = world.report
        report.findDoubles()
        report.calls = calls
        report.faults = faults.counts
        for (company, meter) in meters {
            report.companyCalls[company] = meter.calls
            report.mostInFlight = max(report.mostInFlight, meter.mostInFlight)
            report.mostPerMinute = max(report.mostPerMinute, meter.mostPerMinute)
            for (limit, count) in meter.overLimit { report.overLimit[limit.rawValue, default: 0] += count }
        }
        return report
    }

    /// Stops the clock at a time.
    func setClock(_ time: BooksTime) {
        clock = { time.epochSeconds }
    }

    /// Puts the clock forward; it goes on from there as it did.
    func advanceClock(_ seconds: Int) {
        let before = clock
        clock = { before() + seconds }
    }

    /// Goes back to the clock it was given.
    func resetClock() {
        clock = ownClock
    }

    /// Takes the line down or up.
    func setOutage(_ isDown: Bool) {
        faults.isDown = isDown
    }

    /// Starts another fault plan.
    func setFaults(_ plan: BooksFaultPlan) {
        faults.set(plan)
    }

    /// Takes a call in, against the limits; the refusal, where there is one.
    ///
    /// Each call that came in must `leave`.
    func enter(_ request: BooksRequest) -> BooksAnswer? {
        let call = world.call(request)
        if call.isExposed { calls[call.name, default: 0] += 1 }
        guard let company = call.company else { return nil }
        let refusal = meters[company, default: BooksMeter(world.limits)].enter(call, at: request.now)
        guard let refusal else { return nil }
        return dressed(world.refusal(refusal.limit, waitSeconds: refusal.waitSeconds, request), request)
    }

    /// A call is over, whatever became of it.
    func leave(_ request: BooksRequest) {
        guard let company = world.call(request).company else { return }
        meters[company]?.leave()
    }

    /// Answers one request, through whatever fault is due.
    func react(to request: BooksRequest) -> BooksReaction {
        let call = world.call(request)
        if faults.isDown, call.isExposed { return .close }
        guard call.isExposed, let (fault, isLate) = faults.next(call) else {
            return answered(request) { .answer($0) }
        }
        switch fault {
        case .answerLostAfterAcceptance, .refreshAnswerLost: return answered(request) { _ in .close }
        case .timeoutAfterAcceptance: return answered(request) { _ in .hold }
        case .tornAnswer: return answered(request) { .tear($0) }
        case .resetBefore: return .close
        case .slowDrip: return answered(request) { .drip($0) }
        case .editedMeanwhile: return answered(request, after: .editsObject) { .answer($0) }
        case .numberTaken: return answered(request, after: .takesNumber) { .answer($0) }
        case .badGatewayHTML: return late(isLate, request, Self.page(502, "502 Bad Gateway"))
        case .portalHTML: return .answer(Self.page(200, "Welcome to Duka WiFi"))
        case .emptyBody: return late(isLate, request, BooksAnswer())
        case .xmlGatewayTimeout, .serverError:
            let words = world.words(fault, request) ?? Self.page(500, "500")
            return late(isLate, request, dressed(words, request))
        case .unauthorised, .unauthorisedForEver, .forbidden, .throttled, .throttledRetryAfter, .throttledForTheDay,
            .faultIn200, .unavailable:
            guard let words = world.words(fault, request) else { return answered(request) { .answer($0) } }
            return .answer(dressed(words, request))
        }
    }

    /// Executes the request and keeps it before anything is said.
    private func answered(
        _ request: BooksRequest, after disturbance: BooksDisturbance? = nil,
        _ reaction: (BooksAnswer) -> BooksReaction
    ) -> BooksReaction {
        if let disturbance { world.disturb(request, disturbance) }
        let answer = world.answer(request)
        if world.call(request).isKept {
            do throws(SimulatorError) {
                try journal?.append(BooksEvent(request, disturbance: disturbance).line)
            } catch {
                logger.error("state file lost", metadata: ["error.description": "\(error)"])
                return .close
            }
        }
        return reaction(dressed(answer, request))
    }

    private func dressed(_ answer: BooksAnswer, _ request: BooksRequest) -> BooksAnswer {
        let meter = world.call(request).company.flatMap { meters[$0] }
        return world.dress(answer, meter?.usage(at: request.now) ?? BooksUsage())
    }

    private func late(_ isLate: Bool, _ request: BooksRequest, _ answer: BooksAnswer) -> BooksReaction {
        isLate ? answered(request) { _ in .answer(answer) } : .answer(answer)
    }

    private static func page(_ status: Int, _ title: String) -> BooksAnswer {
        .text(
            "<html><head><title>\(title)</title></head><body><h1>\(title)</h1></body></html>\n", status: status,
            contentType: "text/html")
    }
}
