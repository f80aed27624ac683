import Devices
import Fiscal
import Simulators
import Testing

/// The ISL engine and the receipt's job against the simulated fiscal printers, with faults on.
@Suite struct FiscalPrinterDayTests {
    /// A device and the dialect that its profile names.
    struct Candidate: Sendable, CustomTestStringConvertible {
        let model: DatecsModel
        let dialect: ISLDialect
        var password = "0000"
        var testDescription: String { model.profile }
    }

    static let candidates = [
        Candidate(model: .fp700, dialect: .datecsClassic),
        Candidate(model: .dp25, dialect: .datecsClassic, password: "1"),
        Candidate(model: .x, dialect: .datecsX, password: "1"), Candidate(model: .daisy, dialect: .daisy),
        Candidate(model: .eltrade, dialect: .eltrade), Candidate(model: .incotex, dialect: .incotex),
    ]

    /// What became of the receipts of a run.
    struct Tally: Equatable {
        var finished = 0
        var settled = 0
        var persons: [String: Int] = [:]
    }

    @Test(arguments: candidates)
    func `a thousand receipts with faults on: none printed twice, none lost, each end known or a person's`(
        _ candidate: Candidate
    ) throws {
        var plan = DeviceFaultPlan.everything(perMillion: 40_000)
        plan.script = [2_500: .dayOver]
        var readings = DatecsReadings()
        readings.answersLastDocumentWhilePaying = true
        let tally = try run(candidate, readings, plan, seed: 3)
        #expect(tally.persons.values.reduce(0, +) < 60, "\(tally)")
    }

    /// The other way to read what nobody has measured: the promises hold, whatever the device does.
    @Test(arguments: candidates, [0, 1, 2, 3])
    func `however a device counts, nothing is printed twice and nothing is lost`(
        _ candidate: Candidate, _ bits: Int
    ) throws {
        var readings = DatecsReadings()
        readings.countsAtOpening = bits & 1 == 1
        readings.countsCancelled = bits & 2 == 2
        readings.keepsChange = bits & 1 == 0
        readings.answersLastDocumentWhilePaying = false
        _ = try run(candidate, readings, .everything(perMillion: 40_000), seed: UInt64(bits), count: 100)
    }

    private func run(
        _ candidate: Candidate, _ readings: DatecsReadings, _ plan: DeviceFaultPlan, seed: UInt64, count: Int = 1_000
    ) throws -> Tally {
        let unit = DatecsUnit(candidate.model, readings: readings, faults: plan, seed: seed, documents: 41)
        var shop = FiscalShop(candidate.dialect, unit, seed: seed)
        shop.deathsPerThousand = 5
        var tally = Tally()
        var finished: Set<Int> = []
        for number in 1...count {
            shop.unit.setTime(minutes: 29_000_000 + number * 3)
            let content = Self.content(number, candidate)
            let before = shop.unit.closed.count
            let outcome = try shop.work(content)
            switch try #require(outcome, "receipt \(number) does not end") {
            case .finished(let numbers):
                tally.finished += 1
                finished.insert(number)
                if !numbers.remarks.isEmpty { tally.settled += 1 }
                #expect(shop.unit.closed.count == before + 1, "receipt \(number)")
                try check(content, number, shop)
            case .person(let trouble):
                tally.persons[trouble.kind.rawValue, default: 0] += 1
                #expect(!trouble.evidence.isEmpty)
                shop.unit.finishByHand()
                shop.unit.mend()
                #expect(shop.unit.closed.count <= before + 1, "receipt \(number)")
            }
        }
        // The first line of each receipt tells its number.
        let printed = shop.unit.closed.compactMap { paper in
            paper.lines.first { $0.hasPrefix("Unga ") }.flatMap { Int($0.dropFirst(5).prefix { $0 != "-" }) }
        }
        let doubles = printed.count - Set(printed).count
        let lost = finished.subtracting(printed).count
        #expect(doubles == 0 && lost == 0 && printed.count == shop.unit.closed.count)
        #expect(tally.finished + tally.persons.values.reduce(0, +) == count)
        #expect(shop.unit.violations.isEmpty, "\(shop.unit.violations.prefix(3))")
        let faults = shop.unit.faults.values.reduce(0, +)
        print(
            "\(candidate.testDescription): \(tally), closed \(shop.unit.closed.count), double \(doubles), lost \(lost),",
            "\(shop.takenUp) taken up, \(shop.begunAgain) begun again, \(shop.unit.cancelled) cancelled,",
            "Z \(shop.unit.reports), \(faults) faults in \(shop.unit.commands) commands, \(shop.deaths) deaths,",
            "\(shop.exchanges) exchanges")
        return tally
    }

    /// Each line once and in order, the sum, and the payments.
    private func check(_ content: ISLReceiptContent, _ number: Int, _ shop: FiscalShop) throws {
        let paper = try #require(shop.unit.closed.last)
        let sold = paper.lines.filter { $0.hasPrefix("Unga ") }
        let expected = content.items.map { "\($0.name)  \(ScaledDecimal.text($0.total.minor, scale: 2)) A" }
        #expect(sold == expected, "receipt \(number)")
        #expect(paper.lines.contains("TOTAL  \(ScaledDecimal.text(content.total.minor, scale: 2))"))
        #expect(paper.lines.count { $0 == content.texts[0] } <= 1)
    }

    /// One to four lines that tell the receipt's number, a discount at times, two payments at times, change.
    private static func content(_ number: Int, _ candidate: Candidate) -> ISLReceiptContent {
        let group = candidate.dialect.framing.form == .extended ? "1" : "A"
        let items = (1...(1 + number % 4)).map { index in
            ISLReceiptContent.Item(
                name: "Unga \(number)-\(index)", group: group, price: Money(minor: 18_050 + Int64(index)),
                quantity: Quantity(thousandths: 1_000 + Int64(number % 3) * 250),
                discount: index == 2 ? Money(minor: 550) : .zero)
        }
        var content = ISLReceiptContent(
            password: candidate.password, sale: "SIM00001-0001-\(1_000_000 + number)", items: items, payments: [],
            texts: ["Asante \(number)"])
        let total = content.total
        content.payments =
            number % 5 == 0
            ? [.init(.cash, Money(minor: 10_000)), .init(.cash, total)]
            : [.init(.cash, number % 2 == 0 ? total : total + Money(minor: 1_000))]
        return content
    }
}
