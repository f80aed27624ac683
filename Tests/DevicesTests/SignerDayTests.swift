import Devices
import Fiscal
import Outbound
import Simulators
import Testing

/// The signer's client against the simulated signer, with faults on; a person looks at what is in doubt.
@Suite(.timeLimit(.minutes(5))) struct SignerDayTests {
    /// What became of the documents of a run.
    private struct Tally {
        /// Signed, and the answer said so.
        var signed = 0
        /// Refused with a reason, and sent again by a person.
        var refused = 0
        /// In doubt: a person found them in the signer's list, or sent them again where they were not.
        var persons = 0
        var foundByPersons = 0
        var doubles = 0
        /// Said to be signed, and not signed under that number.
        var lost = 0
        var requests = 0
    }

    /// How often a person sends a document again.
    private static let patience = 40

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func `a thousand documents with faults on: none signed twice, none lost, each end known or a person's`(
        _ seed: UInt64
    ) async throws {
        var options = SignerOptions(listen: try ListenAddress("127.0.0.1:0"))
        options.key = "opensesame"
        options.seed = seed
        options.slowMilliseconds = 1
        options.faults = .everything(perMillion: 500_000)
        let simulator = try SignerSimulator(options)
        let start = ContinuousClock.now
        var tally = try await OwnThread().run {
            try await simulator.withRunning { address in try await Self.day(simulator, at: address) }
        }
        let time = start.duration(to: .now)
        let report = await simulator.report()
        tally.doubles = report.doubled.count
        print("type C signer, seed \(seed): \(tally), \(report.faults.values.reduce(0, +)) faults, \(time)")
        #expect(report.signed == 1_000)
        #expect(tally.signed + tally.foundByPersons == 1_000)
        #expect(tally.doubles == 0 && tally.lost == 0)
        #expect(tally.persons > 0 && tally.refused > 0)
    }

    private static func day(_ simulator: SignerSimulator, at address: String) async throws -> Tally {
        let client = HTTPClient()
        var tally = Tally()
        var numbers: [String: String] = [:]
        for index in 1...1_000 {
            var document = try SignerTests.document()
            document.number = "T1-\(index)"
            var turns = 0
            while numbers[document.number] == nil, turns < patience {
                turns += 1
                tally.requests += 1
                switch try await SignerPost.outcome(document, at: address, by: client) {
                case .signed(let receipt):
                    tally.signed += 1
                    numbers[document.number] = receipt.number.text
                case .refused: tally.refused += 1
                case .unknown:
                    tally.persons += 1
                    // The last of the list is this one, or it is not there.
                    guard let last = await simulator.lastSigned(), last.invoiceNumber == document.number else {
                        continue
                    }
                    tally.foundByPersons += 1
                    numbers[document.number] = last.number
                }
            }
        }
        for document in await simulator.signed() where numbers[document.invoiceNumber] != document.number {
            tally.lost += 1
        }
        return tally
    }
}

extension SignerSimulator {
    /// What stands last in its list.
    fileprivate func lastSigned() async -> SignedDocument? { await signed().last }
}
