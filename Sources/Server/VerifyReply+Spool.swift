import Fiscal
public import LocalAPI
public import Spool

extension VerifyReply {
    /// What replaying a spool found, in the words of the API.
    public init(_ verification: Verification) {
        self.init(
            entries: verification.entries, head: verification.hash,
            temporaryNumbersMissing: verification.temporaryNumbersMissing,
            invoiceNumbersMissing: verification.invoiceNumbersMissing, fiscalised: verification.fiscalised,
            firstBreak: verification.firstBreak.map { Break(sequence: $0.sequence, reason: $0.reason) },
            took: verification.took.wholeMilliseconds, notices: verification.notices, pruned: verification.pruned,
            keys: verification.keys.map { Key(key: Hex.text($0.key), from: $0.from, endorsed: $0.isEndorsed) },
            since: verification.since.map { Since(verdict: $0.verdict.rawValue, sentence: $0.sentence) },
            invoicesLost: verification.invoicesLost)
    }
}
