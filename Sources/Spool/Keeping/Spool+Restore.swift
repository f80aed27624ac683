import Fiscal
public import Foundation

/// What a restore did.
public struct Restoration: Sendable {
    /// The series of temporary numbers that the restored spool begins.
    public let series: String
    /// Entries of the restored spool.
    public let entries: Int64
    /// Where the spool that was there before lies now.
    public let movedAside: URL?

    /// Makes a restoration.
    public init(series: String, entries: Int64, movedAside: URL?) {
        self.series = series
        self.entries = entries
        self.movedAside = movedAside
    }
}

extension Spool {
    /// Puts a verified copy in the place of a data directory's spool; no agent may have it open.
    public static func restore(
        from file: URL, into directory: URL, clock: WallClock
    ) throws(SpoolError) -> Restoration {
        let place = directory.appending(path: fileName)
        let draft = directory.appending(path: "restore-draft.sqlite")
        let copy = try copy(file, to: draft)
        var aside: URL?
        if FileManager.default.fileExists(atPath: place.path) {
            let former = directory.appending(path: "\(fileName).before-restore-\(clock.now().milliseconds)")
            for ending in ["", "-wal", "-shm"] where FileManager.default.fileExists(atPath: place.path + ending) {
                do {
                    try FileManager.default.moveItem(atPath: place.path + ending, toPath: former.path + ending)
                } catch {
                    throw SpoolError(.storage, "the spool that is there cannot be moved aside", cause: error)
                }
            }
            aside = former
        }
        try StableFile.place(draft, at: place, replacing: false)
        HighWater.forget(in: directory)
        return Restoration(series: "", entries: copy.verification.entries, movedAside: aside)
    }
}
