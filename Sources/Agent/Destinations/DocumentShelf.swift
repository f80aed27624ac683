import Fiscal
import Spool
import Synchronization

/// The documents that a lane has in hand or will have soon, so that each is read and decoded once.
///
/// An entry of the journal never changes, so nothing here grows old. What KRA knows of a document does change, and is
/// read from the spool each time.
final class DocumentShelf: Sendable {
    /// Documents kept: the backlog that one declaration of opening stock looks ahead, and the one in hand.
    private let limit: Int
    private let documents = Mutex<[Int64: Document]>([:])

    init(limit: Int) { self.limit = limit }

    /// An entry's document.
    func document(_ sequence: Int64, from spool: Spool) async throws -> Document {
        if let known = documents.withLock({ $0[sequence] }) { return known }
        let document = try await spool.entry(sequence).document
        keep([document])
        return document
    }

    /// Keeps documents that were read for another reason; where there is no room, all that was there goes.
    func keep(_ fresh: [Document]) {
        documents.withLock { documents in
            if documents.count + fresh.count > limit { documents.removeAll(keepingCapacity: true) }
            for document in fresh { documents[document.sequence] = document }
        }
    }
}
