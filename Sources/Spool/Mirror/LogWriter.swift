import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// Writes groups of pages behind a copy, as a write-ahead log that SQLite itself reads and folds in.
///
/// A group that a pulled medium tore is no valid end of a log: SQLite passes over it, and the group before holds.
final class LogWriter: Sendable {
    private struct End {
        var bytes = LogReader.headBytes
        var checksum = LogChecksum()
    }

    /// The bytes that the log has.
    var bytes: Int { end.withLock { $0.bytes } }

    private let end = Mutex(End())
    private let path: String
    private let descriptor: Int32
    private let salts: [UInt8]

    /// Begins a log for a database of a page size; one that is there is written over.
    init(path: String, pageBytes: Int) throws(MirrorFault) {
        self.path = path
        var random = SystemRandomNumberGenerator()
        salts = (0..<8).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw MirrorFault(errno, "the log on the medium cannot be made") }
        var head = Self.words([0x377F_0683, 3_007_000, UInt32(pageBytes), 0]) + salts
        var checksum = LogChecksum()
        checksum.add(head[...], bigEndian: true)
        head += Self.words([checksum.first, checksum.second])
        try put(head, at: 0)
        end.withLock { $0.checksum = checksum }
    }

    deinit {
        close(descriptor)
    }

    /// Adds a group as one transaction, and waits until the medium has it.
    func append(_ group: PageGroup) throws(MirrorFault) {
        var chunk: [UInt8] = []
        var (place, running) = end.withLock { ($0.bytes, $0.checksum) }
        let pages = group.pages.sorted { $0.key < $1.key }
        for (index, page) in pages.enumerated() {
            let isLast = index == pages.count - 1
            let head = Self.words([page.key, isLast ? group.filePages : 0])
            running.add(head[...], bigEndian: true)
            running.add(page.value[...], bigEndian: true)
            chunk += head + salts + Self.words([running.first, running.second]) + page.value
            if isLast || chunk.count >= 1 << 20 {
                try put(chunk, at: place)
                place += chunk.count
                chunk = []
            }
        }
        guard fdatasync(descriptor) == 0 else { throw MirrorFault(errno, "the medium does not keep what is written") }
        end.withLock { ($0.bytes, $0.checksum) = (place, running) }
    }

    private func put(_ bytes: [UInt8], at place: Int) throws(MirrorFault) {
        var done = 0
        while done < bytes.count {
            let rest = done == 0 ? bytes : Array(bytes[done...])
            let count = pwrite(descriptor, rest, rest.count, off_t(place + done))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw MirrorFault(errno, "the medium cannot be written") }
            done += count
        }
    }

    private static func words(_ words: [UInt32]) -> [UInt8] {
        words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * UInt32($0))) } }
    }
}

/// Why the mirror's medium cannot be used, in words.
struct MirrorFault: Error {
    let sentence: String

    init(_ sentence: String) {
        self.sentence = sentence
    }

    init(_ number: Int32, _ sentence: String) {
        self.sentence = "\(sentence): \(String(cString: strerror(number)))"
    }
}
