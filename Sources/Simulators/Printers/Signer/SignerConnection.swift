import Glibc
import Hummingbird
import NIOCore

/// The connection a request came on, so that the door can break it.
struct SignerConnection: RequestContext {
    /// What Hummingbird keeps per request.
    var coreContext: CoreRequestContextStorage
    /// The connection.
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }

    /// Ends the connection in order, or with a reset.
    func end(withReset: Bool = false) async {
        if withReset, let socket = channel as? any SocketOptionProvider {
            try? await socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        }
        try? await channel.close()
    }
}
