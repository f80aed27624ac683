import Fiscal
import Spool
import Synchronization

/// The documents that a lane has in hand or will have soon, so that each is read and decoded once.
///
/// An entry of the journal never changes, nor do the items that it names, so nothing here grows old. What KRA knows of
/// them does change, and is read from the spool each time.
final class DocumentShelf: Sendable {
    /// Hundredths of each item that a document takes, by our number of the item.
    typealias Needs = [Int64: Int64]

    private struct Books {
        var documents: [Int64: Document] = [:]
        var needs: [Int64: Needs] = [:]

        /// Forgets what lies before an entry, and where that is not enough all but that entry.
        mutating func clear(before sequence: Int64, limit: Int) {
            guard documents.count >= limit || needs.count >= limit else { return }
            documents = documents.filter { $0.key >= sequence }
            needs = needs.filter { $0.key >= sequence }
            guard documents.count >= limit || needs.count >= limit else { return }
            documents = documents.filter { $0.key == sequence }
            needs = needs.filter { $0.key == sequence }
        }
    }

    /// Documents kept at once.
    private let limit: Int
    private let books = Mutex(Books())

    init(limit: Int) { self.limit = limit }

    /// Documents on the shelf.
    var count: Int { books.withLock { $0.documents.count } }

    /// The document of a job in hand; the lane goes on from there.
    func document(inHand sequence: Int64, from spool: Spool) async throws -> Document {
        books.withLock { $0.clear(before: sequence, limit: limit) }
        return try await document(sequence, from: spool)
    }

    /// What an entry's document takes from the stock; a credit note takes nothing.
    func needs(of sequence: Int64, from spool: Spool) async throws -> Needs {
        if let known = books.withLock({ $0.needs[sequence] }) { return known }
        let document = try await document(sequence, from: spool)
        let needs: Needs =
            document.sale.isCreditNote
            ? [:]
            : Dictionary(
                KRAPlanner.needs(of: document, try await spool.items(of: document)).map { ($0.item.id, $0.hundredths) }
            ) { $1 }
        books.withLock { $0.needs[sequence] = needs }
        return needs
    }

    private func document(_ sequence: Int64, from spool: Spool) async throws -> Document {
        if let known = books.withLock({ $0.documents[sequence] }) { return known }
        let document = try await spool.entry(sequence).document
        books.withLock { $0.documents[sequence] = document }
        return document
    }
}
