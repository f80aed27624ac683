import Accounting
import Agent
import BooksTestSupport
import Fiscal
import Foundation
import Outbound
import Simulators
import Spool
import Testing

/// What somebody undid in the books is put right wholly: the document, its money and the credit set off against it; or a
/// person is told what is missing.
@Suite struct BooksPutBackTests {
    private typealias World = BooksWatchTests.World

    /// Paid in cash and on account: an invoice with a payment, of which a credit note takes some back.
    private static let payments = #"{"method": "cash", "amount": "130.00"}, {"method": "credit", "amount": "500.00"}"#

    /// What lost answers and other hands do to it.
    private static let faults = """
        {"rates": {"answer_lost_after_acceptance": 0.2, "reset_before": 0.1, "torn_answer": 0.05,
         "server_error": 0.05, "edited_meanwhile": 0.1}}
        """

    @Test(arguments: ["quickbooks", "xero"], ["void", "delete"])
    func `after a void or a delete and a retry, document, money and credit stand as before`(
        _ provider: String, _ verb: String
    ) async throws {
        for seed in [UInt64(1), 2, 3] {
            try await BooksWatchTests.world(provider, payments: Self.payments, seed: seed) { world in
                try await world.takeBack()
                let before = await world.standing()
                #expect(before.balances == ["350.00"] && before.credits == ["0.00"])
                try await world.office(verb)
                try await world.lookUntilSeen()
                let kinds: Set<BooksConflict.Kind> = [.voided, .deleted]
                let conflict = try await world.asked(about: kinds)
                try await world.books.setFaults(seed == 1 ? "{}" : Self.faults)
                try await world.answer(about: conflict)
                try await world.until { try await world.conflicts().allSatisfy { $0.state == .settled } }
                try await world.books.setFaults("{}")
                try await world.shop.posted(world.lane)
                let troubles = try await world.spool.tasks(openOnly: true).map(\.trouble)
                #expect(troubles.isEmpty, "\(troubles)")
                #expect(await world.standing() == before)
                #expect(try await world.findings().isEmpty)
                await #expect(throws: SpoolError.self) {
                    try await world.shop.agent.resolve(try await world.lastTask(), .retry)
                }
                try await world.sendsNothing()
            }
        }
    }

    @Test(arguments: ["void", "delete"])
    func `money that came for an invoice and is there still is put on it again, and never posted twice`(
        _ verb: String
    ) async throws {
        let payments = #"{"method": "cash", "amount": "130.00"}, {"method": "mobile_money", "amount": "500.00"}"#
        try await BooksWatchTests.world("quickbooks", payments: payments) { world in
            let before = await world.books.report().documents("Payment").map(\.id)
            #expect(before.count == 2)
            try await world.office(verb)
            #expect(await world.books.report().documents("Payment").allSatisfy { $0.balance != "0.00" })
            try await world.lookUntilSeen()
            try await world.shop.agent.resolve(try await world.asked().id, .retry)
            try await world.until { try await world.conflicts().allSatisfy { $0.state == .settled } }
            let after = await world.books.report().documents("Payment")
            #expect(after.map(\.id) == before && after.allSatisfy { $0.balance == "0.00" })
            #expect(await world.living().map(\.balance) == ["0.00"])
            #expect(try await world.conflicts().map(\.outcome) == [verb == "void" ? .ours : .postedAgain])
            #expect(try await world.spool.tasks(openOnly: true).isEmpty)
            try await world.sendsNothing()
        }
    }

    @Test(arguments: [TaskResolution.retry, .discard])
    func `of a payment that is gone beside a void invoice a person is asked, and the void is not over before`(
        _ answer: TaskResolution
    ) async throws {
        try await BooksWatchTests.world("quickbooks", payments: Self.payments) { world in
            let payment = try #require(await world.books.report().documents("Payment").first)
            try await world.office("void")
            await world.books.control("delete", #"{"type":"Payment","id":"\#(payment.id)"}"#)
            try await world.lookUntilSeen()
            try await world.answer(about: try await world.asked(about: [.voided]))
            let loose = try await world.asked(about: [.payment])
            #expect(loose.externalID == payment.id && loose.theirs["state"] == "deleted")
            #expect(try await world.conflicts().contains { $0.kind == .voided && $0.state == .ours })
            #expect(await world.living().map(\.balance) == ["630.00"])
            let tasks = try await world.spool.tasks(openOnly: true)
            #expect(tasks.count == 1)
            try await world.shop.agent.resolve(try #require(tasks.first).id, answer)
            try await world.until { try await world.conflicts().allSatisfy { $0.state == .settled } }
            #expect(await world.living().map(\.balance) == [answer == .retry ? "500.00" : "630.00"])
            #expect(await world.books.report().documents("Payment").count == (answer == .retry ? 1 : 0))
            #expect(try await world.spool.tasks(openOnly: true).isEmpty)
        }
    }

    @Test(arguments: ["void", "delete"])
    func `a payment that somebody changed is left to a person, whose retry puts all of it right`(
        _ verb: String
    ) async throws {
        try await BooksWatchTests.world("quickbooks", payments: Self.payments) { world in
            let payment = try #require(await world.books.report().documents("Payment").first)
            try await world.office(verb)
            let edit = { (amount: String) in
                #"{"type":"Payment","id":"\#(payment.id)","set":{"TotalAmt":\#(amount)}}"#
            }
            await world.books.control("edit", edit("100"))
            try await world.lookUntilSeen()
            try await world.answer(about: try await world.asked(about: [.voided, .deleted]))
            for _ in 0..<2 {
                let task = try await world.asked()
                #expect(task.trouble.evidence["still_there"] == "payment \(payment.id)")
                #expect(task.trouble.evidence["payment_total"] == "100.00")
                #expect(try await world.spool.tasks(openOnly: true).count == 1)
                try await world.shop.agent.resolve(task.id, .retry)
                try await world.until {
                    try await world.spool.tasks(openOnly: true).contains { $0.id != task.id }
                }
            }
            await world.books.control("edit", edit("130"))
            try await world.shop.agent.resolve(try await world.asked().id, .retry)
            try await world.until { try await world.conflicts().allSatisfy { $0.state == .settled } }
            #expect(await world.living().map(\.balance) == ["500.00"])
            #expect(await world.books.report().documents("Payment").map(\.id) == [payment.id])
            #expect(try await world.spool.tasks(openOnly: true).isEmpty)
        }
    }

    @Test func `a payment that somebody took off its invoice is listed, asked about and put on again`() async throws {
        try await BooksWatchTests.world("quickbooks", payments: Self.payments) { world in
            let payment = try #require(await world.books.report().documents("Payment").first)
            await world.books.control("edit", #"{"type":"Payment","id":"\#(payment.id)","set":{"Line":[]}}"#)
            let findings = try await world.findings()
            #expect(findings.map(\.kind) == [.missing] && findings.map(\.externalID) == [payment.id])
            try await world.answer(about: try await world.asked(about: [.payment]))
            try await world.until { try await world.conflicts().allSatisfy { $0.state == .settled } }
            #expect(try await world.conflicts().map(\.outcome) == [.ours])
            #expect(await world.living().map(\.balance) == ["500.00"])
            #expect(await world.books.report().documents("Payment").map(\.id) == [payment.id])
            #expect(try await world.findings().isEmpty)
        }
    }

    @Test func `a credit note that was deleted is posted again, and set off by the payment of before`() async throws {
        try await BooksWatchTests.world("quickbooks") { world in
            try await world.takeBack()
            let before = await world.standing()
            let note = try #require(await world.credits().first)
            await world.books.control("delete", #"{"type":"CreditMemo","id":"\#(note.id)"}"#)
            #expect(await world.living().map(\.balance) == ["630.00"])
            try await world.lookUntilSeen()
            try await world.answer(about: try await world.asked(about: [.deleted]))
            try await world.until { try await world.conflicts().allSatisfy { $0.state == .settled } }
            #expect(await world.standing() == before)
            #expect(await world.credits().map(\.id) != [note.id])
            #expect(try await world.spool.tasks(openOnly: true).isEmpty)
            #expect(try await world.findings().isEmpty)
            try await world.sendsNothing()
        }
    }

    @Test func `a credit note that is off its invoice is seen from the invoice's side`() async throws {
        try await BooksWatchTests.world("quickbooks") { world in
            try await world.takeBack()
            let joint = try #require(await world.books.report().documents("Payment").first)
            let note = try #require(await world.credits().first)
            let line = #"{"Amount":150,"LinkedTxn":[{"TxnId":"\#(note.id)","TxnType":"CreditMemo"}]}"#
            await world.books.control("edit", #"{"type":"Payment","id":"\#(joint.id)","set":{"Line":[\#(line)]}}"#)
            #expect(await world.living().map(\.balance) == ["630.00"])
            #expect(try await world.findings().map(\.externalID) == [joint.id])
            try await world.answer(about: try await world.asked(about: [.payment]))
            try await world.until { try await world.conflicts().allSatisfy { $0.state == .settled } }
            #expect(await world.living().map(\.balance) == ["480.00"])
            #expect(try await world.findings().isEmpty)
        }
    }

    @Test(arguments: [("quickbooks", "Customer"), ("quickbooks", "Item"), ("xero", "Contacts")])
    func `what is inactive under every name of ours is made active again by a person, and a retry goes on`(
        _ provider: String, _ type: String
    ) async throws {
        try await BooksWatchTests.world(provider) { world in
            // Each time another name is taken, until there is none left.
            var last = ""
            var count = 1
            while try await world.spool.tasks(openOnly: true).isEmpty, count < 6 {
                last = try await world.idOfNewest(type)
                await world.books.control("deactivate", #"{"type":"\#(type)","id":"\#(last)"}"#)
                try await world.look()
                count += 1
                let sale = Bodies.sale().replacing(#""method": "cash""#, with: #""method": "credit""#)
                #expect(try await world.shop.sell(sale, key: "k\(count)").status == 201)
                try await world.shop.drained()
                let number = "00-T1-00000\(count)"
                try await world.until {
                    let receipt = try await world.spool.booksRecord(
                        "attachment", "\(number)/receipt", of: world.lane)
                    let isAsked = try await !world.spool.tasks(openOnly: true).isEmpty
                    return receipt?.kept != nil || isAsked
                }
            }
            let task = try #require(try await world.spool.tasks(openOnly: true).first)
            #expect(task.trouble.action.contains("active again"), "\(task.trouble)")
            await world.books.control("activate", #"{"type":"\#(type)","id":"\#(last)"}"#)
            try await world.shop.agent.resolve(task.id, .retry)
            try await world.shop.posted(world.lane)
            #expect(try await world.spool.tasks(openOnly: true).isEmpty)
            #expect(await world.invoices().count == count)
        }
    }
}

extension BooksWatchTests.World {
    /// What the office sees of the sale: what is owed, what was paid, and what of the credit is left.
    struct Standing: Equatable {
        let totals: [String?]
        let balances: [String?]
        let credits: [String?]
        let payments: [String?]
        let attachments: Int
    }

    func standing() async -> Standing {
        let (report, invoices) = (await books.report(), await living())
        let credits = await credits()
        let payments = report.documents("Payment").filter { !["DELETED", "Voided"].contains($0.status) }
        return Standing(
            totals: invoices.map(\.total), balances: invoices.map(\.balance), credits: credits.map(\.balance),
            payments: payments.map { "\($0.total) \($0.balance ?? "-")" }.sorted(),
            attachments: report.attachments.count { file in invoices.contains { $0.id == file.document } })
    }

    /// The id of the customer, contact or item that the newest document of ours is for.
    func idOfNewest(_ type: String) async throws -> String {
        guard type == "Item" else { return try #require(await invoices().last?.customer) }
        let record = try #require(try await spool.booksRecord("item", "RISITI-B", of: lane))
        let kept = try JSONDecoder().decode(KeptRecord.self, from: Data(try #require(record.kept).utf8))
        return kept.id
    }

    /// The conflict of one of some kinds that a person is asked about.
    func asked(about kinds: Set<BooksConflict.Kind>) async throws -> BooksConflict {
        try await until { try await conflicts().contains { $0.state == .asked && kinds.contains($0.kind) } }
        return try #require(try await conflicts().first { $0.state == .asked && kinds.contains($0.kind) })
    }

    func lastTask() async throws -> Int64 {
        try #require(try await spool.tasks(openOnly: false).map(\.id).max())
    }

    /// What a comparison of these days finds.
    func findings() async throws -> [BooksFinding] {
        let today = CalendarDay(clock.clock.now())
        try await until { shop.agent.night.progress(of: lane) == nil }
        let id = try await shop.agent.night.begin(lane, from: today.advanced(by: -2), to: today)
        @Sendable func newest() async throws -> BooksComparison? {
            try await spool.booksComparisons(of: lane, before: id + 1, limit: 1).first
        }
        try await until { try await newest()?.state != .running }
        let comparison = try #require(try await newest())
        #expect(comparison.state == .done)
        return comparison.findings
    }
}
