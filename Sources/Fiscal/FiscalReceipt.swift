/// KRA's answer to a sale (reference §2.14); final once stored, never derived from anything else.
public struct FiscalReceipt: Hashable, Sendable, Codable {
    /// The control unit's id, KRA's `sdcId`.
    public let scuID: String
    /// KRA's gapless number of the document.
    public let invoiceNumber: Int64
    /// The receipt counter, as KRA's text.
    public let receiptNumber: String
    /// The total receipt counter, as KRA's text.
    public let totalReceiptNumber: String
    /// 26 characters of base 32.
    public let internalData: String
    /// 16 characters of base 32.
    public let signature: String
    /// KRA's time of signing.
    public let signedAt: Timestamp
    /// The address in the QR code.
    public let qr: String

    /// Makes a receipt.
    public init(
        scuID: String, invoiceNumber: Int64, receiptNumber: String, totalReceiptNumber: String, internalData: String,
        signature: String, signedAt: Timestamp, qr: String
    ) {
        self.scuID = scuID
        self.invoiceNumber = invoiceNumber
        self.receiptNumber = receiptNumber
        self.totalReceiptNumber = totalReceiptNumber
        self.internalData = internalData
        self.signature = signature
        self.signedAt = signedAt
        self.qr = qr
    }

    /// `{sdcId}/{curRcptNo}`, as receipts print it (reference §6.2).
    public var controlUnitInvoiceNumber: String { "\(scuID)/\(receiptNumber)" }
}
