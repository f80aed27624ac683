import Fiscal
import JSON
import Outbound

/// What the token address made of a code or a refresh token.
enum TokenOutcome {
    /// Tokens; nothing else may be kept.
    case granted(Grant)
    /// The code or refresh token is not taken: `invalid_grant`.
    case ended
    /// The app itself is not taken, as with a wrong secret.
    case appRefused(String)
    /// Nothing was done.
    case later(String, after: Duration?)
    /// It may have been done.
    case unclear(String)

    /// The largest lifetime that is believed: ten years.
    private static let longest: Int64 = 315_360_000

    /// Reads an answer; a status alone never makes it a success.
    ///
    /// - Parameter old: what the grant was before; nil for a code's.
    init(_ answer: BooksAnswer, of app: OAuthApp, at now: Timestamp, after old: Grant?) {
        switch answer {
        case .failed(.notSent(_, let sentence)): self = .later(sentence, after: nil)
        case .failed(.unclear(_, let sentence)): self = .unclear(sentence)
        case .response(let response): self.init(response, of: app, at: now, after: old)
        }
    }

    private init(_ response: HTTPResponse, of app: OAuthApp, at now: Timestamp, after old: Grant?) {
        let tree = try? JSONTree(parsing: response.body)
        switch response.status {
        case 200:
            guard let grant = Self.grant(tree, of: app, at: now, after: old) else {
                self = .unclear("the answer holds no tokens; somebody else may have answered")
                return
            }
            self = .granted(grant)
        case 400, 401:
            switch tree?["error"]?.text {
            case "invalid_grant": self = .ended
            case "invalid_client"?, "unauthorized_client"?, "invalid_scope"?:
                self = .appRefused(tree?["error"]?.text ?? "")
            case let word?: self = .later("the provider answered \(Self.word(word))", after: nil)
            case nil: self = .later("an answer with status \(response.status) that is not the provider's", after: nil)
            }
        case 500...599: self = .unclear("the provider answered with status \(response.status)")
        case 200...299: self = .unclear("the answer has status \(response.status) and no tokens")
        default:
            let seconds = response.header("retry-after").flatMap { Int64($0) }
            self = .later(
                "the provider answered with status \(response.status)",
                after: seconds.map { .seconds(min(max($0, 1), 86_400)) })
        }
    }

    private static func grant(
        _ tree: JSONTree?, of app: OAuthApp, at now: Timestamp, after old: Grant?
    ) -> Grant? {
        guard let tree, let access = tree["access_token"]?.text, isToken(access),
            let refresh = tree["refresh_token"]?.text, isToken(refresh)
        else { return nil }
        // What is not told is what the reference says: §1.1, §2.1.
        let (own, rest): (Int64, Int64) =
            switch app.provider {
            case .quickBooks: (3_600, 8_640_000)
            case .xero: (1_800, 5_184_000)
            }
        let scopes = tree["scope"]?.text.map { $0.split(separator: " ").map(String.init) }
        return Grant(
            accessToken: access, refreshToken: refresh, obtainedAt: now,
            expiresAt: now.advanced(by: .seconds(seconds(tree["expires_in"]) ?? own)),
            refreshExpiresAt: now.advanced(by: .seconds(seconds(tree["x_refresh_token_expires_in"]) ?? rest)),
            endsAt: seconds(tree["x_refresh_token_hard_expires_in"]).map { now.advanced(by: .seconds($0)) }
                ?? old?.endsAt,
            scopes: scopes ?? old?.scopes ?? app.scopes, companyKey: old?.companyKey ?? "", linkID: old?.linkID)
    }

    private static func isToken(_ text: String) -> Bool {
        (1...16_384).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    private static func seconds(_ tree: JSONTree?) -> Int64? {
        let text: String? =
            switch tree {
            case .number(let text)?: text
            case .string(let text)?: text
            default: nil
            }
        return text.flatMap { Int64($0) }.flatMap { (1...longest).contains($0) ? $0 : nil }
    }

    private static func word(_ text: String) -> String {
        String(text.filter { $0.isASCII && ($0.isLetter || $0 == "_") }.prefix(40))
    }
}

extension XeroTenant {
    /// The companies that an answer lists; nil where it is no such list.
    static func all(in response: HTTPResponse) -> [XeroTenant]? {
        guard response.status == 200, let tree = try? JSONTree(parsing: response.body), let items = tree.items else {
            return nil
        }
        return items.compactMap { item in
            guard item["tenantType"]?.text == "ORGANISATION", let link = item["id"]?.text,
                let key = item["tenantId"]?.text, isKey(key)
            else { return nil }
            return XeroTenant(linkID: link, key: key, name: item["tenantName"]?.text ?? key)
        }
    }

    /// A key becomes a header and a lane's name: letters, digits and hyphens.
    private static func isKey(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    }
}
