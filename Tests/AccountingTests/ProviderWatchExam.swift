import Fiscal
import Simulators
import Testing

@testable import Accounting

/// The examination's second part, which every provider passes too: what changed, what stands there, and putting it back.
@Suite struct ProviderWatchExam {
    /// An invoice in the books, and the time before it was made.
    private static func posted(
        _ books: ExamBooks
    ) async throws -> (invoice: BooksDocument, kept: KeptRecord, since: Timestamp) {
        let answer = await books.send(books.dialect.call(asking: .company, page: 1))
        let since = try #require(books.dialect.time(in: answer))
        let names = try await books.stocked()
        let key = ExamBooks.key("invoice")
        let invoice = try Sample.basket(.invoice, names, marker: ExamBooks.marker(key))
        return (invoice, try await books.keep(.document(invoice), key: key), since)
    }

    /// All pages of a reading.
    private static func readAll(
        _ first: BooksReading, _ books: ExamBooks
    ) async throws -> (changes: [BooksChange], time: Timestamp?, mayMissDeletions: Bool, calls: Int) {
        var (changes, time, misses, calls) = ([BooksChange](), Timestamp?.none, false, 0)
        var next: BooksReading? = first
        while let reading = next {
            calls += 1
            guard calls < 60 else { throw ExamTrouble("the reading does not end") }
            let page = try books.dialect.page(of: reading, await books.send(books.dialect.call(reading: reading)))
            changes += page.changes
            time = time ?? page.time
            misses = misses || page.mayMissDeletions
            next = page.next
        }
        return (changes, time, misses, calls)
    }

    private static func type(_ provider: ExamProvider) -> String { provider == .xero ? "Invoices" : "Invoice" }

    @Test(arguments: ExamProvider.allCases)
    func `a reading tells of each thing what it is, and of our own writing the version that was kept`(
        _ provider: ExamProvider
    ) async throws {
        try await ExamBooks.open(provider) { books in
            let (invoice, kept, since) = try await Self.posted(books)
            let (changes, time, misses, _) = try await Self.readAll(.changes(since: since), books)
            #expect(!misses && time.map { $0 >= since } == true)
            let seen = try #require(changes.first { $0.id == kept.id && $0.kind == .invoice })
            #expect(seen.version == kept.version && seen.version != nil && seen.gone == nil)
            #expect(seen.number == "INV-2026-000417" && seen.marker == invoice.marker)
            #expect(seen.totalMinor == 78_197 && seen.taxMinor == 7_338 && seen.payments == [])
            #expect(seen.day == invoice.day && seen.customer == invoice.customer)
            let buyer = try #require(changes.first { $0.id == invoice.customer && $0.kind == .customer })
            #expect(buyer.name == "Mwangaza Stores" && buyer.gone == nil)
            #expect(changes.contains { $0.kind == .item && $0.number == "SOAP-1" })
        }
    }

    @Test(arguments: ExamProvider.allCases)
    func `a change by somebody else has another version, and what is gone is told as gone`(
        _ provider: ExamProvider
    ) async throws {
        try await ExamBooks.open(provider) { books in
            let (invoice, kept, since) = try await Self.posted(books)
            let type = Self.type(provider)
            let total = provider == .xero ? "Total" : "TotalAmt"
            await books.control("clock", #"{"advance_seconds":60}"#)
            await books.control("edit", #"{"type":"\#(type)","id":"\#(kept.id)","set":{"\#(total)":700.5}}"#)
            let changes = try await Self.readAll(.changes(since: since), books).changes
            let seen = try #require(changes.first { $0.id == kept.id && $0.kind == .invoice })
            #expect(seen.version != kept.version && seen.totalMinor == 70_050)
            await books.control(
                "deactivate",
                """
                {"type":"\(provider == .xero ? "Contacts" : "Customer")","id":"\(invoice.customer)"}
                """)
            await books.control("void", #"{"type":"\#(type)","id":"\#(kept.id)"}"#)
            let later = try await Self.readAll(.changes(since: since), books).changes
            #expect(later.last { $0.id == kept.id && $0.kind == .invoice }?.gone == .voided)
            #expect(later.last { $0.id == invoice.customer && $0.kind == .customer }?.gone == .archived)
            await books.control("delete", #"{"type":"\#(type)","id":"\#(kept.id)"}"#)
            let last = try await Self.readAll(.changes(since: since), books).changes
            #expect(last.last { $0.id == kept.id && $0.kind == .invoice }?.gone == .deleted)
            let answer = await books.send(books.dialect.call(reading: .invoice, kept.id))
            #expect(try books.dialect.standing(.invoice, kept.id, answer).gone == .deleted)
            let nobody = "5c2b1f0e-0000-4000-8000-00000000ffff"
            let stranger = provider == .xero ? nobody : "999999"
            let none = await books.send(books.dialect.call(reading: .invoice, stranger))
            #expect(try books.dialect.standing(.invoice, stranger, none).gone == .deleted)
        }
    }

    @Test(arguments: ExamProvider.allCases)
    func `a payment that is taken off shows on its document`(_ provider: ExamProvider) async throws {
        try await ExamBooks.open(provider) { books in
            let (invoice, kept, since) = try await Self.posted(books)
            let payment = BooksPayment(
                document: kept.id, customer: invoice.customer, day: invoice.day, amount: Money(minor: 10_000),
                money: BooksMoney(account: books.names.till, method: books.names.method),
                marker: ExamBooks.marker(ExamBooks.key("payment")))
            let paid = try await books.keep(.payment(payment), key: ExamBooks.key("payment"))
            let changes = try await Self.readAll(.changes(since: since), books).changes
            #expect(changes.last { $0.id == kept.id && $0.kind == .invoice }?.payments == [paid.id])
            await books.control(
                "delete",
                """
                {"type":"\(provider == .xero ? "Payments" : "Payment")","id":"\(paid.id)"}
                """)
            let later = try await Self.readAll(.changes(since: since), books).changes
            #expect(later.last { $0.id == kept.id && $0.kind == .invoice }?.payments == [])
        }
    }

    @Test(arguments: ExamProvider.allCases)
    func `more than one answer holds is read to its end, though all changed in one second`(
        _ provider: ExamProvider
    ) async throws {
        try await ExamBooks.open(provider) { books in
            let (_, _, since) = try await Self.posted(books)
            let count = provider == .xero ? 130 : 1_010
            await books.control("clock", #"{"now":"\#(KenyaTime(since.advanced(by: .seconds(60))).rfc3339)"}"#)
            for number in 1...count {
                let (type, set) =
                    provider == .xero
                    ? ("Contacts", #"{"Name":"Buyer \#(number)","ContactStatus":"ACTIVE"}"#)
                    : ("Customer", #"{"DisplayName":"Buyer \#(number)","Active":true}"#)
                await books.control("enter", #"{"type":"\#(type)","set":\#(set)}"#)
            }
            let (changes, _, misses, _) = try await Self.readAll(.changes(since: since), books)
            let names = Set(changes.filter { $0.kind == .customer }.compactMap(\.name))
            #expect(names.count { $0.hasPrefix("Buyer ") } == count)
            #expect(misses == (provider == .quickBooks))
        }
    }

    @Test(arguments: ExamProvider.allCases)
    func `a point that lies months back is read all the same`(_ provider: ExamProvider) async throws {
        try await ExamBooks.open(provider) { books in
            let (_, kept, since) = try await Self.posted(books)
            let old = since.advanced(by: .seconds(-60 * 86_400))
            let (changes, time, misses, calls) = try await Self.readAll(.changes(since: old), books)
            #expect(changes.contains { $0.id == kept.id && $0.kind == .invoice })
            #expect(time != nil && misses == (provider == .quickBooks))
            #expect(calls == (provider == .quickBooks ? 8 : 4))
        }
    }

    @Test(arguments: ExamProvider.allCases)
    func `the documents of some days are those of these days`(_ provider: ExamProvider) async throws {
        try await ExamBooks.open(provider) { books in
            let (invoice, kept, _) = try await Self.posted(books)
            let day = invoice.day
            let found = try await Self.readAll(.sales(from: day, to: day), books).changes
            #expect(found.map(\.id) == [kept.id])
            #expect(found.map(\.totalMinor) == [78_197] && found.map(\.taxMinor) == [7_338])
            for other in [day.advanced(by: 1), day.advanced(by: -1)] {
                #expect(try await Self.readAll(.sales(from: other, to: other), books).changes.isEmpty)
            }
        }
    }

    @Test(arguments: ExamProvider.allCases)
    func `a document is put back over what stands there, and never becomes another`(
        _ provider: ExamProvider
    ) async throws {
        try await ExamBooks.open(provider) { books in
            let (invoice, kept, _) = try await Self.posted(books)
            let type = Self.type(provider)
            let total = provider == .xero ? "Total" : "TotalAmt"
            await books.control("edit", #"{"type":"\#(type)","id":"\#(kept.id)","set":{"\#(total)":700.5}}"#)
            func standing() async throws -> BooksChange {
                let answer = await books.send(books.dialect.call(reading: .invoice, kept.id))
                return try books.dialect.standing(.invoice, kept.id, answer)
            }
            let key = ExamBooks.key("restore")
            let call = try #require(
                books.dialect.call(restoring: invoice, over: try await standing(), key: key))
            let made = [KeyedRecord(.document(invoice), key: key)]
            guard case .kept(let back) = books.dialect.outcomes(of: await books.send(call), making: made).first else {
                throw ExamTrouble("it was not put back")
            }
            #expect(back.id == kept.id && back.totalMinor == 78_197 && back.taxMinor == 7_338)
            #expect(try await standing().totalMinor == 78_197)
            // The same call once more makes nothing new, whatever it is answered.
            _ = await books.send(call)
            #expect(await books.report().documents("Invoice").count == 1)
            #expect(try await standing().marker == invoice.marker)
            await books.control("delete", #"{"type":"\#(type)","id":"\#(kept.id)"}"#)
            #expect(books.dialect.call(restoring: invoice, over: try await standing(), key: key) == nil)
        }
    }
}
