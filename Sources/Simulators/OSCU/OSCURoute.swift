/// The way in to KRA: its own host, or the integrator gateway.
///
/// Source: kra-oscu.md, sections 1.1 and 2.1.
public enum OSCURoute: String, Sendable, CaseIterable {
    /// KRA's own host: device headers only, flat names, answers E1.
    case direct
    /// The gateway: OAuth, an app id, names of its own, answers E2 and rejections E3.
    case integrator

    /// The path all KRA calls begin with.
    public var basePath: String {
        switch self {
        case .direct: "/etims-api/"
        case .integrator: "/etims-oscu/api/v1/"
        }
    }

    /// The path of the token endpoint; only the integrator route answers it.
    public static let tokenPath = "/v1/token/generate"
}
