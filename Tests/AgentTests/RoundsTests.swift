import Synchronization
import Testing

@testable import Agent

@Suite struct RoundsTests {
    @Test func `rounds end where their task is cancelled, before the next one begins`() async {
        let rounds = Count()
        let (begun, begins) = AsyncStream.makeStream(of: Void.self)
        await withTaskGroup { group in
            group.addTask {
                await Rounds.run(every: .seconds(3_600)) {
                    rounds.add()
                    begins.yield()
                }
            }
            for await _ in begun { break }
            group.cancelAll()
        }
        #expect(rounds.value == 1)
    }

    private final class Count: Sendable {
        private let counted = Atomic(0)

        var value: Int { counted.load(ordering: .relaxed) }

        func add() { counted.add(1, ordering: .relaxed) }
    }
}
