import Accounting
import Agent
import BooksTestSupport
import Fiscal
import JSON
import LocalAPI
import Outbound
import Spool
import Testing

/// A sale that left for a company's program in a file is not posted there a second time.
@Suite(.serialized) struct BooksExportedTests {
    private static let onAccount = Bodies.sale().replacing("\"cash\"", with: "\"credit\"").replacing(
        #""buyer": null"#, with: #""buyer": {"pin": "P051234567C", "name": "Wanjiku Stores"}"#)

    /// A world whose books begin tomorrow, so that nothing of today is posted yet.
    private static func tomorrow(
        _ provider: String, mode: BooksMap.Mode = .document,
        _ body: @escaping @Sendable (SyncWorld) async throws -> Void
    ) async throws {
        try await SyncWorld.open(provider, mode: mode, manual: false) { world in
            try await world.set(#"{"from": "\#(world.today.advanced(by: 1))"}"#)
            try await body(world)
        }
    }

    @Test(arguments: ["quickbooks", "xero"], [false, true])
    func `what left in a file stays out of books that begin earlier, by force too, until a person insists`(
        _ provider: String, _ isImported: Bool
    ) async throws {
        try await Self.tomorrow(provider) { world in
            try await world.sell("k1", "k2")
            #expect(try await world.export(provider)?.documents == 2)
            if isImported { #expect(try await world.call("POST", "/v1/exports/1/imported").status == 200) }
            try await world.sell("k3")
            // For another program it may leave as often as it likes.
            #expect(try await world.export("canonical")?.documents == 3)
            try await world.set(#"{"from": "\#(world.today)"}"#)
            try await world.until { await world.there() == ["00-T1-000003"] }
            try await world.shop.posted(world.lane)

            let tally = try await world.spool.booksTally(of: world.lane)
            #expect((tally.leftOut, tally.leftOutExported) == (2, 2))
            let lane = try #require(try await world.spool.lanes().first { $0.name == world.lane })
            #expect((lane.leftOut, lane.leftOutExported, lane.givenUp, lane.done, lane.backlog) == (2, 2, 0, 1, 0))

            let forced = try await world.sync(
                #"{"force": true, "from": "\#(world.today)", "to": "\#(world.today)"}"#)
            let out = try #require(forced.leftOut)
            #expect(out.count == 2 && out.sales.map(\.temporaryNumber) == ["T1-000001", "T1-000002"])
            #expect(out.sales.allSatisfy { $0.export == 1 && $0.imported == isImported })
            #expect(try await world.ended(forced.id).progress.all == 0)
            let named = try await world.refusal(#"{"force": true, "ids": ["T1-000002"]}"#)
            #expect(named.errors.map(\.rule) == ["selection.exported"])
            #expect(named.errors[0].found.contains("export 1"))
            #expect(await world.there() == ["00-T1-000003"])

            let run = try ReplyCoding.read(
                DryRunReply.self,
                from: try await world.call("GET", "/v1/connections/\(world.lane)/dry-run/T1-000001").body)
            #expect(run.remarks.contains { $0.contains("export 1") })
            #expect(run.remarks.contains { $0.hasSuffix("--sale T1-000001 --exported it would go so:") })

            let one = try await world.ended(
                try await world.sync(#"{"ids": ["T1-000001"], "include_exported": true}"#).id)
            #expect(one.progress.posted == 1 && one.selection.includesExported == true)
            let rest = try await world.ended(try await world.sync(#"{"include_exported": true}"#).id)
            #expect(rest.progress.posted == 1)
            #expect(await world.there() == ["00-T1-000001", "00-T1-000002", "00-T1-000003"])
            #expect(try await world.spool.booksTally(of: world.lane).leftOut == 0)
            #expect(try await world.sync().leftOut == nil)
        }
    }

    @Test(arguments: ["canonical", "sage50", "zoho", "quickbooks"])
    func `what left for another program is posted`(_ profile: String) async throws {
        try await Self.tomorrow("xero") { world in
            try await world.sell("k1")
            #expect(try await world.export(profile)?.documents == 1)
            try await world.set(#"{"from": "\#(world.today)"}"#)
            try await world.until { await world.there() == ["00-T1-000001"] }
            #expect(try await world.spool.booksTally(of: world.lane).leftOut == 0)
        }
    }

    @Test func `a day's sum has what did not leave, and what a person insists on joins it`() async throws {
        try await Self.tomorrow("quickbooks", mode: .summary) { world in
            try await world.sell("k1", "k2")
            #expect(try await world.export("quickbooks")?.documents == 2)
            try await world.sell("k3")
            try await world.set(#"{"from": "\#(world.today)"}"#)
            try await world.placed(1)
            let sum = try #require(try await world.spool.booksDocuments(of: world.lane, before: nil, limit: 9).first)
            #expect(sum.sequences == [try await world.sequence("T1-000003")])
            let job = try await world.sync(#"{"ids": ["T1-000002"], "include_exported": true, "force": true}"#)
            #expect(try await world.ended(job.id).progress.posted == 1)
            #expect(await world.there() == [sum.number])
            let posted = try #require(try await world.spool.booksDocuments(of: world.lane, before: nil, limit: 9).first)
            #expect(posted.sequences == [2, 3])
            #expect(try await world.spool.booksTally(of: world.lane).leftOutExported == 1)
        }
    }

    @Test(arguments: ["quickbooks", "xero"], [true, false])
    func `a credit note over what left in a file is posted, and says what stays the customer's credit`(
        _ provider: String, _ isOnAccount: Bool
    ) async throws {
        try await Self.tomorrow(provider) { world in
            try await world.sell("k1", body: isOnAccount ? Self.onAccount : Bodies.sale())
            #expect(try await world.export(provider)?.documents == 1)
            try await world.set(#"{"from": "\#(world.today)"}"#)
            let note = try await world.shop.call(
                "POST", "/v1/sales/T1-000001/credit-notes", body: Bodies.credit(quantity: "1", reason: "refund"),
                headers: [("Idempotency-Key", "c1")])
            #expect(note.status == 201)
            try await world.until { await world.there() == ["00-T1-000002"] }
            try await world.shop.posted(world.lane)
            let tasks = try await world.spool.tasks(openOnly: true)
            guard isOnAccount else {
                #expect(tasks.isEmpty, "\(tasks)")
                return
            }
            let task = try #require(tasks.first)
            #expect(tasks.count == 1 && task.trouble.code == "books.not_set_off" && task.lane == world.lane)
            for word in ["00-T1-000002", "T1-000001", "export 1", "150.00"] {
                #expect(task.trouble.reason.contains(word), "\(task.trouble.reason)")
            }
            let refusal = await #expect(throws: SpoolError.self) { try await world.shop.agent.resolve(task.id, .retry) }
            #expect(refusal?.code == .refused && refusal?.sentence.contains("--discard") == true)
            #expect(try await world.spool.tasks(openOnly: true).count == 1)
            try await world.shop.agent.resolve(task.id, .discard)
            #expect(try await world.spool.tasks(openOnly: true).isEmpty)
            #expect(try await world.states()["00-T1-000002"] == .done)
        }
    }

    @Test func `what an export takes while the lane decides is not placed, and what the lane placed no export keeps`()
        async throws
    {
        try await SyncWorld.open("xero", manual: false) { world in
            try await world.pause()
            try await world.sell("k1", "k2")
            try await world.shop.drained()
            while try await world.spool.giveJobs(to: world.lane, from: 1) > 0 {}
            let seen = try await world.spool.booksCandidates(of: world.lane, afterKRA: true, limit: 9)
            #expect(seen.map(\.leftIn) == [nil, nil])
            func place(_ sequence: Int64) async throws {
                let own = BooksPlace.own(number: "00-T1-00000\(sequence)", day: world.today, isCredit: false)
                let settings = try await world.spool.booksConnection(world.lane).settings
                try await world.spool.place(
                    [(sequence, own)], of: world.lane, by: settings, at: world.shop.agent.clock.now())
            }
            try await place(2)
            let batch = try #require(try await world.export("xero", #", "include_posted": true"#))
            #expect(batch.documents == 2)
            try await place(1)
            #expect(try await world.states() == ["00-T1-000002": .ready])
            #expect(
                try await world.spool.booksCandidates(of: world.lane, afterKRA: true, limit: 9).map(\.leftIn) == [1])

            let kept = try await world.spool.export(batch.number)
            let next = ExportBatch(
                number: 2, id: String(kept.id.reversed()), ledger: ExportLedger(profile: "xero", target: "other"),
                profileText: kept.profileText, format: kept.format, fromDay: kept.fromDay, toDay: kept.toDay,
                isRepeat: false, createdAt: kept.createdAt, documents: 1, net: kept.net, vat: kept.vat,
                gross: kept.gross, files: [])
            await #expect(throws: SpoolError.self) {
                try await world.spool.keep(
                    next, of: [ExportedSale(sequence: 2, isFiscal: true)], notAt: "xero")
            }
            #expect(try await world.spool.nextExport() == 2)
            // The lane goes on: what was placed is posted, as the person was told who exported it too.
            try await world.resume()
            try await world.until { await world.there() == ["00-T1-000002"] }
        }
    }

    @Test func `what an insisting job took in and did not post goes by no other way once it is cancelled`() async throws
    {
        try await Self.tomorrow("xero") { world in
            try await world.sell("k1")
            #expect(try await world.export("xero")?.documents == 1)
            try await world.set(#"{"from": "\#(world.today)"}"#)
            try await world.until { try await world.spool.booksTally(of: world.lane).leftOutExported == 1 }
            try await world.pause()
            let job = try await world.sync(#"{"ids": ["T1-000001"], "include_exported": true}"#)
            // As the lane places it before the job is cancelled.
            let settings = try await world.spool.booksConnection(world.lane).settings
            try await world.spool.place(
                [(1, .own(number: "00-T1-000001", day: world.today, isCredit: false))], of: world.lane, by: settings,
                at: world.shop.agent.clock.now())
            let now = world.shop.agent.clock.now()
            func due() async throws -> [String] {
                try await world.spool.readyDocuments(
                    of: world.lane, at: now, limit: 9, flow: .automatic(from: world.today)
                ).map(\.number)
            }
            #expect(try await due() == ["00-T1-000001"])
            #expect(try await world.job(job.id, "cancel").state == "cancelled")
            #expect(try await due().isEmpty)
            let again = try await world.job(job.id, "retry")
            try await world.resume()
            #expect(try await world.ended(again.id).progress.posted == 1)
        }
    }

    @Test(arguments: [BooksMap.Mode.document, .summary])
    func `what went by file while a company was removed stays out when it is connected again`(
        _ mode: BooksMap.Mode
    ) async throws {
        try await SyncWorld.open("xero", mode: mode) { world in
            try await world.sell("k1", "k2", "k3")
            try await world.placed(mode == .document ? 3 : 1)
            if mode == .document {
                _ = try await world.ended(try await world.sync(#"{"ids": ["T1-000001"]}"#).id)
            }
            #expect(try await world.call("DELETE", "/v1/connections/\(world.lane)").status == 200)
            // What was posted before is there still.
            let left = try #require(try await world.export("xero"))
            #expect(left.documents == (mode == .document ? 2 : 3))
            try await world.sell("k4")
            try await world.shop.drained()
            #expect(try await world.shop.connect(world.books, world.address) == world.lane)
            try await world.until {
                let tally = try await world.spool.booksTally(of: world.lane)
                return tally.unplaced == 0 && tally.leftOutExported == left.documents
            }
            let job = try await world.sync(#"{"force": true}"#)
            #expect(job.leftOut?.count == left.documents)
            _ = try await world.ended(job.id)
            let there = await world.there()
            let sum = "Z-00-\(world.today.compact)-1"
            #expect(there == (mode == .document ? ["00-T1-000001", "00-T1-000004"] : [sum]))
            let documents = try await world.spool.booksDocuments(of: world.lane, before: nil, limit: 9)
            #expect(documents.flatMap(\.sequences).sorted() == (mode == .document ? [1, 4] : [4]))
            #expect(try await world.spool.verify().isWhole)
        }
    }
}

/// Sums that a person wants closed before their day is over.
@Suite struct BooksUnfitSumTests {
    @Test(arguments: ["quickbooks", "xero"])
    func `a forced job leaves a sum open that the map does not fit, and asks for what is missing`(
        _ provider: String
    ) async throws {
        try await SyncWorld.open(provider, mode: .summary, manual: false) { world in
            let (version, map) = try #require(try await world.shop.agent.books.map(of: world.lane))
            var bare = map
            bare.taxes[.B] = nil
            _ = try await world.shop.agent.books.keep(bare, of: world.lane, after: version, by: "test")
            try await world.sell("k1")
            try await world.placed(1)
            let job = try await world.ended(try await world.sync(#"{"force": true}"#).id)
            #expect(job.progress.waiting == 1 && job.progress.all == 1 && job.state == "done", "\(job)")
            let number = "Z-00-\(world.today.compact)-1"
            #expect(try await world.states() == [number: .open])
            let task = try #require(try await world.spool.tasks(openOnly: true).first)
            #expect(task.trouble.code == "books.tax_unmapped" && task.trouble.action.contains("--tax B=CODE"))
            let row = try #require(try await world.spool.booksReport(of: world.lane, before: nil, limit: 9).first)
            #expect(row.task?.id == task.id && row.rest?.code == "books.tax_unmapped" && row.restsUntil == nil)
            #expect(try await world.spool.booksTally(of: world.lane).documents == [.parked: 1])
            // What is sold meanwhile is in the same sum: none was posted in vain.
            try await world.sell("k2")
            try await world.shop.drained()
            try await world.until { try await world.spool.booksTally(of: world.lane).unplaced == 0 }
            #expect(try await world.states() == [number: .open])
            _ = try await world.shop.agent.books.keep(map, of: world.lane, after: version + 1, by: "test")
            #expect(try await world.spool.tasks(openOnly: true).isEmpty)
            #expect(try await world.spool.booksTally(of: world.lane).documents == [.open: 1])
            let again = try await world.ended(try await world.job(job.id, "retry").id)
            #expect(again.progress.posted == 1)
            #expect(await world.there() == [number])
            let sum = try #require(try await world.spool.booksDocuments(of: world.lane, before: nil, limit: 9).first)
            #expect(sum.sequences == [1, 2])
        }
    }
}

extension SyncWorld {
    /// Exports today's sales once they are fiscal; nil where there was nothing to take.
    fileprivate func export(_ profile: String, _ more: String = "") async throws -> ExportReply? {
        try await shop.drained()
        let answer = try await call(
            "POST", "/v1/exports",
            #"{"profile": "\#(profile)", "from": "\#(today)", "to": "\#(today)"\#(more)}"#)
        #expect([200, 201].contains(answer.status), "\(String(decoding: answer.body, as: UTF8.self))")
        return try ReplyCoding.read(ExportOutcomeReply.self, from: answer.body).export
    }

    fileprivate func sequence(_ name: String) async throws -> Int64 {
        try await spool.sale(name).entry.document.sequence
    }
}
