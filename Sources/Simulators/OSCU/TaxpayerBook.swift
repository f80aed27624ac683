/// What KRA keeps per PIN: the item register and its serial.
struct TaxpayerBook: Sendable {
    /// The registered items in the order they were first saved.
    private(set) var items: [RegisteredItem] = []
    /// The serials of accepted item codes, in order.
    private(set) var serials: [Int] = []
    private var positions: [String: Int] = [:]

    /// The serial the next new item code must end with; one sequence across all prefixes (section 5.6).
    var nextSerial: Int { (serials.last ?? 0) + 1 }

    /// The item under a code.
    func item(_ code: String) -> RegisteredItem? {
        positions[code].map { items[$0] }
    }

    /// Enters a saved item: a new one takes its serial, a known one is replaced.
    mutating func save(_ event: OSCUEvent) {
        guard let code = event.body.text("itemCd") else { return }
        let item = RegisteredItem(
            code: code, bhfId: event.branch.bhfId, body: event.body, changedAt: event.at)
        if let position = positions[code] {
            items[position] = item
            return
        }
        positions[code] = items.count
        items.append(item)
        if let serial = ItemCode(code, of: event.body)?.serial { serials.append(serial) }
    }
}
