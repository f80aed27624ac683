import Fiscal
import Outbound
import Simulators
import Testing

@testable import Accounting

/// The examination that every provider passes: a day's bookkeeping against its simulator.
@Suite struct ProviderExam {
    @Test(arguments: ExamProvider.allCases)
    func `a company says who it is and what it has`(_ provider: ExamProvider) async throws {
        try await ExamBooks.open(provider) { books in
            guard case .company(let facts) = try await books.ask(.company) else { throw ExamTrouble("no company") }
            #expect(facts.name == "Duka Moja Ltd" && facts.country == "KE" && facts.currency == "KES")
            #expect(facts.usesTax && !facts.hasManyCurrencies && facts.lockedThrough == nil)
            let rates = ["A": 0, "B": 1_600, "C": 0, "D": 0, "E": 800] as [String: Int64]
            #expect(books.names.codes.mapValues(\.rateHundredths) == rates.mapValues { $0 })
            guard case .named(let customers) = try await books.ask(.customers),
                case .named(let items) = try await books.ask(.items)
            else { throw ExamTrouble("no lists") }
            #expect(customers.map(\.name) == ["Walk-in customer"])
            #expect(items.count == 5 && items.allSatisfy { $0.isActive })
            await books.control("close-books", #"{"date":"2026-10-31"}"#)
            guard case .company(let closed) = try await books.ask(.company) else { throw ExamTrouble("no company") }
            #expect(closed.lockedThrough?.description == "2026-10-31")
        }
    }

    /// Everything of one sale, in the order in which it depends on each other; each is made by what came before.
    private struct Sale {
        /// Whether each first call never arrives, and the answer of each second is lost.
        var stumbles = false
        var made: [(record: BooksRecord, key: String, kept: KeptRecord)] = []

        mutating func add(_ record: BooksRecord, _ name: String, _ books: ExamBooks) async throws -> KeptRecord {
            let key = ExamBooks.key(name)
            // Slow enough for the limits, and quick enough for Xero to remember every key of the sale.
            await books.control("clock", #"{"advance_seconds":20}"#)
            #expect(try await books.lookUp(record) == .notThere, "\(name) is not there before it is made")
            let kept = stumbles ? try await stumble(record, key, books) : try await books.keep(record, key: key)
            made.append((record, key, kept))
            return kept
        }

        private func stumble(_ record: BooksRecord, _ key: String, _ books: ExamBooks) async throws -> KeptRecord {
            for fault in [Simulators.BooksFault.resetBefore, .answerLostAfterAcceptance] {
                var plan = BooksFaultPlan()
                plan.writes = [1: fault]
                await books.setFaults(plan)
                let outcome = try await books.make(record, key: key)
                guard case .fault(let said) = outcome, said.kind == .unclear else {
                    throw ExamTrouble("\(record.kind) after \(fault): \(outcome)")
                }
                let step = try await books.lookUp(record)
                if fault == .resetBefore {
                    #expect(step == .notThere, "\(record.kind)")
                } else if case .found(let kept) = step {
                    return kept
                }
            }
            throw ExamTrouble("\(record.kind) was made, and is not found")
        }
    }

    private static func wholeSale(_ books: ExamBooks, stumbling: Bool = false) async throws -> Sale {
        var sale = Sale(stumbles: stumbling)
        let customer = try await sale.add(ExamBooks.customer(), "customer", books)
        var items: [String?] = []
        for (code, name, letter) in [("S1", "Soap bar", "B"), ("L1", "Lamp", "B"), ("K1", "School book", "A")] {
            let item = BooksItem(
                code: code, name: name, account: books.names.income, taxCode: books.names.codes[letter]?.id ?? "")
            let kept = try await sale.add(.item(item), "item \(code)", books)
            items.append(books.provider == .xero ? code : kept.id)
        }
        let names = try books.names(customer.id, items: items)
        var document = try Sample.basket(
            .invoice, names, marker: ExamBooks.marker(ExamBooks.key("invoice")))
        document.link = "https://etims.example/q/417"
        let invoice = try await sale.add(.document(document), "invoice", books)
        #expect(invoice.totalMinor == 78_197 && invoice.taxMinor == 7_338, "the VAT is kept to the cent")
        #expect(invoice.number == "INV-2026-000417")
        let credit = try await sale.add(
            .document(
                try Sample.soap(
                    .creditNote, 1, names, number: "CN-2026-000031", text: "Soap bar returned",
                    memo: "INV-2026-000417", marker: ExamBooks.marker(ExamBooks.key("credit")))), "credit", books)
        #expect(credit.totalMinor == 11_600 && credit.taxMinor == 1_600)
        let day = try Sample.day("2026-11-21")
        let payment = BooksPayment(
            document: invoice.id, customer: customer.id, day: day, amount: Money(minor: 50_000),
            money: BooksMoney(account: books.names.till, method: books.names.method, reference: "SKX0000002"),
            marker: ExamBooks.marker(ExamBooks.key("payment")))
        _ = try await sale.add(.payment(payment), "payment", books)
        let allocation = BooksAllocation(
            creditNote: credit.id, invoice: invoice.id, customer: customer.id, day: day,
            amount: Money(minor: 11_600), marker: ExamBooks.marker(ExamBooks.key("allocation")))
        _ = try await sale.add(.allocation(allocation), "allocation", books)
        let pdf = BooksAttachment(
            document: invoice.id, kind: .invoice, fileName: "KRACU0000000417-9.pdf",
            content: Array("%PDF-1.7\r\n--bytes--\r\n".utf8) + [0, 255])
        _ = try await sale.add(.attachment(pdf), "attachment", books)
        return sale
    }

    @Test(arguments: ExamProvider.allCases)
    func `all of a sale is made once, found again, and the same call makes nothing new`(
        _ provider: ExamProvider
    ) async throws {
        try await ExamBooks.open(provider) { books in
            let sale = try await Self.wholeSale(books)
            let before = await books.report()
            let invoice = try #require(before.documents("Invoice").first { $0.number == "INV-2026-000417" })
            #expect(invoice.total == "781.97" && invoice.tax == "73.38" && invoice.balance == "165.97")
            #expect(before.attachments.map(\.bytes) == [23] && before.attachments[0].document == invoice.id)
            for (record, key, kept) in sale.made {
                let again = try await books.make(record, key: key)
                #expect(again == .kept(kept), "the same key is the same \(record.kind)")
                guard case .found(let found) = try await books.lookUp(record) else {
                    Issue.record("\(record.kind) is not found")
                    continue
                }
                #expect(found.id == kept.id, "\(record.kind)")
            }
            let after = await books.report()
            #expect(after.documents == before.documents && after.lists == before.lists)
            #expect(after.attachments == before.attachments)
            #expect(after.replays >= sale.made.count)
        }
    }

    @Test(arguments: ExamProvider.allCases)
    func `all of a sale is found where its answer was lost`(_ provider: ExamProvider) async throws {
        try await ExamBooks.open(provider) { books in
            let sale = try await Self.wholeSale(books, stumbling: true)
            let before = await books.report()
            #expect(before.documents.count == (provider == .quickBooks ? 4 : 3))
            for (record, key, kept) in sale.made {
                guard case .kept(let again) = try await books.make(record, key: key) else {
                    Issue.record("\(record.kind) is not there")
                    continue
                }
                #expect(again.id == kept.id, "\(record.kind)")
            }
            #expect(await books.report().documents == before.documents)
        }
    }

    @Test(arguments: ExamProvider.allCases)
    func `the fiscal number is written on a document that somebody changed`(_ provider: ExamProvider) async throws {
        try await ExamBooks.open(provider) { books in
            let names = try await books.stocked()
            let marker = ExamBooks.marker(ExamBooks.key("invoice"))
            let kept = try await books.keep(
                .document(try Sample.basket(.invoice, names, marker: marker)), key: ExamBooks.key("invoice"))
            let note = BooksRecord.note(
                BooksNote(
                    document: kept.id, kind: .invoice, version: kept.version,
                    text: "\(marker) fiscal KRACU0000000417/9"))
            #expect(try await books.lookUp(note) == .notThere)
            var plan = BooksFaultPlan()
            plan.writes = [1: .editedMeanwhile]
            await books.setFaults(plan)
            let first = try await books.make(note, key: ExamBooks.key("note"))
            if let call = books.dialect.call(refreshing: note) {
                guard case .fault(let fault) = first else { throw ExamTrouble("an old version was taken") }
                #expect(fault.kind == .stale)
                let fresh = try books.dialect.refreshed(note, by: await books.send(call))
                let written = try await books.keep(fresh, key: ExamBooks.key("note", 2))
                #expect(written.totalMinor == 78_197 && written.taxMinor == 7_338, "writing it changed no amount")
                let text = await books.report().documents("Invoice").first?.note
                #expect(text == "\(marker) fiscal KRACU0000000417/9 edited at the office")
                #expect(try await books.lookUp(fresh) == .found(written))
            } else {
                #expect(first == .kept(KeptRecord(id: kept.id)))
                #expect(try await books.lookUp(note) == .found(KeptRecord(id: kept.id)))
            }
        }
    }

    @Test(arguments: ExamProvider.allCases)
    func `two payments of one sale under one marker are told apart`(_ provider: ExamProvider) async throws {
        try await ExamBooks.open(provider) { books in
            let names = try await books.stocked()
            let marker = ExamBooks.marker(ExamBooks.key("invoice"))
            let invoice = try await books.keep(
                .document(try Sample.basket(.invoice, names, marker: marker)), key: ExamBooks.key("invoice"))
            func payment(_ minor: Int64, _ account: String, _ reference: String?) throws -> BooksRecord {
                .payment(
                    BooksPayment(
                        document: invoice.id, customer: names.customer, day: try Sample.day("2026-11-20"),
                        amount: Money(minor: minor), money: BooksMoney(account: account, reference: reference),
                        marker: marker))
            }
            let (till, mobile) = (books.names.till, books.names.mobile)
            let payments = [
                try payment(10_000, till, nil), try payment(20_000, till, nil), try payment(10_000, mobile, nil),
                try payment(10_000, mobile, "SKX0000003"),
            ]
            for (index, payment) in payments.enumerated() {
                for other in payments[index...] where index < 3 || other == payment {
                    #expect(try await books.lookUp(other) == .notThere, "\(index)")
                }
                let kept = try await books.keep(payment, key: ExamBooks.key("payment \(index)"))
                guard case .found(let found) = try await books.lookUp(payment) else {
                    Issue.record("payment \(index) is not found")
                    continue
                }
                #expect(found.id == kept.id)
            }
        }
    }
}
