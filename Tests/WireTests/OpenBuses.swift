import Synchronization
import Testing
import Wire

/// The buses that a test opened, ended before the next one begins: umockdev gives up where somebody stops to listen just
/// while it tells of a change.
final class OpenBuses: Sendable {
    @TaskLocal fileprivate static var current = OpenBuses()
    private let buses = Mutex<[USBBus]>([])

    /// Starts to use USB, until the end of the test.
    static func make() throws -> USBBus {
        let bus = try USBBus()
        current.buses.withLock { $0.append(bus) }
        return bus
    }

    fileprivate func close() async {
        for bus in buses.withLock({ $0 }) { await bus.close() }
    }
}

/// Ends each test's buses.
struct ClosesBuses: SuiteTrait, TestTrait, TestScoping {
    let isRecursive = true

    func provideScope(
        for test: Test, testCase: Test.Case?, performing body: @concurrent @Sendable () async throws -> Void
    ) async throws {
        let buses = OpenBuses()
        do {
            try await OpenBuses.$current.withValue(buses) { try await body() }
        } catch {
            await buses.close()
            throw error
        }
        await buses.close()
    }
}

extension Trait where Self == ClosesBuses {
    /// Ends each test's buses before the next test begins.
    static var closesBuses: Self { Self() }
}
