public import Fiscal

extension FiscalReceipt {
    /// Reads the `data` of a sale's answer; nil where a part is missing.
    public init?(
        saveAnswer data: OSCUValue, invoiceNumber: Int64, scuID: String, pin: String, branchID: String,
        portal: QRPortal
    ) {
        guard let receiptNumber = data["curRcptNo"]?.string, let internalData = data["intrlData"]?.string,
            let signature = data["rcptSign"]?.string, let signedAt = data["sdcDateTime"]?.time
        else { return nil }
        self.init(
            scuID: scuID, invoiceNumber: invoiceNumber, receiptNumber: receiptNumber,
            totalReceiptNumber: data["totRcptNo"]?.string ?? receiptNumber, internalData: internalData,
            signature: signature, signedAt: signedAt,
            qr: portal.address(pin: pin, branchID: branchID, signature: signature))
    }

    /// Reads a record of a look-up or of the sales list; nil where KRA has not signed it.
    public init?(record: InvoiceRecord, scuID: String, pin: String, branchID: String, portal: QRPortal) {
        guard let receipt = record.receipt else { return nil }
        self.init(
            saveAnswer: receipt, invoiceNumber: record.invoiceNumber, scuID: scuID, pin: pin, branchID: branchID,
            portal: portal)
    }
}
