/// KRA's answer to a sale (reference §2.14), or what a control unit on the counter signed for it; final once stored,
/// never derived from anything else.
public struct FiscalReceipt: Hashable, Sendable, Codable {
    /// The control unit's id, KRA's `sdcId`; of a unit on the counter its serial number.
    public let scuID: String
    /// KRA's gapless number of the document; of a unit on the counter its whole CU invoice number.
    public let invoiceNumber: Int64
    /// The receipt counter, as KRA's text; of a unit on the counter the 19 digits of its CU invoice number.
    public let receiptNumber: String
    /// The total receipt counter, as KRA's text; of a unit on the counter what its number counts.
    public let totalReceiptNumber: String
    /// 26 characters of base 32; empty where a unit on the counter signed.
    public let internalData: String
    /// 16 characters of base 32; empty where a unit on the counter signed.
    public let signature: String
    /// KRA's time of signing; of a unit on the counter the time of its answer.
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

    /// What a control unit on the counter signed (fiscal-hardware §1.3).
    ///
    /// - Parameters:
    ///   - serial: the unit's serial number: `KRAMW`, maker, month of making and number.
    ///   - number: its CU invoice number, 19 digits: three of the maker, six of the unit, ten that count.
    ///
    /// Nil for anything but 19 digits, or digits that are no number of 64 bits: makers' codes end at 921.
    public init?(controlUnit serial: String, number: String, link: String, at time: Timestamp) {
        guard number.utf8.count == 19, let whole = Int64(number), whole > 0, let count = Int64(number.suffix(10)) else {
            return nil
        }
        self.init(
            scuID: serial, invoiceNumber: whole, receiptNumber: number, totalReceiptNumber: "\(count)",
            internalData: "", signature: "", signedAt: time, qr: link)
    }

    /// Whether a control unit on the counter signed it, and not KRA's own.
    public var isOfCounter: Bool { signature.isEmpty }

    /// The CU invoice number as receipts print it: `{sdcId}/{curRcptNo}` (reference §6.2), or a unit's own 19 digits.
    public var controlUnitInvoiceNumber: String { isOfCounter ? receiptNumber : "\(scuID)/\(receiptNumber)" }
}
