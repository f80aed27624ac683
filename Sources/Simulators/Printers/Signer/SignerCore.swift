import Logging

/// Holds the books, the faults and the state file of one running signer; one request at a time.
actor SignerCore {
    private var books: SignerBooks
    private var faults: SignerFaultDice
    private var refusals: [String: Int] = [:]
    /// Draws what the reference leaves open.
    private var chance: SplitMix64
    private let stateFile: StateFile?
    private let key: String?
    private let logger = Logger(label: "risiti.simulators.signer")

    /// Opens the state file, if there is one, and reads it back.
    init(_ options: SignerOptions) throws(SimulatorError) {
        guard options.serial.wholeMatch(of: #/KRAMW004[0-9]{12}/#) != nil else {
            throw SimulatorError(64, "\(options.serial) is not KRAMW004 and 12 digits")
        }
        var books = SignerBooks(serial: options.serial)
        var stateFile: StateFile?
        if let path = options.stateFile {
            let file = try StateFile(path, isSynchronised: options.isSynchronised)
            for (index, line) in file.lines.enumerated() {
                guard let document = SignedDocument(line: line), books.keep(document) else {
                    throw SimulatorError(
                        65, "\(path): line \(index + 1) is not the next document of unit \(options.serial)")
                }
            }
            stateFile = file
        }
        self.books = books
        self.stateFile = stateFile
        key = options.key
        faults = SignerFaultDice(options.faults, seed: options.seed)
        chance = SplitMix64(seed: options.seed)
    }

    /// The signed documents, oldest first.
    var signed: [SignedDocument] { books.signed }

    /// What was seen so far.
    var report: SignerReport {
        var report = SignerReport()
        report.signed = books.signed.count
        report.lastNumber = books.signed.last?.number ?? ""
        report.doubled = books.doubled
        report.refusals = refusals
        report.requests = faults.total
        report.faults = faults.counts
        return report
    }

    /// Takes the line down or up.
    func setOutage(_ isDown: Bool) {
        faults.isDown = isDown
    }

    /// Starts another fault plan.
    func setFaults(_ plan: SignerFaultPlan) {
        faults.set(plan)
    }

    /// What strikes the next request.
    func nextStrike() -> SignerFaultDice.Strike {
        faults.next()
    }

    /// Answers a request to sign, through whatever strikes it.
    func react(
        to body: [UInt8], query: String, authorization: String?, at now: NairobiTime, strike: SignerFaultDice.Strike
    ) -> SignerReaction {
        func signing(_ reaction: (SignerAnswer) -> SignerReaction) -> SignerReaction {
            guard let answer = answer(body, query, authorization, now) else { return .close }
            return reaction(answer)
        }
        switch strike.fault {
        case nil: return signing { .answer($0) }
        case .refused: return .answer(refusal(SignerComplaint("device", "the unit is busy with a report")))
        case .error500After: return signing { _ in .answer(.error500) }
        case .lostAnswer: return signing { _ in .close }
        case .tornAnswer: return signing { .torn($0) }
        case .slowAnswer: return signing { .late($0) }
        case .html200: return strike.isLate ? signing { _ in .answer(.html200) } : .answer(.html200)
        case .resetBefore, .outage: return .close
        }
    }

    /// Signs and keeps a document, or says why not; nil where it cannot be kept.
    private func answer(
        _ body: [UInt8], _ query: String, _ authorization: String?, _ now: NairobiTime
    ) -> SignerAnswer? {
        do throws(SignerComplaint) {
            guard key == nil || authorization == key else {
                return refusal(SignerComplaint("Authorization", "not the key of this unit"), status: 401)
            }
            guard let kind = SignerKind(rawValue: query) else {
                throw SignerComplaint("query", "\"\(query)\" is no document that this unit signs")
            }
            let document = try books.signature(of: try SignerForm(body, kind: kind), at: now)
            do throws(SimulatorError) {
                try stateFile?.append(document.line)
            } catch {
                logger.error("state file lost", metadata: ["error.description": "\(error)"])
                return nil
            }
            precondition(books.keep(document), "a signature is the next in its books")
            return .signed(document)
        } catch {
            return refusal(error)
        }
    }

    /// Counts a refusal; its HTTP status is open, so that chance draws it.
    private func refusal(_ complaint: SignerComplaint, status: Int? = nil) -> SignerAnswer {
        refusals[complaint.text, default: 0] += 1
        return .refused(complaint, status: status ?? (chance.flip() ? 200 : 400))
    }
}
