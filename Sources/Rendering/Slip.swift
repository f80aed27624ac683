public import Fiscal

/// All that a paper shows, as a value; a renderer turns it into text, bytes or a picture.
///
/// Without a fiscal receipt it is a provisional slip, which bears nothing of KRA's (design §1, promise 6).
public struct Slip: Sendable {
    /// The sale or credit note as sealed.
    public let entry: Entry
    /// KRA's answer; nil before it has come.
    public let receipt: FiscalReceipt?
    /// On a credit note, KRA's answer to the sale that is taken back.
    public let original: FiscalReceipt?
    /// Whether this is the original, a copy, training or a proforma.
    public let designation: Designation
    /// The language of the shop's own words.
    public let language: Language
    /// The greeting below the title; may be empty.
    public let welcome: String
    /// The thanks at the end; may be empty.
    public let thanks: String
    /// When this paper was printed; shown on everything but the original.
    public let printedAt: Timestamp?

    /// Makes a slip.
    public init(
        entry: Entry, receipt: FiscalReceipt?, original: FiscalReceipt?, designation: Designation, language: Language,
        welcome: String, thanks: String, printedAt: Timestamp?
    ) {
        self.entry = entry
        self.receipt = receipt
        self.original = original
        self.designation = designation
        self.language = language
        self.welcome = welcome
        self.thanks = thanks
        self.printedAt = printedAt
    }

    /// Whether KRA has yet to answer a sale that took place.
    var isProvisional: Bool { designation.isOfASale && receipt == nil }
}
