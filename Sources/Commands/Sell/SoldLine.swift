import LocalAPI

/// What `sell --format json` writes of one sale.
struct SoldLine: Encodable, Sendable {
    let key: String
    let place: String
    let wasKnown: Bool
    let sale: SaleReply

    private enum CodingKeys: String, CodingKey {
        case key = "idempotency_key"
        case place
        case wasKnown = "known"
        case sale
    }
}
