import Crypto
package import Fiscal
package import Foundation
package import Spool
import Synchronization

/// A shop with a real spool in a directory of its own, a fixed device key and a clock that is set by hand.
package final class Shop: Sendable {
    /// The data directory; it goes with the shop.
    package let directory: URL
    /// The spool.
    package let spool: Spool
    /// The wall clock.
    package let clock: HandClock
    /// The shop whose directory this one opened again, and which removes it.
    private let former: Shop?
    /// Whether the directory goes with the shop.
    private let ownsDirectory: Bool

    /// The lane that every sale gets a job on.
    package static let lane = "kra"
    /// When the shop opens: 12 March 2026, 10:45:12.345 in Kenya.
    package static let opening = Timestamp(milliseconds: 1_773_301_512_345)
    /// Milliseconds since boot, always.
    package static let sinceBoot: Int64 = 86_400_123
    /// The seed of the device key: the bytes 0 to 31.
    package static let keySeed = [UInt8](0..<32)
    /// The shop as its paper names it.
    package static let branch = Branch(
        pin: "P052345678K", branchID: "00", deviceSerial: "DUKA-0001", tradeName: "DUKA MOJA",
        address: "Biashara St, Nairobi")

    /// Opens a shop in a new directory, or again in that of a shop whose spool was closed.
    ///
    /// `seed` is that of the device key, which a machine that was replaced has another of.
    package init(
        after former: Shop? = nil, at time: Timestamp = Shop.opening, seed: [UInt8] = keySeed,
        transactions place: TransactionPlace = .connection
    ) throws {
        self.former = former
        ownsDirectory = former == nil
        directory =
            former?.directory ?? FileManager.default.temporaryDirectory.appending(path: "spool-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        clock = HandClock(time)
        spool = try Spool(
            directory: directory, sealer: try Self.sealer(seed: seed), clock: clock.wall, transactions: place)
        try spool.prepare(lanes: [Self.lane])
    }

    /// Opens a shop on a disk that may fail; the disk keeps the directory.
    ///
    /// Without a sealer of its own it seals with the fixed key.
    package init(
        on disk: FaultyDisk, at time: Timestamp = Shop.opening, sealer: Sealer? = nil, next: Sealer? = nil,
        chance: Chance = .system
    ) throws {
        former = nil
        ownsDirectory = false
        directory = disk.directory
        clock = HandClock(time)
        spool = try Spool(
            directory: directory, sealer: try sealer ?? Self.sealer(), next: next, clock: clock.wall, chance: chance)
        try spool.prepare(lanes: [Self.lane])
    }

    deinit {
        if ownsDirectory { try? FileManager.default.removeItem(at: directory) }
    }

    /// The spool's file.
    package var file: URL { directory.appending(path: Spool.fileName) }

    /// Seals with the fixed device key.
    package static func sealer(seed: [UInt8] = keySeed) throws -> Sealer {
        seed == keySeed ? try keptSealer.get() : try newSealer(seed)
    }

    /// Made once: thousands of shops open in the crash matrix.
    private static let keptSealer = Result { try newSealer(keySeed) }

    private static func newSealer(_ seed: [UInt8]) throws -> Sealer {
        let key = try Curve25519.Signing.PrivateKey(rawRepresentation: seed)
        return Sealer(key: [UInt8](key.publicKey.rawRepresentation)) { [UInt8](try key.signature(for: $0)) }
    }

    /// A checked sale of one line of goods.
    package static func sale(till: String = "T1", quantity: String = "3", price: String = "150.00") throws -> Sale {
        try draft(till: till, quantity: quantity, price: price).checked(
            in: SaleRules(rates: .integrator, convention: .inclusive))
    }

    /// What a till posts: one line of goods.
    package static func draft(till: String = "T1", quantity: String = "3", price: String = "150.00") throws -> SaleDraft
    {
        var item = ItemDraft()
        (item.itemClass, item.type, item.unit, item.package, item.origin) = ("4412160400", "goods", "NO", "NT", "KE")
        var line = LineDraft()
        (line.sku, line.name, line.quantity) = ("6161100000017", "Exercise book A4 200 pages", quantity)
        (line.unitPrice, line.tax, line.item) = (price, "B", item)
        var payment = PaymentDraft()
        (payment.method, payment.amount) = ("cash", "1000.00")
        var draft = SaleDraft()
        (draft.till, draft.cashier, draft.lines, draft.payments) = (till, "A12", [line], [payment])
        return draft
    }

    /// A request to seal a sale.
    package static func request(
        _ key: String, _ content: NewSale.Content, digest: UInt8 = 0, lanes: [String] = [Shop.lane]
    ) -> NewSale {
        NewSale(
            idempotencyKey: key, requestDigest: Array(repeating: digest, count: 32), content: content, branch: branch,
            lanes: lanes)
    }

    /// Sells, and gives what the journal answers.
    package func append(_ key: String, till: String = "T1", digest: UInt8 = 0) async throws -> Appended {
        try await spool.append(Self.request(key, .sale(try Self.sale(till: till)), digest: digest))
    }

    /// Sells, and gives the entry.
    @discardableResult
    package func sell(_ key: String, till: String = "T1") async throws -> Entry {
        try await append(key, till: till).entry
    }

    /// Takes back some of the first line of a sale; nil is all that is left.
    @discardableResult
    package func credit(_ original: Int64, _ key: String, quantity: Quantity? = nil) async throws -> Entry {
        let make: @Sendable (Entry, [Sale]) throws(SaleFaults) -> Sale = { entry, notes throws(SaleFaults) in
            let reference = CreditReference(
                documentID: entry.document.id, temporaryNumber: entry.document.temporaryNumber, reason: .refund)
            return try entry.document.sale.credited(
                quantity.map { [CreditRequest(line: 1, quantity: $0)] }, as: reference, after: notes, till: "T1",
                cashier: "A12", soldAt: nil)
        }
        return try await spool.append(Self.request(key, .creditNote(original: original, make: make))).entry
    }

    /// The job at the head of the lane.
    package func head() async throws -> Job? { try await spool.head(of: Self.lane) }
}

/// A wall clock that stands until it is set.
package final class HandClock: Sendable {
    private let time: Mutex<Timestamp>

    /// Makes a clock that stands at a time.
    package init(_ time: Timestamp) {
        self.time = Mutex(time)
    }

    /// Sets it.
    package func set(_ now: Timestamp) { time.withLock { $0 = now } }

    /// What it says.
    package var now: Timestamp { time.withLock { $0 } }

    /// The clock as the spool wants it.
    package var wall: WallClock { WallClock(now: { self.now }, sinceBoot: { Shop.sinceBoot }) }
}

/// A failed precondition of a test, in words.
package struct Unexpected: Error, CustomStringConvertible {
    /// What was not as it must be.
    package let description: String

    /// Makes the error.
    package init(_ description: String) { self.description = description }
}
