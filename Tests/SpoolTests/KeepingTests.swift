import Fiscal
import Spool
import SpoolTestSupport
import Testing

@Suite struct KeepingTests {
    @Test func `an original is printed once, and what follows is a copy`() async throws {
        let shop = try Shop()
        try await shop.sell("a")
        #expect(try await !shop.spool.wasPrinted(1, paper: .temporary))
        var copies: [Bool] = []
        for paper in [Paper.temporary, .temporary, .fiscal, .temporary, .fiscal] {
            let view = try await shop.spool.askPrint(1, paper: paper, printer: "counter", at: Shop.opening)
            copies.append(view.job.isCopy)
        }
        #expect(copies == [false, true, false, true, true])
        #expect(try await shop.spool.wasPrinted(1, paper: .temporary))
    }

    @Test func `prints asked for at once have one original`() async throws {
        let shop = try Shop()
        try await shop.sell("a")
        let originals = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<10 {
                group.addTask {
                    try await !shop.spool.askPrint(1, paper: .fiscal, printer: "p", at: Shop.opening).job.isCopy
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(originals == 1)
    }

    @Test func `a print survives a power cut and says that it was interrupted`() async throws {
        let shop = try Shop()
        try await shop.sell("a")
        let asked = try await shop.spool.askPrint(1, paper: .temporary, printer: "counter", at: Shop.opening).job
        #expect(try await shop.spool.nextPrint() == asked)
        try await shop.spool.beginPrint(asked)
        try shop.spool.close()
        let again = try Shop(after: shop)
        let next = try await again.spool.nextPrint()
        #expect(next?.id == asked.id)
        #expect(next?.wasInterrupted == true)
        try await again.spool.endPrint(asked, error: nil, at: Shop.opening)
        #expect(try await again.spool.nextPrint() == nil)
        #expect(try await again.spool.printJob(asked.id).state == "done")
        try again.spool.close()
    }

    @Test func `a print that failed raises a task`() async throws {
        let shop = try Shop()
        try await shop.sell("a")
        let job = try await shop.spool.askPrint(1, paper: .temporary, printer: "counter", at: Shop.opening).job
        try await shop.spool.endPrint(job, error: "out of paper", at: Shop.opening)
        #expect(try await shop.spool.printJob(job.id).error == "out of paper")
        #expect(try await shop.spool.tasks(openOnly: true).map(\.trouble.code) == ["print.failed"])
    }

    @Test func `events appear in order and after a number`() async throws {
        let shop = try Shop()
        try await shop.sell("a")
        try await shop.sell("b")
        try await shop.fiscalise(invoice: 1)
        let all = try await shop.spool.events(after: 0, limit: 100)
        #expect(all.map(\.type) == ["sale.accepted", "sale.accepted", "sale.fiscalised"])
        #expect(all.map(\.id) == all.map(\.id).sorted())
        let rest = try await shop.spool.events(after: all[0].id, limit: 1)
        #expect(rest.map(\.id) == [all[1].id])
        #expect(try await shop.spool.lastEvent() == all[2].id)
        #expect(try await shop.spool.events(after: all[2].id, limit: 100).isEmpty)
    }

    @Test func `a change is heard`() async throws {
        let shop = try Shop()
        var changes = shop.spool.changes().makeAsyncIterator()
        try await shop.sell("a")
        #expect(await changes.next() != nil)
    }

    @Test func `tokens are kept as hashes and can be revoked once`() async throws {
        let shop = try Shop()
        let hash = [UInt8](repeating: 7, count: 32)
        try await shop.spool.keep(token: "a", role: .till, name: "counter", hash: hash, at: Shop.opening)
        await #expect(throws: SpoolError.self) {
            try await shop.spool.keep(token: "b", role: .hq, name: "twin", hash: hash, at: Shop.opening)
        }
        #expect(try await shop.spool.liveTokens().map(\.hash) == [hash])
        try await shop.spool.revoke(token: "a", at: Shop.opening)
        #expect(try await shop.spool.liveTokens().isEmpty)
        #expect(try await shop.spool.tokens().map(\.revokedAt) == [Shop.opening])
        let error = await #expect(throws: SpoolError.self) {
            try await shop.spool.revoke(token: "a", at: Shop.opening)
        }
        #expect(error?.code == .notFound)
    }

    @Test func `secrets and facts are kept under their names, the last one counts`() async throws {
        let shop = try Shop()
        #expect(try await shop.spool.secret("a") == nil)
        try await shop.spool.keep(secret: "a", sealed: [1, 2])
        try await shop.spool.keep(secret: "a", sealed: [3])
        #expect(try await shop.spool.secret("a") == [3])
        try await shop.spool.keep(fact: "skew", "1", at: Shop.opening)
        try await shop.spool.keep(fact: "skew", "2", at: Shop.opening)
        #expect(try await shop.spool.fact("skew")?.value == "2")
    }

    @Test func `a device is initialised once`() async throws {
        let shop = try Shop()
        try await shop.spool.beginRegistration(at: Shop.opening)
        let error = await #expect(throws: SpoolError.self) {
            try await shop.spool.beginRegistration(at: Shop.opening)
        }
        #expect(error?.code == .refused)
        try await shop.spool.forgetRegistration()
        try await shop.spool.beginRegistration(at: Shop.opening)
        try await shop.spool.storeRegistration(
            sealedAnswer: [1], sealedKey: [2], scuID: "KRACU0300000123", at: Shop.opening)
        try await shop.spool.forgetRegistration()
        #expect(try await shop.spool.registration()?.scuID == "KRACU0300000123")
        #expect(try await shop.spool.secret("kra.communication_key") == [2])
        await #expect(throws: SpoolError.self) { try await shop.spool.beginRegistration(at: Shop.opening) }
    }
}
