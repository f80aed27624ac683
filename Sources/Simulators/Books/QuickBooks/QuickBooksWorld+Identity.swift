extension QuickBooksWorld {
    private static let lifetime = 3_600
    private static let refreshLifetime = 8_726_400
    private static let hardLifetime = 157_680_000

    /// The consent page: whoever asks gets it at once, for the company of `realm` or else the first.
    mutating func consent(_ request: BooksRequest) -> BooksAnswer {
        guard let asked = request.parameters, let client = asked["client_id"], !client.isEmpty,
            asked["response_type"] == "code", let redirect = asked["redirect_uri"], Self.isRedirect(redirect),
            let state = asked["state"], !state.isEmpty,
            (asked["scope"] ?? "").split(separator: " ").contains("com.intuit.quickbooks.accounting"),
            settings.client.map({ $0.id == client }) ?? true
        else {
            return .text(
                "<html><body>Sorry, but we could not connect you.</body></html>", status: 400,
                contentType: "text/html")
        }
        let mark = redirect.contains("?") ? "&" : "?"
        if grants.deniesNext {
            grants.deniesNext = false
            return .redirect(to: redirect + mark + "error=access_denied&state=" + FormFields.encoded(state))
        }
        let realm = asked["realm"] ?? books[0].realm
        guard books.contains(where: { $0.realm == realm }) else {
            return .text("<html><body>no such company</body></html>", status: 400, contentType: "text/html")
        }
        let code = "AB1" + dice.text(37, of: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
        grants.consents[code] = .init(
            client: client, redirect: redirect, realm: realm, until: request.now.advanced(600))
        return .redirect(
            to: redirect + mark + "code=\(code)&state=\(FormFields.encoded(state))&realmId=\(realm)")
    }

    /// The token endpoint: codes and refresh tokens, from a client that says who it is.
    mutating func token(_ request: BooksRequest) -> BooksAnswer {
        guard request.method == "POST", request.mediaType == "application/x-www-form-urlencoded",
            let form = FormFields(String(decoding: request.body, as: UTF8.self))
        else { return Self.error("invalid_request") }
        guard let client = client(request, form) else { return Self.error("invalid_client", status: 401) }
        switch form["grant_type"] {
        case "authorization_code":
            guard let code = form["code"], let consent = grants.consents.removeValue(forKey: code),
                consent.client == client.id, consent.redirect == form["redirect_uri"], request.now < consent.until
            else { return refusedGrant() }
            let key = client.id + " " + consent.realm
            grants.access = grants.access.filter { $0.value.realm != consent.realm || $0.value.client != client.id }
            grants.chains[key] = .init(
                client: client.id, realm: consent.realm, refresh: refreshToken(), since: request.now,
                until: request.now.advanced(Self.refreshLifetime), end: request.now.advanced(Self.hardLifetime))
            return tokens(key, request)
        case "refresh_token":
            guard let old = form["refresh_token"],
                let (key, chain) = grants.chains.first(where: {
                    $0.value.refresh == old && $0.value.client == client.id
                }), request.now < chain.until, request.now < chain.end
            else { return refusedGrant() }
            grants.refreshes += 1
            if settings.rotatesEachRefresh || request.now >= chain.since.advanced(86_400) {
                let next = refreshToken()
                grants.chains[key]?.refresh = next
                grants.chains[key]?.since = request.now
            }
            grants.chains[key]?.until = request.now.advanced(Self.refreshLifetime)
            return tokens(key, request)
        default: return Self.error("unsupported_grant_type")
        }
    }

    /// Ends a connection, by its refresh or its access token.
    mutating func revoke(_ request: BooksRequest) -> BooksAnswer {
        guard request.method == "POST", let form = FormFields(""), let client = client(request, form) else {
            return Self.error("invalid_client", status: 401)
        }
        guard let token = (try? ExactJSONReader.value(request.body))?.text("token") else {
            return Self.error("invalid_request")
        }
        let realm = grants.access[token]?.realm
        guard
            let key = grants.chains.first(where: {
                $0.value.client == client.id && ($0.value.refresh == token || $0.value.realm == realm)
            })?.key, let chain = grants.chains.removeValue(forKey: key)
        else { return Self.error("invalid_grant") }
        grants.access = grants.access.filter { $0.value.realm != chain.realm || $0.value.client != chain.client }
        return .json([:])
    }

    /// The answer to a call that brings no good token; nil where it does.
    mutating func gate(_ request: BooksRequest, realm: String) -> BooksAnswer? {
        guard let token = request.bearer, let access = grants.access[token] else {
            refusals["3200", default: 0] += 1
            return Self.gateway(
                401, "3200", "AuthenticationFailed; errorCode=003200; statusCode=401",
                "Malformed bearer token: too short or too long", "AUTHENTICATION", request.now)
        }
        guard request.now < access.until else {
            refusals["3200", default: 0] += 1
            return Self.gateway(
                401, "3200", "AuthenticationFailed; errorCode=003200; statusCode=401", "Token expired: \(token)",
                "AUTHENTICATION", request.now)
        }
        guard access.realm == realm else {
            refusals["3100", default: 0] += 1
            return Self.gateway(
                403, "3100", "ApplicationAuthorizationFailed; errorCode=003100; statusCode=403",
                "the application is not authorised for \(realm)", "AUTHORIZATION", request.now)
        }
        return nil
    }

    /// The lower-case envelope of what stands before the service.
    static func gateway(
        _ status: Int, _ code: String, _ message: String, _ detail: String, _ type: String, _ now: BooksTime
    ) -> BooksAnswer {
        let error: ExactJSON = [
            "message": .string("message=" + message), "detail": .string(detail), "code": .string(code),
            "element": nil,
        ]
        let body: ExactJSON = [
            "warnings": nil, "intuitObject": nil, "fault": ["error": [error], "type": .string(type)], "report": nil,
            "queryResponse": nil, "batchItemResponse": [], "attachableResponse": [], "syncErrorResponse": nil,
            "requestId": nil, "time": .number(ExactDecimal(now.epochSeconds * 1_000)), "status": nil,
            "cdcresponse": [],
        ]
        return .json(body, status: status)
    }

    private mutating func tokens(_ key: String, _ request: BooksRequest) -> BooksAnswer {
        guard let chain = grants.chains[key] else { return refusedGrant() }
        let access = "eyJ" + dice.text(120, of: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")
        grants.access[access] = .init(
            realm: chain.realm, client: chain.client, until: request.now.advanced(Self.lifetime))
        var body: ExactJSON = [
            "token_type": "bearer", "access_token": .string(access),
            "expires_in": .number(ExactDecimal(Self.lifetime)), "refresh_token": .string(chain.refresh),
            "x_refresh_token_expires_in": .number(
                ExactDecimal(chain.until.epochSeconds - request.now.epochSeconds)),
        ]
        if request.headers["x-include-refresh-token-hard-expires-in"] == "true" {
            let left = chain.end.epochSeconds - request.now.epochSeconds
            body.set("x_refresh_token_hard_expires_in", .number(ExactDecimal(left)))
        }
        return .json(body)
    }

    private mutating func refreshToken() -> String {
        "RT1-" + dice.text(40, of: "abcdefghijklmnopqrstuvwxyz0123456789")
    }

    /// The client of Basic authentication or of the form; its secret must be the one it came with first.
    private mutating func client(_ request: BooksRequest, _ form: FormFields) -> ClientCredentials? {
        let inForm = form["client_id"].flatMap { id in
            form["client_secret"].map { ClientCredentials(id: id, secret: $0) }
        }
        guard let client = request.basic ?? inForm, !client.id.isEmpty, !client.secret.isEmpty else { return nil }
        if let only = settings.client { return only == client ? client : nil }
        guard grants.secrets[client.id, default: client.secret] == client.secret else { return nil }
        grants.secrets[client.id] = client.secret
        return client
    }

    private mutating func refusedGrant() -> BooksAnswer {
        grants.refused += 1
        return Self.error("invalid_grant")
    }

    private static func error(_ code: String, status: Int = 400) -> BooksAnswer {
        .json(["error": .string(code)], status: status)
    }

    /// Whether an address may be redirected to: `https` to a name, or `http` to localhost.
    static func isRedirect(_ address: String) -> Bool {
        address.contains(#/^(https://[A-Za-z][A-Za-z0-9.-]*|http://localhost)(:\d+)?(/[^\s]*)?$/#)
    }
}
