import Outbound

extension OAuthApp {
    /// How long a question about tokens may take; the answer is small, and somebody waits.
    private static let patience = HTTPRequest.Timeouts(connect: .seconds(10), total: .seconds(60))

    /// Makes a code into tokens (accounting-apis §7.1, §7.12).
    func exchange(code: String, verifier: String?) -> HTTPRequest {
        var fields = [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirectURI)]
        if let verifier { fields.append(("code_verifier", verifier)) }
        return tokenRequest(fields)
    }

    /// Makes a refresh token into tokens.
    func refresh(_ token: String) -> HTTPRequest {
        tokenRequest([("grant_type", "refresh_token"), ("refresh_token", token)])
    }

    /// Gives a grant back: at QuickBooks that of one company, at Xero those of every company that the app opens.
    func revoke(_ grant: Grant) -> HTTPRequest {
        switch provider {
        case .quickBooks:
            let body = "{\"token\":\"" + grant.refreshToken.filter { $0 != "\"" && $0 != "\\" } + "\"}"
            return HTTPRequest(
                method: "POST", url: addresses.revoke,
                headers: [("Accept", "application/json"), ("Content-Type", "application/json")] + authentication,
                body: Array(body.utf8), timeouts: Self.patience)
        case .xero:
            let own = clientSecret == nil ? [("client_id", clientID)] : []
            return form(addresses.revoke, own + [("token", grant.refreshToken)])
        }
    }

    /// Asks which companies a grant opens; nil where the callback said so.
    func connections(_ grant: Grant) -> HTTPRequest? {
        addresses.connections.map { address in
            HTTPRequest(
                method: "GET", url: address,
                headers: [("Accept", "application/json"), ("Authorization", "Bearer " + grant.accessToken)],
                timeouts: Self.patience)
        }
    }

    /// Ends the connection to one company alone; nil where the provider has no such call.
    func disconnect(_ linkID: String, accessToken: String) -> HTTPRequest? {
        guard let base = addresses.connections, linkID.utf8.allSatisfy({ $0 == 0x2D || isHex($0) }) else { return nil }
        return HTTPRequest(
            method: "DELETE", url: base + "/" + linkID, headers: [("Authorization", "Bearer " + accessToken)],
            timeouts: Self.patience)
    }

    private func tokenRequest(_ fields: [(String, String)]) -> HTTPRequest {
        form(addresses.token, (clientSecret == nil ? [("client_id", clientID)] : []) + fields)
    }

    private func form(_ address: String, _ fields: [(String, String)]) -> HTTPRequest {
        var headers = [("Accept", "application/json"), ("Content-Type", "application/x-www-form-urlencoded")]
        // QuickBooks tells the five years' end only to who asks for it (accounting-apis §1.1).
        if provider == .quickBooks { headers.append(("x-include-refresh-token-hard-expires-in", "true")) }
        return HTTPRequest(
            method: "POST", url: address, headers: headers + authentication, body: Array(FormCoding.text(fields).utf8),
            timeouts: Self.patience)
    }

    private var authentication: [(String, String)] {
        clientSecret.map { [("Authorization", "Basic " + Base64.padded(Array("\(clientID):\($0)".utf8)))] } ?? []
    }

    private func isHex(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}
