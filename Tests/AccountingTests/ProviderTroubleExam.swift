import Fiscal
import Outbound
import Simulators
import Testing

@testable import Accounting

/// What every provider does with faults: each has its class, nothing is made twice, and a person is told what to put right.
@Suite struct ProviderTroubleExam {
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
            guard case .putAway = try await books.lookUp(ExamBooks.customer()) else {
                throw ExamTrouble("what is inactive cannot be used")
            }
            names.customer = provider == .xero ? "5c2b1f0e-0000-4000-8000-00000000b001" : "999999"
            #expect(try await outcome("P-5", names).kind == .reference)
        }
    }
}
