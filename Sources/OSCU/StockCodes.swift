/// KRA's codes of stock movements (code class 12); the opening's is disputed (DISAGREE 5).
public struct StockCodes: Sendable, Hashable, Codable {
    /// The code of an opening, an incoming adjustment.
    public var opening: String
    /// The code of a sale.
    public var sale: String
    /// The code of goods that came back.
    public var returned: String

    /// Makes a table.
    public init(opening: String = "06", sale: String = "11", returned: String = "03") {
        self.opening = opening
        self.sale = sale
        self.returned = returned
    }

    /// The codes of KRA's specification.
    public static let published = StockCodes()

    func code(of kind: StockMovement.Kind) -> String {
        switch kind {
        case .opening: opening
        case .sale: sale
        case .returned: returned
        }
    }
}
