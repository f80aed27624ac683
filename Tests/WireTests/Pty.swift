import Dispatch
import Foundation
import Synchronization
import Testing
import Wire

#if canImport(Glibc)
    import Glibc
#endif

/// The other end of a serial line: the master of a pseudo terminal, driven with plain blocking calls.
final class Pty: Sendable {
    /// The name that a program opens.
    let path: String
    private let master: Int32
    private let isOut = Atomic(false)
    private let queue = DispatchQueue(label: "pty")

    init() throws {
        // posix_openpt and its friends do not come through to Swift.
        let master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var (number, unlocked) = (Int32(0), Int32(0))
        let isOpen =
            master >= 0 && ioctl(master, UInt(0x8004_5430), &number) == 0  // TIOCGPTN
            && ioctl(master, UInt(0x4004_5431), &unlocked) == 0  // TIOCSPTLCK
        try #require(isOpen)
        self.master = master
        path = "/dev/pts/\(number)"
        // Raw from the start, as a real line is.
        var terminal = termios()
        tcgetattr(master, &terminal)
        cfmakeraw(&terminal)
        tcsetattr(master, TCSANOW, &terminal)
    }

    deinit { unplug() }

    /// The device says something.
    func say(_ bytes: [UInt8]) async {
        await onQueue { master in
            var sent = 0
            while sent < bytes.count {
                let count = bytes[sent...].withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
                guard count > 0 else { return }
                sent += count
            }
        }
    }

    /// What the device heard: exactly this many bytes.
    func hear(_ count: Int) async -> [UInt8] {
        await onQueue { master in
            var heard: [UInt8] = []
            var piece = [UInt8](repeating: 0, count: 4_096)
            while heard.count < count {
                let got = read(master, &piece, min(piece.count, count - heard.count))
                guard got > 0 else { break }
                heard += piece.prefix(got)
            }
            return heard
        }
    }

    /// The cable is pulled out.
    func unplug() {
        if !isOut.exchange(true, ordering: .relaxed) { close(master) }
    }

    private func onQueue<Answer: Sendable>(_ body: @escaping @Sendable (Int32) -> Answer) async -> Answer {
        await withCheckedContinuation { continuation in
            queue.async { [master] in continuation.resume(returning: body(master)) }
        }
    }
}

/// A directory for one test.
struct Scratch: ~Copyable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "wire-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Makes a file with all the directories above it.
    func file(_ name: String, _ text: String) throws {
        let url = URL(filePath: "\(path)/\(name)")
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    /// Makes a link to another name in here, with all the directories above it.
    func link(_ name: String, to target: String) throws {
        let url = URL(filePath: "\(path)/\(name)")
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: url.path, withDestinationPath: "\(path)/\(target)")
    }
}

extension ContinuousClock.Instant {
    /// Far enough for everything that does happen, on a machine that has much else to do too.
    static var soon: Self { .now + .seconds(600) }
    /// Soon enough for what does not.
    static var inAMoment: Self { .now + .milliseconds(30) }
}

/// The error of a call that has to fail.
func failure(_ body: () async throws(WireError) -> Void) async throws -> WireError {
    do throws(WireError) {
        try await body()
    } catch {
        return error
    }
    throw Unexpected()
}

/// Something went well that should not have.
struct Unexpected: Error {}
