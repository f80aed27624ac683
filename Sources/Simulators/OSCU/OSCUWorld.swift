/// The simulated authority as a value: requests go in, answers come out, time is a parameter.
///
/// Everything it accepts is an `OSCUEvent`; `apply` is the only place the books change, so replaying the events of a
/// journal rebuilds them. Behaviour follows kra-oscu.md, and its section 10 where the sources are silent.
struct OSCUWorld: Sendable {
    /// What it insists on.
    let settings: OSCUSettings
    /// The books per PIN.
    private(set) var taxpayers: [String: TaxpayerBook] = [:]
    /// The books per branch.
    private(set) var branches: [BranchKey: BranchBook] = [:]
    /// How often each refusal was given.
    private(set) var refusals: [String: Int] = [:]
    /// How many requests were answered.
    private(set) var requests = 0
    /// What decides the choices that are open.
    var dice: SplitMix64
    private var tokens: [String: NairobiTime] = [:]
    private var pendingEvents: [OSCUEvent] = []

    init(_ settings: OSCUSettings) {
        self.settings = settings
        dice = SplitMix64(seed: settings.seed)
    }

    /// How answers are wrapped.
    var envelope: OSCUEnvelope { OSCUEnvelope(route: settings.route) }

    /// Answers one request and enters in the books what was accepted.
    mutating func answer(_ request: OSCURequest) -> OSCUAnswer {
        let base = settings.route.basePath
        if settings.route == .integrator, request.path == OSCURoute.tokenPath { return token(request) }
        requests += 1
        guard request.path.hasPrefix(base) else { return envelope.notFound(request.path, now: request.now) }
        let name = String(request.path.dropFirst(base.count))
        if name.isEmpty, request.method == "GET" { return OSCUAnswer(contentType: "text/plain", body: "eTIMS\n") }
        guard let endpoint = OSCUEndpoint.named(name, on: settings.route) else {
            return envelope.notFound(request.path, now: request.now)
        }
        if let answer = gatewayRefusal(request) { return answer }
        do throws(OSCURefusal) {
            let verdict = try verdict(endpoint, request)
            var answer = envelope.answer(verdict, now: request.now, dice: &dice)
            answer.events = pendingEvents
            pendingEvents = []
            return answer
        } catch {
            refusals[error.text, default: 0] += 1
            var answer = envelope.answer(error, now: request.now, dice: &dice)
            answer.events = pendingEvents
            pendingEvents = []
            return answer
        }
    }

    /// Enters an event in the books and hands it to whoever keeps the journal.
    mutating func accept(_ event: OSCUEvent) {
        apply(event)
        pendingEvents.append(event)
    }

    /// Enters an event in the books; used for new events and to replay a journal.
    mutating func apply(_ event: OSCUEvent) {
        branches[event.branch, default: BranchBook()].apply(event)
        if event.kind == .itemSaved { taxpayers[event.branch.tin, default: TaxpayerBook()].save(event) }
    }

    /// The books of a branch.
    func book(_ branch: BranchKey) -> BranchBook {
        branches[branch] ?? BranchBook()
    }

    /// The item register of a PIN.
    func register(_ tin: String) -> TaxpayerBook {
        taxpayers[tin] ?? TaxpayerBook()
    }

    /// Counts a refusal that was given outside the books' rules.
    mutating func note(_ refusal: OSCURefusal) {
        refusals[refusal.text, default: 0] += 1
    }

    private mutating func verdict(
        _ endpoint: OSCUEndpoint, _ request: OSCURequest
    ) throws(OSCURefusal) -> OSCUVerdict {
        let call = try OSCUCall(endpoint, request, settings)
        if endpoint == .selectInitOsdcInfo { return try initialise(call) }
        try checkDevice(call)
        if endpoint.isWrite { try FieldTable.audit.check(call.body, strict: settings.strict) }
        if endpoint.asksForChanges { _ = try call.changedAfter }
        switch endpoint {
        case .saveItem: return try saveItem(call)
        case .insertStockIO: return try moveStock(call)
        case .saveStockMaster: return try declareStock(call)
        case .saveTrnsSalesOsdc: return try saveInvoice(call)
        case .saveBhfCustomer: return try save(call, FieldTable.customer, .customerSaved)
        case .saveBhfUser: return try save(call, FieldTable.user, .userSaved)
        case .saveBhfInsurance: return try save(call, FieldTable.insurance, .insuranceSaved)
        default: return try lookUp(call)
        }
    }

    /// The key must be one of the branch's, and a record that repeated inits doubled takes no writes.
    private func checkDevice(_ call: OSCUCall) throws(OSCURefusal) {
        let book = self.book(call.branch)
        guard book.devices.contains(where: { $0.communicationKey == call.communicationKey }) else {
            throw .notADevice
        }
        guard settings.route == .direct || !call.endpoint.isWrite || book.repeatedInits < 2 else {
            throw Self.corrupted(book.repeatedInits)
        }
    }

    private mutating func save(
        _ call: OSCUCall, _ fields: FieldTable, _ kind: OSCUEvent.Kind
    ) throws(OSCURefusal) -> OSCUVerdict {
        try fields.check(call.body, strict: settings.strict)
        accept(OSCUEvent(kind, call.branch, at: call.now, body: call.body))
        return .done()
    }

    private func gatewayRefusal(_ request: OSCURequest) -> OSCUAnswer? {
        guard settings.route == .integrator else { return nil }
        guard let authorization = request.headers["authorization"] else {
            return envelope.fault(401, "Invalid access token", "oauth.v2.InvalidAccessToken")
        }
        var dice = self.dice
        guard authorization.hasPrefix("Bearer "), let until = tokens[String(authorization.dropFirst(7))],
            request.now < until
        else { return envelope.unauthorised(now: request.now, dice: &dice) }
        return nil
    }

    /// The token endpoint: GET only, Basic credentials of any kind; a POST is answered with nothing (section 1.3).
    private mutating func token(_ request: OSCURequest) -> OSCUAnswer {
        guard request.method == "GET" else { return OSCUAnswer() }
        guard request.query.split(separator: "&").contains("grant_type=client_credentials") else {
            return envelope.fault(400, "Required param : grant_type", "steps.oauth.v2.InvalidRequest")
        }
        let words = (request.headers["authorization"] ?? "").split(separator: " ")
        guard words.count == 2, words[0] == "Basic", Self.areCredentials(String(words[1])) else {
            return envelope.fault(401, "Invalid client identifier", "oauth.v2.InvalidClientIdentifier")
        }
        let token = dice.text(28, of: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
        tokens[token] = request.now.advanced(settings.tokenSeconds)
        let body: ExactJSON = [
            "access_token": .string(token), "expires_in": .string(String(settings.tokenSeconds)),
        ]
        return OSCUAnswer(body: body.encoded)
    }
}
