import Crypto
public import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// Whole files that are put in place durably: written aside, synced, renamed, and the directory synced.
public enum StableFile {
    /// Gives a file that was written aside its name, durably.
    ///
    /// - Throws: ``SpoolError`` `refused` where there is a file of that name and `replacing` is not said.
    public static func place(_ draft: URL, at target: URL, replacing: Bool) throws(SpoolError) {
        guard replacing || !FileManager.default.fileExists(atPath: target.path) else {
            throw SpoolError(.refused, "\(target.path) is there already; nothing was written over")
        }
        try sync(draft)
        guard rename(draft.path, target.path) == 0 else { throw fault(target, "put in place") }
        try sync(target.deletingLastPathComponent())
    }

    /// Waits until a file, or a directory's names, are on stable storage.
    public static func sync(_ url: URL) throws(SpoolError) {
        let descriptor = open(url.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw fault(url, "opened") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw fault(url, "made durable") }
    }

    /// SHA-256 of a file's bytes, and how many they are.
    ///
    /// - Throws: ``SpoolError`` `storage` where it cannot be read.
    public static func digest(_ url: URL) throws(SpoolError) -> (sha256: [UInt8], bytes: Int64) {
        do {
            let file = try FileHandle(forReadingFrom: url)
            defer { try? file.close() }
            var hash = SHA256()
            var count: Int64 = 0
            while let piece = try file.read(upToCount: 1 << 16), !piece.isEmpty {
                hash.update(data: piece)
                count += Int64(piece.count)
            }
            return ([UInt8](hash.finalize()), count)
        } catch {
            throw SpoolError(.storage, "\(url.path) cannot be read", cause: error)
        }
    }

    /// Removes a draft and what SQLite may have put beside it.
    public static func discard(_ draft: URL) {
        for ending in ["", "-wal", "-shm", "-journal"] { unlink(draft.path + ending) }
    }

    /// Writes a small file in one step, without waiting for the disk.
    static func write(_ text: String, to target: URL) throws(SpoolError) {
        let draft = target.path + ".new"
        do {
            try Data(text.utf8).write(to: URL(filePath: draft))
        } catch {
            throw SpoolError(.storage, "\(target.lastPathComponent) cannot be written", cause: error)
        }
        guard rename(draft, target.path) == 0 else { throw fault(target, "put in place") }
    }

    /// What an unprivileged process may still write to a directory's disk, in bytes; nil where nobody can tell.
    public static func freeBytes(at directory: URL) -> Int64? {
        var disk = statvfs()
        guard statvfs(directory.path, &disk) == 0 else { return nil }
        return Int64(disk.f_bavail) * Int64(disk.f_frsize)
    }

    /// A file's size; 0 where there is none.
    static func size(_ path: String) -> Int64 {
        (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? NSNumber)?.int64Value ?? 0
    }

    /// Whether a disk takes no writes.
    static func isReadOnly(_ directory: URL) -> Bool {
        var values = statvfs()
        return statvfs(directory.path, &values) == 0 && values.f_flag & UInt(ST_RDONLY) != 0
    }

    /// The disk that a file is on; nil where it is not there.
    static func disk(of url: URL) -> UInt64? {
        var values = stat()
        return stat(url.path, &values) == 0 ? UInt64(values.st_dev) : nil
    }

    private static func fault(_ url: URL, _ step: String) -> SpoolError {
        SpoolError(.storage, "\(url.path) cannot be \(step): \(String(cString: strerror(errno)))")
    }
}
