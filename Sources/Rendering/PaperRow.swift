/// One printed row, never wider than the paper.
enum PaperRow: Hashable, Sendable {
    /// Letters; tall ones are twice as wide, so half as many fit.
    case text(String, bold: Bool = false, tall: Bool = false)
    /// A QR code of this payload, centred.
    case qr(String)
    /// KRA's logo, centred.
    case logo
}
