import Foundation
import GRDB
import Synchronization

/// Takes what each commit wrote, on the writer and from memory, for the mirror to carry away later.
///
/// Pages that are written again before they were carried take each other's place, so that a slow medium is handed the
/// newest of each; beyond the limit everything is let go and the mirror is copied anew.
final class MirrorTap: TransactionObserver, Sendable {
    private struct Held {
        var reader: LogReader?
        var group = PageGroup()
        var isOpen = false
        var hasOverflown = false
        /// Commits since the start, those in `group`, and those that are on the medium.
        var commits: Int64 = 0
        var carried: Int64 = 0
    }

    /// Bytes of pages that may wait for the medium: 64 MiB, some 1 500 sales that share no page.
    static let limit = 64 << 20

    private let limit: Int
    private let path: String
    private let held = Mutex(Held())
    private let bell: AsyncStream<Void>.Continuation
    /// One element for each commit, or each few.
    let commits: AsyncStream<Void>

    init(log path: String, limit: Int) {
        self.path = path
        self.limit = limit
        (commits, bell) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// Begins to take, from the present end of the log on.
    ///
    /// Only on the writer, outside of a transaction.
    func begin() throws(MirrorFault) {
        try held.withLock { held throws(MirrorFault) in
            guard let reader = LogReader(path: path) else { throw MirrorFault("the spool's own log is not there") }
            _ = reader.next()
            held.reader = reader
            (held.group, held.isOpen, held.hasOverflown) = (PageGroup(), true, false)
            held.carried = held.commits
        }
    }

    /// Lets everything go and takes no more.
    func end() {
        held.withLock { held in
            (held.reader, held.group, held.isOpen) = (nil, PageGroup(), false)
        }
    }

    /// What waits, and the number of its last commit; nil where it grew beyond the limit.
    func take() -> (group: PageGroup, upTo: Int64)? {
        held.withLock { held in
            if held.hasOverflown { return nil }
            defer { held.group = PageGroup() }
            return (held.group, held.commits)
        }
    }

    /// Says that a commit, and all before it, is on the medium.
    func arrived(_ commit: Int64) {
        held.withLock { $0.carried = max($0.carried, commit) }
    }

    /// Commits that the medium lacks.
    var behind: Int64 { held.withLock { $0.commits - $0.carried } }

    func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { false }

    func databaseDidChange(with event: DatabaseEvent) {}

    func databaseDidCommit(_ database: Database) {
        held.withLock { held in
            guard held.isOpen, let reader = held.reader else { return held.commits += 1 }
            let group = reader.next()
            guard !group.isEmpty else { return }
            held.commits += 1
            guard !held.hasOverflown else { return }
            held.group.add(group)
            if held.group.bytes > limit { (held.group, held.hasOverflown) = (PageGroup(), true) }
        }
        bell.yield()
    }

    func databaseDidRollback(_ database: Database) {}
}
