import GRDB
import Synchronization

/// Knows how much the write-ahead log holds, and folds it into the file before it grows beyond its bound.
///
/// The log's file keeps its size when it was folded in and begins anew: a commit that writes over bytes that are there
/// waits for its own bytes alone, one that makes the file longer waits for the file system's books as well.
final class LogKeeper: Sendable {
    /// Under load the log is folded in at this many pages: 4 MiB.
    ///
    /// That is some 10 ms of a quick disk's time and a third of a second of a card's. It grows past it only while somebody
    /// reads an old picture of the file.
    private static let largest = 1_024
    /// In idle moments it is folded in from here on: 1 MiB.
    private static let quiet = 256
    /// Where not all could be folded in, it is tried again after so many pages more.
    private static let patience = 256
    /// The size that the log's file has at least, once there was time to give it: 4 MiB and what one group adds.
    static let roomBytes: Int64 = 5 << 20

    private struct Known {
        var pages = 0
        var due = LogKeeper.largest
        /// Whether the log must stay as it is until the next start.
        var stays = false
    }

    private let known = Mutex(Known())

    /// Takes in that a commit left so many pages in the log.
    func note(pages: Int) {
        known.withLock { known in
            // Fewer than before: it began anew.
            if pages < known.pages { known.due = Self.largest }
            known.pages = pages
        }
    }

    /// Whether it is time to fold the log in; `idle` says that nobody waits.
    func isDue(idle: Bool) -> Bool {
        known.withLock { known in
            !known.stays && known.pages >= (idle ? Self.quiet : known.due)
        }
    }

    /// Pages of the log that are not folded in.
    var pages: Int { known.withLock { $0.pages } }

    /// Whether a folding failed, so that the log is kept.
    var stays: Bool { known.withLock { $0.stays } }

    /// A new connection, which counts nothing as folded in.
    func begin() {
        known.withLock { $0 = Known(pages: $0.pages) }
    }

    /// Folds the log in, on the writer, as far as readers let it, without holding anybody up; nothing where it must stay.
    func fold(_ database: Database) throws {
        try fold {
            let (pages, folded) = try database.checkpoint(.passive)
            known.withLock { known in
                if folded >= pages {
                    (known.pages, known.due) = (0, Self.largest)
                } else {
                    known.due = max(Self.largest, known.pages + Self.patience)
                }
            }
        }
    }

    /// Folds the log in and gives its space back.
    func foldAway(_ database: Database) throws {
        try fold { try database.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
    }

    /// Folds the log in; where the disk fails at that, the log stays until the next start.
    ///
    /// After a failed fsync Linux takes pages of the file for clean that never reached the disk, and SQLite does not
    /// write those again that an earlier, partial folding had counted as done: the next one would succeed, the log be
    /// written over, and the pages be gone. A new start counts nothing as done and writes them all.
    private func fold(_ body: () throws -> Void) throws {
        guard !stays else { return }
        do {
            try body()
        } catch let error as DatabaseError where error.resultCode == .SQLITE_IOERR {
            known.withLock { $0.stays = true }
            throw error
        }
    }
}
