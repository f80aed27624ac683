import Agent
import Synchronization

/// What came over a stream of events, until the second sale was named.
final class Heard: Sendable {
    private let bytes = Mutex<[UInt8]>([])

    var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }

    /// Keeps bytes; whether more are wanted.
    func add(_ more: [UInt8]) -> Bool {
        bytes.withLock { $0 += more }
        return !text.contains("T1-000002")
    }
}

extension Shop {
    /// Initialises the device, with gateway secrets where the route wants them.
    func initialise() async throws {
        try await agent.kra.keep(
            .init(
                applicationID: "8d2e6f0a-5b1c-4f7e-9a3d-0c4b8e7f1a25", consumerKey: "test",
                consumerSecret: "secret-of-the-gateway"))
        _ = try await agent.initialiseDevice()
    }
}
