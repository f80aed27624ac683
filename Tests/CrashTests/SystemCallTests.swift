import Spool
import SpoolTestSupport
import Testing

/// What SQLite's own unix VFS keeps from its pager, on a real file.
@Suite struct SystemCallTests {
    @Test func `interrupted and short writes of the machine are repeated`() async throws {
        let shop = try Shop()
        let times = try await FaultyDisk.interruptingCalls {
            for sale in 1...20 { try await shop.sell("\(sale)") }
        }
        #expect(times > 0)
        #expect(try await shop.spool.verify().entries == 20)
    }
}
