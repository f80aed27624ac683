import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// A small file that only its owner may read, written durably and never over another.
struct KeyFile {
    let url: URL

    /// A credential that the service manager placed; its own protection is systemd's.
    func readCredential() throws(CustodyError) -> [UInt8] {
        guard let bytes = FileManager.default.contents(atPath: url.path), bytes.count >= 16 else {
            throw CustodyError(.file, "the credential \(url.lastPathComponent) is missing or shorter than 16 bytes")
        }
        return [UInt8](bytes)
    }

    /// The file's bytes; where there is no file, makes it with `fresh`.
    func readOrMake(_ fresh: @autoclosure () throws(CustodyError) -> [UInt8]) throws(CustodyError) -> [UInt8] {
        guard exists else {
            let bytes = try fresh()
            try make(bytes)
            return bytes
        }
        return try read()
    }

    /// Whether there is such a file.
    var exists: Bool { FileManager.default.fileExists(atPath: url.path) }

    /// The file's bytes.
    func read() throws(CustodyError) -> [UInt8] {
        let permissions = try? FileManager.default.attributesOfItem(atPath: url.path)[.posixPermissions] as? NSNumber
        guard let permissions, permissions.intValue & 0o077 == 0 else {
            throw CustodyError(
                .permissions,
                "\(url.lastPathComponent) may be read by others; make it mode 0600 and think of who read it")
        }
        guard let bytes = FileManager.default.contents(atPath: url.path), !bytes.isEmpty else {
            throw CustodyError(.file, "\(url.lastPathComponent) cannot be read")
        }
        return [UInt8](bytes)
    }

    /// Removes the file, where there is one.
    func remove() throws(CustodyError) {
        guard exists else { return }
        guard unlink(url.path) == 0 else { throw fault("removed") }
    }

    /// Takes another file's name, durably; that file is gone.
    func take(placeOf other: KeyFile) throws(CustodyError) {
        guard rename(url.path, other.url.path) == 0 else { throw other.fault("put in place") }
        try syncDirectory()
    }

    private func make(_ bytes: [UInt8]) throws(CustodyError) {
        let draft = url.path + ".new"
        unlink(draft)
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw fault("made") }
        defer { close(descriptor) }
        guard write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else {
            throw fault("written")
        }
        guard link(draft, url.path) == 0 else { throw fault("put in place") }
        unlink(draft)
        try syncDirectory()
    }

    private func syncDirectory() throws(CustodyError) {
        let directory = open(url.deletingLastPathComponent().path, O_RDONLY | O_CLOEXEC)
        guard directory >= 0 else { throw fault("made durable") }
        defer { close(directory) }
        guard fsync(directory) == 0 else { throw fault("made durable") }
    }

    private func fault(_ step: String) -> CustodyError {
        CustodyError(.file, "\(url.lastPathComponent) could not be \(step) (errno \(errno))")
    }
}
