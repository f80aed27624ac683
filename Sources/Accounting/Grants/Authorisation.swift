import Crypto

/// A person's yes that is asked for: the address to open, and what its answer must bring back.
public struct Authorisation: Sendable {
    /// Who asks.
    public let app: OAuthApp
    /// What the answer must bring back: 256 bits of chance.
    let state: String
    /// What proves by PKCE that the asker exchanges the code; nil where the app has a secret.
    let verifier: String?
    /// When it was begun, by the clock that never steps.
    let begunAt: Duration

    /// How long a person has: accounting-apis §1.1.
    public static let lifetime = Duration.seconds(600)
    /// Bytes of chance that one takes.
    public static let chanceBytes = 80

    /// Makes one out of chance.
    init(_ app: OAuthApp, chance: [UInt8], at now: Duration) {
        precondition(chance.count == Self.chanceBytes, "a state and a verifier take \(Self.chanceBytes) bytes")
        self.app = app
        state = Base64.forAddress(Array(chance.prefix(32)))
        // 48 bytes are 64 characters; a verifier has 43 to 128.
        verifier = app.usesProof ? Base64.forAddress(Array(chance.dropFirst(32))) : nil
        begunAt = now
    }

    /// The address to open in a browser.
    public var url: String {
        var fields = [
            ("client_id", app.clientID), ("response_type", "code"),
            ("scope", app.scopes.joined(separator: " ")), ("redirect_uri", app.redirectURI), ("state", state),
        ]
        if let verifier {
            fields += [("code_challenge", Self.challenge(of: verifier)), ("code_challenge_method", "S256")]
        }
        return app.addresses.authorize + "?" + FormCoding.text(fields)
    }

    /// The S256 challenge of a verifier (RFC 7636 §4.2).
    public static func challenge(of verifier: String) -> String {
        Base64.forAddress([UInt8](SHA256.hash(data: Array(verifier.utf8))))
    }

    /// Whether a state is this one's, in a time that does not tell where they differ.
    func isAnswered(by other: String) -> Bool {
        let (left, right) = (Array(state.utf8), Array(other.utf8))
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

/// What a provider's page sent the browser back with.
public struct OAuthCallback: Sendable {
    let state: String
    /// The code, or why there is none.
    let code: Result<String, GrantError>
    let realm: String?

    /// Reads the query of a redirect, or the whole address that somebody copied.
    ///
    /// - Throws: ``GrantError`` `callback` where it is neither.
    public init(_ text: String) throws(GrantError) {
        let text = text.trimmingPrefix { $0.isWhitespace }.prefix { !$0.isWhitespace }
        let query = text.firstIndex(of: "?").map { text[text.index(after: $0)...] } ?? text
        guard text.utf8.count <= 8_192, let fields = FormCoding.fields(query.prefix { $0 != "#" }),
            let state = fields["state"], !state.isEmpty
        else {
            throw GrantError(
                .callback, "this is no address that a provider sent a browser to; copy it whole, with code and state")
        }
        self.state = state
        realm = fields["realmId"]
        if let error = fields["error"] {
            let isDenial = error == "access_denied"
            code = .failure(
                GrantError(
                    isDenial ? .denied : .refused,
                    isDenial
                        ? "the person said no, or may not connect the company; its administrator may"
                        : "the provider's page said \(Self.word(error)); look at the app's settings there"))
        } else if let given = fields["code"], !given.isEmpty {
            code = .success(given)
        } else {
            throw GrantError(.callback, "the address holds no code; copy it whole")
        }
    }

    /// A stranger's word, cut to what an error name can hold.
    private static func word(_ text: String) -> String {
        String(text.filter { $0.isASCII && ($0.isLetter || $0 == "_") }.prefix(40))
    }
}

extension OAuthCallback: CustomStringConvertible, CustomReflectable {
    /// Nothing of the code.
    public var description: String { "OAuthCallback" }
    /// Nothing of the code.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

extension Authorisation: CustomStringConvertible, CustomReflectable {
    /// Nothing of the state.
    public var description: String { "Authorisation(\(app))" }
    /// Nothing of the state.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
