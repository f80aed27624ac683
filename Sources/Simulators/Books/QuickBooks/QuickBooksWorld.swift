/// Simulated QuickBooks Online as a value: requests go in, answers come out, time is a parameter.
///
/// Behaviour follows accounting-apis.md, section 1; where it is silent the stricter reading is played.
struct QuickBooksWorld: BooksWorld {
    /// What it insists on.
    let settings: BooksSettings
    /// The companies, in the order they were seeded.
    var books: [QuickBooksBook] = []
    /// Who may come in.
    var grants = QuickBooksGrants()
    /// What decides the choices that are open.
    var dice: SplitMix64
    /// How often each refusal was given, by its code.
    var refusals: [String: Int] = [:]
    /// How often an answer was given again for a request id that was known.
    var replays = 0
    private var callNumber = 0

    init(_ settings: BooksSettings) {
        self.settings = settings
        dice = SplitMix64(seed: settings.seed)
        for _ in 0..<settings.companies { seed(name: nil, isBare: settings.isBare, at: settings.start) }
    }

    var limits: BooksLimits {
        BooksLimits(perMinute: 500, concurrent: 10, batchesPerMinute: 40, hasFixedWindow: false)
    }

    func call(_ request: BooksRequest) -> BooksCall {
        let path = request.segments ?? []
        switch (request.method, path.first) {
        case (_, "sim"): return BooksCall(name: "control", isKept: true, isExposed: false)
        case ("GET", "connect"): return BooksCall(name: "consent", isKept: true, isExposed: false)
        case (_, "oauth2"):
            let form = FormFields(String(decoding: request.body, as: UTF8.self))
            let isRefresh = form?["grant_type"] == "refresh_token"
            return BooksCall(name: isRefresh ? "token refresh" : "token", isRefresh: isRefresh, isKept: true)
        case (_, "v2"): return BooksCall(name: "revoke", isKept: true)
        default:
            guard path.count >= 4, path[0] == "v3", path[1] == "company" else { return BooksCall(name: "elsewhere") }
            let isWrite = request.method == "POST" && path[3] != "query"
            return BooksCall(
                company: path[2], name: "\(request.method) \(path[3])", isWrite: isWrite, isBatch: path[3] == "batch",
                isKept: isWrite)
        }
    }

    mutating func answer(_ request: BooksRequest) -> BooksAnswer {
        callNumber += 1
        let path = request.segments ?? []
        switch path.first {
        case "sim": return control(request, path.dropFirst().first ?? "")
        case "connect": return consent(request)
        case "oauth2": return token(request)
        case "v2": return revoke(request)
        default: break
        }
        guard path.count >= 4, path[0] == "v3", path[1] == "company" else {
            return .text("<html><body>404 Not Found</body></html>", status: 404, contentType: "text/html")
        }
        if let refusal = gate(request, realm: path[2]) { return refusal }
        guard let index = books.firstIndex(where: { $0.realm == path[2] }) else {
            return refused(
                QuickBooksRefusal("130", "Wrong cluster", "the company \(path[2]) is not here"), at: request.now)
        }
        do throws(QuickBooksRefusal) {
            return try answer(request, Array(path.dropFirst(3)), index)
        } catch {
            return refused(error, at: request.now)
        }
    }

    /// Answers a call to a company, or gives the answer again that its request id was given before.
    private mutating func answer(
        _ request: BooksRequest, _ path: [String], _ index: Int
    ) throws(QuickBooksRefusal) -> BooksAnswer {
        guard let parameters = request.parameters else {
            throw .init("4000", "Error parsing query", "the query's escapes are broken")
        }
        guard request.method == "POST", path[0] != "query", let key = parameters["requestid"] else {
            return try perform(request, path, parameters, index)
        }
        let most = path[0] == "batch" ? 36 : 50
        guard (1...50).contains(key.count), key.allSatisfy({ $0.isASCII && !$0.isWhitespace }) else {
            throw .init("2130", "Invalid Request Id", "requestid has 1 to 50 characters and no blanks")
        }
        guard key.count <= most else { throw .business("requestid and bId together have more than 50 characters") }
        if let known = books[index].answered[key] {
            guard known.fingerprint == request.fingerprint else {
                throw .init("600", "Duplicate Request Id", "requestid \(key) was used with another request")
            }
            if let answer = known.answer {
                replays += 1
                return answer
            }
        }
        books[index].answered[key] = (request.fingerprint, nil)
        let answer = try perform(request, path, parameters, index)
        books[index].answered[key] = (request.fingerprint, answer)
        return answer
    }

    private mutating func perform(
        _ request: BooksRequest, _ path: [String], _ parameters: FormFields, _ index: Int
    ) throws(QuickBooksRefusal) -> BooksAnswer {
        switch (request.method, path[0]) {
        case ("GET", "query"), ("POST", "query"):
            return .json(envelope(try query(request, parameters, index), request.now))
        case ("GET", "cdc"): return .json(try changes(parameters, index, request.now))
        case ("POST", "batch"): return .json(try batch(try body(request), index, request.now))
        case ("POST", "upload"): return .json(try upload(request, index))
        case ("POST", "taxservice"):
            guard path.dropFirst().first == "taxcode" else { throw .unsupported(path.joined(separator: "/")) }
            return .json(try createTaxCode(try body(request), index, request.now))
        case ("GET", let name):
            guard let kind = QuickBooksKind(path: name) else { throw .unsupported(name) }
            return .json(envelope([.init(name: kind.rawValue, value: try read(kind, path, index))], request.now))
        case ("POST", let name):
            guard let kind = QuickBooksKind(path: name), kind.isWritable, path.count == 1 else {
                throw .unsupported(name)
            }
            let verb = try verb(parameters)
            let written = try books[index].write(kind, try body(request), verb, at: request.now)
            return .json(envelope([.init(name: kind.rawValue, value: written)], request.now))
        default: throw .unsupported("\(request.method) \(path[0])")
        }
    }

    private func verb(_ parameters: FormFields) throws(QuickBooksRefusal) -> QuickBooksVerb {
        switch (parameters["operation"], parameters["include"]) {
        case (nil, nil), ("update", nil): .save
        case ("delete", _): .delete
        case ("void", _): .void
        case ("update", "void"): .voidByUpdate
        case (let other, _): throw .unsupported(other ?? "include")
        }
    }

    private func read(
        _ kind: QuickBooksKind, _ path: [String], _ index: Int
    ) throws(QuickBooksRefusal) -> ExactJSON {
        if kind == .preferences { return books[index].single(.preferences) }
        guard path.count == 2 else { throw .unsupported(path.joined(separator: "/")) }
        if kind == .companyInfo, path[1] == books[index].realm { return books[index].single(.companyInfo) }
        guard let object = books[index].object(kind, path[1]) else {
            throw .notFound("\(kind.rawValue) \(path[1])")
        }
        return object
    }

    private func body(_ request: BooksRequest) throws(QuickBooksRefusal) -> ExactJSON {
        guard request.mediaType == "application/json" else {
            throw .unsupported("content type \(request.mediaType)")
        }
        do throws(ExactJSONError) {
            let value = try ExactJSONReader.value(request.body)
            guard case .object = value else { throw ExactJSONError(problem: "no object", position: 0) }
            return value
        } catch {
            throw .init("2010", "Request has invalid or unsupported property", "\(error)")
        }
    }

    /// An object with the service's time at its end.
    func envelope(_ members: [ExactJSON.Member], _ now: BooksTime) -> ExactJSON {
        .object(members + [.init(name: "time", value: .string(now.pacific))])
    }

    /// Counts a refusal and says it.
    mutating func refused(_ refusal: QuickBooksRefusal, at now: BooksTime) -> BooksAnswer {
        refusals[refusal.code, default: 0] += 1
        return refusal.answer(at: now)
    }

    func dress(_ answer: BooksAnswer, _ usage: BooksUsage) -> BooksAnswer {
        answer.adding("intuit_tid", "1-\(String(settings.seed, radix: 16))-\(callNumber)")
    }
}

/// What a POST asks for.
enum QuickBooksVerb: Sendable {
    case save, delete, void, voidByUpdate
}
