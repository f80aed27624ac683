public import Wire

/// Works an engine over a channel: sends what it says, keeps its timer, and hands it what comes in.
///
/// The channel is opened when something is asked, and again after the device left: a replug needs no restart.
public actor EngineLine<Line: Engine> {
    private var engine: Line
    private let open: @Sendable () async throws(WireError) -> any ByteChannel
    private var channel: (any ByteChannel)?
    /// The longest that a device may refuse bytes without a reason that anybody knows.
    private let writeLimit: Duration

    /// Bytes that are read at once.
    private static var step: Int { 4_096 }
    /// A printer that says that its paper is out may refuse bytes so many times as long: half an hour.
    private static var paperTurns: Int { 30 }
    /// Until a printer must say how its paper is.
    private static var paperLimit: Duration { .seconds(1) }

    /// Makes a line; `open` finds the device again wherever it is now.
    ///
    /// - Parameter writeLimit: The longest that a device may refuse bytes without a reason that anybody knows.
    public init(
        engine: Line, writeLimit: Duration = .seconds(60),
        open: @escaping @Sendable () async throws(WireError) -> any ByteChannel
    ) {
        self.engine = engine
        self.writeLimit = writeLimit
        self.open = open
    }

    /// Makes a line that works over what it is given by ``use(_:)``, and opens nothing by itself.
    init(engine: Line) {
        self.init(engine: engine) { () async throws(WireError) in throw WireError.notOpened }
    }

    /// Whether a channel is open.
    var isOpen: Bool { channel != nil }

    /// Works over this channel from here on; the one before is closed.
    func use(_ channel: any ByteChannel) async {
        await close()
        self.channel = channel
        _ = engine.reopened()
    }

    /// The engine as it stands, for what it has learned.
    public var state: Line { engine }

    /// Makes one exchange; the next begins when this one has ended.
    public func ask(_ command: Line.Command) async -> EngineEnd {
        let channel: any ByteChannel
        do throws(WireError) {
            channel = try await opened()
        } catch {
            return .notDone(EngineFault(.gone, error.sentence))
        }
        var actions = engine.begin(command)
        var deadline: ContinuousClock.Instant?
        var hasSent = false
        while true {
            for action in actions {
                switch action {
                case .ended(let end): return end
                case .wait(let time): deadline = .now + time
                case .send(let bytes):
                    do throws(WireError) {
                        try await write(bytes, to: channel)
                        // A slow line is still sending; the device's time begins behind it.
                        hasSent = true
                        try await channel.drain(by: .now + writeLimit)
                    } catch {
                        return await failed(error, hasSent: hasSent || error.mayHaveSent)
                    }
                }
            }
            guard let until = deadline else {
                // An engine that neither waits nor ends is a mistake of ours; nobody shall hang on it.
                return .unknown(EngineFault(.silent, "the engine waits for nothing"))
            }
            do throws(WireError) {
                actions = engine.receive(try await channel.read(upTo: Self.step, by: until))
            } catch {
                guard error.code == .tooSlow, !Task.isCancelled else { return await failed(error, hasSent: hasSent) }
                deadline = nil
                actions = engine.timeOut()
            }
        }
    }

    /// Whether the printer says that it has no paper, also while it takes no bytes; nil where it cannot be asked.
    func isOutOfPaper() async -> Bool? { await channel?.isOutOfPaper(by: .now + Self.paperLimit) }

    /// Hands all bytes over; a printer that holds them off because its paper is out is waited for.
    ///
    /// One whose paper came just before it was asked has a turn more to take them.
    private func write(_ bytes: [UInt8], to channel: any ByteChannel) async throws(WireError) {
        var rest = bytes[...]
        var wasOut = false
        for turn in 1...Self.paperTurns {
            do throws(WireError) {
                return try await channel.write(Array(rest), by: .now + writeLimit)
            } catch {
                rest = rest.dropFirst(error.sent)
                let waits = error.code == .tooSlow && !rest.isEmpty && turn < Self.paperTurns
                let isOut = waits ? await channel.isOutOfPaper(by: .now + Self.paperLimit) == true : false
                guard waits, isOut || wasOut else { throw error.counting(bytes.count - rest.count) }
                wasOut = isOut
            }
        }
    }

    /// Gives the device back.
    public func close() async {
        await channel?.close()
        channel = nil
    }

    private func opened() async throws(WireError) -> any ByteChannel {
        if let channel { return channel }
        let fresh = try await open()
        channel = fresh
        return fresh
    }

    /// The device left, or takes nothing more: the engine says what that means, and the next exchange opens it anew.
    private func failed(_ error: WireError, hasSent: Bool) async -> EngineEnd {
        await close()
        let actions = engine.reopened()
        let fault = EngineFault(error.code == .tooSlow ? .busy : .gone, error.sentence)
        guard hasSent else { return .notDone(fault) }
        for case .ended(let end) in actions { return end }
        return .unknown(fault)
    }
}
