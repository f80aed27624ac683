#if canImport(Glibc)
    import Glibc
#endif

/// The machine's memory of a spool's files.
enum FileCacheHandle {
    /// Throws away the clean pages of a file and its log, so that they are read from the disk again.
    ///
    /// Only while no connection of this process has them open: closing the file drops the process's locks on it.
    static func drop(_ path: String) {
        for name in [path, path + "-wal"] {
            let descriptor = open(name, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { continue }
            posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED)
            close(descriptor)
        }
    }
}
