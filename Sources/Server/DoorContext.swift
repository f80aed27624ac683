import Foundation
import Hummingbird
import NIOCore
import Spool

/// What is known of a request: which door it came through, and what its caller may do.
struct DoorContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// What the caller may do, once it is known.
    var role: Role?
    /// The port through which the request came; nil on the socket.
    let localPort: Int?

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        localPort = source.channel.localAddress?.port
    }

    /// Refuses a caller whose role is not among these.
    func require(_ roles: Role...) throws {
        guard let role, roles.contains(role) else { throw Guard.forbidden(roles) }
    }

    /// A name in the path, which may come escaped: clients escape the colon of a company's lane.
    func name(_ part: String) throws -> String {
        let text = try parameters.require(part)
        return text.removingPercentEncoding ?? text
    }

    /// The company's lane in the path.
    func lane() throws -> String { try name("lane") }
}

/// Through which door requests come.
enum Door: Sendable, Hashable {
    /// TCP on loopback: a token decides.
    case loopback(names: Set<String>)
    /// The Unix socket in the agent's own directory: whoever can open it is the technician.
    case socket
}
