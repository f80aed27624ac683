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
            took: verification.took.wholeMilliseconds)
    }
}
