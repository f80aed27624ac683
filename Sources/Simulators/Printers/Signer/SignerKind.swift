/// What a signer is asked to sign; the raw value is the query of the request (fiscal-hardware.md §1.5).
public enum SignerKind: String, Sendable, CaseIterable {
    /// An invoice whose prices have VAT in them.
    case invoice = "invoice+1"
    /// An invoice on the second price base, which the reference does not name.
    case invoiceOnSecondBase = "invoice+2"
    /// An invoice on the third price base, which the reference does not name.
    case invoiceOnThirdBase = "invoice+3"
    /// A credit note.
    case creditNote = "credit-note+1"
    /// A debit note.
    case debitNote = "debit-note+1"

    /// Whether it names the document that it refers to.
    var isNote: Bool { self == .creditNote || self == .debitNote }

    /// Whether its lines surely have VAT in them.
    var hasInclusivePrices: Bool { self != .invoiceOnSecondBase && self != .invoiceOnThirdBase }
}
