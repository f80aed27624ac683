import Fiscal
import Spool
import SpoolTestSupport
import Testing

@Suite struct AppendTests {
    @Test func `a sale gets its place, its number and a seal`() async throws {
        let shop = try Shop()
        let first = try await shop.sell("a")
        let second = try await shop.sell("b")
        #expect(first.document.sequence == 1)
        #expect(second.document.sequence == 2)
        #expect(first.document.temporaryNumber == "T1-000001")
        #expect(second.document.temporaryNumber == "T1-000002")
        #expect(first.seal.hash == EntryHash.of(try first.document.canonicalBytes(), after: Seal.genesis))
        #expect(second.seal.hash == EntryHash.of(try second.document.canonicalBytes(), after: first.seal.hash))
        #expect(try await shop.spool.chainEnd().hash == second.seal.hash)
        #expect(try await shop.spool.entry(1) == first)
        #expect(try await shop.spool.sale("T1-000002").entry == second)
        #expect(try await shop.spool.sale(first.document.id).entry == first)
    }

    @Test func `every till has numbers of its own, without a gap`() async throws {
        let shop = try Shop()
        let tills = ["T1", "T2", "T1", "DUKA", "T2", "T1"]
        var numbers: [String] = []
        for (place, till) in tills.enumerated() {
            numbers.append(try await shop.sell("\(place)", till: till).document.temporaryNumber)
        }
        #expect(numbers == ["T1-000001", "T2-000001", "T1-000002", "DUKA-000001", "T2-000002", "T1-000003"])
        #expect(try await shop.spool.verify().temporaryNumbersMissing == 0)
    }

    @Test func `the same key with the same body has the same answer`() async throws {
        let shop = try Shop()
        let entry = try await shop.sell("a")
        guard case .seenBefore(let again) = try await shop.append("a") else { throw Unexpected("stored twice") }
        #expect(again == entry)
        #expect(try await shop.spool.chainEnd().sequence == 1)
    }

    @Test func `the same key with another body is a conflict and stores nothing`() async throws {
        let shop = try Shop()
        try await shop.sell("a")
        let error = await #expect(throws: SpoolError.self) { try await shop.append("a", digest: 1) }
        #expect(error?.code == .keyConflict)
        #expect(error?.sentence.contains("T1-000001") == true)
        #expect(try await shop.spool.chainEnd().sequence == 1)
        #expect(try await shop.sell("b").document.temporaryNumber == "T1-000002")
    }

    @Test func `two hundred sales at once keep chain, numbers and keys`() async throws {
        let shop = try Shop()
        let answers = try await withThrowingTaskGroup(of: [Appended].self) { group in
            for worker in 0..<8 {
                group.addTask {
                    var answers = [try await shop.append("shared")]
                    for round in 0..<25 {
                        answers.append(try await shop.append("\(worker)/\(round)", till: "T\(round % 3)"))
                    }
                    return answers
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        let new = answers.filter { if case .new = $0 { true } else { false } }.map(\.entry.document)
        #expect(new.count == 201)
        #expect(new.map(\.sequence).sorted() == Array(1...201))
        #expect(Set(new.map(\.id)).count == 201)
        for (till, documents) in Dictionary(grouping: new, by: \.sale.till) {
            let numbers = documents.sorted { $0.sequence < $1.sequence }.map(\.temporaryNumber)
            #expect(numbers.count == Set(numbers).count)
            #expect(numbers == numbers.sorted())
            let last = String(documents.count)
            #expect(numbers.last == "\(till)-" + String(repeating: "0", count: 6 - last.count) + last)
        }
        let verification = try await shop.spool.verify()
        #expect(verification.isWhole)
        #expect(verification.entries == 201)
        #expect(verification.temporaryNumbersMissing == 0)
    }

    @Test func `a sale that cannot be stored does not take down its neighbours`() async throws {
        let shop = try Shop()
        let outcomes = await withTaskGroup(of: (Int, Bool).self) { group in
            for number in 0..<40 {
                group.addTask {
                    let lanes = number == 7 ? ["no-such-lane"] : [Shop.lane]
                    do {
                        if number == 21 {
                            try await shop.credit(99, "note")
                        } else {
                            let sale = try NewSale.Content.sale(Shop.sale())
                            _ = try await shop.spool.append(Shop.request("\(number)", sale, lanes: lanes))
                        }
                        return (number, true)
                    } catch {
                        return (number, false)
                    }
                }
            }
            return await group.reduce(into: [Int]()) { if !$1.1 { $0.append($1.0) } }
        }
        #expect(outcomes.sorted() == [7, 21])
        let verification = try await shop.spool.verify()
        #expect(verification.entries == 38)
        #expect(verification.isWhole)
        #expect(verification.temporaryNumbersMissing == 0)
    }

    @Test func `reopening keeps everything`() async throws {
        let shop = try Shop()
        let entry = try await shop.sell("a")
        try await shop.spool.note(
            lane: Shop.lane, state: .paused, reason: "by hand", nextAttemptAt: nil, at: Shop.opening)
        try shop.spool.close()
        let again = try Shop(after: shop)
        #expect(try await again.spool.entry(1) == entry)
        #expect(try await again.spool.lanes().map(\.state) == [.paused])
        #expect(try await again.head()?.sequence == 1)
        guard case .seenBefore = try await again.append("a") else { throw Unexpected("the key was forgotten") }
        let next = try await again.sell("b")
        #expect(next.document.temporaryNumber == "T1-000002")
        #expect(try await again.spool.verify().isWhole)
        try again.spool.close()
    }

    @Test(arguments: [(0, false), (1, false), (-3_000, false), (-5_000, false), (-5_001, true), (-3_600_000, true)])
    func `time never runs backwards in the journal`(_ step: Int64, _ suspect: Bool) async throws {
        let shop = try Shop()
        try await shop.sell("a")
        let claimed = Timestamp(milliseconds: Shop.opening.milliseconds + step)
        shop.clock.set(claimed)
        let document = try await shop.sell("b").document
        #expect(document.acceptedAt == max(Shop.opening, claimed))
        #expect(document.clock == ClockReading(claimed: claimed, sinceBoot: Shop.sinceBoot, suspect: suspect))
    }

    @Test func `a clock at 1970 is marked`() async throws {
        let shop = try Shop(at: Timestamp(milliseconds: 12_000))
        let document = try await shop.sell("a").document
        #expect(document.clock.suspect)
        #expect(document.acceptedAt == Timestamp(milliseconds: 12_000))
        shop.clock.set(Shop.opening)
        let next = try await shop.sell("b").document
        #expect(!next.clock.suspect)
        #expect(next.acceptedAt == Shop.opening)
    }

    @Test func `credit notes at once see each other and never take more than is left`() async throws {
        let shop = try Shop()
        try await shop.sell("a")
        let taken = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<6 {
                group.addTask { (try? await shop.credit(1, "note \(number)", quantity: .one)) != nil }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(taken == 3)
        await #expect(throws: SaleFaults.self) { try await shop.credit(1, "one more") }
        let verification = try await shop.spool.verify()
        #expect(verification.entries == 4)
        #expect(verification.temporaryNumbersMissing == 0)
    }
}
