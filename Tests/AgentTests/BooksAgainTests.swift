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

/// What was posted, is gone, and is posted once more where a person says so: with all that hung on it.
@Suite struct BooksAgainTests {
    private typealias World = BooksWatchTests.World

    @Test(arguments: [UInt64(1), 2, 3])
    func `what was voided at Xero is posted once more under a further number, though answers are lost`(
        _ seed: UInt64
    ) async throws {
        try await BooksWatchTests.world("xero", seed: seed) { world in
            for number in ["00-T1-000001-2", "00-T1-000001-3"] {
                let before = try #require(await world.living().first)
                try await world.books.setFaults(
                    seed == 1 ? "{}" : #"{"rates": {"answer_lost_after_acceptance": 0.3, "reset_before": 0.1}}"#)
                await world.books.control("void", #"{"type":"Invoices","id":"\#(before.id)"}"#)
                try await world.lookUntilSeen()
                try await world.shop.agent.resolve(try await world.asked().id, .retry)
                try await world.until { try await world.conflicts().allSatisfy { $0.outcome == .postedAgain } }
                try await world.shop.posted(world.lane)
                try await world.books.setFaults("{}")
                let now = await world.living()
                #expect(now.map(\.number) == [number] && now.map(\.total) == ["630.00"])
                #expect(now.map(\.note) == [before.note])
                #expect(await world.books.report().attachments.contains { $0.document == now.first?.id })
                let record = try await world.spool.booksRecord("document", "00-T1-000001", of: world.lane)
                #expect(record?.kept?.contains(#""number":"\#(number)""#) == true)
            }
            try await world.sendsNothing()
        }
    }

    @Test(arguments: ["quickbooks", "xero"], [false, true])
    func `a credit note is set off once more against the invoice that was posted again`(
        _ provider: String, isJointGone: Bool
    ) async throws {
        try await BooksWatchTests.world(provider) { world in
            try await world.takeBack()
            #expect(await world.living().map(\.balance) == ["480.00"])
            try await world.office(provider == "xero" ? "void" : "delete")
            try await world.lookUntilSeen()
            // QuickBooks leaves the payment that joined the two, and the credit in it, until somebody deletes it.
            if provider == "quickbooks", isJointGone {
                let joint = try #require(await world.books.report().documents("Payment").first)
                await world.books.control("delete", #"{"type":"Payment","id":"\#(joint.id)"}"#)
            }
            try await world.until { try await world.conflicts().contains { $0.state == .asked } }
            let kinds: Set<BooksConflict.Kind> = [.voided, .deleted]
            let conflict = try #require(try await world.conflicts().first { kinds.contains($0.kind) })
            try await world.answer(about: conflict)
            try await world.until {
                try await world.conflicts().contains { $0.id == conflict.id && $0.outcome == .postedAgain }
            }
            try await world.shop.posted(world.lane)
            let troubles = try await world.spool.tasks(openOnly: true).map(\.trouble)
            #expect(troubles.isEmpty, "\(troubles)")
            try await world.until { try await world.conflicts().allSatisfy { $0.state == .settled } }
            let outcomes: Set<BooksConflict.Outcome?> = [.postedAgain, .ours]
            #expect(try await world.conflicts().allSatisfy { outcomes.contains($0.outcome) })
            #expect(await world.living().map(\.balance) == ["480.00"])
            #expect(await world.living().map(\.id) != [conflict.externalID])
            #expect(await world.credits().map(\.balance) == ["0.00"])
            let seen = try await world.conflicts().count
            try await world.look()
            #expect(try await world.conflicts().count == seen)
            try await world.sendsNothing()
        }
    }

    @Test func `a credit note that was voided is posted once more, and set off again`() async throws {
        try await BooksWatchTests.world("xero") { world in
            try await world.takeBack()
            let note = try #require(await world.credits().first)
            await world.books.control("void", #"{"type":"CreditNotes","id":"\#(note.id)"}"#)
            #expect(await world.living().map(\.balance) == ["630.00"])
            try await world.lookUntilSeen()
            try await world.shop.agent.resolve(try await world.asked().id, .retry)
            try await world.until { try await world.conflicts().contains { $0.outcome == .postedAgain } }
            try await world.shop.posted(world.lane)
            let now = await world.credits()
            #expect(now.map(\.number) == ["\(note.number ?? "")-2"] && now.map(\.balance) == ["0.00"])
            #expect(await world.living().map(\.balance) == ["480.00"])
            #expect(try await world.spool.tasks(openOnly: true).isEmpty)
            try await world.sendsNothing()
        }
    }
}

extension BooksWatchTests.World {
    /// The invoices that count.
    func living() async -> [BooksReport.Document] { await living("Invoice") }

    /// The credit notes that count.
    func credits() async -> [BooksReport.Document] {
        await living(books.provider == .xero ? "CreditNote" : "CreditMemo")
    }

    func living(_ type: String) async -> [BooksReport.Document] {
        await books.report().documents(type).filter { !["VOIDED", "DELETED", "Voided"].contains($0.status) }
    }

    /// A customer brings one exercise book back, which is set off against the invoice.
    func takeBack() async throws {
        let credit = try await shop.call(
            "POST", "/v1/sales/T1-000001/credit-notes", body: Bodies.credit(quantity: "1", reason: "damaged"),
            headers: [("Idempotency-Key", "c1")])
        #expect(credit.status == 201)
        try await shop.drained()
        try await shop.posted(lane)
        let notes = await credits()
        #expect(notes.map(\.total) == ["150.00"] && notes.map(\.balance) == ["0.00"])
    }

    /// Answers the task about a conflict's document: ours counts.
    func answer(about conflict: BooksConflict) async throws {
        try await until { try await conflicts().contains { $0.id == conflict.id && $0.state == .asked } }
        let task = try #require(
            try await spool.tasks(openOnly: true).first { $0.trouble.evidence["conflict"] == "\(conflict.id)" })
        try await shop.agent.resolve(task.id, .retry)
    }

    /// Reads what changed until something of it is a conflict: a reading from before may end meanwhile.
    func lookUntilSeen() async throws {
        let before = try await conflicts().count
        while try await conflicts().count == before { try await look() }
    }

    /// A second run of everything makes no call.
    func sendsNothing() async throws {
        // Behind a reading that came to its end no other is due.
        try await look()
        let calls = await books.report().calls
        try await shop.agent.books.sync(lane, force: true)
        try await shop.posted(lane)
        #expect(await books.report().calls == calls)
    }
}
