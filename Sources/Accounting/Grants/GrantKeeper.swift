import Fiscal
public import Outbound

/// The one owner of a company's grant: hands out its access token, and is alone in refreshing it.
///
/// A refresh is noted durably before it is sent, and its answer is kept before it is used. Where the answer or the
/// keeping is lost, the same refresh token is sent again before anything else: Xero takes it for 30 minutes, QuickBooks
/// gives the same answer (accounting-apis §1.1, §2.1).
public actor GrantKeeper {
    /// An access token on its way to a call.
    public struct Pass: Sendable, Hashable {
        /// The token.
        public let token: String
        /// Where calls go with it: ``OAuthAddresses/api``.
        public let api: String
        /// Which of the run's tokens it is; a later one has a higher number.
        let number: Int
    }

    /// Whose grant it is.
    public nonisolated let company: Company
    private let shelf: any GrantShelf
    private let http: HTTPClient
    private let clock: GrantClock
    private var state = State.unread
    private var flight: Task<Void, Never>?
    /// What keeps a refresh from coming to its end.
    private var troubles = Troubles()
    private var number = 0

    private enum State {
        /// The shelf was not looked at yet.
        case unread
        /// A grant is there.
        case holding(Held)
        /// A person has to connect the company again.
        case stopped(BooksFault)
    }

    private struct Held {
        let app: OAuthApp
        let grant: Grant
        /// When its access token came, by the clock that never steps; nil where another run got it.
        var cameAt: Duration?
        /// Whether its access token was refused, or may be of a chain that went on without us.
        var isSpent: Bool
        /// Whether calls with its access token were taken.
        var isProven = false
        /// How often its access token was refused though it is fresh and no call was taken with it.
        var refusals = 0
    }

    private struct Troubles {
        /// A grant that came and could not be kept yet.
        var unkept: Held?
        var failures = 0
        var again: Duration?
        var fault: BooksFault?
    }

    /// An access token is not used for a new call when it has less than this left (accounting-apis §0.1).
    private static let margin = Duration.seconds(300)
    /// Refusals of a fresh token that end it.
    private static let refusalLimit = 2

    /// Makes a keeper; nothing is read or sent yet.
    public init(company: Company, shelf: any GrantShelf, http: HTTPClient, clock: GrantClock) {
        (self.company, self.shelf, self.http, self.clock) = (company, shelf, http, clock)
    }

    /// A token to call with, refreshed if need be.
    ///
    /// - Throws: ``BooksFault`` `reconnect` where a person is needed, and `later` where the provider or the disk is.
    public func pass() async throws(BooksFault) -> Pass {
        // Each turn either ends or waits for a refresh; one refresh makes a token fresh, the second turn hands it out.
        for _ in 0..<3 {
            switch state {
            case .stopped(let fault): throw fault
            case .holding(let held) where isUsable(held):
                return Pass(token: held.grant.accessToken, api: held.app.addresses.api, number: number)
            case .unread, .holding: try await renew()
            }
        }
        throw Self.later("the token was used up as soon as it came", after: nil)
    }

    /// A token in place of one that was refused: whoever else had it refused too shares its one refresh.
    ///
    /// - Throws: as ``pass()`` does.
    public func pass(insteadOf refused: Pass) async throws(BooksFault) -> Pass {
        if isUnproven(refused) {
            try await self.refused(refused)
        } else if refused.number == number, case .holding(var held) = state {
            held.isSpent = true
            state = .holding(held)
        }
        return try await pass()
    }

    /// Says that a call was refused again with the token that it was given in place of another.
    ///
    /// - Throws: ``BooksFault`` `reconnect` where the provider refused a token twice that it had just given.
    public func refused(_ pass: Pass) async throws(BooksFault) {
        guard isUnproven(pass), case .holding(var held) = state else { return }
        held.refusals += 1
        state = .holding(held)
        guard held.refusals >= Self.refusalLimit else { return }
        let fault = Self.reconnect("401", "\(company.provider.title) refuses each access token that it gives")
        await end(fault)
        throw fault
    }

    /// Says that a call was let in with a token.
    public func proved(_ pass: Pass) {
        guard pass.number == number, case .holding(var held) = state, !held.isProven else { return }
        (held.isProven, held.refusals) = (true, 0)
        state = .holding(held)
    }

    /// Stops for a reason that the provider gave elsewhere, such as an app that was thrown out of the company.
    public func stop(_ fault: BooksFault) async {
        await settled()
        await end(fault)
    }

    /// Sends a noted refresh again whose answer nobody knows, if its time has come; otherwise does nothing.
    ///
    /// Xero forgets the old token 30 minutes after such a loss, and nobody else may ask for a token until then.
    public func settle() async {
        guard case .unread = state else {
            if troubles.fault != nil { try? await renew() }
            return
        }
        guard let kept = try? await shelf.load(), kept.hasUnansweredRefresh else { return }
        try? await renew()
    }

    /// Refreshes a grant that nobody used for so long: Xero's ends by itself after 60 days of that.
    public func keepAlive(after age: Duration) async {
        await settled()
        switch state {
        case .stopped: return
        case .holding(var held):
            guard clock.now().since(held.grant.obtainedAt) > age else { return }
            held.isSpent = true
            state = .holding(held)
        case .unread:
            guard let grant = try? await shelf.load().grant, clock.now().since(grant.obtainedAt) > age else { return }
        }
        try? await renew()
    }

    /// Forgets how long to wait: the line may be up again.
    public func tryNow() { troubles.again = nil }

    /// Changes what is on the shelf while no refresh is under way, and reads it anew.
    public func exchange(_ change: @escaping @Sendable () async throws -> Void) async throws {
        await settled()
        let work = Task { try await change() }
        flight = Task {
            if case .success = await work.result {
                (state, troubles) = (.unread, Troubles())
                number += 1
            }
            flight = nil
        }
        try await work.value
        await settled()
    }

    /// Gives the grant back as far as the provider is reached; true where it was.
    ///
    /// - Parameter isLast: whether no other company here hangs on the same app; at Xero giving a token back ends all.
    public func giveBack(isLast: Bool) async -> Bool {
        await settled()
        guard let kept = try? await shelf.load(), let grant = kept.grant, let app = kept.app else { return false }
        if !isLast, company.provider == .xero {
            guard let link = grant.linkID, let pass = try? await pass(),
                let request = app.disconnect(link, accessToken: pass.token),
                let response = try? await http.exchange(request)
            else { return false }
            return [204, 404].contains(response.status)
        }
        guard let response = try? await http.exchange(app.revoke(grant)) else { return false }
        return response.status == 200
    }

    // MARK: - Refreshing

    /// Whether it is the token that came last, from a refresh of this run, and no call was let in with it yet.
    private func isUnproven(_ pass: Pass) -> Bool {
        guard pass.number == number, case .holding(let held) = state else { return false }
        return held.cameAt != nil && !held.isProven && !held.isSpent
    }

    /// By the clock that never steps where it saw the token come, else by the one on the wall.
    private func isUsable(_ held: Held) -> Bool {
        guard !held.isSpent else { return false }
        let lifetime = held.grant.expiresAt.since(held.grant.obtainedAt)
        let age = held.cameAt.map { clock.sinceBoot() - $0 } ?? clock.now().since(held.grant.obtainedAt)
        // A wall clock that went back tells nothing; a refused call will.
        return lifetime - age > min(Self.margin, lifetime / 2)
    }

    private func settled() async {
        while let flight { await flight.value }
    }

    /// Joins the refresh under way or begins one; it goes on where its callers give up.
    private func renew() async throws(BooksFault) {
        if let flight {
            await flight.value
        } else {
            if let again = troubles.again, again > clock.sinceBoot() {
                throw troubles.fault.map { Self.later($0.text, after: again - clock.sinceBoot()) }
                    ?? Self.later("the grant is being waited for", after: again - clock.sinceBoot())
            }
            let flight = Task { await fly() }
            self.flight = flight
            await flight.value
        }
        if case .stopped(let fault) = state { throw fault }
        if let fault = troubles.fault { throw fault }
    }

    private func fly() async {
        defer { flight = nil }
        do {
            try await refresh()
            troubles = Troubles()
        } catch {
            guard error.kind != .reconnect else {
                await end(error)
                return
            }
            troubles.failures += 1
            troubles.fault = error
            troubles.again = clock.sinceBoot() + max(error.after ?? .zero, clock.wait(troubles.failures))
        }
    }

    private func refresh() async throws(BooksFault) {
        if let unkept = troubles.unkept {
            try await keep(unkept)
            return
        }
        let old: Held
        switch state {
        case .stopped(let fault): throw fault
        case .holding(let held): old = held
        case .unread:
            let kept = try await stored { try await shelf.load() }
            guard let grant = kept.grant, let app = kept.app, !kept.needsReconnect else {
                throw Self.reconnect("grant.none", "\(company.provider.title) has to be connected again")
            }
            old = Held(app: app, grant: grant, isSpent: kept.hasUnansweredRefresh)
            state = .holding(old)
            if isUsable(old) { return }
        }
        try await stored { try await shelf.noteRefresh() }
        let grant = try await renewed(old.grant, of: old.app)
        try await keep(Held(app: old.app, grant: grant, cameAt: clock.sinceBoot(), isSpent: false))
    }

    /// Sends a refresh token, and the same once more where the answer is lost.
    private func renewed(_ old: Grant, of app: OAuthApp) async throws(BooksFault) -> Grant {
        var isRepeated = false
        while true {
            let answer: BooksAnswer
            do throws(OutboundFailure) {
                answer = .response(try await http.exchange(app.refresh(old.refreshToken)))
            } catch {
                answer = .failed(error)
            }
            switch TokenOutcome(answer, of: app, at: clock.now(), after: old) {
            case .granted(let grant): return grant
            case .ended:
                throw Self.reconnect(
                    "invalid_grant", "\(company.provider.title) no longer takes this shop's grant for the company")
            case .appRefused(let word):
                throw Self.reconnect(word, "\(company.provider.title) no longer takes the app's id and secret")
            case .later(let sentence, let after): throw Self.later(sentence, after: after)
            case .unclear(let sentence):
                if isRepeated { throw Self.later(sentence, after: nil) }
                isRepeated = true
            }
        }
    }

    /// A grant is used only once it is on the disk.
    private func keep(_ held: Held) async throws(BooksFault) {
        troubles.unkept = held
        try await stored { try await shelf.keep(held.grant) }
        number += 1
        state = .holding(held)
    }

    private func stored<Result>(_ act: () async throws -> Result) async throws(BooksFault) -> Result {
        do {
            return try await act()
        } catch {
            throw Self.later("the grant could not be read or kept: \(error)", after: nil)
        }
    }

    private func end(_ fault: BooksFault) async {
        if case .stopped = state { return }
        state = .stopped(fault)
        number += 1
        // Where it cannot be written down, the next start asks the provider once more and is told the same.
        try? await shelf.noteNeedsReconnect(fault)
    }

    private static func reconnect(_ code: String, _ sentence: String) -> BooksFault {
        BooksFault(
            .reconnect, code: code, text: "", sentence: sentence,
            remedy: "connect the company again; risiti books list says how")
    }

    private static func later(_ sentence: String, after: Duration?) -> BooksFault {
        BooksFault(
            .later, code: "grant", text: sentence, sentence: "no access token for now: \(sentence)",
            remedy: "nothing; it is tried again by itself", after: after)
    }
}
