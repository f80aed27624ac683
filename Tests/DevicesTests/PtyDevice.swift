import Dispatch
import Synchronization
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// A device on the other end of a serial line: it keeps every byte that it hears, and says what it is told to say.
final class PtyDevice: Sendable {
    /// The name that a program opens.
    let path: String
    private let master: Int32
    private let isOut = Mutex(false)
    private let kept = Mutex<[UInt8]>([])
    private let ended = DispatchSemaphore(value: 0)

    /// Every byte that it has heard.
    var heard: [UInt8] { kept.withLock { $0 } }

    /// Plugs it in; `answer` makes of the bytes that came what goes back.
    init(_ answer: @escaping @Sendable ([UInt8]) -> [UInt8]) throws {
        let master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var (number, unlocked) = (Int32(0), Int32(0))
        // posix_openpt and its friends do not come through to Swift: TIOCGPTN and TIOCSPTLCK do the same.
        let isOpen =
            master >= 0 && ioctl(master, UInt(0x8004_5430), &number) == 0
            && ioctl(master, UInt(0x4004_5431), &unlocked) == 0
        try #require(isOpen)
        self.master = master
        path = "/dev/pts/\(number)"
        // Held open, so that programs may come and go; raw from the start, as a real line is.
        let slave = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
        var terminal = termios()
        tcgetattr(slave, &terminal)
        cfmakeraw(&terminal)
        tcsetattr(slave, TCSANOW, &terminal)
        DispatchQueue(label: "pty").async { [self] in
            play(answer)
            close(slave)
            ended.signal()
        }
    }

    /// Pulls it out, and comes back when nobody uses its line any more.
    func unplug() {
        isOut.withLock { $0 = true }
        ended.wait()
        close(master)
    }

    private func play(_ answer: ([UInt8]) -> [UInt8]) {
        var piece = [UInt8](repeating: 0, count: 4_096)
        while !isOut.withLock({ $0 }) {
            var ready = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
            guard poll(&ready, 1, 20) > 0 else { continue }
            let got = read(master, &piece, piece.count)
            guard got > 0 else { continue }
            let bytes = Array(piece.prefix(got))
            kept.withLock { $0 += bytes }
            let reply = answer(bytes)
            if !reply.isEmpty { _ = reply.withUnsafeBytes { write(master, $0.baseAddress, $0.count) } }
        }
    }
}
