import Fiscal
import Outbound
import Simulators
import Testing

@testable import Accounting

/// What one provider alone has.
@Suite struct ProviderOwnExam {
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
