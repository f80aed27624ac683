public import Fiscal

/// Goods that came in or went out, as KRA's stock ledger is told (reference §2.18).
public struct StockMovement: Sendable, Hashable {
    /// Why goods moved.
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// Stock that is declared before it can be sold.
        case opening
        /// Goods of a sale.
        case sale
        /// Goods of a credit note that came back.
        case returned
    }

    /// KRA's `sarNo`, gapless from 1.
    public let number: Int64
    /// Why goods moved.
    public let kind: Kind
    /// When; never in KRA's future.
    public let occurredAt: Timestamp
    /// What it belongs to, at most 400 characters.
    public let remark: String
    /// The lines.
    public let lines: [StockLine]

    /// Makes a movement.
    public init(number: Int64, kind: Kind, occurredAt: Timestamp, remark: String, lines: [StockLine]) {
        self.number = number
        self.kind = kind
        self.occurredAt = occurredAt
        self.remark = remark
        self.lines = lines
    }
}
