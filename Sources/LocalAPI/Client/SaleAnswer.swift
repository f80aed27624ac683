/// What a posted sale was answered.
public struct SaleAnswer: Sendable, Hashable {
    /// The sale.
    public let sale: SaleReply
    /// Whether the agent knew the key already and gave the same answer again.
    public let wasKnown: Bool

    /// Makes an answer.
    public init(sale: SaleReply, wasKnown: Bool) {
        self.sale = sale
        self.wasKnown = wasKnown
    }
}
