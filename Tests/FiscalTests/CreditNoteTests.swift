import Fiscal
import Testing

@Suite struct CreditNoteTests {
    static let reference = CreditReference(
        documentID: "01JPA5S0V3KX7T1QH2M4N6P8RS", temporaryNumber: "T1-000041", reason: .refund)

    @Test func `one of three books goes back as in reference 8·6`() throws {
        let sale = try SaleDraft.example.checked(in: .integrator)
        let note = try Self.credit(sale, [CreditRequest(line: 1, quantity: .one)])
        #expect(note.totals.taxable == Money(minor: 12_931))
        #expect(note.totals.tax == Money(minor: 2_069))
        #expect(note.totals.total == Money(minor: 15_000))
        #expect(note.lines.map(\.creditedLine) == [1])
        #expect(note.payments == [Payment(method: .cash, amount: Money(minor: 15_000))])
        #expect(note.isCreditNote)
        #expect(broken(note).isEmpty)
    }

    @Test(arguments: AmountConvention.allCases)
    func `taking back everything at once gives the original's lines`(_ convention: AmountConvention) throws {
        var baskets = Baskets(seed: 31)
        for round in 0..<300 {
            let sale = try baskets.next().checked(in: .direct(convention))
            let note = try Self.credit(sale, nil)
            #expect(note.lines.map(\.fiscal) == sale.lines.map(\.fiscal), "round \(round)")
            #expect(note.totals == sale.totals, "round \(round)")
        }
    }

    @Test(arguments: AmountConvention.allCases, [41, 42, 43, 44])
    func `KRA takes notes in random parts, and they add up to the original`(
        _ convention: AmountConvention, _ seed: UInt64
    ) throws {
        var baskets = Baskets(seed: seed)
        for round in 0..<200 {
            let sale = try baskets.next(ofFewItems: round.isMultiple(of: 2)).checked(in: .direct(convention))
            let notes = try Self.creditInParts(sale, &baskets)
            var judge = CreditJudge(sale)
            for note in notes { #expect(judge.judge(note) == [], "round \(round)") }
            #expect(judge.isSettled, "round \(round)")
            for letter in TaxLetter.allCases {
                #expect(sum(notes.map { $0.totals[letter].taxable }) == sale.totals[letter].taxable, "round \(round)")
                #expect(sum(notes.map { $0.totals[letter].tax }) == sale.totals[letter].tax, "round \(round)")
                #expect(sum(notes.map { $0.totals[letter].total }) == sale.totals[letter].total, "round \(round)")
            }
            // Pieces that come to nothing are never taken back, nor is the discount on them.
            #expect(sum(notes.map(\.totals.discount)) <= sale.totals.discount, "round \(round)")
            let faults = notes.flatMap(broken)
            #expect(faults.isEmpty, "round \(round)")
            if !faults.isEmpty { return }
        }
    }

    @Test(arguments: [AmountConvention.inclusive, .gross], ["1.00", "0.50", "633.35"])
    func `a hundred pieces go back one by one`(_ convention: AmountConvention, _ price: String) throws {
        let draft = SaleDraft([LineDraft("Sweets", "100", price, "B", percent: "12.5")])
        let sale = try draft.checked(in: .direct(convention))
        var notes: [Sale] = []
        var judge = CreditJudge(sale)
        for _ in 0..<100 {
            notes.append(try Self.credit(sale, [CreditRequest(line: 1, quantity: .one)], after: notes))
            #expect(judge.judge(notes[notes.count - 1]) == [])
        }
        #expect(judge.isSettled)
        #expect(sum(notes.map(\.totals.discount)) == sale.totals.discount)
        #expect(notes.flatMap(broken) == [])
    }

    /// KRA knows both lines as one: of 172.41 and 258.62 net, each note takes 86.21 and the last what is left.
    @Test func `lines of one item and price share what is left of their taxes`() throws {
        let lines = [LineDraft("Soap", "2", "100.00", "B"), LineDraft("Soap", "3", "100.00", "B")]
        let sale = try SaleDraft(lines).checked(in: .integrator)
        var notes: [Sale] = []
        for line in [1, 1, 2, 2, 2] {
            notes.append(try Self.credit(sale, [CreditRequest(line: line, quantity: .one)], after: notes))
        }
        #expect(notes.map(\.totals.taxable.minor) == [8_621, 8_621, 8_621, 8_621, 8_619])
        #expect(sum(notes.map(\.totals.taxable)) == sale.totals.taxable)
    }

    @Test func `the longest sale of one item goes back line by line in one note`() throws {
        let lines = Array(repeating: LineDraft("Soap", "2", "35.00", "B"), count: SaleRules.lineLimit)
        let sale = try SaleDraft(lines).checked(in: .integrator)
        let requests = (1...SaleRules.lineLimit).map { CreditRequest(line: $0, quantity: .one) }
        let first = try Self.credit(sale, requests)
        let second = try Self.credit(sale, requests, after: [first])
        var judge = CreditJudge(sale)
        #expect(judge.judge(first) + judge.judge(second) == [])
        #expect(judge.isSettled)
    }

    /// 20 × 0.05 hold 0.14 of tax; each piece takes a cent of it, so after fourteen the rest goes back as one.
    @Test func `pieces whose rounded taxes would eat up the original's are refused`() throws {
        let sale = try SaleDraft([LineDraft("Sweet", "20", "0.05", "B")]).checked(in: .integrator)
        var notes: [Sale] = []
        for _ in 0..<14 {
            notes.append(try Self.credit(sale, [CreditRequest(line: 1, quantity: .one)], after: notes))
        }
        let another = [CreditRequest(line: 1, quantity: .one)]
        #expect(names { try Self.credit(sale, another, after: notes) } == ["lines[0].quantity credit.split"])
        notes.append(try Self.credit(sale, nil, after: notes))
        var judge = CreditJudge(sale)
        #expect(notes.flatMap { judge.judge($0) } == [])
        #expect(judge.isSettled)
    }

    /// A folded line is one piece to KRA; of 1.25 kg for 150.00 less 0.55, half a kilo is 0.4 of it.
    @Test func `part of a folded weighed line is that part of its one piece`() throws {
        let draft = SaleDraft([LineDraft("Tomatoes", "1.25", "120.00", "A", off: "0.55")])
        let sale = try draft.checked(in: .integrator)
        let note = try Self.credit(sale, [CreditRequest(line: 1, quantity: Quantity(thousandths: 500))])
        let part = try #require(note.lines.first?.fiscal.first)
        #expect(part.quantity == Quantity(thousandths: 400))
        #expect(part.unitPrice == Money(minor: 14_945))
        #expect(part.total == Money(minor: 5_978))
    }

    @Test(arguments: [
        // 0.45 kg is 19.575 and what stays 13.485; rounded, they are a cent more than 33.06.
        (LineDraft("Rice", "0.76", "43.50", "B"), "0.45", "0.44 or 0.46 or all 0.76 that is left of line 1"),
        // Half of three pieces at 9.05 is 13.575, twice 13.58.
        (LineDraft("Pen", "3", "9.05", "B", percent: "10"), "1.5", "1.49 or 1.51 or all 3 that is left of line 1"),
        (LineDraft("Gram", "1.255", "120.00", "B"), "0.5", "all 1.255 that is left of line 1"),
        (LineDraft("Bag", "3", "10.00", "B"), "0.005", "0.01 or all 3 that is left of line 1"),
    ])
    func `what the price cannot say to the cent is refused, with what can be taken back`(
        _ line: LineDraft, _ quantity: String, _ choices: String
    ) throws {
        let sale = try SaleDraft([line]).checked(in: .integrator)
        let request = CreditRequest(line: 1, quantity: try #require(Quantity(quantity)))
        let error = try #require(throws: SaleFaults.self) { try Self.credit(sale, [request]) }
        #expect(
            error.faults == [
                Fault(
                    field: "lines[0].quantity", rule: "credit.split", found: quantity,
                    expected: "\(choices); the price of line 1 does not split to the cent otherwise")
            ])
    }

    @Test(arguments: [
        ([CreditRequest(line: 3, quantity: .one)], ["lines[0].line credit.line"]),
        ([CreditRequest(line: 0, quantity: .one)], ["lines[0].line credit.line"]),
        ([CreditRequest(line: 1, quantity: Quantity(thousandths: 3_001))], ["lines[0].quantity credit.left"]),
        ([CreditRequest(line: 1, quantity: Quantity(thousandths: 0))], ["lines[0].quantity credit.left"]),
        ([CreditRequest(line: 1, quantity: Quantity(thousandths: -1_000))], ["lines[0].quantity credit.left"]),
        (
            [CreditRequest(line: 2, quantity: .one), CreditRequest(line: 2, quantity: .one)],
            ["lines[1].line credit.once"]
        ),
        (
            [CreditRequest(line: 7, quantity: .one), CreditRequest(line: 2, quantity: Quantity(thousandths: 1_501))],
            ["lines[0].line credit.line", "lines[1].quantity credit.left"]
        ),
        ([], ["lines credit.left"]),
    ])
    func `a request for what is not there is refused`(_ requests: [CreditRequest], _ expected: [String]) throws {
        let sale = try SaleDraft.example.checked(in: .integrator)
        #expect(names { try Self.credit(sale, requests) } == expected)
    }

    @Test func `never more than is left of it`() throws {
        let sale = try SaleDraft.example.checked(in: .integrator)
        let first = try Self.credit(sale, [CreditRequest(line: 1, quantity: Quantity(thousandths: 2_000))])
        let again = [CreditRequest(line: 1, quantity: Quantity(thousandths: 2_000))]
        #expect(names { try Self.credit(sale, again, after: [first]) } == ["lines[0].quantity credit.left"])
        let rest = try Self.credit(sale, nil, after: [first])
        #expect(first.totals.total + rest.totals.total == sale.totals.total)
        #expect(names { try Self.credit(sale, nil, after: [first, rest]) } == ["lines credit.left"])
    }

    @Test func `a credit note cannot be taken back`() throws {
        let note = try Self.credit(try SaleDraft.example.checked(in: .integrator), nil)
        #expect(names { try Self.credit(note, nil) } == ["id credit.sale_only"])
    }

    private static func credit(
        _ sale: Sale, _ requests: [CreditRequest]?, after notes: [Sale] = []
    ) throws(SaleFaults) -> Sale {
        try sale.credited(requests, as: reference, after: notes, till: "T2", cashier: "B03", soldAt: nil)
    }

    /// Whole pieces where there are some, now and then down to a thousandth.
    private static func part(of rest: Int64, _ baskets: inout Baskets) -> Int64 {
        let pieces = Int(rest / 1_000)
        guard rest.isMultiple(of: 1_000), pieces > 1, !baskets.chance(4) else {
            return Int64(baskets.number(1...Int(rest)))
        }
        return Int64(baskets.number(1...pieces)) * 1_000
    }

    /// Takes a sale back bit by bit, in whole and broken quantities, until nothing is left.
    private static func creditInParts(_ sale: Sale, _ baskets: inout Baskets) throws -> [Sale] {
        var left = sale.lines.map(\.quantity.thousandths)
        var notes: [Sale] = []
        for round in 0..<40 where left.contains(where: { $0 > 0 }) {
            var requests: [CreditRequest] = []
            for (index, rest) in left.enumerated() where rest > 0 && (round == 39 || baskets.chance(2)) {
                let all = round == 39 || baskets.chance(3)
                let taken = all ? rest : Self.part(of: rest, &baskets)
                requests.append(CreditRequest(line: index + 1, quantity: Quantity(thousandths: taken)))
            }
            // A note that comes to nothing, or that the prices cannot say, is refused; its pieces go with a later one.
            guard let note = try? credit(sale, requests, after: notes) else { continue }
            notes.append(note)
            for request in requests { left[request.line - 1] -= request.quantity.thousandths }
        }
        return notes
    }
}

/// The field and rule of each fault that something is refused for.
func names(_ body: () throws -> Sale) -> [String] {
    do {
        _ = try body()
        return []
    } catch let error as SaleFaults {
        return error.faults.map { "\($0.field) \($0.rule)" }
    } catch {
        return ["\(error)"]
    }
}
