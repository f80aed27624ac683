import ChanceSupport
import Devices
import Fiscal
import Testing

@Suite struct ISLReceiptTests {
    static let dialects: [ISLDialect] = [.datecsClassic, .datecsX, .daisy, .eltrade, .incotex]

    /// The receipt of reference §2.4: two of milk, paid exactly, in cash.
    static let milk = ISLReceiptContent(
        items: [
            .init(name: "Milk 500ml", group: "A", price: Money(minor: 6_500), quantity: Quantity(thousandths: 2_000))
        ],
        payments: [.init(.cash, Money(minor: 13_000))])

    /// Three lines, a discount, two payments and change, and a text.
    static let basket = ISLReceiptContent(
        sale: "DT000001-0001-0000001",
        items: [
            .init(name: "Bread", group: "1", price: Money(minor: 6_500), quantity: Quantity(thousandths: 3_000)),
            .init(name: "Beef", group: "1", price: Money(minor: 58_000), quantity: Quantity(thousandths: 1_255)),
            .init(name: "Soap", group: "1", price: Money(minor: 12_050), discount: Money(minor: 550)),
        ],
        payments: [.init(.cash, Money(minor: 50_000)), .init(.cash, Money(minor: 60_000))], texts: ["Asante"])

    @Test func `the commands of a classic receipt are those of the reference`() throws {
        var receipt = try ISLReceipt(Self.milk, dialect: .datecsClassic)
        var printer = ToyPrinter(isExtended: false, countsAtOpening: false, keepsChange: true)
        var engine = ISLEngine(.classic, lastSequence: 0x20)
        var asked: [String] = []
        var marks: [ISLReceiptMark] = []
        var step = receipt.begin()
        while true {
            switch step {
            case .store(let mark):
                marks.append(mark)
                step = receipt.stored()
                continue
            case .exchange(let command):
                asked.append(Hex.text([command.code]) + " " + String(decoding: command.data, as: UTF8.self))
                guard case .send(let frame) = engine.begin(command).first,
                    case .ended(let end) = engine.receive(printer.hear(frame)).first
                else {
                    Issue.record("no answer to \(command)")
                    return
                }
                step = receipt.ended(end)
                continue
            case .over(let end):
                #expect(
                    end
                        == .finished(
                            ISLReceiptNumbers(
                                receipt: "0000087", allReceipts: "0000124", documentBefore: 41, remarks: [])))
            }
            break
        }
        #expect(
            asked == [
                "4a X", "71 ", "30 1,0000,1", "31 Milk 500ml\tA65.00*2.000", "4c T", "35 \tP130.00", "38 ",
            ])
        #expect(marks.map(\.stage) == [.opening, .paying, .closing])
    }

    @Test(arguments: dialects) func `a receipt is printed and closed once`(_ dialect: ISLDialect) throws {
        var counter = ToyCounter(dialect)
        let outcome = try counter.work(Self.basket)
        guard case .finished(let numbers) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(numbers.receipt == (dialect.framing.form == .extended ? "42" : "0000087"))
        #expect(numbers.remarks.isEmpty && numbers.documentBefore == 41)
        #expect(counter.printer.closed.map(\.lines) == [["Bread", "Beef", "Soap"]])
        #expect(counter.printer.closed.first?.amount == 103_790)
        #expect(counter.printer.closed.first?.texts == ["Asante"])
        #expect(counter.exchanges == 11)
    }

    @Test(arguments: dialects, ToyCounter.Mishap.allCases)
    func `one mishap in any exchange still ends in one receipt`(
        _ dialect: ISLDialect, _ mishap: ToyCounter.Mishap
    ) throws {
        for countsAtOpening in [false, true] {
            for place in 0..<11 {
                var counter = ToyCounter(
                    dialect, countsAtOpening: countsAtOpening, keepsChange: !countsAtOpening,
                    mishaps: [place: mishap])
                let outcome = try counter.work(Self.basket)
                guard case .finished = outcome else {
                    Issue.record("\(mishap) in exchange \(place): \(outcome)")
                    continue
                }
                #expect(counter.printer.closed.map(\.lines) == [["Bread", "Beef", "Soap"]], "exchange \(place)")
                #expect(counter.printer.closed.allSatisfy { $0.texts.count <= 1 })
                #expect(counter.printer.violations.isEmpty && !counter.printer.isOpen)
                #expect(counter.printer.cancelled == 0, "\(mishap) in exchange \(place)")
            }
        }
    }

    @Test(arguments: dialects)
    func `many mishaps never make two receipts, nor one that nobody hears of`(_ dialect: ISLDialect) throws {
        var ends: [String: Int] = [:]
        for seed in 0..<1_000 as Range<UInt64> {
            var chance = SplitMix64(seed: seed)
            var mishaps: [Int: ToyCounter.Mishap] = [:]
            for _ in 0..<Int(2 + chance.next() % 6) {
                mishaps[Int(chance.next() % 30)] = ToyCounter.Mishap.allCases.randomElement(using: &chance)
            }
            var counter = ToyCounter(
                dialect, countsAtOpening: chance.next() % 2 == 0, keepsChange: chance.next() % 2 == 0,
                mishaps: mishaps)
            let outcome = try counter.work(Self.basket)
            let printer = counter.printer
            switch outcome {
            case .finished:
                #expect(printer.closed.map(\.lines) == [["Bread", "Beef", "Soap"]], "seed \(seed)")
                ends["finished", default: 0] += 1
            case .person(let trouble):
                #expect(printer.closed.count <= 1, "seed \(seed)")
                ends["person \(trouble.kind.rawValue)", default: 0] += 1
            case .endless:
                Issue.record("seed \(seed) goes round and round: \(mishaps)")
            }
            #expect(printer.violations.isEmpty, "seed \(seed)")
            #expect(printer.closed.allSatisfy { $0.texts.count <= 1 }, "seed \(seed)")
        }
        #expect(ends["finished", default: 0] == 1_000, "\(dialect.name): \(ends)")
    }

    @Test(arguments: dialects)
    func `whoever else works the device, there is never a second receipt`(_ dialect: ISLDialect) throws {
        var ends: [String: Int] = [:]
        for seed in 0..<400 as Range<UInt64> {
            var chance = SplitMix64(seed: seed)
            var counter = ToyCounter(
                dialect, countsAtOpening: chance.next() % 2 == 0, keepsChange: chance.next() % 2 == 0)
            counter.meddlings[Int(chance.next() % 11)] = ToyCounter.Meddling.allCases.randomElement(using: &chance)
            for _ in 0..<Int(chance.next() % 3) {
                counter.mishaps[Int(chance.next() % 20)] = ToyCounter.Mishap.allCases.randomElement(using: &chance)
            }
            let outcome = try counter.work(Self.basket)
            let lines = counter.printer.closed.map(\.lines)
            switch outcome {
            case .finished: #expect(lines == [["Bread", "Beef", "Soap"]], "seed \(seed) \(counter.meddlings)")
            case .person(let trouble):
                #expect(lines.count <= 1, "seed \(seed) \(counter.meddlings)")
                #expect(!trouble.evidence.isEmpty)
            case .endless: Issue.record("seed \(seed) goes round and round: \(counter.meddlings)")
            }
            #expect(counter.printer.violations.isEmpty, "seed \(seed) \(counter.meddlings)")
            let end: String = if case .person(let trouble) = outcome { trouble.kind.rawValue } else { "finished" }
            ends[end, default: 0] += 1
        }
        #expect(ends["finished", default: 0] > 100 && ends["isl.unclear", default: 0] > 0, "\(ends)")
    }

    @Test(arguments: dialects) func `a slip that stands open is closed first`(_ dialect: ISLDialect) throws {
        var counter = ToyCounter(dialect)
        counter.printer.isNonfiscalOpen = true
        guard case .finished = try counter.work(Self.basket) else {
            Issue.record("it did not begin")
            return
        }
        #expect(!counter.printer.isNonfiscalOpen && counter.printer.closed.count == 1)
    }

    @Test(arguments: dialects) func `ten lines cost what their frames cost`(_ dialect: ISLDialect) throws {
        var content = Self.basket
        content.items = (1...10).map { .init(name: "Line \($0)", group: "1", price: Money(minor: 1_000)) }
        content.payments = [.init(.cash, Money(minor: 10_000))]
        content.texts = []
        var counter = ToyCounter(dialect)
        _ = try counter.work(content)
        // Status, last number, opening, ten lines, the check, payment and close: three more than the bare receipt.
        #expect(counter.exchanges == 16)
    }

    @Test func `a device that computes another sum is found out before anything is paid`() throws {
        var content = Self.milk
        content.items[0].name = "Milk"
        var counter = ToyCounter(.datecsClassic)
        var receipt = try ISLReceipt(content, dialect: .datecsClassic)
        let end = Self.run(&receipt, on: &counter.printer) { command, frame in
            // The device sells three where two were sold: its line differs from ours.
            command.code == 0x31
                ? PlainFrame.classic(frame[2], 0x31, Array("Milk 500ml\tA65.00*3.000".utf8)) : frame
        }
        guard case .person(let trouble, let mark) = end else {
            Issue.record("\(String(describing: end))")
            return
        }
        #expect(trouble.kind == .mismatch && mark == nil && counter.printer.cancelled == 1)
        #expect(trouble.sentence.contains("130.00"))
        #expect(counter.printer.closed.isEmpty)
    }

    @Test func `a line that is refused is cancelled and shown to a person`() throws {
        var counter = ToyCounter(.datecsClassic)
        var receipt = try ISLReceipt(Self.milk, dialect: .datecsClassic)
        let end = Self.run(&receipt, on: &counter.printer) { command, frame in
            command.code == 0x31 ? PlainFrame.classic(frame[2], 0x31, Array("Milk\tA".utf8)) : frame
        }
        guard case .person(let trouble, nil) = end else {
            Issue.record("\(String(describing: end))")
            return
        }
        #expect(trouble.kind == .refused && trouble.sentence.contains("syntax_error"))
        #expect(trouble.evidence.contains { $0.hasPrefix("line 1:") })
        #expect(counter.printer.cancelled == 1 && counter.printer.closed.isEmpty)
    }

    @Test func `lines that were never sent are left to a person`() throws {
        for dialect in Self.dialects {
            var counter = ToyCounter(dialect)
            counter.meddlings = [5: .sold]  // behind the second line
            guard case .person(let trouble) = try counter.work(Self.basket) else {
                Issue.record("it went on")
                continue
            }
            #expect(trouble.kind == .mismatch && counter.printer.cancelled == 0 && counter.printer.isOpen)
        }
    }

    @Test func `a receipt that stands open and is not ours is left alone`() throws {
        for dialect in Self.dialects {
            var counter = ToyCounter(dialect)
            counter.printer.isOpen = true
            guard case .person(let trouble) = try counter.work(Self.basket) else {
                Issue.record("it went on")
                return
            }
            #expect(trouble.kind == .foreign && counter.printer.cancelled == 0 && counter.printer.isOpen)
        }
    }

    @Test func `what a device cannot be told is refused before anything is sent`() {
        var tooMuch = Self.milk
        tooMuch.payments = [.init(.cash, Money(minor: 12_999))]
        var early = Self.milk
        early.payments = [.init(.cash, Money(minor: 13_000)), .init(.cash, Money(minor: 1))]
        var mobile = Self.milk
        mobile.payments = [.init(.mobile, Money(minor: 13_000))]
        for (content, dialect, code) in [
            (tooMuch, .datecsClassic, .content), (early, .datecsClassic, .content), (mobile, .daisy, .unsupported),
        ] as [(ISLReceiptContent, ISLDialect, ISLPlanFault.Code)] {
            #expect {
                _ = try ISLReceipt(content, dialect: dialect)
            } throws: { error in
                (error as? ISLPlanFault)?.code == code
            }
        }
    }

    @Test func `passwords are in no evidence`() throws {
        var content = Self.milk
        content.password = "7391"
        var counter = ToyCounter(.datecsClassic)
        counter.printer.isPaperOut = true
        var receipt = try ISLReceipt(content, dialect: .datecsClassic)
        let end = Self.run(&receipt, on: &counter.printer) { _, frame in frame }
        #expect(!"\(String(describing: end))".contains("7391"))
        guard case .notBegun(let trouble) = end else {
            Issue.record("\(String(describing: end))")
            return
        }
        #expect(trouble.kind == .notReady && trouble.conditions.contains(.paperOut))
    }

    /// Runs a receipt to its end on a printer that hears what `twist` makes of each frame.
    private static func run(
        _ receipt: inout ISLReceipt, on printer: inout ToyPrinter, twist: (ISLCommand, [UInt8]) -> [UInt8]
    ) -> ISLReceiptEnd? {
        var engine = ISLEngine(.classic, lastSequence: 0x20)
        var step = receipt.begin()
        for _ in 0..<100 {
            switch step {
            case .store: step = receipt.stored()
            case .exchange(let command):
                guard case .send(let frame) = engine.begin(command).first,
                    case .ended(let end) = engine.receive(printer.hear(twist(command, frame))).first
                else { return nil }
                step = receipt.ended(end)
            case .over(let end): return end
            }
        }
        return nil
    }
}
