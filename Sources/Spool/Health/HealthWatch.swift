import Fiscal
import Foundation
import GRDB
import Synchronization

/// Keeps what is known of the spool's health, and shuts the gate before the writer where it must be shut.
final class HealthWatch: Sendable {
    private struct Known {
        var trouble: SpoolHealth?
        var acknowledged: HighWater?
    }

    private let directory: URL
    private let known = Mutex(Known())

    init(directory: URL) {
        self.directory = directory
    }

    /// Lets a transaction through, or says why not.
    ///
    /// - Throws: ``SpoolError`` `failing`, `readOnly`, `corrupt` or `rolledBack`.
    func gate() throws(SpoolError) {
        guard let trouble = known.withLock({ $0.trouble }), trouble.refusesWrites else { return }
        throw trouble.error
    }

    /// Looks at what a transaction failed with: an error of the disk shuts the gate at once.
    ///
    /// - Returns: whether nothing more may be tried.
    @discardableResult
    func noteFailure(_ error: any Error) -> Bool {
        guard let found = verdict(on: error) else { return false }
        return known.withLock { known in
            // The first trouble is the cause; what follows it is its echo.
            if known.trouble?.refusesWrites != true { known.trouble = found }
            return true
        }
    }

    /// What was acknowledged last; a commit also proves that there is room again.
    func noteCommit(sequence: Int64, hash: [UInt8]) {
        known.withLock { known in
            if sequence > known.acknowledged?.sequence ?? 0 {
                known.acknowledged = HighWater(sequence: sequence, hash: hash)
            }
            if known.trouble?.state == .full { known.trouble = nil }
        }
    }

    /// What was acknowledged last since the start.
    var acknowledged: HighWater? { known.withLock { $0.acknowledged } }

    /// Shuts the gate for a reason that was found by looking.
    func shut(_ state: SpoolHealth.State, _ sentence: String) {
        known.withLock { $0.trouble = SpoolHealth(state: state, sentence: sentence) }
    }

    /// Opens the gate: the spool was opened again and checked.
    func recovered() {
        known.withLock { $0.trouble = nil }
    }

    /// The health now; free space is looked at anew.
    func now() -> SpoolHealth {
        if let trouble = known.withLock({ $0.trouble }), trouble.state != .full { return trouble }
        if StableFile.isReadOnly(directory) { return Self.readOnly(directory) }
        let free = StableFile.freeBytes(at: directory) ?? .max
        if free < Spool.reserveBytes || known.withLock({ $0.trouble?.state == .full }) {
            return SpoolHealth(
                state: .full,
                sentence: "the disk is full: \(free >> 20) MiB are free, \(Spool.reserveBytes >> 20) MiB are kept for "
                    + "printing and sending; sales are refused until there is room, what was sold is safe")
        }
        guard free < 2 * Spool.reserveBytes else { return .healthy }
        return SpoolHealth(
            state: .nearlyFull,
            sentence:
                "the disk is nearly full: \(free >> 20) MiB are free; below \(Spool.reserveBytes >> 20) MiB sales "
                + "are refused; make room")
    }

    private func verdict(on error: any Error) -> SpoolHealth? {
        let cause = (error as? SpoolError)?.cause ?? error
        guard let fault = cause as? DatabaseError else { return nil }
        switch fault.resultCode {
        case .SQLITE_FULL:
            return SpoolHealth(state: .full, sentence: "the disk is full; make room")
        case .SQLITE_IOERR, .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM:
            if fault.resultCode == .SQLITE_READONLY || StableFile.isReadOnly(directory) {
                return Self.readOnly(directory)
            }
            return SpoolHealth(
                state: .failing,
                sentence: "the disk reports an error (\(fault.extendedResultCode.rawValue)); nothing is acknowledged "
                    + "until the spool was opened again and checked. Make a backup and look at the disk")
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            return SpoolHealth(
                state: .corrupt,
                sentence: "a page of the spool is damaged; no sale is taken. Stop the agent and run: "
                    + "risiti spool restore --from-mirror, or risiti spool restore BACKUP")
        default: return nil
        }
    }

    private static func readOnly(_ directory: URL) -> SpoolHealth {
        SpoolHealth(
            state: .readOnly,
            sentence:
                "the disk of \(directory.path) takes no writes, so no sale is taken; it goes on by itself once it "
                + "does. A disk that turns read-only by itself is often dying: make a backup")
    }
}
