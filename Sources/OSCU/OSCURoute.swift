/// The two ways to KRA, with different paths and headers (reference §1.1, §2.1).
public enum OSCURoute: String, Codable, Sendable, CaseIterable {
    /// KRA's own host with device headers only.
    case direct
    /// The integrator gateway, with a bearer token and an application id.
    case integrator
}
