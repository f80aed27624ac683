public import Fiscal

/// What KRA answered.
public struct FiscalReply: Codable, Sendable, Hashable {
    /// The control unit's id.
    public var scuID: String
    /// KRA's gapless number of the document; of a control unit on the counter what its number counts, so that it fits
    /// what JSON readers take for a whole number.
    public var invoiceNumber: Int64
    /// The receipt counter, as KRA's text.
    public var receiptNumber: String
    /// The total receipt counter, as KRA's text.
    public var totalReceiptNumber: String
    /// The internal data, 26 characters.
    public var internalData: String
    /// The receipt signature, 16 characters.
    public var signature: String
    /// KRA's time of signing, RFC 3339.
    public var signedAt: String
    /// The address in the QR code.
    public var qr: String

    private enum CodingKeys: String, CodingKey {
        case scuID = "scu_id"
        case invoiceNumber = "invoice_number"
        case receiptNumber = "receipt_number"
        case totalReceiptNumber = "total_receipt_number"
        case internalData = "internal_data"
        case signature
        case signedAt = "signed_at"
        case qr
    }

    /// KRA's answer as the API words it.
    public init(_ receipt: FiscalReceipt) {
        scuID = receipt.scuID
        invoiceNumber = receipt.isOfCounter ? Int64(receipt.totalReceiptNumber) ?? 0 : receipt.invoiceNumber
        receiptNumber = receipt.receiptNumber
        totalReceiptNumber = receipt.totalReceiptNumber
        internalData = receipt.internalData
        signature = receipt.signature
        signedAt = KenyaTime(receipt.signedAt).rfc3339
        qr = receipt.qr
    }
}
