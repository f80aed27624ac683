import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// What was committed since the last look: the newest image of each page, and how many pages the file has after it.
struct PageGroup: Sendable {
    var pages: [UInt32: [UInt8]] = [:]
    var filePages: UInt32 = 0

    var isEmpty: Bool { pages.isEmpty }
    var bytes: Int { pages.count * (pages.first?.value.count ?? 0) }

    mutating func add(_ later: PageGroup) {
        guard !later.isEmpty else { return }
        pages.merge(later.pages) { $1 }
        filePages = later.filePages
        for page in pages.keys where page > filePages { pages[page] = nil }
    }
}

/// SQLite's rolling checksum of its write-ahead log (https://sqlite.org/fileformat2.html#checksum_algorithm).
struct LogChecksum: Equatable {
    private(set) var first: UInt32 = 0
    private(set) var second: UInt32 = 0

    /// Goes on over bytes, a multiple of eight of them, as words of either order.
    mutating func add(_ bytes: ArraySlice<UInt8>, bigEndian: Bool) {
        var (one, two) = (first, second)
        var place = bytes.startIndex
        while place < bytes.endIndex {
            one = one &+ Self.word(bytes, place, bigEndian) &+ two
            two = two &+ Self.word(bytes, place + 4, bigEndian) &+ one
            place += 8
        }
        (first, second) = (one, two)
    }

    static func word(_ bytes: ArraySlice<UInt8>, _ place: Int, _ bigEndian: Bool) -> UInt32 {
        let (a, b, c, d) = (
            UInt32(bytes[place]), UInt32(bytes[place + 1]), UInt32(bytes[place + 2]), UInt32(bytes[place + 3])
        )
        return bigEndian ? a << 24 | b << 16 | c << 8 | d : d << 24 | c << 16 | b << 8 | a
    }
}

/// Follows a write-ahead log that this process's one writer grows, and gives what each commit added.
///
/// Only the log is opened, never the database or its index: closing those would drop this process's locks on them.
final class LogReader {
    static let headBytes = 32
    static let frameHeadBytes = 24

    private let descriptor: Int32
    private var salts: [UInt8] = []
    private var pageBytes = 0
    private var bigEndian = false
    private var offset = 0
    private var checksum = LogChecksum()

    /// Opens a log; nil where there is none.
    init?(path: String) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0 { return nil }
    }

    deinit {
        close(descriptor)
    }

    /// What was committed since the last call.
    ///
    /// Only on the writer, outside of a transaction.
    func next() -> PageGroup {
        guard let head = read(Self.headBytes, at: 0), begin(head) else { return PageGroup() }
        var (group, open) = (PageGroup(), PageGroup())
        var (place, running) = (offset, checksum)
        while let frame = read(Self.frameHeadBytes + pageBytes, at: place), Array(frame[8..<16]) == salts {
            running.add(frame[0..<8], bigEndian: bigEndian)
            running.add(frame[Self.frameHeadBytes...], bigEndian: bigEndian)
            guard running.first == LogChecksum.word(frame[...], 16, true),
                running.second == LogChecksum.word(frame[...], 20, true)
            else { break }
            place += frame.count
            open.pages[LogChecksum.word(frame[...], 0, true)] = Array(frame[Self.frameHeadBytes...])
            open.filePages = LogChecksum.word(frame[...], 4, true)
            guard open.filePages > 0 else { continue }
            group.add(open)
            open = PageGroup()
            (offset, checksum) = (place, running)
        }
        return group
    }

    /// Takes the log's head in: another salt is a log that began anew.
    private func begin(_ head: [UInt8]) -> Bool {
        guard Array(head[16..<24]) != salts else { return true }
        let magic = LogChecksum.word(head[...], 0, true)
        guard magic & 0xFFFF_FFFE == 0x377F_0682 else { return false }
        var sum = LogChecksum()
        sum.add(head[0..<24], bigEndian: magic & 1 == 1)
        guard sum.first == LogChecksum.word(head[...], 24, true), sum.second == LogChecksum.word(head[...], 28, true)
        else { return false }
        (bigEndian, checksum, offset) = (magic & 1 == 1, sum, Self.headBytes)
        (salts, pageBytes) = (Array(head[16..<24]), Int(LogChecksum.word(head[...], 8, true)))
        return true
    }

    private func read(_ count: Int, at place: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        return pread(descriptor, &bytes, count, off_t(place)) == count ? bytes : nil
    }
}
