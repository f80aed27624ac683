import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// A serial line without a cable: the device holds the master of a pty, and a link leads to the slave.
///
/// Plain blocking calls, for the one thread that plays a device. The slave is held open too, so that a host may come and
/// go; pulling the plug closes both, and the host reads end of line.
final class PseudoTerminalHandle {
    private let link: String
    private var master: Int32 = -1
    private var slave: Int32 = -1
    /// The number of the pty, or of the one before.
    private var number: Int32 = -1

    /// Makes the link; one that is there is replaced, any other file is not.
    init(link: String) throws(SimulatorError) {
        self.link = link
        try plug()
    }

    deinit { unplug() }

    /// Opens a new pty, whose name is another than that of the one before, and moves the link to it.
    func plug() throws(SimulatorError) {
        let before = number
        try openMaster()
        if number == before {
            // The kernel gives the lowest name that is free: this one stays taken until there is another.
            let same = master
            defer { close(same) }
            try openMaster()
        }
        let path = "/dev/pts/\(number)"
        slave = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard slave >= 0 else { throw SimulatorError(74, "\(path) does not open: \(String(cString: strerror(errno)))") }
        var terminal = termios()
        tcgetattr(slave, &terminal)
        cfmakeraw(&terminal)
        tcsetattr(slave, TCSANOW, &terminal)
        try place(path)
    }

    private func openMaster() throws(SimulatorError) {
        var isLocked: Int32 = 0
        // posix_openpt and its friends do not come through to Swift: TIOCGPTN and TIOCSPTLCK do the same.
        master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard master >= 0, ioctl(master, UInt(0x8004_5430), &number) == 0,
            ioctl(master, UInt(0x4004_5431), &isLocked) == 0
        else { throw SimulatorError(74, "no pseudo terminal: \(String(cString: strerror(errno)))") }
    }

    /// Pulls the plug: the host's end is gone, and so is the link.
    func unplug() {
        if master >= 0 {
            unlink(link)
            close(master)
            close(slave)
        }
        master = -1
        slave = -1
    }

    /// Waits for bytes, so long at most; empty where none came.
    func read(milliseconds: Int32, atMost limit: Int = 4_096) -> [UInt8] {
        var ready = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
        guard poll(&ready, 1, milliseconds) > 0 else { return [] }
        var piece = [UInt8](repeating: 0, count: min(4_096, limit))
        let count = Glibc.read(master, &piece, piece.count)
        return count > 0 ? Array(piece.prefix(count)) : []
    }

    /// Writes all bytes.
    func write(_ bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { Glibc.write(master, $0.baseAddress, $0.count) }
            if count > 0 { sent += count } else if errno != EINTR { return }
        }
    }

    /// The link appears whole, by a rename over the old one.
    private func place(_ path: String) throws(SimulatorError) {
        let found = try? FileManager.default.attributesOfItem(atPath: link)
        if let type = found?[.type] as? FileAttributeType, type != .typeSymbolicLink {
            throw SimulatorError(64, "\(link) is there and is no link; name another")
        }
        let fresh = "\(link).\(getpid())"
        unlink(fresh)
        guard symlink(path, fresh) == 0, rename(fresh, link) == 0 else {
            throw SimulatorError(74, "cannot make the link \(link): \(String(cString: strerror(errno)))")
        }
    }
}
