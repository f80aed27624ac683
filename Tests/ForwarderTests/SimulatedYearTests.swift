import Forwarder
import Testing

@Suite struct SimulatedYearTests {
    @Test(arguments: 0..<10 as Range<UInt64>)
    func `every document ends done or parked, once and in order`(_ decade: UInt64) throws {
        var (delivered, parked) = (0, 0)
        for seed in decade * 100..<decade * 100 + 100 {
            var world = SmallWorld(seed: seed, jobs: 60)
            do {
                try world.live(events: 400)
            } catch {
                Issue.record("seed \(seed), step \(world.steps): \(error)")
                return
            }
            #expect(Set(world.taken).count == world.taken.count, "seed \(seed): something was taken twice")
            #expect(world.taken == world.taken.sorted(), "seed \(seed): out of order")
            let done = world.fates.filter { $0 == .done }.count
            #expect(done == world.taken.count, "seed \(seed): done is what was taken")
            delivered += done
            parked += world.fates.filter { $0 == .parked }.count
        }
        #expect(delivered > 1_000)
        #expect(parked > 100)
    }

    @Test func `the same seed lives the same year`() throws {
        var (first, second) = (SmallWorld(seed: 7, jobs: 20), SmallWorld(seed: 7, jobs: 20))
        try first.live(events: 300)
        try second.live(events: 300)
        #expect(first.taken == second.taken)
        #expect(first.now == second.now)
        #expect(first.steps == second.steps)
    }
}
