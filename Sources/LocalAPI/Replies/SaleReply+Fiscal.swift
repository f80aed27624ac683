public import Fiscal

extension SaleReply {
    /// The reply to an entry of the journal and what has become of it.
    public init(
        _ entry: Entry, state: SaleState, fiscal: FiscalReceipt? = nil, printed: Int? = nil, task: Int64? = nil
    ) {
        let document = entry.document
        self.init(
            id: document.id, state: state, temporaryNumber: document.temporaryNumber, sequence: document.sequence,
            acceptedAt: KenyaTime(document.acceptedAt).rfc3339,
            soldAt: document.sale.soldAt.map { KenyaTime($0).rfc3339 },
            totals: TotalsReply(document.sale.totals), seal: SealReply(entry.seal),
            fiscal: fiscal.map(FiscalReply.init), credits: document.sale.credits.map(CreditsReply.init),
            printed: printed, task: task)
    }
}
