/// What asking KRA came to; the answer to `POST /v1/kra/reconcile`.
public struct ReconcileReply: Codable, Sendable, Hashable {
    /// An invoice that KRA has and the journal lost.
    public struct Lost: Codable, Sendable, Hashable {
        /// KRA's number of it.
        public var invoiceNumber: Int64
        /// Its total, shillings as text.
        @OrNull public var total: String?
        /// What was sent as remark: mostly the document's id.
        @OrNull public var remark: String?
        /// When KRA signed it, RFC 3339.
        @OrNull public var signedAt: String?

        private enum CodingKeys: String, CodingKey {
            case total, remark
            case invoiceNumber = "invoice_number"
            case signedAt = "signed_at"
        }

        /// Makes a record; the time is RFC 3339.
        public init(invoiceNumber: Int64, total: String?, remark: String?, signedAt: String?) {
            self.invoiceNumber = invoiceNumber
            self.total = total
            self.remark = remark
            self.signedAt = signedAt
        }
    }

    /// Invoices that KRA has and the journal did not know of.
    public var found: Int
    /// Those of them that were sales of this journal, waiting: they have their receipts now.
    public var adopted: Int
    /// Those that this journal lost.
    public var lost: [Lost]
    /// KRA's last invoice number; the next sale takes the one behind it.
    public var lastInvoice: Int64

    private enum CodingKeys: String, CodingKey {
        case found, adopted, lost
        case lastInvoice = "last_invoice_number"
    }

    /// Makes an outcome.
    public init(found: Int, adopted: Int, lost: [Lost], lastInvoice: Int64) {
        self.found = found
        self.adopted = adopted
        self.lost = lost
        self.lastInvoice = lastInvoice
    }
}
