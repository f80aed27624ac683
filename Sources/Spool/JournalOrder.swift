import Fiscal
import GRDB

/// Finds sales by time and by id without an index: both grow with the journal, so halving it finds them.
///
/// An index of its own would cost each sale another page of the log; a search costs a reader some twenty rows.
enum JournalOrder {
    /// A sale as the search sees it.
    struct Place {
        let sequence: Int64
        /// Milliseconds since 1970.
        let acceptedAt: Int64
        let documentID: String
    }

    /// The characters of an id that are its time.
    ///
    /// Within one time, ids of older schemas are in no order.
    private static let timeDigits = 10

    /// The first sale of which something holds that, once it holds, holds of all later ones; nil where it never does.
    static func firstSale(_ database: Database, where holds: (Place) -> Bool) throws -> Int64? {
        guard let last = try Int64.fetchOne(database, literal: "SELECT max(sequence) FROM sale") else { return nil }
        var (low, high): (Int64, Int64) = (1, last + 1)
        while low < high {
            let middle = low + (high - low) / 2
            // Notices have no row of sale; the next sale speaks for them.
            guard let place = try place(from: middle, database), !holds(place) else {
                high = middle
                continue
            }
            low = place.sequence + 1
        }
        return low > last ? nil : try place(from: low, database)?.sequence
    }

    /// The first sale that was accepted at a time or later.
    static func firstSale(_ database: Database, at time: Timestamp) throws -> Int64? {
        try firstSale(database) { $0.acceptedAt >= time.milliseconds }
    }

    /// The sale with an id.
    static func sale(withID id: String, _ database: Database) throws -> Int64? {
        let time = id.prefix(timeDigits)
        var next = try firstSale(database) { $0.documentID.prefix(timeDigits) >= time }
        while let sequence = next, let place = try place(from: sequence, database),
            place.documentID.prefix(timeDigits) == time
        {
            if place.documentID == id { return place.sequence }
            next = place.sequence + 1
        }
        return nil
    }

    private static func place(from sequence: Int64, _ database: Database) throws -> Place? {
        try Row.fetchOne(
            database,
            literal: """
                SELECT sequence, accepted_at_ms, document_id FROM sale WHERE sequence >= \(sequence)
                ORDER BY sequence LIMIT 1
                """
        ).map { Place(sequence: $0[0], acceptedAt: $0[1], documentID: $0[2]) }
    }
}
