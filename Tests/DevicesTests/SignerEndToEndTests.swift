import Devices
import Fiscal
import Outbound
import Simulators
import Testing

/// A document on its way to a simulated signer and back, over real HTTP.
@Suite(.timeLimit(.minutes(2))) struct SignerEndToEndTests {
    private static func simulator(_ change: (inout SignerOptions) -> Void) throws -> SignerSimulator {
        var options = SignerOptions(listen: try ListenAddress("127.0.0.1:0"))
        options.key = "opensesame"
        change(&options)
        return try SignerSimulator(options)
    }

    /// How an outcome ends, without its words.
    private enum End: Sendable { case signed, refused, unknown }

    private static func end(_ outcome: SignerOutcome) -> End {
        switch outcome {
        case .signed: .signed
        case .refused: .refused
        case .unknown: .unknown
        }
    }

    @Test func `an invoice is signed, and a note against its number`() async throws {
        let simulator = try Self.simulator { _ in }
        try await simulator.withRunning { address in
            guard case .signed(let receipt) = try await SignerPost.outcome(try SignerTests.document(), at: address)
            else {
                Issue.record("\(await simulator.report())")
                return
            }
            #expect(receipt.number.text == "0040095500000000001" && receipt.serial == "KRAMW004202110009550")
            for kind in [SignerDriver.Kind.creditNote, .debitNote] {
                var note = try SignerTests.document(kind)
                note.original = receipt.number.text
                #expect(Self.end(try await SignerPost.outcome(note, at: address)) == .signed)
                note.original = "0040095500000009999"
                #expect(Self.end(try await SignerPost.outcome(note, at: address)) == .refused)
            }
        }
        #expect(await simulator.signed().map(\.kind) == [.invoice, .creditNote, .debitNote])
    }

    @Test func `what the signer does not sign is refused with its reason`() async throws {
        let simulator = try Self.simulator { _ in }
        try await simulator.withRunning { address in
            var free = try SignerTests.document()
            (free.net, free.tax) = (free.total, .zero)
            guard case .refused(let refusal) = try await SignerPost.outcome(free, at: address),
                case .refused(let key) = try await SignerPost.outcome(SignerTests.document(), at: address, key: "x")
            else {
                Issue.record("\(await simulator.report())")
                return
            }
            #expect(refusal.code == .refused)
            #expect(refusal.sentence.hasSuffix("items_list: item 1 has no tax and no HS code"))
            #expect(key.code == .refused && key.sentence.contains("Authorization: "))
        }
        #expect(await simulator.signed().isEmpty)
    }

    @Test(arguments: [
        (SignerFault.refused, End.refused, 0...0), (.error500After, .unknown, 1...1), (.lostAnswer, .unknown, 1...1),
        (.tornAnswer, .unknown, 1...1), (.slowAnswer, .signed, 1...1), (.resetBefore, .unknown, 0...0),
        (.html200, .unknown, 0...1), (.outage, .unknown, 0...0),
    ])
    private func `each fault ends as it should`(
        _ fault: SignerFault, _ end: End, _ signatures: ClosedRange<Int>
    ) async throws {
        for seed in 1...4 as ClosedRange<UInt64> {
            let simulator = try Self.simulator { options in
                options.seed = seed
                options.slowMilliseconds = 100
                options.faults.script = [1: fault]
            }
            try await simulator.withRunning { address in
                let outcome = try await SignerPost.outcome(try SignerTests.document(), at: address)
                #expect(Self.end(outcome) == end, "\(outcome)")
            }
            #expect(signatures.contains(await simulator.signed().count))
            #expect(await simulator.report().requests == 1)
        }
    }

    @Test func `an answer that comes too late is in doubt, and the document is signed`() async throws {
        let simulator = try Self.simulator { options in
            options.slowMilliseconds = 600_000
            options.faults.script = [1: .slowAnswer]
        }
        try await simulator.withRunning { address in
            let outcome = try await SignerPost.outcome(
                try SignerTests.document(), at: address, within: .milliseconds(500))
            #expect(Self.end(outcome) == .unknown)
            while await simulator.signed().isEmpty { await Task.yield() }
        }
        #expect(await simulator.signed().count == 1)
    }

    @Test func `a signer that is not there has nothing`() async throws {
        let simulator = try Self.simulator { _ in }
        let address = try await simulator.withRunning { $0 }
        guard case .refused(let refusal) = try await SignerPost.outcome(try SignerTests.document(), at: address) else {
            Issue.record("a document went where nobody listens")
            return
        }
        #expect(refusal.code == .notSent)
    }
}
