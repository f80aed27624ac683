/// How plain text shows a QR code.
public enum QRStyle: Sendable {
    /// As the mark `[QR]`, where the code would stand.
    case none
    /// Drawn with half blocks for a screen; the drawing may be wider than the paper.
    case blocks
    /// Written out, in pieces as wide as the paper: for a printer that prints letters alone, so that the code can be typed.
    case written
}
