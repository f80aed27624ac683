#if canImport(Glibc)
    import Glibc
#endif

/// The raw calls of a serial port: open, lock, set, look.
///
/// Speeds go through `termios2` (`man 2 ioctl_tty`), which takes any number; the C library's `termios` takes a list.
enum SerialHandle {
    /// Opens a port for this process alone, raw, as `settings` say, with RTS and DTR raised and nothing in its buffers.
    ///
    /// - Throws: ``WireError`` `absent` where there is no such port, `inUse` where another program has it, `refused` where it cannot be set so.
    static func open(_ path: String, _ settings: SerialSettings) throws(WireError) -> Int32 {
        let descriptor = Glibc.open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw openFailure(path, errno) }
        do {
            try lock(descriptor, path)
            try set(descriptor, path, settings)
        } catch {
            close(descriptor)
            throw error
        }
        _ = setLine(descriptor, .readyToSend, settings.flowControl != .rtsCTS ? true : nil)
        _ = setLine(descriptor, .terminalReady, true)
        askForLowLatency(descriptor)
        tcflush(descriptor, Int32(TCIOFLUSH))
        return descriptor
    }

    /// Raises or lowers a line; nil leaves it.
    ///
    /// False where the port has no such lines, as a pty has none.
    static func setLine(_ descriptor: Int32, _ line: Line, _ isRaised: Bool?) -> Bool {
        guard let isRaised else { return true }
        var bit = line.rawValue
        return ioctl(descriptor, isRaised ? 0x5416 : 0x5417, &bit) == 0  // TIOCMBIS, TIOCMBIC
    }

    /// Bytes that the kernel holds and the port has not taken.
    static func unsent(_ descriptor: Int32) -> Int {
        var count: Int32 = 0
        return ioctl(descriptor, UInt(TIOCOUTQ), &count) == 0 ? Int(count) : 0
    }

    /// A line that we drive.
    enum Line: Int32 {
        case terminalReady = 0x002
        case readyToSend = 0x004
    }

    /// Why a port does not open.
    static func openFailure(_ path: String, _ code: Int32) -> WireError {
        switch code {
        case ENOENT, ENODEV, ENXIO, ENOTDIR: WireError(.absent, "\(path): there is no such port")
        case EBUSY: WireError(.inUse, "\(path) is in use by another program")
        case EACCES, EPERM: WireError.forbidden(path)
        default: WireError(.refused, "\(path) does not open: \(sentence(of: code))")
        }
    }

    /// Keeps others out: the lock that other programs ask for, and the terminal's own flag, which does not stop root.
    private static func lock(_ descriptor: Int32, _ path: String) throws(WireError) {
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw WireError(.inUse, "\(path) is in use by another program, which holds its lock")
        }
        _ = ioctl(descriptor, UInt(TIOCEXCL))
    }

    private static func set(_ descriptor: Int32, _ path: String, _ settings: SerialSettings) throws(WireError) {
        guard var wanted = Terminal(of: descriptor) else {
            throw WireError(.refused, "\(path) is not a serial port: \(sentence(of: errno))")
        }
        wanted.make(settings)
        guard wanted.apply(to: descriptor), let got = Terminal(of: descriptor) else {
            throw WireError(.refused, "\(path) cannot be set to \(settings.speed) baud: \(sentence(of: errno))")
        }
        // A driver does not say that it cannot; it sets something else. 3 % off is what a character survives.
        let isNear = abs(Int(got.outputSpeed) - settings.speed) * 100 <= settings.speed * 3
        guard isNear, got.format == wanted.format else {
            throw WireError(
                .refused,
                "\(path) does not do \(settings.speed) baud with \(settings.dataBits) bits, parity "
                    + "\(settings.parity), \(settings.stopBits) stop bits and flow control \(settings.flowControl); "
                    + "it runs at \(got.outputSpeed)")
        }
    }

    /// Has a USB bridge hand over each answer as it comes instead of every 16 ms; harmless where it cannot.
    private static func askForLowLatency(_ descriptor: Int32) {
        // struct serial_struct is 72 bytes on 64-bit Linux, its flags the fifth word.
        var words = [UInt32](repeating: 0, count: 32)
        guard ioctl(descriptor, 0x541E, &words) == 0 else { return }  // TIOCGSERIAL
        words[4] |= 0x2000  // ASYNC_LOW_LATENCY
        _ = ioctl(descriptor, 0x541F, &words)  // TIOCSSERIAL
    }

    /// The kernel's `struct termios2` (asm-generic/termbits.h): 44 bytes, whose header cannot stand beside the C library's.
    private struct Terminal {
        private var words: [UInt32]

        init?(of descriptor: Int32) {
            words = [UInt32](repeating: 0, count: 16)
            guard ioctl(descriptor, 0x802C_542A, &words) == 0 else { return nil }  // TCGETS2
        }

        func apply(to descriptor: Int32) -> Bool {
            var copy = words
            return ioctl(descriptor, 0x402C_542B, &copy) == 0  // TCSETS2
        }

        /// Bits a second.
        var outputSpeed: UInt32 { words[10] }

        /// What has to come back as it was asked for: character, parity, flow control.
        var format: [UInt32] { [words[0] & Self.xon, words[2] & Self.shape] }

        /// Everything raw, and the line as asked.
        mutating func make(_ settings: SerialSettings) {
            words[0] = settings.flowControl == .xonXOFF ? Self.xon : 0
            words[1] = 0
            // CREAD, CLOCAL; no HUPCL, so that DTR stays up and no device resets when we close. BOTHER: any speed.
            words[2] = 0o000200 | 0o004000 | 0o010000 | UInt32(settings.dataBits - 5) << 4
            if settings.stopBits == 2 { words[2] |= 0o000100 }
            switch settings.parity {
            case .none: break
            case .even: words[2] |= 0o000400
            case .odd: words[2] |= 0o001400
            }
            if settings.flowControl == .rtsCTS { words[2] |= 0o20_000_000_000 }
            words[3] = 0
            // Bytes 16…35 are the line discipline and the control characters: VTIME is c_cc[5], VMIN c_cc[6],
            // VSTART c_cc[8], VSTOP c_cc[9]. VMIN 1 lets a read of 0 bytes mean one thing: the port hung up.
            setCharacter(5, to: 0)
            setCharacter(6, to: 1)
            setCharacter(8, to: 0x11)
            setCharacter(9, to: 0x13)
            words[9] = UInt32(settings.speed)
            words[10] = UInt32(settings.speed)
        }

        private mutating func setCharacter(_ index: Int, to value: UInt8) {
            words.withUnsafeMutableBytes { $0[17 + index] = value }
        }

        private static let xon: UInt32 = 0o002000
        /// CSIZE, CSTOPB, PARENB, PARODD, CRTSCTS.
        private static let shape: UInt32 = 0o000060 | 0o000100 | 0o000400 | 0o001000 | 0o20_000_000_000
    }
}
