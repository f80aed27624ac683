/// The KRA portal that a receipt's QR code leads to (reference §6.3).
public enum QRPortal: String, Codable, Sendable, CaseIterable {
    /// For tests.
    case sandbox
    /// For sales.
    case production

    /// The address in the QR code: PIN, branch and signature behind each other, nothing between.
    public func address(pin: String, branchID: String, signature: String) -> String {
        let host =
            switch self {
            case .sandbox: "etims-sbx.kra.go.ke"
            case .production: "etims.kra.go.ke"
            }
        let record = pin + branchID + signature.filter { $0 != "-" }.uppercased()
        return "https://\(host)/common/link/etims/receipt/indexEtimsReceiptData?Data=\(record)"
    }
}
