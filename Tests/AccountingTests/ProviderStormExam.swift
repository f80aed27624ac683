import Fiscal
import Outbound
import Simulators
import Testing

@testable import Accounting

/// What every provider's dialect must bring about by its outcomes and searches alone, whatever strikes: once each.
///
/// The procedure is the reference's (accounting-apis §6.2), without its waits; the simulator's clock goes on instead.
@Suite struct ProviderStormExam {
    /// Faults of writes and reads alike; what locks the door for good or holds the line for minutes is left out.
    private static let faults = Simulators.BooksFault.allCases.filter {
        ![.unauthorisedForEver, .timeoutAfterAcceptance, .refreshAnswerLost, .slowDrip].contains($0)
    }

    /// How a record ended.
    private enum End: Equatable {
        case kept(id: String, total: Int64?, tax: Int64?)
        case someoneElses
    }

    private static func settle(
        _ document: BooksDocument, _ name: String, _ books: ExamBooks
    ) async throws -> End {
        var document = document
        var generation = 1
        var isToBeSought = false
        for _ in 0..<60 {
            await books.control("clock", #"{"advance_seconds":2}"#)
            document.marker = ExamBooks.marker(ExamBooks.key(name, 1))
            let record = BooksRecord.document(document)
            if isToBeSought {
                switch try await books.lookUp(record) {
                case .found(let kept): return end(kept)
                case .taken: return .someoneElses
                case .notThere:
                    isToBeSought = false
                    generation += 1
                case .fault: continue
                case let other: throw ExamTrouble("\(name): \(other)")
                }
            }
            switch try await books.make(record, key: ExamBooks.key(name, generation)) {
            case .kept(let kept): return end(kept)
            case .fault(let fault):
                switch fault.kind {
                case .unclear, .duplicate: isToBeSought = true
                case .expired, .throttled, .later, .reconnect: continue
                // A fault inside a 200 is a refusal; the next generation is another call.
                case .refused where fault.code == "6000": generation += 1
                default: throw ExamTrouble("\(name): \(fault)")
                }
            }
        }
        throw ExamTrouble("\(name) never ends")
    }

    private static func end(_ kept: KeptRecord) -> End {
        .kept(id: kept.id, total: kept.totalMinor, tax: kept.taxMinor)
    }

    @Test(arguments: ExamProvider.allCases, [1, 2, 3] as [UInt64])
    func `whatever strikes, each document is there once and to the cent`(
        _ provider: ExamProvider, _ seed: UInt64
    ) async throws {
        try await ExamBooks.open(provider, seed: seed) { books in
            let names = try await books.stocked()
            var plan = BooksFaultPlan(Self.faults, perMillion: 700_000)
            plan.onlyWrites = false
            await books.setFaults(plan)
            var ends: [String: End] = [:]
            for index in 0..<30 {
                let number = "D-\(index)"
                let kind: BooksDocument.Kind = index.isMultiple(of: 3) ? .creditNote : .invoice
                ends[number] = try await Self.settle(
                    try Sample.basket(kind, names, number: number), number, books)
            }
            await books.setFaults(BooksFaultPlan())
            let report = await books.report()
            #expect(report.faults.values.reduce(0, +) > 20, "the storm was one")
            let ours = report.documents.filter { $0.note?.contains("risiti:") == true }
            #expect(Set(ours.compactMap(\.number)).count == ours.count, "each number once")
            for (number, end) in ends {
                let there = ours.filter { $0.number == number }
                switch end {
                case .kept(let id, let total, let tax):
                    #expect(there.map(\.id) == [id], "\(number)")
                    #expect(total == 78_197 && tax == 7_338)
                    #expect(there.allSatisfy { $0.total == "781.97" && $0.tax == "73.38" })
                case .someoneElses:
                    #expect(there.isEmpty, "\(number)")
                    #expect(report.documents.contains { $0.number == number })
                }
            }
        }
    }
}
