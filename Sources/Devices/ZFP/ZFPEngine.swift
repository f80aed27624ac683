/// The ZFP protocol of Tremol devices as a state machine (reference §3.1 to §3.4).
///
/// Before each command it pings until the device is not busy. A packet that the device could not read (`15`) or not yet
/// take (`0E`) goes out again as it was. **The protocol protects nothing from being done twice**: when no answer comes to
/// a command that changes something, the end is ``EngineEnd/unknown(_:)`` and it is never sent again here.
public struct ZFPEngine: Engine {
    private let timing: ZFPTiming
    private var decoder = ZFPDecoder()
    private var number: UInt8
    private var owesGap = false
    private var state = State.idle

    /// Makes an engine; the first message number is 21h, as in the vendor's own software (§7.3).
    public init(timing: ZFPTiming = ZFPTiming(), startingAt number: UInt8 = 0x21) {
        self.timing = timing
        self.number = ZFPFrame.numbers.contains(number) ? number : 0x21
    }

    /// Begins an exchange: after the gap that the device wants, with a ping.
    public mutating func begin(_ command: ZFPCommand) -> [EngineAction] {
        let packet = ZFPPacket(number: number, command: command.code, data: command.data)
        guard let bytes = packet.bytes else {
            return [
                .ended(
                    .notDone(
                        EngineFault(
                            .tooLong,
                            "\(command.name) has \(command.data.count) bytes of data; \(ZFPFrame.dataLimit) fit a frame"
                        )))
            ]
        }
        number = number == ZFPFrame.numbers.upperBound ? ZFPFrame.numbers.lowerBound : number + 1
        decoder.reset()
        let exchange = Exchange(command: command, packet: packet, bytes: bytes)
        guard owesGap, timing.gap > .zero else { return ping(exchange) }
        state = .waiting(exchange)
        return [.wait(timing.gap)]
    }

    /// Takes bytes in.
    public mutating func receive(_ bytes: [UInt8]) -> [EngineAction] {
        var actions: [EngineAction] = []
        for frame in decoder.receive(bytes) { actions += take(frame) }
        return actions
    }

    /// The timer has run out.
    public mutating func timeOut() -> [EngineAction] {
        var actions: [EngineAction] = []
        for frame in decoder.expire() { actions += take(frame) }
        guard actions.isEmpty else { return actions }
        switch state {
        case .idle:
            return []
        case .waiting(let exchange):
            return ping(exchange)
        case .pinging(var exchange):
            exchange.pingsLost += 1
            guard exchange.pingsLost < timing.pings else {
                return end(exchange, EngineFault(.silent, "no answer to \(timing.pings) pings before \(exchange.name)"))
            }
            return ping(exchange)
        case .answering(var exchange):
            guard !exchange.command.changes, exchange.repeats < timing.repeats else {
                return end(exchange, noAnswer(to: exchange))
            }
            exchange.repeats += 1
            return ping(exchange)
        }
    }

    /// The channel was opened anew.
    public mutating func reopened() -> [EngineAction] {
        defer { owesGap = false }
        decoder.reset()
        guard let exchange = state.exchange else { return [] }
        return end(exchange, EngineFault(.gone, "the device left during \(exchange.name)"))
    }

    // MARK: What came in

    private mutating func take(_ frame: ZFPFrame) -> [EngineAction] {
        switch (state, frame) {
        case (.pinging(let exchange), .state(let byte)):
            return takeState(byte, exchange)
        case (.pinging(let exchange), .query(ZFPFrame.ping)):
            return end(exchange, EngineFault(.echo, "the ping before \(exchange.name) came back as it was sent"))
        case (_, .packet(let packet)):
            return takePacket(packet)
        case (_, .acknowledgement(let number, let device, let command)):
            guard let exchange = state.exchange, exchange.isSent, number == exchange.packet.number else { return [] }
            return answer(DeviceAnswer(data: [], status: [device, command]))
        case (.answering(let exchange), .notAcknowledged):
            return refused(exchange, isBusy: false)
        case (.answering(let exchange), .retry):
            return refused(exchange, isBusy: true)
        case (.waiting(let exchange), .retry) where exchange.isSent:
            return putOff(exchange)
        default:
            return []
        }
    }

    /// An answer is believed once the packet was sent, under its number and its command; an echo is none (§10.1).
    private mutating func takePacket(_ packet: ZFPPacket) -> [EngineAction] {
        guard let exchange = state.exchange, exchange.isSent, packet.number == exchange.packet.number,
            packet.command == exchange.packet.command
        else { return [] }
        guard packet != exchange.packet else {
            return end(exchange, EngineFault(.echo, "\(exchange.name) came back as it was sent"))
        }
        return answer(DeviceAnswer(data: packet.data))
    }

    private mutating func takeState(_ byte: UInt8, _ exchange: Exchange) -> [EngineAction] {
        var exchange = exchange
        switch byte & 0x70 {
        case 0x40 where byte & 1 == 0:
            exchange.isSent = true
            state = .answering(exchange)
            let patience = exchange.command.isReport ? timing.report : timing.answer
            return [.send(exchange.bytes), .wait(patience)]
        case 0x40:
            exchange.busy += 1
            guard exchange.busy < busyLimit(exchange) else {
                return end(exchange, EngineFault(.busy, "busy \(exchange.busy) times before \(exchange.name)"))
            }
            state = .waiting(exchange)
            return [.wait(timing.pause)]
        case 0x50:
            return end(exchange, EngineFault(.locked, "the device waits for its LAN password"))
        case 0x60:
            return end(exchange, EngineFault(.locked, "another connection works the device"))
        default:
            return end(exchange, EngineFault(.locked, "the device refuses the LAN password"))
        }
    }

    /// `15` or `0E`: the same packet goes out again, after a pause and a ping.
    ///
    /// Either byte may be noise in front of the true answer, which then comes within the pause and is taken; where there
    /// was noise and nothing followed, nobody knows whether the command was done.
    private mutating func refused(_ exchange: Exchange, isBusy: Bool) -> [EngineAction] {
        var exchange = exchange
        if isBusy { exchange.busy += 1 } else { exchange.refusals += 1 }
        guard exchange.busy < busyLimit(exchange), exchange.refusals <= timing.repeats else {
            exchange.isSent = exchange.isDoubtful
            let fault =
                isBusy
                ? EngineFault(.busy, "\(exchange.name) was put off \(exchange.busy) times")
                : EngineFault(.unreadable, "\(exchange.name) was refused as unreadable \(exchange.refusals) times")
            return end(exchange, fault)
        }
        if decoder.garbageCount > 0 { exchange.isDoubtful = true }
        guard !exchange.isDoubtful || !exchange.command.changes else {
            state = .answering(exchange)
            return [.wait(timing.answer)]
        }
        state = .waiting(exchange)
        return [.wait(timing.pause)]
    }

    /// `0E` while the packet waits to go out again anyway: counted, so that it cannot go on for ever.
    private mutating func putOff(_ exchange: Exchange) -> [EngineAction] {
        var exchange = exchange
        exchange.busy += 1
        guard exchange.busy < busyLimit(exchange) else { return refused(exchange, isBusy: true) }
        state = .waiting(exchange)
        return []
    }

    // MARK: What follows

    private mutating func ping(_ exchange: Exchange) -> [EngineAction] {
        state = .pinging(exchange)
        return [.send([ZFPFrame.ping]), .wait(timing.ping)]
    }

    private mutating func answer(_ answer: DeviceAnswer) -> [EngineAction] {
        state = .idle
        owesGap = true
        return [.ended(.answered(answer))]
    }

    /// Ends without an answer: unknown where the packet left and may have been done, not done otherwise.
    private mutating func end(_ exchange: Exchange, _ fault: EngineFault) -> [EngineAction] {
        state = .idle
        owesGap = true
        return [.ended(exchange.isSent && exchange.command.changes ? .unknown(fault) : .notDone(fault))]
    }

    private func noAnswer(to exchange: Exchange) -> EngineFault {
        guard decoder.garbageCount == 0 else {
            return EngineFault(
                .garbled, "\(decoder.garbageCount) bytes after \(exchange.name) make no answer to it")
        }
        return EngineFault(.silent, "no answer to \(exchange.name)")
    }

    /// The engine has no clock: a time limit on "busy" is a count of the pauses that fill it.
    private func busyLimit(_ exchange: Exchange) -> Int {
        let limit = exchange.command.isReport ? timing.report : timing.busy
        return max(1, Int(limit / timing.pause))
    }

    // MARK: States

    private struct Exchange: Sendable {
        let command: ZFPCommand
        let packet: ZFPPacket
        let bytes: [UInt8]
        /// Whether a copy left that was not refused outright.
        var isSent = false
        /// Whether a refusal came among noise, so that it proves nothing.
        var isDoubtful = false
        var pingsLost = 0
        var busy = 0
        var refusals = 0
        var repeats = 0

        var name: String { command.name }
    }

    private enum State: Sendable {
        case idle
        case waiting(Exchange)
        case pinging(Exchange)
        case answering(Exchange)

        var exchange: Exchange? {
            switch self {
            case .idle: nil
            case .waiting(let exchange), .pinging(let exchange), .answering(let exchange): exchange
            }
        }
    }
}
