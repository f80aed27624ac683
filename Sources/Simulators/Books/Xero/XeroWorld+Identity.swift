import Foundation

extension XeroWorld {
    private static let lifetime = 1_800
    private static let refreshLifetime = 60 * 86_400
    private static let grace = 1_800

    /// The consent page: whoever asks gets it at once, for the tenants of `tenants` or else all.
    mutating func consent(_ request: BooksRequest) -> BooksAnswer {
        guard let asked = request.parameters, let client = asked["client_id"], !client.isEmpty,
            asked["response_type"] == "code", let redirect = asked["redirect_uri"],
            QuickBooksWorld.isRedirect(redirect), let scope = asked["scope"], !scope.isEmpty,
            let state = asked["state"], !state.isEmpty, settings.client.map({ $0.id == client }) ?? true,
            (asked["code_challenge"] == nil) == (asked["code_challenge_method"] == nil),
            ["S256", nil].contains(asked["code_challenge_method"])
        else {
            return .text("<html><body>Error: unauthorized_client</body></html>", status: 400, contentType: "text/html")
        }
        let mark = redirect.contains("?") ? "&" : "?"
        if grants.deniesNext {
            grants.deniesNext = false
            return .redirect(to: redirect + mark + "error=access_denied&state=" + FormFields.encoded(state))
        }
        let chosen = asked["tenants"].map { Set($0.split(separator: ",").map { String($0) }) }
        let event = dice.identifier()
        for book in books where chosen?.contains(book.tenant) ?? true {
            guard !grants.connections.contains(where: { $0.client == client && $0.tenant == book.tenant }) else {
                continue
            }
            grants.connections.append(
                .init(id: dice.identifier(), client: client, tenant: book.tenant, event: event, since: request.now))
        }
        let code = dice.text(43, of: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        grants.consents[code] = .init(
            client: client, redirect: redirect, scope: scope, challenge: asked["code_challenge"], event: event,
            until: request.now.advanced(300))
        return .redirect(
            to: redirect + mark + "code=\(code)&scope=\(FormFields.encoded(scope))&state=\(FormFields.encoded(state))"
                + "&session_state=\(dice.text(20, of: "abcdefghijklmnopqrstuvwxyz"))")
    }

    /// The token endpoint: codes with their verifier or secret, and refresh tokens.
    mutating func token(_ request: BooksRequest) -> BooksAnswer {
        guard request.method == "POST", request.mediaType == "application/x-www-form-urlencoded",
            let form = FormFields(String(decoding: request.body, as: UTF8.self))
        else { return Self.error("invalid_request") }
        guard let client = client(request, form) else { return Self.error("invalid_client") }
        switch form["grant_type"] {
        case "authorization_code":
            guard let code = form["code"], let consent = grants.consents.removeValue(forKey: code),
                consent.client == client.id, consent.redirect == form["redirect_uri"], request.now < consent.until,
                Self.isProof(form["code_verifier"], of: consent.challenge, hasSecret: client.hasSecret)
            else { return refusedGrant() }
            let refresh = XeroGrants.Refresh(
                client: client.id, scope: consent.scope, hasSecret: client.hasSecret, event: consent.event,
                until: request.now.advanced(Self.refreshLifetime))
            return tokens(refresh, request.now)
        case "refresh_token":
            guard let old = form["refresh_token"], var refresh = grants.refreshTokens[old],
                refresh.client == client.id, refresh.hasSecret == client.hasSecret, request.now < refresh.until,
                refresh.usedAt.map({ request.now < $0.advanced(Self.grace) }) ?? true
            else { return refusedGrant() }
            grants.refreshes += 1
            refresh.usedAt = refresh.usedAt ?? request.now
            grants.refreshTokens[old] = refresh
            refresh.usedAt = nil
            refresh.until = request.now.advanced(Self.refreshLifetime)
            return tokens(refresh, request.now)
        case "client_credentials": return Self.error("unauthorized_client")
        default: return Self.error("unsupported_grant_type")
        }
    }

    /// Ends all of an app's connections, by a refresh token.
    mutating func revoke(_ request: BooksRequest) -> BooksAnswer {
        guard request.method == "POST", let form = FormFields(String(decoding: request.body, as: UTF8.self)),
            let client = client(request, form)
        else { return Self.error("invalid_client") }
        guard let token = form["token"] else { return Self.error("invalid_request") }
        guard grants.refreshTokens[token]?.client == client.id else { return BooksAnswer() }
        grants.refreshTokens = grants.refreshTokens.filter { $0.value.client != client.id }
        grants.access = grants.access.filter { $0.value.client != client.id }
        grants.connections.removeAll { $0.client == client.id }
        return BooksAnswer()
    }

    /// `GET /connections` and `DELETE /connections/{id}`.
    mutating func connections(_ request: BooksRequest, _ id: String?) -> BooksAnswer {
        guard let client = holder(request) else { return Self.unauthorised(request, "TokenExpired") }
        let own = grants.connections.filter { $0.client == client.client }
        switch (request.method, id) {
        case ("GET", nil):
            let event = request.parameters?["authEventId"]
            let listed = own.filter { event == nil || $0.event == event }.map { connection in
                let since = ExactJSON.string(connection.since.plain + ".0000000")
                let name = books.first { $0.tenant == connection.tenant }?.organisation.copy("Name") ?? .null
                return ExactJSON.object([
                    .init(name: "id", value: .string(connection.id)),
                    .init(name: "authEventId", value: .string(connection.event)),
                    .init(name: "tenantId", value: .string(connection.tenant)),
                    .init(name: "tenantType", value: "ORGANISATION"), .init(name: "tenantName", value: name),
                    .init(name: "createdDateUtc", value: since), .init(name: "updatedDateUtc", value: since),
                ])
            }
            return .json(.array(listed))
        case ("DELETE", let id?):
            guard own.contains(where: { $0.id == id }) else { return XeroRefusal.notFound.answer() }
            grants.connections.removeAll { $0.id == id }
            return BooksAnswer(status: 204)
        default: return XeroRefusal.notFound.answer()
        }
    }

    /// Whether a call may come in, and to which organisation.
    enum Gate {
        case open(Int)
        case refused(BooksAnswer)
    }

    /// Looks at token, scope and tenant.
    mutating func gate(_ request: BooksRequest, _ kind: XeroKind) -> Gate {
        guard let access = holder(request) else { return refusedEntry(Self.unauthorised(request, "TokenExpired")) }
        let scopes = Set(access.scope.split(separator: " ").map { String($0) })
        var opening = kind.scopes(isWrite: request.method != "GET")
        if request.path.contains("/Attachments") {
            opening = ["accounting.attachments"] + (request.method == "GET" ? ["accounting.attachments.read"] : [])
        }
        guard !scopes.isDisjoint(with: opening) else {
            return refusedEntry(Self.unauthorised(request, "AuthorizationUnsuccessful"))
        }
        guard let tenant = request.headers["xero-tenant-id"],
            grants.connections.contains(where: { $0.client == access.client && $0.tenant == tenant }),
            let index = books.firstIndex(where: { $0.tenant == tenant })
        else { return refusedEntry(Self.unauthorised(request, "AuthenticationUnsuccessful", status: 403)) }
        return .open(index)
    }

    private mutating func refusedEntry(_ answer: BooksAnswer) -> Gate {
        refusals[String(answer.status), default: 0] += 1
        return .refused(answer)
    }

    private func holder(_ request: BooksRequest) -> XeroGrants.Access? {
        guard let token = request.bearer, let access = grants.access[token], request.now < access.until else {
            return nil
        }
        return access
    }

    /// Xero's words for a caller it does not let in.
    static func unauthorised(_ request: BooksRequest, _ reason: String, status: Int = 401) -> BooksAnswer {
        let detail = reason == "TokenExpired" ? "TokenExpired: token expired at \(request.now.plain)" : reason
        return .json(
            [
                "Type": nil, "Title": status == 401 ? "Unauthorized" : "Forbidden",
                "Status": .number(ExactDecimal(status)), "Detail": .string(detail),
                "Instance": "3d9a0000-0000-4000-8000-000000000001", "Extensions": [:],
            ], status: status)
    }

    private mutating func tokens(_ refresh: XeroGrants.Refresh, _ now: BooksTime) -> BooksAnswer {
        let claims: ExactJSON = [
            "nbf": .number(ExactDecimal(now.epochSeconds)),
            "exp": .number(ExactDecimal(now.epochSeconds + Self.lifetime)), "client_id": .string(refresh.client),
            "authentication_event_id": .string(refresh.event), "jti": .string(dice.identifier()),
        ]
        let head = Self.base64URL(#"{"alg":"RS256","typ":"JWT"}"#)
        let access = [head, Self.base64URL(claims.encoded), dice.text(43, of: "abcdefghijklmnopqrstuvwxyz0123456789")]
            .joined(separator: ".")
        grants.access[access] = .init(
            client: refresh.client, scope: refresh.scope, until: now.advanced(Self.lifetime))
        var body: ExactJSON = [
            "access_token": .string(access), "expires_in": .number(ExactDecimal(Self.lifetime)),
            "token_type": "Bearer", "scope": .string(refresh.scope),
        ]
        let scopes = refresh.scope.split(separator: " ")
        if scopes.contains("openid") { body.set("id_token", .string(head + ".e30." + dice.text(20, of: "abcdef"))) }
        if scopes.contains("offline_access") {
            let token = dice.text(43, of: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
            grants.refreshTokens[token] = refresh
            body.set("refresh_token", .string(token))
        }
        return .json(body)
    }

    /// The client: by Basic with a secret, or by its id alone where it has none.
    private mutating func client(_ request: BooksRequest, _ form: FormFields) -> (id: String, hasSecret: Bool)? {
        if let basic = request.basic {
            guard !basic.id.isEmpty, !basic.secret.isEmpty, settings.client.map({ $0 == basic }) ?? true,
                grants.secrets[basic.id, default: basic.secret] == basic.secret
            else { return nil }
            grants.secrets[basic.id] = basic.secret
            return (basic.id, true)
        }
        guard let id = form["client_id"], !id.isEmpty, settings.client.map({ $0.id == id }) ?? true else { return nil }
        return (id, false)
    }

    /// PKCE: the verifier's SHA-256 is the challenge; without a challenge there has to be a secret.
    private static func isProof(_ verifier: String?, of challenge: String?, hasSecret: Bool) -> Bool {
        guard let challenge else { return hasSecret && verifier == nil }
        guard let verifier, verifier.contains(#/^[A-Za-z0-9._~-]{43,128}$/#) else { return false }
        return SHA256Digest(Array(verifier.utf8)).base64URL == challenge
    }

    private mutating func refusedGrant() -> BooksAnswer {
        grants.refused += 1
        return Self.error("invalid_grant")
    }

    private static func error(_ code: String) -> BooksAnswer {
        .json(["error": .string(code)], status: 400)
    }

    private static func base64URL(_ text: String) -> String {
        Data(text.utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
            .replacing("=", with: "")
    }
}
