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

    @Test func `a print survives a power cut, and then says COPY`() async throws {
        let shop = try Shop()
        try await shop.sell("a")
        let asked = try await shop.spool.askPrint(1, paper: .temporary, printer: "counter", at: Shop.opening).job
        #expect(try await shop.spool.nextPrint(on: "counter") == asked)
        #expect(try await shop.spool.nextPrint(on: "other") == nil)
        #expect(!asked.saysCopy)
        try await shop.spool.beginPrint(asked)
        try shop.spool.close()
        let again = try Shop(after: shop)
        let next = try #require(try await again.spool.nextPrint(on: "counter"))
        #expect(next.id == asked.id)
        #expect(next.doubts == 1 && next.saysCopy)
        try await again.spool.beginPrint(next)
        try await again.spool.endPrint(next, .printed, at: Shop.opening)
        #expect(try await again.spool.nextPrint(on: "counter") == nil)
        #expect(try await again.spool.printJob(asked.id).state == "done")
        try again.spool.close()
    }

    @Test func `a print of which nothing left waits as the original`() async throws {
        let shop = try Shop()
        try await shop.sell("a")
        let asked = try await shop.spool.askPrint(1, paper: .temporary, printer: "counter", at: Shop.opening).job
        try await shop.spool.beginPrint(asked)
        try await shop.spool.endPrint(asked, .notBegun, at: Shop.opening)
        let next = try #require(try await shop.spool.nextPrint(on: "counter"))
        #expect(next.doubts == 0 && !next.saysCopy)
        #expect(try await shop.spool.printsWaiting() == ["counter": 1])
    }

    @Test func `a print in doubt is a copy from then on, and each doubt counts`() async throws {
        let shop = try Shop()
        try await shop.sell("a")
        _ = try await shop.spool.askPrint(1, paper: .temporary, printer: "counter", at: Shop.opening)
        for doubts in 0..<3 {
            let job = try #require(try await shop.spool.nextPrint(on: "counter"))
            #expect(job.doubts == doubts)
            #expect(job.saysCopy == (doubts > 0))
            try await shop.spool.beginPrint(job)
            try await shop.spool.endPrint(job, .doubtful(reason: "unplugged"), at: Shop.opening)
        }
    }

    @Test(arguments: [false, true])
    func `a print that failed raises a task, and is asked for anew as what it is`(_ mayBeOnPaper: Bool) async throws {
        let shop = try Shop()
        try await shop.sell("a")
        var job = try await shop.spool.askPrint(1, paper: .temporary, printer: "counter", at: Shop.opening).job
        if mayBeOnPaper {
            try await shop.spool.beginPrint(job)
            try await shop.spool.endPrint(job, .doubtful(reason: "unplugged"), at: Shop.opening)
            job = try #require(try await shop.spool.nextPrint(on: "counter"))
        }
        try await shop.spool.endPrint(job, .failed(reason: "out of paper"), at: Shop.opening)
        #expect(try await shop.spool.printJob(job.id).error == "out of paper")
        #expect(try await shop.spool.tasks(openOnly: true).map(\.trouble.code) == ["print.failed"])
        let again = try await shop.spool.askPrint(1, paper: .temporary, printer: "kitchen", at: Shop.opening).job
        #expect(again.saysCopy == mayBeOnPaper)
        #expect(again.printer == "kitchen")
    }

    @Test func `a device has one trouble at a time, which ends by itself`() async throws {
        let shop = try Shop()
        func trouble(_ code: String) -> Trouble { Trouble(code: code, reason: "it is so", action: "see to it") }
        try await shop.spool.note(trouble("device.paper_out"), of: "counter", at: Shop.opening)
        try await shop.spool.note(trouble("device.paper_out"), of: "counter", at: Shop.opening)
        try await shop.spool.note(trouble("device.paper_out"), of: "kitchen", at: Shop.opening)
        #expect(try await shop.spool.tasks(openOnly: true).count == 2)
        try await shop.spool.note(trouble("device.cover_open"), of: "counter", at: Shop.opening)
        #expect(
            try await shop.spool.tasks(openOnly: true).map(\.trouble.code) == ["device.paper_out", "device.cover_open"])
        try await shop.spool.note(nil, of: "counter", at: Shop.opening)
        #expect(try await shop.spool.tasks(openOnly: true).map(\.trouble.code) == ["device.paper_out"])
    }

    @Test func `a device is kept once, and not forgotten while slips wait for it`() async throws {
        let shop = try Shop()
        let unit = StoredDevice(
            name: "fiscal", profile: "tremol.g03", place: "serial:/dev/ttyUSB0", serial: "KRAMW004202110009550",
            addedAt: Shop.opening)
        try await shop.spool.add(unit, secret: ("fiscal.key", [1, 2, 3]))
        #expect(try await shop.spool.devices() == [unit])
        let twin = StoredDevice(
            name: "second", profile: unit.profile, place: "serial:/dev/ttyUSB1", serial: unit.serial,
            addedAt: Shop.opening)
        await #expect(throws: SpoolError.self) { try await shop.spool.add(twin, secret: ("second.key", [4])) }
        #expect(try await shop.spool.secret("second.key") == nil)
        try await shop.spool.note("fiscal", place: "serial:/dev/ttyUSB3", serial: nil, firmware: "1.02")
        let found = try #require(try await shop.spool.devices().first)
        #expect(found.place == "serial:/dev/ttyUSB3" && found.serial == unit.serial && found.firmware == "1.02")
        try await shop.sell("a")
        let job = try await shop.spool.askPrint(1, paper: .temporary, printer: "fiscal", at: Shop.opening).job
        await #expect(throws: SpoolError.self) {
            try await shop.spool.removeDevice("fiscal", secret: "fiscal.key", at: Shop.opening)
        }
        #expect(try await shop.spool.secret("fiscal.key") == [1, 2, 3])
        try await shop.spool.endPrint(job, .printed, at: Shop.opening)
        try await shop.spool.removeDevice("fiscal", secret: "fiscal.key", at: Shop.opening)
        #expect(try await shop.spool.devices().isEmpty)
        #expect(try await shop.spool.secret("fiscal.key") == nil)
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
