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

    // MARK: - Trouble

    @Test(arguments: ExamProvider.allCases)
    func `a lost answer is unclear, and a search tells what became of it`(_ provider: ExamProvider) async throws {
        try await ExamBooks.open(provider) { books in
            let names = try await books.stocked()
            let faults: [Simulators.BooksFault] = [
                .answerLostAfterAcceptance, .tornAnswer, .resetBefore, .badGatewayHTML, .emptyBody, .serverError,
                .xmlGatewayTimeout, .portalHTML,
            ]
            for (index, fault) in faults.enumerated() {
                let number = "N-\(index)"
                let record = BooksRecord.document(
                    try Sample.basket(.invoice, names, number: number, marker: ExamBooks.marker(ExamBooks.key(number))))
                var plan = BooksFaultPlan()
                plan.writes = [1: fault]
                await books.setFaults(plan)
                guard case .fault(let said) = try await books.make(record, key: ExamBooks.key(number)) else {
                    throw ExamTrouble("\(fault) went through")
                }
                #expect(said.kind == .unclear, "\(fault)")
                let kept = await books.report().documents("Invoice").first { $0.number == number }
                switch try await books.lookUp(record) {
                case .found(let found): #expect(found.id == kept?.id && found.totalMinor == 78_197, "\(fault)")
                case .notThere: #expect(kept == nil, "\(fault)")
                case let other: Issue.record("\(fault): \(other)")
                }
                // The same call again ends it, whether it had been done or not.
                let again = try await books.keep(record, key: ExamBooks.key(number))
                #expect(kept == nil || kept?.id == again.id)
            }
            let numbers = await books.report().documents("Invoice").compactMap(\.number)
            #expect(numbers.sorted() == faults.indices.map { "N-\($0)" }, "each once")
        }
    }

    /// What follows from each fault, where it is no question of luck.
    private static let classes: [(Simulators.BooksFault, Accounting.BooksFault.Class, Duration?)] = [
        (.unauthorised, .expired, nil), (.forbidden, .reconnect, nil), (.throttled, .throttled, .seconds(60)),
        (.throttledRetryAfter, .throttled, .seconds(7)), (.unavailable, .unclear, .seconds(60)),
        (.numberTaken, .duplicate, nil), (.unauthorisedForEver, .expired, nil),
    ]

    @Test(arguments: ExamProvider.allCases)
    func `each fault has its class, and nothing is made by it`(_ provider: ExamProvider) async throws {
        try await ExamBooks.open(provider) { books in
            let names = try await books.stocked()
            var classes = Self.classes
            if provider == .quickBooks {
                classes.insert((.faultIn200, .refused, nil), at: 0)
            } else {
                classes.insert((.throttledForTheDay, .throttled, nil), at: 0)
            }
            for (index, (fault, kind, wait)) in classes.enumerated() {
                let number = "F-\(index)"
                let record = BooksRecord.document(
                    try Sample.basket(.invoice, names, number: number, marker: ExamBooks.marker(ExamBooks.key(number))))
                var plan = BooksFaultPlan()
                plan.writes = [1: fault]
                await books.setFaults(plan)
                guard case .fault(let said) = try await books.make(record, key: ExamBooks.key(number)) else {
                    throw ExamTrouble("\(fault) went through")
                }
                #expect(said.kind == kind, "\(fault): \(said)")
                #expect(!books.token.isEmpty && !"\(said.text) \(said)".contains(books.token))
                if let wait { #expect(said.after == wait, "\(fault)") }
                if fault == .throttledForTheDay { #expect(try #require(said.after) >= .seconds(1)) }
                let mine = await books.report().documents("Invoice").filter { $0.total == "781.97" }
                #expect(mine.isEmpty, "\(fault)")
                guard fault == .numberTaken else { continue }
                guard case .taken(let words) = try await books.lookUp(record) else {
                    Issue.record("the number is not taken")
                    continue
                }
                #expect(words.contains(number))
            }
        }
    }

    @Test(arguments: ExamProvider.allCases)
    func `no answer at all is unclear, and was done`(_ provider: ExamProvider) async throws {
        try await ExamBooks.open(provider) { books in
            var plan = BooksFaultPlan()
            plan.writes = [1: .timeoutAfterAcceptance]
            await books.setFaults(plan)
            let customer = ExamBooks.customer()
            guard case .fault(let fault) = try await books.make(customer, key: ExamBooks.key("c"), within: 1) else {
                throw ExamTrouble("there was an answer")
            }
            #expect(fault.kind == .unclear)
            guard case .found = try await books.lookUp(customer) else { throw ExamTrouble("it was not done") }
        }
    }

    @Test(arguments: ExamProvider.allCases)
    func `a slow answer is an answer`(_ provider: ExamProvider) async throws {
        try await ExamBooks.open(provider) { books in
            var plan = BooksFaultPlan()
            plan.writes = [1: .slowDrip]
            await books.setFaults(plan)
            _ = try await books.keep(ExamBooks.customer(), key: ExamBooks.key("c"))
        }
    }

    @Test(arguments: ExamProvider.allCases)
    func `a key that was used for something else sends us looking`(_ provider: ExamProvider) async throws {
        try await ExamBooks.open(provider) { books in
            _ = try await books.keep(ExamBooks.customer(), key: ExamBooks.key("a"))
            let other = ExamBooks.customer("Tumaini Hardware", pin: "P999999999Z")
            guard case .fault(let fault) = try await books.make(other, key: ExamBooks.key("a")) else {
                throw ExamTrouble("one key made two")
            }
            #expect(fault.kind == .duplicate)
            #expect(try await books.lookUp(other) == .notThere)
        }
    }

    @Test(arguments: ExamProvider.allCases)
    func `a name that another has is a duplicate, and the search says whose it is`(
        _ provider: ExamProvider
    ) async throws {
        try await ExamBooks.open(provider) { books in
            _ = try await books.keep(ExamBooks.customer(), key: ExamBooks.key("a"))
            let other = ExamBooks.customer(pin: "P999999999Z")
            guard case .fault(let fault) = try await books.make(other, key: ExamBooks.key("b")) else {
                throw ExamTrouble("two of one name")
            }
            #expect(fault.kind == .duplicate)
            guard case .taken(let words) = try await books.lookUp(other) else { throw ExamTrouble("not taken") }
            #expect(words.contains("P000111222K"))
            if provider == .quickBooks {
                guard case .taken = try await books.lookUp(ExamBooks.customer("Mwalimu Wholesalers")) else {
                    throw ExamTrouble("a vendor's name is free")
                }
            }
        }
    }

    @Test(arguments: ExamProvider.allCases)
    func `what a person has to put right says so`(_ provider: ExamProvider) async throws {
        try await ExamBooks.open(provider) { books in
            var names = try await books.stocked()
            func outcome(_ number: String, _ names: Sample.Names) async throws -> Accounting.BooksFault {
                let document = try Sample.basket(.invoice, names, number: number, marker: ExamBooks.marker(number))
                let outcome = try await books.make(.document(document), key: ExamBooks.key(number))
                guard case .fault(let fault) = outcome else { throw ExamTrouble("\(number) was taken") }
                return fault
            }
            var wrong = names
            wrong.exempt = "NOPE"
            #expect(try await outcome("P-1", wrong).kind == .mapping)
            wrong = names
            wrong.items = ["999999", "999999", "999999"]
            #expect(try await outcome("P-2", wrong).kind == .reference)
            await books.control("close-books", #"{"date":"2026-11-20"}"#)
            let closed = try await outcome("P-3", names)
            #expect(closed.kind == .refused && closed.sentence.contains("the day of this document"))
            await books.control("close-books", #"{"date":"2026-01-01"}"#)
            let type = provider == .xero ? "Contacts" : "Customer"
            await books.control("deactivate", #"{"type":"\#(type)","id":"\#(names.customer)"}"#)
            #expect(try await outcome("P-4", names).kind == .reference)
            guard case .taken = try await books.lookUp(ExamBooks.customer()) else {
                throw ExamTrouble("what is inactive cannot be used")
            }
            names.customer = provider == .xero ? "5c2b1f0e-0000-4000-8000-00000000b001" : "999999"
            #expect(try await outcome("P-5", names).kind == .reference)
        }
    }

    // MARK: - What one provider alone has

    @Test func `Xero makes many in one call, and each has its own outcome`() async throws {
        try await ExamBooks.open(.xero) { books in
            let names = try await books.stocked()
            func records(_ numbers: [String]) throws -> [KeyedRecord] {
                try numbers.map { number in
                    let key = ExamBooks.key(number)
                    return KeyedRecord(
                        .document(try Sample.basket(.invoice, names, number: number, marker: ExamBooks.marker(key))),
                        key: key)
                }
            }
            let first = try records((1...50).map { "B-\($0)" })
            #expect(books.dialect.count(fittingOneCall: first) == 50)
            let outcomes = await books.make(first)
            for (record, outcome) in zip(first, outcomes) {
                guard case .document(let document) = record.record, case .kept(let kept) = outcome else {
                    Issue.record("\(outcome)")
                    continue
                }
                #expect(kept.number == document.number && kept.totalMinor == 78_197 && kept.taxMinor == 7_338)
            }
            let mixed = await books.make(try records(["B-51", "B-7", "B-52"]))
            guard case .kept = mixed[0], case .fault(let fault) = mixed[1], case .kept = mixed[2] else {
                throw ExamTrouble("\(mixed)")
            }
            #expect(fault.kind == .duplicate)
            #expect(await books.report().documents("Invoice").count == 52)
        }
    }

    @Test func `Xero pays a credit note out`() async throws {
        try await ExamBooks.open(.xero) { books in
            let names = try await books.stocked()
            let note = try await books.keep(
                .document(
                    try Sample.soap(.creditNote, 1, names, number: "CN-1", marker: ExamBooks.marker("cn"))),
                key: ExamBooks.key("cn"))
            let payment = BooksRecord.payment(
                BooksPayment(
                    document: note.id, isRefund: true, customer: names.customer, day: try Sample.day("2026-11-21"),
                    amount: Money(minor: 11_600), money: BooksMoney(account: books.names.till),
                    marker: ExamBooks.marker(ExamBooks.key("out"))))
            let kept = try await books.keep(payment, key: ExamBooks.key("out"))
            guard case .found(let found) = try await books.lookUp(payment) else { throw ExamTrouble("not found") }
            #expect(found.id == kept.id)
        }
    }

    @Test(arguments: [BooksDocument.Kind.salesReceipt, .refund])
    func `QuickBooks takes what is paid at once`(_ kind: BooksDocument.Kind) async throws {
        try await ExamBooks.open(.quickBooks) { books in
            let names = try await books.stocked()
            let key = ExamBooks.key("paid")
            var document = try Sample.soap(
                kind, 2, names, number: "S-01-000981", marker: ExamBooks.marker(key),
                money: BooksMoney(account: books.names.till, method: books.names.method, reference: "SKX0000001"))
            document.link = nil
            let kept = try await books.keep(.document(document), key: key)
            #expect(kept.totalMinor == 23_200 && kept.taxMinor == 3_200)
            #expect(try await books.lookUp(.document(document)) == .found(kept))
        }
    }

    @Test func `a name with an apostrophe is found again`() async throws {
        for name in ["Otieno's Shop", #"Back\slash"#, "Otieno\u{2019}s Shop & Sons 50%+"] {
            try await ExamBooks.open(.quickBooks) { books in
                let kept = try await books.keep(ExamBooks.customer(name), key: ExamBooks.key("c"))
                #expect(try await books.lookUp(ExamBooks.customer(name)) == .found(kept))
            }
        }
    }
}
