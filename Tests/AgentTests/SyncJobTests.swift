import Accounting
import Agent
import BooksTestSupport
import Fiscal
import Foundation
import LocalAPI
import Outbound
import Simulators
import Spool
import Testing

/// What a person asks to be posted, over real HTTP against the simulated providers.
@Suite(.serialized) struct SyncJobTests {
    @Test(arguments: ["quickbooks", "xero"])
    func `of a company whose documents wait for a job only what was selected goes, and nothing goes twice`(
        _ provider: String
    ) async throws {
        try await SyncWorld.open(provider) { world in
            try await world.sell("k1", "k2", "k3")
            try await world.placed(3)
            #expect(await world.there().isEmpty)
            let asked = try await world.sync(#"{"ids": ["T1-000002"]}"#)
            #expect(asked.askedBy == "technician")
            #expect(asked.selection.ids == ["T1-000002"])
            let first = try await world.ended(asked.id)
            #expect(first.state == "done")
            #expect(first.progress == .init(posted: 1, toGo: 0, waiting: 0, givenUp: 0, collecting: 0, already: 0))
            #expect(await world.there() == ["00-T1-000002"])
            // Again, and by force: it is there.
            let calls = await world.books.report().calls
            let again = try await world.sync(#"{"ids": ["T1-000002"], "force": true}"#)
            #expect(again.state == "done")
            #expect(again.progress.already == 1 && again.progress.all == 0)
            #expect(await world.books.report().calls == calls)
            let rest = try await world.ended(try await world.sync().id)
            #expect(rest.progress.posted == 2)
            #expect(await world.there() == ["00-T1-000001", "00-T1-000002", "00-T1-000003"])
            let list = try ReplyCoding.read(
                SyncJobListReply.self,
                from: try await world.call("GET", "/v1/sync-jobs?lane=\(world.lane)&state=done").body)
            #expect(list.jobs.map(\.id) == [rest.id, again.id, asked.id])
        }
    }

    @Test func `a job outlives a restart with its selection and its rest`() async throws {
        let directory = Shop.temporaryDirectory()
        defer { try? FileManager.default.removeItem(at: directory) }
        try await SyncWorld.open("quickbooks", directory: directory) { world in
            let jobs = try await world.shop.agent.syncs.jobs(of: world.lane, state: nil, before: nil, limit: 9)
            guard let job = jobs.first else {
                try await world.sell("k1", "k2")
                try await world.placed(2)
                try await world.pause()
                let asked = try await world.sync(#"{"types": ["sale"], "from": "2020-01-01"}"#)
                #expect(asked.state == "running" && asked.progress.toGo == 2 && asked.laneState == "paused")
                return
            }
            #expect(job.row.state == .running && job.row.progress.toGo == 2)
            #expect(job.selection == SyncSelection(types: [.sale], from: CalendarDay("2020-01-01")))
            #expect(await world.there().isEmpty)
            try await world.resume()
            #expect(try await world.ended(job.row.id).progress.posted == 2)
            #expect(await world.there().count == 2)
        }
    }

    @Test func `a cancelled job leaves what was not begun, and a further one takes it up`() async throws {
        try await SyncWorld.open("quickbooks") { world in
            try await world.sell("k1", "k2", "k3")
            try await world.placed(3)
            try await world.pause()
            let asked = try await world.sync(#"{"ids": ["T1-000001", "T1-000003"]}"#)
            #expect(try await world.call("POST", "/v1/sync-jobs/\(asked.id)/retry").status == 409)
            let ended = try await world.job(asked.id, "cancel")
            #expect(ended.state == "cancelled" && ended.finishedAt != nil && ended.progress.toGo == 2)
            #expect(try await world.call("POST", "/v1/sync-jobs/\(asked.id)/cancel").status == 409)
            try await world.resume()
            // What another job posts meanwhile shows that the lane works.
            #expect(try await world.ended(try await world.sync(#"{"ids": ["T1-000002"]}"#).id).state == "done")
            #expect(await world.there() == ["00-T1-000002"])
            let further = try await world.job(asked.id, "retry")
            #expect(further.retries == asked.id)
            #expect(further.selection == asked.selection)
            #expect(try await world.ended(further.id).progress.posted == 2)
            #expect(await world.there().count == 3)
            #expect(try await world.call("POST", "/v1/sync-jobs/\(further.id)/retry").status == 409)
        }
    }

    @Test(arguments: [true, false])
    func `force tries what waits for a person, and a cancel gives it back with its task`(
        _ isManual: Bool
    ) async throws {
        try await SyncWorld.open("quickbooks", manual: isManual) { world in
            try await world.pause()
            try await world.sell("k1")
            try await world.shop.drained()
            // Placed while nothing can be sent, and parked as an answer of the company would.
            try await world.books.setFaults(#"{"rates": {"reset_before": 1}}"#)
            try await world.resume()
            try await world.placed(1)
            try await world.pause()
            let document = try #require(
                try await world.spool.booksDocuments(of: world.lane, before: nil, limit: 1).first)
            let trouble = Trouble(code: "books.refused", reason: "it says no", evidence: [:], action: "look there")
            try await world.spool.settle(
                [], [(document.id, .parked(trouble))], of: world.lane, at: world.shop.agent.clock.now())
            try await world.books.setFaults("{}")
            let task = try #require(
                try await world.spool.tasks(openOnly: true).first { $0.trouble.code == "books.refused" })

            let timid = try await world.sync()
            #expect(timid.state == "done" && timid.progress.waiting == 1)
            let forced = try await world.sync(#"{"force": true}"#)
            #expect(forced.state == "running" && forced.progress.toGo == 1)
            #expect(try await world.spool.task(task.id).resolution == "retry")
            let ended = try await world.job(forced.id, "cancel")
            #expect(ended.progress.waiting == 1)
            #expect(try await world.spool.task(task.id).resolvedAt == nil)
            #expect(try await world.states() == ["00-T1-000001": .parked])

            try await world.resume()
            let further = try await world.ended(try await world.job(forced.id, "retry").id)
            #expect(further.progress.posted == 1)
            #expect(await world.there() == ["00-T1-000001"])
            #expect(try await world.spool.tasks(openOnly: true).filter { $0.lane == world.lane }.isEmpty)
        }
    }

    @Test(arguments: ["quickbooks", "xero"])
    func `types are told apart, a credit note takes its original along, and force posts a sum that still collects`(
        _ provider: String
    ) async throws {
        let moving = MovingClock()
        try await SyncWorld.open(provider, mode: .hybrid, clock: moving.clock) { world in
            let named = Bodies.sale().replacing(
                #", "buyer": null"#, with: #", "buyer": {"pin": "P051234567Q", "name": "Mwangaza Stores"}"#)
            try await world.sell("n1", "n2", body: named)
            try await world.sell("s1", "s2")
            let credit = try await world.shop.call(
                "POST", "/v1/sales/T1-000001/credit-notes", body: Bodies.credit(quantity: "1", reason: "damaged"),
                headers: [("Idempotency-Key", "c1")])
            #expect(credit.status == 201)
            try await world.placed(4)
            let notes = try await world.ended(try await world.sync(#"{"types": ["credit_note"]}"#).id)
            #expect(notes.progress.posted == 2)
            #expect(await world.there() == ["00-T1-000001", "00-T1-000005"])

            let timid = try await world.sync(#"{"types": ["summary"]}"#)
            #expect(timid.state == "done" && timid.progress.collecting == 1)
            let forced = try await world.ended(try await world.sync(#"{"types": ["summary"], "force": true}"#).id)
            #expect(forced.progress.posted == 1)
            let sums = await world.there().filter { $0.hasPrefix("Z-") }
            #expect(sums.count == 1 && sums[0].hasSuffix("-1"))
            let file = await world.books.report().attachments.first { $0.name == sums[0] + ".pdf" }
            #expect(try #require(file).bytes > 1_000)
            // What comes later goes into another.
            try await world.sell("s3")
            try await world.placed(5)
            #expect(try await world.states()[String(sums[0].dropLast()) + "2"] == .open)
            let sale = try await world.ended(try await world.sync(#"{"types": ["sale"], "ids": ["T1-000002"]}"#).id)
            #expect(sale.progress.posted == 1)
            moving.move(by: MovingClock.day)
            let last = try await world.ended(try await world.sync().id)
            #expect(last.progress.posted == 1)
            #expect(await world.there().count == 5)
            #expect(await world.books.report().doubledNumbers.isEmpty)
        }
    }

    @Test func `a sum that force closed collects again where its job is cancelled before it is begun`() async throws {
        let moving = MovingClock()
        try await SyncWorld.open("xero", mode: .summary, clock: moving.clock) { world in
            try await world.sell("s1")
            try await world.placed(1)
            try await world.books.setFaults(#"{"rates": {"reset_before": 1}}"#)
            try await world.pause()
            let asked = try await world.sync(#"{"force": true}"#)
            #expect(asked.progress.toGo == 1)
            // A wave that began before it was asked for closes nothing of it, and does not end it.
            try await world.spool.tendSyncJobs(
                of: world.lane, closing: CalendarDay(moving.clock.now()),
                sums: try await world.spool.sumsToClose(of: world.lane, for: []), at: moving.clock.now())
            #expect(try await world.states().values.map(\.self) == [.open])
            #expect(try await world.spool.jobsToCloseSums(of: world.lane) == [asked.id])
            try await world.spool.tendSyncJobs(
                of: world.lane, closing: CalendarDay(moving.clock.now()),
                sums: try await world.spool.sumsToClose(of: world.lane, for: [asked.id]), at: moving.clock.now())
            #expect(try await world.states().values.map(\.self) == [.ready])
            #expect(try await world.job(asked.id, "cancel").progress.collecting == 1)
            #expect(try await world.states().values.map(\.self) == [.open])
        }
    }

    @Test(arguments: [true, false])
    func `sales from before the books begin go there by force alone, and a cancel leaves them out`(
        _ isManual: Bool
    ) async throws {
        let moving = MovingClock()
        try await SyncWorld.open("quickbooks", manual: isManual, clock: moving.clock) { world in
            let yesterday = CalendarDay(moving.clock.now())
            let today = yesterday.advanced(by: 1)
            try await world.set(#"{"from": "\#(today)"}"#)
            try await world.sell("k1", "k2", "k3")
            try await world.shop.drained()
            moving.move(by: MovingClock.day)
            try await world.sell("k4")
            try await world.placed(1)
            let problem = try await world.refusal(#"{"ids": ["T1-000004", "T1-000002"]}"#)
            #expect(problem.status == 422)
            #expect(problem.errors.map(\.field) == ["ids[1]"])
            #expect(problem.errors.map(\.rule) == ["selection.begin"])
            #expect(try await world.refusal(#"{"to": "\#(yesterday)"}"#).errors.map(\.rule) == ["selection.begin"])

            let one = try await world.ended(try await world.sync(#"{"ids": ["T1-000002"], "force": true}"#).id)
            #expect(one.progress.posted == 1)
            #expect(await world.there().contains("00-T1-000002"))
            #expect(await world.there().allSatisfy { ["00-T1-000002", "00-T1-000004"].contains($0) })

            try await world.pause()
            let asked = try await world.sync(#"{"to": "\#(yesterday)", "force": true}"#)
            #expect(asked.progress.toGo == 2 && asked.progress.already == 1)
            #expect(try await world.job(asked.id, "cancel").state == "cancelled")
            try await world.resume()
            let whole = try await world.ended(try await world.sync(#"{"force": true}"#).id)
            #expect(whole.progress.givenUp == 0)
            #expect(await world.there() == ["00-T1-000002", "00-T1-000004"])
            // Books that begin earlier take in what lay between.
            try await world.set(#"{"from": "\#(yesterday)"}"#)
            _ = try await world.ended(try await world.sync().id)
            #expect(await world.there().count == 4)
        }
    }

    @Test func `a selection that cannot be is told part by part, and nothing is set going`() async throws {
        try await SyncWorld.open("quickbooks") { world in
            try await world.sell("k1")
            try await world.placed(1)
            let ids = try await world.refusal(#"{"ids": ["T1-000001", "T1-000009", "01JPA5S0V3KX7T1QH2M4N6P8RS"]}"#)
            #expect(ids.status == 422 && ids.code == "sync.selection")
            #expect(ids.errors.map(\.field) == ["ids[1]", "ids[2]"])
            #expect(ids.errors.map(\.found) == ["T1-000009", "01JPA5S0V3KX7T1QH2M4N6P8RS"])
            let types = try await world.refusal(#"{"types": ["sale", "invoices"]}"#)
            #expect(types.errors.map(\.field) == ["types[1]"])
            #expect(types.errors.first?.expected.contains("sale, credit_note, summary") == true)
            let other = try await world.refusal(#"{"types": ["summary"], "ids": ["T1-000001"]}"#)
            #expect(other.errors.map(\.rule) == ["selection.type"])
            for (body, status) in [
                (#"{"from": "soon"}"#, 400), (#"{"from": "2026-03-02", "to": "2026-03-01"}"#, 400),
                (#"{"ids": [], "force": true}"#, 400), (#"{"ids": ["T1-000001"], "from": "2026-03-02"}"#, 400),
                (#"{"force": "yes"}"#, 422), (#"{"types": []}"#, 422),
            ] {
                #expect(try await world.refusal(body).status == status, "\(body)")
            }
            for path in ["99", "99/cancel", "99/retry"] {
                let method = path == "99" ? "GET" : "POST"
                #expect(try await world.call(method, "/v1/sync-jobs/\(path)").status == 404)
            }
            #expect(try await world.call("GET", "/v1/sync-jobs?state=lost").status == 400)
            #expect(try await world.shop.call("GET", "/v1/sync-jobs").status == 403)
            #expect(try await world.spool.booksDocuments(of: world.lane, before: nil, limit: 9).count == 1)
            #expect(try await world.shop.agent.syncs.jobs(of: nil, state: nil, before: nil, limit: 9).isEmpty)
            #expect(
                try await world.call("PATCH", "/v1/connections/\(world.lane)", #"{"posting": "maybe"}"#).status == 422)
        }
    }

    @Test func `what is under way when its job is cancelled is carried to its end`() async throws {
        try await SyncWorld.open("quickbooks") { world in
            try await world.sell("k0")
            try await world.placed(1)
            // Customer and items are there then.
            _ = try await world.ended(try await world.sync().id)
            try await world.sell("k1", "k2")
            try await world.placed(3)
            // The document is taken and the answer lost: nobody may leave it there.
            try await world.books.setFaults(#"{"rates": {"answer_lost_after_acceptance": 1}}"#)
            let asked = try await world.sync(#"{"ids": ["T1-000002"]}"#)
            try await world.until {
                try await world.spool.booksRecord("document", "00-T1-000002", of: world.lane) != nil
            }
            #expect(try await world.job(asked.id, "cancel").state == "cancelled")
            try await world.books.setFaults("{}")
            try await world.until { try await world.states()["00-T1-000002"] == .done }
            #expect(await world.there() == ["00-T1-000001", "00-T1-000002"])
            #expect(try await world.states()["00-T1-000003"] == .ready)
        }
    }

    @Test func `a person who retries a document's task has asked for it`() async throws {
        try await SyncWorld.open("quickbooks") { world in
            try await world.sell("k1", "k2")
            try await world.placed(2)
            let document = try #require(
                try await world.spool.booksDocuments(of: world.lane, before: nil, limit: 1).first)
            let trouble = Trouble(code: "books.taken", reason: "another has it", evidence: [:], action: "look there")
            let now = world.shop.agent.clock.now()
            try await world.spool.settle([], [(document.id, .parked(trouble))], of: world.lane, at: now)
            let task = try #require(try await world.spool.tasks(openOnly: true).first { $0.lane == world.lane })
            try await world.shop.agent.resolve(task.id, .retry)
            try await world.until { try await world.states()[document.number] == .done }
            let jobs = try await world.shop.agent.syncs.jobs(of: world.lane, state: nil, before: nil, limit: 9)
            #expect(jobs.map(\.row.askedBy) == ["task \(task.id)"])
            #expect(await world.there() == [document.number])
        }
    }

    @Test(arguments: [true, false])
    func `what is sent in the moment of a cancel is under way, whichever was first`(_ cancelsFirst: Bool) async throws {
        try await SyncWorld.open("quickbooks") { world in
            try await world.sell("k1")
            try await world.placed(1)
            try await world.pause()
            let document = try #require(
                try await world.spool.booksDocuments(of: world.lane, before: nil, limit: 1).first)
            let trouble = Trouble(code: "books.refused", reason: "it says no", evidence: [:], action: "look there")
            let now = world.shop.agent.clock.now()
            try await world.spool.settle([], [(document.id, .parked(trouble))], of: world.lane, at: now)
            let forced = try await world.sync(#"{"force": true}"#)
            // What a wave writes down before it sends, having looked at the document before the cancel.
            let record = BooksRecordRow(
                document: document.id, kind: "document", localKey: document.number, body: "{}", firstSentAt: now, run: 1
            )
            if cancelsFirst {
                #expect(try await world.job(forced.id, "cancel").progress.waiting == 1)
                try await world.spool.begin([record], of: world.lane, at: now)
            } else {
                try await world.spool.begin([record], of: world.lane, at: now)
                #expect(try await world.job(forced.id, "cancel").progress.waiting == 0)
            }
            #expect(try await world.states() == ["00-T1-000001": .ready])
            let flow = BooksFlow.manual
            let ready = try await world.spool.readyDocuments(of: world.lane, at: now, limit: 9, flow: flow)
            #expect(ready.map(\.id) == [document.id])
            #expect(try await world.spool.tasks(openOnly: true).filter { $0.lane == world.lane }.isEmpty)
        }
    }

    @Test func `the log is filtered, and comes to figures by failure and by day`() async throws {
        try await SyncWorld.open("quickbooks", manual: false) { world in
            try await world.books.setFaults(#"{"rates": {"server_error": 0.3}}"#)
            try await world.sell("k1", "k2", "k3")
            try await world.shop.drained()
            try await world.shop.posted(world.lane)
            // The lane's last exchanges are in the log before those of a question.
            // It waits its turn behind ten calls a second.
            while try await world.call("GET", "/v1/connections/\(world.lane)/accounts?fresh=true").status != 200 {}
            func log(_ query: String) async throws -> [SyncLogEntryReply] {
                let answer = try await world.call("GET", "/v1/sync-log?limit=500&lane=\(world.lane)&\(query)")
                return try ReplyCoding.read(SyncLogReply.self, from: answer.body).entries
            }
            let all = try await log("")
            let today = CalendarDay(world.shop.agent.clock.now())
            #expect(try await log("from=\(today)&to=\(today)").count == all.count)
            #expect(try await log("to=\(today.advanced(by: -1))").isEmpty)
            let failed = try await log("status=5xx")
            #expect(!failed.isEmpty && failed.allSatisfy { ($0.status ?? 0) >= 500 })
            #expect(try await log("status=none").allSatisfy { $0.status == nil })
            let documents = try await log("subject=document")
            #expect(!documents.isEmpty && documents.allSatisfy { $0.what.hasPrefix("document ") })
            let ids = Set(await world.books.report().documents("SalesReceipt").map(\.id))
            let made = documents.filter { $0.error == nil }.compactMap(\.externalID)
            #expect(made.count == 3 && ids.isSuperset(of: made))
            #expect(try await world.call("GET", "/v1/sync-log?status=bad").status == 400)
            #expect(try await world.call("GET", "/v1/sync-log?from=soon").status == 400)

            let answer = try await world.call("GET", "/v1/sync-log/statistics?lane=\(world.lane)")
            let statistics = try ReplyCoding.read(SyncStatisticsReply.self, from: answer.body)
            #expect(statistics.all.calls == all.count)
            #expect(statistics.all.failures == all.count { $0.error != nil })
            #expect(statistics.all.slowestMilliseconds == all.map(\.tookMilliseconds).max())
            #expect(statistics.failures.reduce(0) { $0 + $1.count } == statistics.all.failures)
            #expect(statistics.failures.contains { $0.code.hasPrefix("HTTP 50") })
            #expect(statistics.days.map(\.day) == ["\(today)"])
            #expect(statistics.days.map(\.figures) == [statistics.all])
        }
    }
}
