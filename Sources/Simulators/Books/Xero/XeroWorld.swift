/// Simulated Xero as a value: requests go in, answers come out, time is a parameter.
///
/// Behaviour follows accounting-apis.md, section 2; where it is silent the stricter reading is played.
struct XeroWorld: BooksWorld {
    /// An answer that is given again for the same key.
    struct Remembered: Sendable {
        let fingerprint: ContentDigest
        let answer: BooksAnswer
        let until: BooksTime
    }

    /// What it insists on.
    let settings: BooksSettings
    /// The organisations, in the order they were seeded.
    var books: [XeroBook] = []
    /// Who may come in.
    var grants = XeroGrants()
    /// What decides the choices that are open.
    var dice: SplitMix64
    /// How often each refusal was given, by its words.
    var refusals: [String: Int] = [:]
    /// How often an answer was given again for a key that was known.
    var replays = 0
    private var remembered: [String: Remembered] = [:]

    init(_ settings: BooksSettings) {
        self.settings = settings
        dice = SplitMix64(seed: settings.seed)
        for _ in 0..<settings.companies { seed(name: nil, isBare: settings.isBare, at: settings.start) }
    }

    var limits: BooksLimits {
        BooksLimits(perMinute: 60, concurrent: 5, perDay: settings.callsPerDay, hasFixedWindow: true)
    }

    func call(_ request: BooksRequest) -> BooksCall {
        let path = request.segments ?? []
        switch path.first {
        case "sim": return BooksCall(name: "control", isKept: true, isExposed: false)
        case "identity": return BooksCall(name: "consent", isKept: true, isExposed: false)
        case "connect":
            let form = FormFields(String(decoding: request.body, as: UTF8.self))
            let isRefresh = form?["grant_type"] == "refresh_token"
            let name = path.last == "token" ? (isRefresh ? "token refresh" : "token") : "revoke"
            return BooksCall(name: name, isRefresh: isRefresh, isKept: true)
        case "connections": return BooksCall(name: "\(request.method) connections", isKept: request.method != "GET")
        default:
            guard path.count >= 3, path[0] == "api.xro" else { return BooksCall(name: "elsewhere") }
            let what = path.count > 4 ? "\(path[2])/\(path[4])" : path[2]
            let since = request.headers["if-modified-since"] == nil ? "" : " since"
            let isWrite = request.method != "GET"
            return BooksCall(
                company: request.headers["xero-tenant-id"] ?? "none", name: "\(request.method) \(what)\(since)",
                isWrite: isWrite, isKept: isWrite)
        }
    }

    mutating func answer(_ request: BooksRequest) -> BooksAnswer {
        let path = request.segments ?? []
        switch path.first {
        case "sim": return control(request, path.dropFirst().first ?? "")
        case "identity": return consent(request)
        case "connect": return path.last == "token" ? token(request) : revoke(request)
        case "connections": return connections(request, path.dropFirst().first)
        default: break
        }
        guard path.count >= 3, path[0] == "api.xro", path[1] == "2.0", let kind = XeroKind(rawValue: path[2]) else {
            return XeroRefusal.notFound.answer()
        }
        let index: Int
        switch gate(request, kind) {
        case .refused(let answer): return answer
        case .open(let found): index = found
        }
        let answer = remembering(request) { world in
            do throws(XeroRefusal) {
                return try world.perform(request, kind, Array(path.dropFirst(3)), index)
            } catch {
                world.refusals[error.message, default: 0] += 1
                return error.answer()
            }
        }
        return XeroMarkup.answer(answer, for: request)
    }

    /// Gives the first answer again for six minutes to the same key and request.
    private mutating func remembering(
        _ request: BooksRequest, _ perform: (inout XeroWorld) -> BooksAnswer
    ) -> BooksAnswer {
        guard request.method != "GET", let key = request.headers["idempotency-key"] else { return perform(&self) }
        guard (1...128).contains(key.count) else {
            return XeroRefusal(kind: .header, message: "The Idempotency-Key must have 1 to 128 characters").answer()
        }
        remembered = remembered.filter { $0.value.until > request.now }
        let tenant = request.headers["xero-tenant-id"] ?? ""
        let fingerprint = ContentDigest(
            Array((tenant + " " + request.method + " " + request.path + "?" + request.query + "\n").utf8)
                + request.body)
        let client = request.bearer.flatMap { grants.access[$0]?.client } ?? ""
        if let known = remembered[client + " " + key] {
            guard known.fingerprint == fingerprint else {
                return XeroRefusal(
                    kind: .header, message: "The Idempotency-Key was already used with a different request"
                ).answer()
            }
            replays += 1
            return known.answer
        }
        let answer = perform(&self)
        remembered[client + " " + key] = Remembered(
            fingerprint: fingerprint, answer: answer, until: request.now.advanced(360))
        return answer
    }

    private mutating func perform(
        _ request: BooksRequest, _ kind: XeroKind, _ path: [String], _ index: Int
    ) throws(XeroRefusal) -> BooksAnswer {
        guard let parameters = request.parameters else {
            throw XeroRefusal(kind: .query, message: "the query's escapes are broken")
        }
        let call = XeroCall(kind: kind, index: index, request: request, parameters: parameters)
        switch (request.method, path.count) {
        case ("GET", 0): return try list(call)
        case ("GET", 1): return try read(call, path[0])
        case ("PUT", 0), ("POST", 0): return try write(call, id: nil)
        case ("POST", 1): return try write(call, id: path[0])
        default: break
        }
        guard path.count >= 2, let document = books[index].find(kind, path[0]), let id = document.text(kind.idMember)
        else { throw .notFound }
        switch (path[1], request.method, path.count) {
        case ("Attachments", _, _) where kind.takesFiles: return try attachments(call, id, Array(path.dropFirst(2)))
        case ("History", "GET", 2): return envelope("HistoryRecords", books[index].history[id] ?? [], request.now)
        case ("History", "PUT", 2): return try note(call, id)
        case ("Allocations", "PUT", 2) where kind == .creditNotes: return try allocate(call, id)
        case ("Allocations", "DELETE", 3) where kind == .creditNotes: return try deallocate(call, id, path[2])
        case ("Allocations", "GET", 2) where kind == .creditNotes:
            return envelope("Allocations", document.elements("Allocations"), request.now)
        default: throw .notFound
        }
    }

    /// The envelope of an answer that went well.
    func envelope(_ name: String, _ elements: [ExactJSON], _ now: BooksTime, page: ExactJSON? = nil) -> BooksAnswer {
        let digest = ContentDigest(Array("\(now.epochSeconds) \(name)".utf8))
        let id = String(digest.value, radix: 16)
        var members: [ExactJSON.Member] = [
            .init(name: "Id", value: .string("0f0e0000-0000-4000-8000-" + String(id.suffix(12)))),
            .init(name: "Status", value: "OK"), .init(name: "ProviderName", value: "Risiti"),
            .init(name: "DateTimeUTC", value: .string(now.slashDate)),
        ]
        if let page { members.append(.init(name: "pagination", value: page)) }
        return .json(.object(members + [.init(name: name, value: .array(elements))]))
    }

    func dress(_ answer: BooksAnswer, _ usage: BooksUsage) -> BooksAnswer {
        guard answer.headers["x-appminlimit-remaining"] == nil else { return answer }
        return answer.adding("x-minlimit-remaining", String(max(0, 60 - usage.minute)))
            .adding("x-daylimit-remaining", String(max(0, settings.callsPerDay - usage.day)))
            .adding("x-appminlimit-remaining", String(max(0, 10_000 - usage.minute)))
    }
}

/// One call about objects of a kind in an organisation.
struct XeroCall: Sendable {
    let kind: XeroKind
    let index: Int
    let request: BooksRequest
    let parameters: FormFields

    /// The time on Xero's clock.
    var now: BooksTime { request.now }
    /// Whether the call only creates.
    var isCreation: Bool { request.method == "PUT" }
    /// Decimals of a unit price.
    var unitPlaces: Int { parameters["unitdp"] == "4" ? 4 : 2 }

    /// The body as JSON; refuses another media type.
    var body: ExactJSON {
        get throws(XeroRefusal) {
            guard request.mediaType == "application/json" else {
                throw .unreadable("the content type \(request.mediaType) is not application/json")
            }
            do throws(ExactJSONError) {
                return try ExactJSONReader.value(request.body)
            } catch {
                throw .unreadable("\(error)")
            }
        }
    }
}
