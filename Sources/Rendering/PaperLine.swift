/// One thing on the paper, before it is fitted to a width; every renderer says the same lines.
enum PaperLine: Hashable, Sendable {
    /// Where a text stands.
    enum Alignment: Hashable, Sendable {
        case left, center
    }

    /// A text that wraps between words; `tall` is at least twice the height of the amounts (reference §6.4).
    case text(String, align: Alignment = .left, bold: Bool = false, tall: Bool = false)
    /// A line across the paper.
    case rule
    /// A name at the left edge and an amount at the right.
    case columns(String, String, bold: Bool = false)
    /// Two short texts side by side, such as a date and a time.
    case pair(String, String)
    /// A row of the tax table.
    case table(String, String, String)
    /// A QR code of this payload.
    case qr(String)
    /// Where KRA's logo stands.
    case logo
    /// An empty line.
    case blank
}
