public import Fiscal
import GRDB

/// An item as KRA knows it.
public struct RegisteredItem: Sendable, Hashable {
    /// Our number of it.
    public let id: Int64
    /// The till's code.
    public let sku: String
    /// What KRA must know.
    public let item: Item
    /// The tax letter.
    public let tax: TaxLetter
    /// Its name.
    public let name: String
    /// Its price with VAT when first sold.
    public let price: Money
    /// KRA's code, once registered.
    public let code: String?
    /// KRA's stock balance by our own account, in hundredths.
    public let balanceHundredths: Int64
    /// The balance in the last stock master that KRA accepted.
    public let masterHundredths: Int64?
}

extension Spool {
    /// Every item by sku as last sold, for tills that name the sku alone.
    public func knownItems() async throws(SpoolError) -> [String: Item] {
        try await read { database in
            let items = try Self.allItems(database)
            return Dictionary(items.map { ($0.sku, $0.item) }) { $1 }
        }
    }

    /// The items that a document's lines name, in the order of the lines.
    public func items(of document: Document) async throws(SpoolError) -> [RegisteredItem] {
        try await read { try Self.items(of: document, $0) }
    }

    static func items(of document: Document, _ database: Database) throws -> [RegisteredItem] {
        try document.sale.lines.map { line in
            guard let item = try Self.item(line, database) else {
                throw SpoolError(.notFound, "line \(line.number) of \(document.temporaryNumber) has no item")
            }
            return item
        }
    }

    static func allItems(_ database: Database) throws -> [RegisteredItem] {
        try Row.fetchAll(database, literal: "SELECT \(sql: columns) FROM item ORDER BY id").compactMap(Self.item)
    }

    static func item(_ line: SaleLine, _ database: Database) throws -> RegisteredItem? {
        try database.first(
            """
            SELECT \(columns) FROM item WHERE sku = ? AND class = ? AND type = ? AND unit = ? AND package = ? AND origin = ?
                AND tax = ?
            """,
            [
                line.sku, line.item.itemClass, line.item.type.rawValue, line.item.unit, line.item.package,
                line.item.origin, line.tax.rawValue,
            ], read: item
        ) ?? nil
    }

    /// Makes sure that an item that was sold is in the register.
    static func remember(_ line: SaleLine, _ database: Database) throws {
        try database.run(
            """
            INSERT INTO item (sku, class, type, unit, package, origin, tax, name, price_minor)
            VALUES (\(line.sku), \(line.item.itemClass), \(line.item.type.rawValue), \(line.item.unit),
                \(line.item.package), \(line.item.origin), \(line.tax.rawValue), \(line.name),
                \(line.unitPrice.minor)) ON CONFLICT DO NOTHING
            """)
    }

    /// What ``item(_:)`` reads, by place: every step of a job reads its items, and names are looked up slowly.
    private static let columns = """
        id, sku, class, type, unit, package, origin, tax, name, price_minor, code, balance_hundredths, master_hundredths
        """

    private static func item(_ row: Row) -> RegisteredItem? {
        guard let type = ItemType(rawValue: row[3]), let tax = TaxLetter(rawValue: row[7]) else { return nil }
        return RegisteredItem(
            id: row[0], sku: row[1],
            item: Item(itemClass: row[2], type: type, unit: row[4], package: row[5], origin: row[6]), tax: tax,
            name: row[8], price: Money(minor: row[9]), code: row[10], balanceHundredths: row[11],
            masterHundredths: row[12])
    }
}
