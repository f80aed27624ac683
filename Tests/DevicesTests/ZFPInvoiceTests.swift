import Fiscal
import Testing

@testable import Devices

/// One document, step by step; each test is a conversation: what is asked, and how it ended (reference §6.6).
@Suite struct ZFPInvoiceTests {
    /// What the job asked, by CMD: `30`, `31#2` for the second line, `72`.
    private enum Ask: Equatable {
        case open, line(Int), close, cancel, current, last, status
    }

    private let invoice = Sample.invoice("T1x000041")

    /// Plays a conversation and gives the job's end; each command must be the one that is named.
    private func play(
        _ turns: [(Ask, EngineEnd)], resuming journal: ControlUnitJournal? = nil
    ) throws -> (end: ControlUnitEnd?, next: Ask?, kept: [ControlUnitJournal.Stage]) {
        var job = try ZFPInvoice(invoice, resuming: journal)
        var step = job.begin()
        var kept: [ControlUnitJournal.Stage] = []
        for (index, turn) in turns.enumerated() {
            let command: ZFPCommand
            switch step {
            case .ask(let asked): command = asked
            case .keep(let journal, let asked):
                kept.append(journal.stage)
                command = asked
            case .ended(let end):
                Issue.record("ended at turn \(index): \(end)")
                return (end, nil, kept)
            }
            #expect(ask(command) == turn.0, "turn \(index)")
            step = job.take(turn.1)
        }
        switch step {
        case .ended(let end): return (end, nil, kept)
        case .ask(let command): return (nil, ask(command), kept)
        case .keep(let journal, let command): return (nil, ask(command), kept + [journal.stage])
        }
    }

    private func ask(_ command: ZFPCommand) -> Ask? {
        switch command {
        case invoice.openCommand: .open
        case .close: .close
        case .cancel: .cancel
        case .currentDocument: .current
        case .lastNumbers: .last
        case .status: .status
        default: invoice.lines.indices.first { invoice.sellCommand($0) == command }.map(Ask.line)
        }
    }

    /// Up to the open, all well, forty documents signed before.
    private let begun: [(Ask, EngineEnd)] = [(.last, Sample.last(40)), (.current, Sample.nothingOpen)]
    /// Up to the close.
    private var sold: [(Ask, EngineEnd)] {
        begun + [
            (.open, Sample.done), (.line(0), Sample.done), (.line(1), Sample.done), (.current, Sample.open(2)),
        ]
    }

    private func signed(_ counter: Int, _ proof: ControlUnitReceipt.Proof) throws -> ControlUnitEnd {
        .signed(ControlUnitReceipt(number: try #require(ControlUnitNumber(Sample.number(counter))), proof: proof))
    }

    private func isPerson(_ end: ControlUnitEnd?) -> Bool {
        if case .needsPerson(let doubt) = end { !doubt.evidence.isEmpty } else { false }
    }

    @Test func `the commands are those of the shipped driver, byte for byte`() {
        #expect(Sample.vector.openCommand.data == Sample.vectorOpen)
        #expect(Sample.vector.openCommand.data.count == 198)
        #expect(Sample.vector.sellCommand(0).data == Sample.vectorSale)
    }

    @Test(arguments: ["A", "@"])
    func `a note names its invoice and has 218 bytes`(_ letter: String) throws {
        var note = Sample.vector
        let number = try #require(ControlUnitNumber("0040095500000000001"))
        note.kind = letter == "A" ? .creditNote(of: number) : .debitNote(of: number)
        let text = String(decoding: note.openCommand.data, as: UTF8.self)
        #expect(text.utf8.count == 218)
        #expect(text.hasPrefix("1;     0;0;\(letter);Sirius") && text.hasSuffix(";0040095500000000001;INV202300001   "))
    }

    @Test func `a good run is kept before the open and before the close, and ends with number and link`() throws {
        let played = try play(sold + [(.close, Sample.closed(41))])
        #expect(try played.end == signed(41, .answer))
        #expect(played.kept == [.opening, .closing])
        guard case .signed(let receipt) = played.end else { return }
        #expect(receipt.link == ControlUnitNumber.linkBase + "0040095500000000041")
    }

    @Test func `a lost close is settled by what is open and what was signed last`() throws {
        let lost = sold + [(.close, Sample.lost)]
        #expect(
            try play(lost + [(.current, Sample.nothingOpen), (.last, Sample.last(41))]).end == signed(41, .counter))
        #expect(try play(lost + [(.current, Sample.open(2))]).next == .close)
        let gone = lost + [(.current, Sample.nothingOpen), (.last, Sample.last(40)), (.current, Sample.nothingOpen)]
        #expect(try play(gone).next == .open)
        #expect(isPerson(try play(lost + [(.current, Sample.nothingOpen), (.last, Sample.last(42))]).end))
    }

    @Test(arguments: [0, 1, 2, 3])
    func `nothing is cancelled after a lost close`(_ sales: Int) throws {
        var turns = sold + [(.close, Sample.lost)]
        var played = try play(turns)
        for _ in 0..<20 where played.end == nil {
            #expect(played.next != .cancel)
            let power = turns.count > 10
            turns.append((try #require(played.next), played.next == .close ? Sample.verdict(0xD, 2) : Sample.done))
            if played.next == .current { turns[turns.count - 1].1 = Sample.open(sales, power: power) }
            played = try play(turns)
        }
        #expect(isPerson(played.end))
    }

    @Test func `a line in doubt is counted`() throws {
        let lost = begun + [(.open, Sample.done), (.line(0), Sample.done), (.line(1), Sample.lost)]
        #expect(try play(lost + [(.current, Sample.open(1))]).next == .line(1))
        #expect(try play(lost + [(.current, Sample.open(2))]).next == .current)
        #expect(try play(lost + [(.current, Sample.open(3))]).next == .cancel)
        #expect(try play(lost + [(.current, Sample.nothingOpen)]).next == .last)
        let advanced = lost + [(.current, Sample.nothingOpen), (.last, Sample.last(41))]
        #expect(isPerson(try play(advanced).end))
    }

    @Test func `an open in doubt is looked at`() throws {
        let lost = begun + [(.open, Sample.lost)]
        #expect(try play(lost + [(.current, Sample.open(0))]).next == .line(0))
        #expect(isPerson(try play(lost + [(.current, Sample.open(1))]).end))
        let again = lost + [(.current, Sample.nothingOpen), (.last, Sample.last(40)), (.current, Sample.nothingOpen)]
        #expect(try play(again).next == .open)
    }

    @Test func `a document that is not whole is not closed`() throws {
        let turns = begun + [(.open, Sample.done), (.line(0), Sample.done), (.line(1), Sample.done)]
        #expect(try play(turns + [(.current, Sample.open(3))]).next == .cancel)
        #expect(try play(turns + [(.current, Sample.open(2, power: true))]).next == .cancel)
    }

    @Test func `a power cut is met with status, cancel and the same document again`() throws {
        let turns =
            begun + [
                (.open, Sample.done), (.line(0), Sample.verdict(0xD, 2)), (.status, Sample.data("123456")),
                (.current, Sample.open(0, power: true)), (.cancel, Sample.data(String(repeating: "x", count: 148))),
                (.current, Sample.nothingOpen), (.last, Sample.last(40)), (.current, Sample.nothingOpen),
            ]
        #expect(try play(turns).next == .open)
        var signedInstead = Array(turns.dropLast(2))
        signedInstead.append((.last, Sample.last(41)))
        #expect(isPerson(try play(signedInstead).end))
    }

    @Test func `a line that the unit refuses ends the job with nothing signed`() throws {
        let turns =
            begun + [
                (.open, Sample.done), (.line(0), Sample.verdict(0, 4)), (.cancel, Sample.done),
                (.current, Sample.nothingOpen), (.last, Sample.last(40)),
            ]
        guard case .notSigned(let refusal) = try play(turns).end else {
            Issue.record("it goes on")
            return
        }
        #expect(refusal.code == .refused && refusal.sentence.contains("line 1"))
        #expect(refusal.conditions == [.syntaxError])
    }

    @Test func `the 24-hour block asks for a Z`() throws {
        let turns =
            begun + [(.open, Sample.verdict(0xB, 2)), (.current, Sample.nothingOpen), (.last, Sample.last(40))]
        guard case .notSigned(let refusal) = try play(turns).end else {
            Issue.record("it goes on")
            return
        }
        #expect(refusal.code == .zRequired && refusal.conditions.contains(.zRequired))
    }

    @Test func `a document of somebody else is not touched`() throws {
        #expect(isPerson(try play([(.last, Sample.last(40)), (.current, Sample.open(3))]).end))
    }

    @Test func `another unit at the port is seen by its numbers`() throws {
        var job = try ZFPInvoice(invoice, serial: "KRAMW004202110009551")
        #expect(job.begin() == .ask(.lastNumbers))
        guard case .ended(.needsPerson) = job.take(Sample.last(40)) else {
            Issue.record("it goes on")
            return
        }
    }

    @Test func `a device that left suspends the job`() throws {
        let fault = EngineFault(.gone, "the device left")
        #expect(try play(begun + [(.open, .notDone(fault))]).end == .suspended(fault))
    }

    @Test func `a job that was cut off goes on from what was kept`() throws {
        func journal(_ stage: ControlUnitJournal.Stage) -> ControlUnitJournal {
            ControlUnitJournal(
                traderNumber: "T1x000041", last: ControlUnitNumber(Sample.number(40)), stage: stage)
        }
        let closed: [(Ask, EngineEnd)] = [(.current, Sample.nothingOpen), (.last, Sample.last(41))]
        #expect(try play(closed, resuming: journal(.closing)).end == signed(41, .counter))
        #expect(isPerson(try play(closed, resuming: journal(.opening)).end))
        #expect(try play([(.current, Sample.open(2))], resuming: journal(.closing)).next == .close)
        #expect(try play([(.current, Sample.open(2))], resuming: journal(.opening)).next == .cancel)
    }

    @Test func `an answer that is none of those known is a person's`() throws {
        #expect(isPerson(try play([(.last, Sample.data("12;"))]).end))
        #expect(isPerson(try play([(.last, Sample.last(1)), (.current, Sample.data("yes"))]).end))
        #expect(try play(sold + [(.close, Sample.data("?"))]).next == .current)
    }
}
