public import Custody
public import Foundation
public import Spool

/// Makes backups of a spool, sealed where asked, and takes them in again.
public enum BackupDesk {
    /// A backup that was made and verified.
    public struct Made: Sendable {
        /// What replaying the copy's journal found.
        public let copy: SpoolCopy
        /// The backup's size in bytes.
        public let bytes: Int64
    }

    /// Writes a verified backup of a running agent's spool or a cold one.
    ///
    /// It is written beside its place and put there only once it is whole; a sealed one is never in clear outside the
    /// spool's own directory. Where it fails or is given up, nothing of it is left.
    ///
    /// - Parameter goesOn: told how far the copy is; false gives up.
    public static func make(
        of spool: URL, at target: URL, lock: BackupLock?, replacing: Bool,
        goesOn: @escaping @Sendable (CopyProgress) -> Bool
    ) throws -> Made {
        guard replacing || !FileManager.default.fileExists(atPath: target.path) else {
            throw SpoolError(.refused, "\(target.path) is there already; say --force to write over it")
        }
        let draft = URL(filePath: target.path + ".part")
        StableFile.discard(draft)
        defer { StableFile.discard(draft) }
        let copy: SpoolCopy
        if let lock {
            let clear = spool.deletingLastPathComponent().appending(path: "backup-draft.sqlite")
            defer { StableFile.discard(clear) }
            copy = try Spool.copy(spool, to: clear, goesOn: goesOn)
            let last = CopyProgress(done: 1, total: 1)
            try SealedBackup.seal(clear, into: draft, with: lock) { _ in goesOn(last) }
        } else {
            copy = try Spool.copy(spool, to: draft, goesOn: goesOn)
        }
        try StableFile.place(draft, at: target, replacing: replacing)
        let size = try? FileManager.default.attributesOfItem(atPath: target.path)[.size] as? NSNumber
        return Made(copy: copy, bytes: size?.int64Value ?? copy.bytes)
    }

    /// Where a restore takes its spool from.
    public enum Source: Sendable {
        /// A backup's file, and what opens it where it is sealed.
        case backup(URL, BackupOpener?)
        /// The mirror's directory.
        case mirror(URL)
    }

    /// Puts a backup or the mirror in the place of a data directory's spool, under the directory's lock.
    ///
    /// - Throws: `SpoolError`, `CustodyError`; then the spool that is there is as it was.
    public static func restore(_ source: Source, into directory: DataDirectory, clock: WallClock) throws -> Restoration
    {
        let draft = directory.url.appending(path: "restore-source.sqlite")
        StableFile.discard(draft)
        defer { StableFile.discard(draft) }
        let file: URL
        switch source {
        case .backup(let backup, let opener):
            if SealedBackup.isSealed(backup) {
                guard let opener else {
                    throw SpoolError(
                        .refused, "\(backup.path) is sealed; say --passphrase-file FILE or --identity FILE")
                }
                try SealedBackup.open(backup, into: draft, with: opener)
                file = draft
            } else {
                file = backup
            }
        case .mirror(let mirror):
            try Spool.gather(mirror: mirror, into: draft)
            file = draft
        }
        _ = try Spool.check(file)
        return try Spool.restore(from: file, into: directory.url, clock: clock)
    }
}
