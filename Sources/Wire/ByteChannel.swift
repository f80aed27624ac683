/// Bytes to and from one device, each by a deadline: a serial port, a USB interface, a TCP connection or a pty.
///
/// One caller at a time reads and one writes. No call holds up the threads that serve tills, and each ends at once where
/// its task is cancelled; what had left by then is said by the error. The bytes mean nothing here.
public protocol ByteChannel: Sendable {
    /// What a person calls the other end: `/dev/ttyUSB0`, `usb 0416:5011 serial 7A21`, `192.168.1.50:9100`.
    var place: String { get }

    /// Writes all bytes; none leaves after the deadline.
    ///
    /// - Throws: ``WireError`` `tooSlow` at the deadline, `cancelled`, `gone` where the device left, and `refused` for any
    ///   other error of the machine; each with how many bytes went (``WireError/sent``).
    func write(_ bytes: [UInt8], by deadline: ContinuousClock.Instant) async throws(WireError)

    /// Waits until what was written has left this machine, as far as the machine knows.
    ///
    /// - Throws: ``WireError`` as ``write(_:by:)`` does.
    func drain(by deadline: ContinuousClock.Instant) async throws(WireError)

    /// Reads what is there, at least one byte and at most `limit`.
    ///
    /// - Throws: ``WireError`` `tooSlow` where nothing came by the deadline, `cancelled`, `gone` where the device left.
    func read(upTo limit: Int, by deadline: ContinuousClock.Instant) async throws(WireError) -> [UInt8]

    /// Whether a printer says that it has no paper, beside its bytes and also while it takes none.
    ///
    /// Nil where this cannot be asked, or no answer came.
    func isOutOfPaper(by deadline: ContinuousClock.Instant) async -> Bool?

    /// Gives the device back; reads and writes that are under way end with `gone`.
    func close() async
}

extension ByteChannel {
    /// Comes back at once: what was written has left, or nobody here can tell.
    public func drain(by deadline: ContinuousClock.Instant) async throws(WireError) {}
    /// Nil: nothing can be asked beside the bytes.
    public func isOutOfPaper(by deadline: ContinuousClock.Instant) async -> Bool? { nil }
}
