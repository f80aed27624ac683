import Crypto
import Fiscal
public import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// A backup that is sealed for the way off the site: `spool/CONTRACT.md`, "Backup file".
public enum SealedBackup {
    static let magic = "risiti-backup-1\n"
    /// Bytes of the spool in one sealed piece: 64 KiB.
    static let pieceBytes = 65_536
    private static let tagBytes = 16
    private static let longestStanza = 400

    /// Whether a file begins as a sealed backup does.
    public static func isSealed(_ file: URL) -> Bool {
        guard let handle = try? FileHandle(forReadingFrom: file) else { return false }
        defer { try? handle.close() }
        return (try? handle.read(upToCount: magic.utf8.count)) == Data(magic.utf8)
    }

    /// Seals a file into a new one, durably, then opens the new one again and compares.
    ///
    /// - Parameter goesOn: told how many bytes are sealed; false gives up.
    /// - Throws: ``CustodyError``; the new file may be there in part, and is the caller's to remove.
    public static func seal(
        _ plain: URL, into sealed: URL, with lock: BackupLock, goesOn: (Int64) -> Bool = { _ in true }
    ) throws(CustodyError) {
        let fileKey = Custody.randomBytes(32)
        let head = magic + (try BackupStanza.wrap(fileKey, with: lock))
        let source = try reading(plain)
        defer { try? source.close() }
        let target = try making(sealed)
        defer { try? target.close() }
        try write(Array(head.utf8), to: target)
        var cipher = Pieces(fileKey: fileKey, head: head)
        var digest = SHA256()
        var piece = try read(pieceBytes, from: source)
        var done: Int64 = 0
        while true {
            let next = piece.count == pieceBytes ? try read(pieceBytes, from: source) : []
            digest.update(data: piece)
            try write(try cipher.seal(piece, isLast: next.isEmpty), to: target)
            done += Int64(piece.count)
            guard goesOn(done) else { throw CustodyError(.file, "the backup was given up") }
            if next.isEmpty { break }
            piece = next
        }
        guard fsync(target.fileDescriptor) == 0 else { throw fault(sealed, "made durable") }
        var again = SHA256()
        try pieces(of: sealed, key: { _ throws(CustodyError) in fileKey }) { bytes throws(CustodyError) in
            again.update(data: bytes)
        }
        guard Array(again.finalize()) == Array(digest.finalize()) else {
            throw CustodyError(.file, "\(sealed.lastPathComponent) does not read back as it was written")
        }
    }

    /// Opens a sealed backup into a new file, durably.
    ///
    /// - Throws: ``CustodyError`` where the opener does not fit, or a single bit was changed, moved or cut off; the new file
    ///   may then be there in part, and is the caller's to remove.
    public static func open(_ sealed: URL, into plain: URL, with opener: BackupOpener) throws(CustodyError) {
        let target = try making(plain)
        defer { try? target.close() }
        try pieces(of: sealed, key: { line throws(CustodyError) in try BackupStanza.unwrap(line, with: opener) }) {
            bytes throws(CustodyError) in
            try write(bytes, to: target)
        }
        guard fsync(target.fileDescriptor) == 0 else { throw fault(plain, "made durable") }
    }

    private static func pieces(
        of sealed: URL, key: (String) throws(CustodyError) -> [UInt8], body: ([UInt8]) throws(CustodyError) -> Void
    ) throws(CustodyError) {
        let source = try reading(sealed)
        defer { try? source.close() }
        let start = try read(magic.utf8.count + longestStanza, from: source)
        guard start.starts(with: Array(magic.utf8)),
            let end = start.dropFirst(magic.utf8.count).firstIndex(of: UInt8(ascii: "\n"))
        else { throw BackupStanza.malformed }
        let head = String(decoding: start[...end], as: UTF8.self)
        let line = String(decoding: start[magic.utf8.count..<end], as: UTF8.self)
        var cipher = Pieces(fileKey: try key(line), head: head)
        do {
            try source.seek(toOffset: UInt64(end + 1))
        } catch {
            throw fault(sealed, "read")
        }
        let whole = pieceBytes + tagBytes
        var piece = try read(whole, from: source)
        while true {
            let next = piece.count == whole ? try read(whole, from: source) : []
            try body(try cipher.open(piece, isLast: next.isEmpty))
            if next.isEmpty { return }
            piece = next
        }
    }

    private static func reading(_ file: URL) throws(CustodyError) -> FileHandle {
        guard let handle = try? FileHandle(forReadingFrom: file) else { throw fault(file, "opened") }
        return handle
    }

    private static func making(_ file: URL) throws(CustodyError) -> FileHandle {
        let descriptor = Glibc.open(file.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw fault(file, "made") }
        return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    private static func read(_ count: Int, from file: FileHandle) throws(CustodyError) -> [UInt8] {
        var bytes: [UInt8] = []
        do {
            while bytes.count < count, let more = try file.read(upToCount: count - bytes.count), !more.isEmpty {
                bytes += more
            }
        } catch {
            throw CustodyError(.file, "the backup cannot be read: \(error.localizedDescription)")
        }
        return bytes
    }

    private static func write(_ bytes: [UInt8], to file: FileHandle) throws(CustodyError) {
        do {
            try file.write(contentsOf: Data(bytes))
        } catch {
            throw CustodyError(.file, "the backup cannot be written: \(error.localizedDescription)")
        }
    }

    private static func fault(_ file: URL, _ step: String) -> CustodyError {
        CustodyError(.file, "\(file.lastPathComponent) cannot be \(step): \(String(cString: strerror(errno)))")
    }
}

/// The pieces of one backup: each under a nonce that says its place and whether it is the last.
private struct Pieces {
    private let key: SymmetricKey
    private var place: UInt64 = 0

    init(fileKey: [UInt8], head: String) {
        key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: fileKey), salt: Array(SHA256.hash(data: Array(head.utf8))),
            info: Array("risiti-backup-1 payload".utf8), outputByteCount: 32)
    }

    mutating func seal(_ bytes: [UInt8], isLast: Bool) throws(CustodyError) -> [UInt8] {
        do {
            let box = try ChaChaPoly.seal(bytes, using: key, nonce: nonce(isLast: isLast))
            place += 1
            return [UInt8](box.ciphertext + box.tag)
        } catch {
            throw CustodyError(.sealed, "piece \(place) of the backup could not be sealed")
        }
    }

    mutating func open(_ bytes: [UInt8], isLast: Bool) throws(CustodyError) -> [UInt8] {
        do {
            let box = try ChaChaPoly.SealedBox(
                nonce: nonce(isLast: isLast), ciphertext: bytes.dropLast(16), tag: bytes.suffix(16))
            let plain = [UInt8](try ChaChaPoly.open(box, using: key))
            place += 1
            return plain
        } catch {
            throw CustodyError(
                .sealed, "the backup was changed or cut off: piece \(place) is not what was sealed")
        }
    }

    private func nonce(isLast: Bool) throws -> ChaChaPoly.Nonce {
        let counter = (0..<8).map { UInt8(truncatingIfNeeded: place >> (56 - 8 * UInt64($0))) }
        return try ChaChaPoly.Nonce(data: [0, 0, 0] + counter + [isLast ? 1 : 0])
    }
}
