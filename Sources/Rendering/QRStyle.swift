/// How plain text shows a QR code.
public enum QRStyle: Sendable {
    /// As the mark `[QR]`, where the code would stand.
    case none
    /// Drawn with half blocks for a screen; the drawing may be wider than the paper.
    case blocks
}
