import Hummingbird
import NIOCore

/// The connection a request came on, so that the door can close it without a word.
struct BooksConnection: RequestContext {
    /// What Hummingbird keeps per request.
    var coreContext: CoreRequestContextStorage
    /// The connection.
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}
