/// Where KRA is, and by which route.
public struct OSCUAddress: Sendable, Hashable {
    /// The route.
    public let route: OSCURoute
    /// The base address, with or without a slash at its end.
    public let base: String
    /// The token address of the integrator route; it cannot be derived from the base (reference §10).
    public let token: String?
    /// Paths that differ from the route's table, by the call's name (`sale`) or its direct path (`saveTrnsSalesOsdc`).
    public let paths: [String: String]

    /// Makes an address.
    public init(route: OSCURoute, base: String, token: String?, paths: [String: String] = [:]) {
        self.route = route
        self.base = base
        self.token = token
        self.paths = paths
    }

    /// The whole address of one call.
    public func url(of call: OSCUCall) -> String {
        let path = paths[call.rawValue] ?? paths[call.path(on: .direct)] ?? call.path(on: route)
        return (base.hasSuffix("/") ? base : base + "/") + (path.hasPrefix("/") ? String(path.dropFirst()) : path)
    }

    /// Whether an answer is certain to be the right host's, certificates being always verified.
    var isSecure: Bool { base.lowercased().hasPrefix("https://") }
}
