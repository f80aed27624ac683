import Dispatch
import Synchronization
import Testing

@testable import Outbound

@Suite struct ThreadHandleTests {
    @Test func `whoever joins a thread comes after all that it did`() throws {
        let (isToGoOn, isDone) = (DispatchSemaphore(value: 0), Flag())
        let thread = try #require(
            ThreadHandle(stackBytes: 1 << 20) {
                isToGoOn.wait()
                isDone.raise()
            })
        #expect(!isDone.isRaised)
        isToGoOn.signal()
        thread.join()
        #expect(isDone.isRaised)
    }

    private final class Flag: Sendable {
        private let raised = Atomic(false)

        var isRaised: Bool { raised.load(ordering: .relaxed) }

        func raise() { raised.store(true, ordering: .relaxed) }
    }
}
