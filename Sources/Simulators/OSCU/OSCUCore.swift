import Logging

/// Holds the world, the faults and the journal of one running authority; one request at a time.
actor OSCUCore {
    private var world: OSCUWorld
    private var faults: OSCUFaultDice
    private let journal: StateFile?
    private let logger = Logger(label: "risiti.simulators.oscu")

    /// Opens the journal, if there is one, and replays it.
    init(_ options: OSCUOptions) throws(SimulatorError) {
        var world = OSCUWorld(try options.settings())
        var journal: StateFile?
        if let path = options.stateFile {
            let file = try StateFile(path, isSynchronised: options.isSynchronised)
            for (index, line) in file.lines.enumerated() {
                guard let event = OSCUEvent(line: line) else {
                    throw SimulatorError(65, "\(path): line \(index + 1) is not an accepted event")
                }
                world.apply(event)
            }
            journal = file
        }
        self.world = world
        self.journal = journal
        faults = OSCUFaultDice(options.faults, seed: options.seed)
    }

    /// What was seen so far.
    var report: OSCUReport {
        var report = world.report
        report.faults = faults.counts
        report.requests = faults.total
        return report
    }

    /// The accepted documents as NDJSON.
    var sales: String { world.sales }

    /// Takes the line down or up.
    func setOutage(_ isDown: Bool) {
        faults.isDown = isDown
    }

    /// Starts another fault plan.
    func setFaults(_ plan: OSCUFaultPlan) {
        faults.set(plan)
    }

    /// Answers one request, through whatever fault is due.
    func react(to request: OSCURequest) -> OSCUReaction {
        let route = world.settings.route
        if route == .integrator, request.path == OSCURoute.tokenPath {
            return faults.isDown ? .close : .answer(world.answer(request))
        }
        let name = String(request.path.dropFirst(route.basePath.count))
        let endpoint = OSCUEndpoint.named(name, on: route)
        guard let (fault, isLate) = faults.next(isWrite: endpoint?.isWrite == true) else {
            return answered(request) { .answer($0) }
        }
        switch fault {
        case .outage, .resetBefore: return .close
        case .answerLostAfterAcceptance: return answered(request) { _ in .close }
        case .timeoutAfterAcceptance: return answered(request) { _ in .hold }
        case .slowDrip: return answered(request) { .drip($0) }
        case .badGatewayHTML: return late(isLate, request, Self.badGateway)
        case .emptyBody: return late(isLate, request, OSCUAnswer())
        case .busy503: return .answer(OSCUAnswer(status: 503, contentType: "text/plain", retryAfter: 1))
        case .unauthorised:
            return .answer(world.envelope.unauthorised(now: request.now, dice: &world.dice))
        case .refusalIn200:
            let refusal = OSCURefusal("910", "Invalid dcAmt for item")
            world.note(refusal)
            var answer = world.envelope.answer(refusal, now: request.now, dice: &world.dice)
            answer.status = 200
            return .answer(answer)
        }
    }

    /// Processes the request and keeps what was accepted before anything is said.
    private func answered(_ request: OSCURequest, _ reaction: (OSCUAnswer) -> OSCUReaction) -> OSCUReaction {
        let answer = world.answer(request)
        do throws(SimulatorError) {
            for event in answer.events {
                try journal?.append(event.line)
            }
        } catch {
            logger.error("state file lost", metadata: ["error.description": "\(error)"])
            return .close
        }
        return reaction(answer)
    }

    private func late(_ isLate: Bool, _ request: OSCURequest, _ answer: OSCUAnswer) -> OSCUReaction {
        isLate ? answered(request) { _ in .answer(answer) } : .answer(answer)
    }

    private static let badGateway = OSCUAnswer(
        status: 502, contentType: "text/html",
        body: "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>\n")
}
