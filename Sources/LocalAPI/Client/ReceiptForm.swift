/// What a receipt can be had as; the raw value is what a person types.
public enum ReceiptForm: String, Sendable, CaseIterable {
    /// Plain text.
    case text
    /// A printer's bytes.
    case escpos
    /// A page.
    case pdf
    /// A web page.
    case html
    /// A picture.
    case png
    /// What it says, as JSON.
    case json

    /// What `Accept` says.
    public var mediaType: String {
        switch self {
        case .text: "text/plain"
        case .escpos: "application/vnd.escpos"
        case .pdf: "application/pdf"
        case .html: "text/html"
        case .png: "image/png"
        case .json: "application/json"
        }
    }

    /// Whether a terminal can show it.
    public var isText: Bool {
        switch self {
        case .text, .html, .json: true
        case .escpos, .pdf, .png: false
        }
    }
}
