import Devices
import Simulators
import Testing

/// The engine and the invoice's job against the simulated control unit, with faults on.
@Suite struct ControlUnitEndToEndTests {
    /// What became of the documents of a run.
    struct Tally: Equatable {
        var signed = 0
        var byCounter = 0
        var persons = 0
        var days = 0
        var dayPersons = 0
        var again = 0
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `a thousand invoices with faults on: none signed twice, none lost, each end known or a person's`(
        _ seed: UInt64
    ) throws {
        var plan = DeviceFaultPlan.everything(perMillion: 80_000)
        plan.script = [2_500: .dayOver]
        var shop = ControlUnitShop(faults: plan, seed: seed)
        shop.deathsPerThousand = 5
        var tally = Tally()
        for index in 1...1_000 {
            shop.unit.setTime(minutes: 29_000_000 + index * 3)
            var invoice = Sample.invoice("T1x\(index)", lines: 1 + index % 4)
            if index % 5 == 0, let number = shop.unit.signed.last.flatMap({ ControlUnitNumber($0.number) }) {
                invoice.kind = index % 2 == 0 ? .creditNote(of: number) : .debitNote(of: number)
            }
            try work(invoice, &shop, &tally)
            try check(invoice, shop)
        }
        #expect(shop.unit.signed.count == Set(shop.unit.signed.map(\.reference)).count)
        #expect(shop.unit.signed.count >= tally.signed && shop.unit.signed.count <= tally.signed + tally.persons)
        #expect(tally.signed + tally.persons == 1_000)
        #expect(tally.persons < 100 && tally.byCounter > 0 && tally.days > 0)
        #expect(Set(shop.unit.faults.keys) == Set(DeviceFault.allCases))
        let faults = shop.unit.faults.values.reduce(0, +)
        print(
            "seed \(seed): \(tally), unit signed \(shop.unit.signed.count), cancelled \(shop.unit.cancelled),",
            "Z \(shop.unit.reports), \(faults) faults in \(shop.unit.commands) commands,",
            "\(shop.deaths) deaths, \(shop.exchanges) exchanges")
    }

    /// Every fault at every command of a document, one at a time, with each answer to a cancel.
    @Test(arguments: DeviceFault.allCases)
    func `one fault anywhere in a document never signs it twice and never loses it`(_ fault: DeviceFault) throws {
        var persons = 0
        for command in 1...9 {
            for seed in 1...6 as ClosedRange<UInt64> {
                var plan = DeviceFaultPlan()
                plan.script = [8 + command: fault]
                var shop = ControlUnitShop(faults: plan, seed: seed)
                var tally = Tally()
                for index in 1...3 {
                    let invoice = Sample.invoice("T1x\(index)")
                    try work(invoice, &shop, &tally)
                    try check(invoice, shop)
                }
                #expect(tally.signed + tally.persons == 3)
                persons += tally.persons
            }
        }
        // Only a power cut that strikes the close leaves a document that may neither be closed nor cancelled.
        #expect(persons == 0 || [.powerCutBefore].contains(fault), "\(persons) persons")
    }

    /// Works a document as an agent would: a Z where one is wanted, again where nothing was signed.
    private func work(_ invoice: ControlUnitInvoice, _ shop: inout ControlUnitShop, _ tally: inout Tally) throws {
        for _ in 0..<20 {
            switch try #require(try shop.work(invoice), "\(invoice.traderNumber) does not end") {
            case .signed(let receipt):
                tally.signed += 1
                if receipt.proof == .counter { tally.byCounter += 1 }
                #expect(shop.unit.signed.last?.number == receipt.number.text)
                #expect(shop.unit.signed.last?.reference == invoice.traderNumber)
                return
            case .needsPerson(let doubt):
                tally.persons += 1
                #expect(!doubt.evidence.isEmpty)
                shop.unit.cancelByHand()
                return
            case .notSigned(let refusal):
                #expect(!shop.unit.signed.contains { $0.reference == invoice.traderNumber })
                #expect(refusal.code != .refused, "\(refusal.sentence)")
                tally.again += 1
                if refusal.code == .zRequired { try closeDay(&shop, &tally) }
            case .suspended:
                Issue.record("a suspended job goes on from what was kept")
                return
            }
        }
        Issue.record("\(invoice.traderNumber) is never signed")
    }

    private func closeDay(_ shop: inout ControlUnitShop, _ tally: inout Tally) throws {
        switch try #require(try shop.closeDay()) {
        case .closed: tally.days += 1
        case .needsPerson: tally.dayPersons += 1
        case .notClosed(let refusal): Issue.record("\(refusal.sentence)")
        case .suspended: Issue.record("a suspended day close is asked again")
        }
    }

    /// At most one document under the trader number, with each line once.
    private func check(_ invoice: ControlUnitInvoice, _ shop: ControlUnitShop) throws {
        let papers = shop.unit.signed.filter { $0.reference == invoice.traderNumber }
        #expect(papers.count <= 1, "\(invoice.traderNumber) is signed \(papers.count) times")
        for paper in papers {
            let kind =
                switch invoice.kind {
                case .invoice: "invoice"
                case .creditNote: "credit_note"
                case .debitNote: "debit_note"
                }
            #expect(paper.kind == kind)
            for line in invoice.lines {
                #expect(paper.lines.count { $0.hasPrefix(line.name + " 2 x ") } == 1)
            }
            #expect(paper.lines.count { $0.hasPrefix("Unga") } == invoice.lines.count)
        }
    }
}
