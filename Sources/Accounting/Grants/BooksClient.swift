import Fiscal
public import Outbound

/// Makes the calls of one company: authorised, within the limits, and each exchange on record.
public final class BooksClient: Sendable {
    /// Whose calls they are.
    public let company: Company
    private let keeper: GrantKeeper
    private let clients: ClientPool
    private let gate: any CallGate
    private let log: any ExchangeLog
    private let clock: GrantClock

    /// How long a read may take in all.
    private static let readTimeout = Duration.seconds(60)
    /// How long a write may take: the provider gives up after 120 s, and we want to hear of it (accounting-apis §1.2).
    private static let writeTimeout = Duration.seconds(130)
    private static let connectTimeout = Duration.seconds(10)

    /// Makes a client; connections are made as they are needed, at most `concurrency`.
    public init(
        company: Company, keeper: GrantKeeper, concurrency: Int, options: HTTPClient.Options,
        gate: any CallGate, log: any ExchangeLog, clock: GrantClock
    ) {
        (self.company, self.keeper) = (company, keeper)
        (self.gate, self.log, self.clock) = (gate, log, clock)
        clients = ClientPool(limit: concurrency, options: options)
    }

    /// Makes a call; a refused token is refreshed once and the call made once more.
    ///
    /// - Parameters:
    ///   - call: the call; it must be one that may be made twice, as every write is that carries its key.
    ///   - subject: what it is about, for the log: a record's kind and key, or a question.
    ///   - attempt: which try of the caller's it is, from 1.
    /// - Returns: the answer, or the line's failure; what the answer repeats of the token is gone from it.
    /// - Throws: ``BooksFault`` where nothing was sent for want of a token or of leave, or no token is taken any more.
    public func send(_ call: BooksCall, about subject: String, attempt: Int = 1) async throws(BooksFault) -> BooksAnswer
    {
        let client = await clients.take()
        let result: Result<BooksAnswer, BooksFault>
        do throws(BooksFault) {
            result = .success(try await send(call, about: subject, attempt, by: client))
        } catch {
            result = .failure(error)
        }
        await clients.giveBack(client)
        return try result.get()
    }

    private func send(
        _ call: BooksCall, about subject: String, _ attempt: Int, by client: HTTPClient
    ) async throws(BooksFault) -> BooksAnswer {
        // Asked before the limits are, so that a company without a grant uses up none of them.
        _ = try await keeper.pass()
        try await gate.admit(call.cost)
        var pass = try await keeper.pass()
        var answer = await exchange(call, about: subject, attempt, with: pass, by: client)
        guard isExpired(answer) else {
            if case .response = answer { await keeper.proved(pass) }
            return answer
        }
        pass = try await keeper.pass(insteadOf: pass)
        try await gate.admit(call.cost)
        answer = await exchange(call, about: subject, attempt, with: pass, by: client)
        if isExpired(answer) {
            try await keeper.refused(pass)
        } else if case .response = answer {
            await keeper.proved(pass)
        }
        return answer
    }

    /// Whether another token may help; a missing scope is a person's to grant (accounting-apis §2.5).
    private func isExpired(_ answer: BooksAnswer) -> Bool {
        guard case .response(let response) = answer, response.status == 401 else { return false }
        return String(decoding: response.body.prefix(4_096), as: UTF8.self)
            .firstRange(of: "AuthorizationUnsuccessful") == nil
    }

    private func exchange(
        _ call: BooksCall, about subject: String, _ attempt: Int, with pass: GrantKeeper.Pass, by client: HTTPClient
    ) async -> BooksAnswer {
        let request = Self.request(call, of: company, base: pass.api, token: pass.token)
        let start = clock.sinceBoot()
        let answer: BooksAnswer
        do throws(OutboundFailure) {
            answer = .response(Self.withoutToken(try await client.exchange(request), pass.token))
        } catch {
            answer = .failed(error)
        }
        if case .response(let response) = answer { await gate.noted(response, for: call.cost) }
        await log.note(
            LoggedExchange(
                company: company, subject: subject, attempt: attempt, call: call, answer: answer,
                took: clock.sinceBoot() - start, hiding: pass.token))
        return answer
    }

    /// The request that a call is, with what authorises it.
    public static func request(_ call: BooksCall, of company: Company, base: String, token: String) -> HTTPRequest {
        var headers = call.headers.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        headers.append(("Authorization", "Bearer " + token))
        if company.provider == .xero { headers.append(("xero-tenant-id", company.key)) }
        let isRead = call.method == "GET" || call.method == "HEAD"
        return HTTPRequest(
            method: call.method, url: base + (call.path.hasPrefix("/") ? "" : "/") + call.path, headers: headers,
            body: call.body,
            timeouts: HTTPRequest.Timeouts(
                connect: connectTimeout, total: isRead ? readTimeout : writeTimeout))
    }

    /// QuickBooks repeats a refused token in its answer (accounting-apis §1.1, rule 7).
    private static func withoutToken(_ response: HTTPResponse, _ token: String) -> HTTPResponse {
        guard response.status >= 400 else { return response }
        return HTTPResponse(
            status: response.status, headers: response.headers,
            body: Array(
                String(decoding: response.body, as: UTF8.self).replacing(token, with: Redaction.mark).utf8))
    }
}

/// HTTP clients for as many exchanges at once, made when they are needed.
private actor ClientPool {
    private let options: HTTPClient.Options
    private let limit: Int
    private var made = 0
    private var idle: [HTTPClient] = []
    private var waiting: [CheckedContinuation<HTTPClient, Never>] = []

    init(limit: Int, options: HTTPClient.Options) {
        (self.limit, self.options) = (max(limit, 1), options)
    }

    func take() async -> HTTPClient {
        if let client = idle.popLast() { return client }
        if made < limit {
            made += 1
            return HTTPClient(options: options)
        }
        return await withCheckedContinuation { waiting.append($0) }
    }

    func giveBack(_ client: HTTPClient) {
        if waiting.isEmpty {
            idle.append(client)
        } else {
            waiting.removeFirst().resume(returning: client)
        }
    }
}
