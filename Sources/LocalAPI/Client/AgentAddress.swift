/// Where the agent is: a Unix socket in its data directory, or an address with a token.
public enum AgentAddress: Sendable {
    /// A socket's path.
    case socket(path: String)
    /// A base address such as `https://shop.lan:4780`, without a slash at its end, and a token.
    case url(String, token: String?)

    /// The data directory where nothing else is said.
    public static let defaultDataDirectory = "/var/lib/risiti"
    /// The socket's name in the data directory.
    public static let socketName = "risiti.sock"

    /// Finds the agent.
    ///
    /// A data directory that is named comes first, then `RISITI_URL` with `RISITI_TOKEN`, then `RISITI_DATA_DIR`, then
    /// ``defaultDataDirectory``.
    public init(dataDirectory: String?, environment: [String: String]) {
        if dataDirectory == nil, let url = environment["RISITI_URL"], !url.isEmpty {
            var base = url[...]
            while base.hasSuffix("/") { base.removeLast() }
            self = .url(String(base), token: environment["RISITI_TOKEN"])
        } else {
            let directory = dataDirectory ?? environment["RISITI_DATA_DIR"] ?? Self.defaultDataDirectory
            self = .socket(path: "\(directory)/\(Self.socketName)")
        }
    }

    /// The place for a person; never the token.
    public var place: String {
        switch self {
        case .socket(let path): path
        case .url(let url, _): url
        }
    }
}

extension AgentAddress: CustomStringConvertible {
    /// The place, without the token.
    public var description: String { place }
}
