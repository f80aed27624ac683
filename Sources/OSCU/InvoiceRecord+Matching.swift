public import Fiscal

extension InvoiceRecord {
    /// Whether KRA's record is this document (reference §4.5, step 3).
    ///
    /// The id in the remark decides where KRA kept it; else total, line count, date, time, type, item codes and buyer.
    public func matches(_ document: Document, itemCodes: (SaleLine) -> String, confirmedAt: Timestamp) -> Bool {
        let sale = document.sale
        let time = KenyaTime(confirmedAt)
        let codes = sale.lines.flatMap { line in line.fiscal.map { _ in itemCodes(line) } }
        return decided(by: document.id)
            ?? (total == sale.totals.total && itemCount == Int64(codes.count) && soldOn == time.compactDate
                && self.confirmedAt.map { KenyaTime($0).compact } == time.compact
                && isCreditNote == sale.isCreditNote && self.itemCodes == codes && buyerPIN == sale.buyer?.pin)
    }

    /// Whether KRA's record is what this stored request sent, by the same rule.
    public func matches(_ request: OSCURequest) -> Bool {
        guard request.call == .sale, let sent = OSCUValue(json: request.body).flatMap({ InvoiceRecord(record: $0) })
        else { return false }
        return decided(by: sent.remark)
            ?? (total == sent.total && itemCount == sent.itemCount && soldOn == sent.soldOn
                && confirmedAt == sent.confirmedAt && isCreditNote == sent.isCreditNote
                && itemCodes == sent.itemCodes && buyerPIN == sent.buyerPIN)
    }

    /// What the remark alone says; nil where KRA did not keep it as an id.
    private func decided(by id: String?) -> Bool? {
        guard let remark, let id else { return nil }
        if remark == id { return true }
        return DocumentID.isValid(remark) ? false : nil
    }
}
