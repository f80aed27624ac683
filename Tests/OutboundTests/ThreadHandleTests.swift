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
                isDone.raised.store(true, ordering: .relaxed)
            })
        #expect(!isDone.raised.load(ordering: .relaxed))
        isToGoOn.signal()
        thread.join()
        #expect(isDone.raised.load(ordering: .relaxed))
    }

    private final class Flag: Sendable {
        let raised = Atomic(false)
    }
}
