/// How far a sale has come with KRA.
public enum SaleState: String, Codable, Sendable, CaseIterable {
    /// Sealed in the journal; KRA has not answered yet.
    case accepted
    /// KRA has answered; the sale has its fiscal receipt.
    case fiscalised
    /// KRA has refused it for good; a task says why.
    case refused
}
