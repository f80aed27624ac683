import Foundation
import Spool

#if canImport(Glibc)
    import Glibc
#endif

/// The disk's own speed with as many bytes as a sale has.
struct DiskBench {
    let directory: URL

    /// Rounds of each measurement: about a second on a disk that takes a millisecond.
    private static let rounds = 1_000

    func run() throws -> [BenchFigure] {
        let bytes = [UInt8](repeating: 0x52, count: BenchSale.body.count)
        return [try sync(bytes), try commit(bytes)]
    }

    private func sync(_ bytes: [UInt8]) throws -> BenchFigure {
        let path = directory.appending(path: "bare").path
        let descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw BenchError(sentence: "\(path) does not open") }
        defer { close(descriptor) }
        guard posix_fallocate(descriptor, 0, off_t(bytes.count * Self.rounds)) == 0 else {
            throw BenchError(sentence: "\(path) cannot be allocated")
        }
        let times = try (0..<Self.rounds).map { round in
            let start = ContinuousClock.now
            guard pwrite(descriptor, bytes, bytes.count, off_t(round * bytes.count)) == bytes.count,
                fdatasync(descriptor) == 0
            else { throw BenchError(sentence: "\(path) cannot be written") }
            return start.duration(to: .now)
        }
        return BenchFigure("bare fdatasync, \(bytes.count) bytes", times: times, took: times.reduce(.zero, +))
    }

    private func commit(_ bytes: [UInt8]) throws -> BenchFigure {
        let times = try BareCommit.measure(in: directory, bytes: bytes, rounds: Self.rounds)
        return BenchFigure("bare SQLite FULL commit", times: times, took: times.reduce(.zero, +))
    }
}

/// Why a benchmark could not be run.
struct BenchError: Error, CustomStringConvertible {
    let sentence: String
    var description: String { sentence }
}
