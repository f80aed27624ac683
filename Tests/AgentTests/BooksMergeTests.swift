import Accounting
import Agent
import BooksTestSupport
import Fiscal
import Foundation
import JSON
import LocalAPI
import Outbound
import Simulators
import Spool
import Testing

/// Customers that somebody merges at the company: what is sold next goes to the one that is left.
@Suite struct BooksMergeTests {
    private typealias World = BooksWatchTests.World

    @Test(arguments: [true, false], [1, 2])
    func `what is sold after a merge at Xero goes to the contact that is left, seen before or not`(
        _ isSeen: Bool, _ merges: Int
    ) async throws {
        try await BooksWatchTests.world("xero") { world in
            let first = try #require(await world.invoices().first?.customer)
            var left = first
            for number in 1...merges {
                let other = try await world.contact("Passers-by \(number)")
                let answer = await world.books.control(
                    "merge", #"{"type":"Contacts","id":"\#(left)","into":"\#(other)"}"#)
                #expect(answer.status == 200)
                left = other
            }
            if isSeen { try await world.look() }
            let sale = Bodies.sale().replacing(#""method": "cash""#, with: #""method": "credit""#)
            #expect(try await world.shop.sell(sale, key: "k2").status == 201)
            // Set off against the invoice of before the merge, which must be the same contact's.
            let credit = try await world.shop.call(
                "POST", "/v1/sales/T1-000001/credit-notes", body: Bodies.credit(quantity: "1", reason: "damaged"),
                headers: [("Idempotency-Key", "c1")])
            #expect(credit.status == 201)
            try await world.shop.drained()
            try await world.shop.posted(world.lane)
            let troubles = try await world.spool.tasks(openOnly: true).map(\.trouble)
            #expect(troubles.isEmpty, "\(troubles)")
            #expect(await world.invoices().map(\.customer) == [left, left])
            let notes = await world.books.report().documents("CreditNote")
            #expect(notes.map(\.customer) == [left] && notes.map(\.balance) == ["0.00"])
            #expect(try await world.conflicts().isEmpty)
        }
    }

    @Test(arguments: [true, false])
    func `a customer that a merge at QuickBooks took away is made anew`(_ isSeen: Bool) async throws {
        try await BooksWatchTests.world("quickbooks") { world in
            let first = try #require(await world.invoices().first?.customer)
            await world.books.control("delete", #"{"type":"Customer","id":"\#(first)"}"#)
            if isSeen { try await world.look() }
            let sale = Bodies.sale().replacing(#""method": "cash""#, with: #""method": "credit""#)
            #expect(try await world.shop.sell(sale, key: "k2").status == 201)
            try await world.shop.drained()
            try await world.shop.posted(world.lane)
            let troubles = try await world.spool.tasks(openOnly: true).map(\.trouble)
            #expect(troubles.isEmpty, "\(troubles)")
            let customers = await world.invoices().map(\.customer)
            #expect(customers.count == 2 && customers.last != first)
        }
    }
}

extension BooksWatchTests.World {
    /// Somebody at the office enters a contact; its id.
    fileprivate func contact(_ name: String) async throws -> String {
        let answer = await books.control(
            "enter", #"{"type":"Contacts","set":{"Name":"\#(name)","ContactStatus":"ACTIVE"}}"#)
        let entered = try JSONTree(parsing: Array(answer.text.utf8))
        return try #require(entered["ContactID"]?.text)
    }
}
