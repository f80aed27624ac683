#if canImport(Glibc)
    import Glibc
#endif

/// How fast a serial line carries bytes: ten bits a byte, one after the other, each way for itself.
struct LinePace: Sendable {
    /// Nanoseconds that a byte takes; nil does not slow anything.
    private let byteTime: Int?
    /// When the line is free again, on the clock that never goes back.
    private var freeAt = 0

    init(baud: Int?) {
        byteTime = baud.map { 10 * 1_000_000_000 / $0 }
    }

    /// Bytes come: the line is busy from now on, or until it has carried those before.
    mutating func begin() { freeAt = max(freeAt, Self.now()) }

    /// Waits until the next byte has come through.
    ///
    /// The time is kept from byte to byte, so that a late wake-up is made good and the line's speed holds.
    mutating func carryByte() {
        guard let byteTime else { return }
        freeAt += byteTime
        let now = Self.now()
        // A scheduler wakes nobody for less than this; the next byte makes it good.
        guard freeAt - now > 60_000 else { return }
        var until = timespec(tv_sec: freeAt / 1_000_000_000, tv_nsec: freeAt % 1_000_000_000)
        while clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nil) == EINTR {}
    }

    private static func now() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int(time.tv_sec) * 1_000_000_000 + Int(time.tv_nsec)
    }
}
