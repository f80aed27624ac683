/// The ISL family as a state machine: Datecs classic and X, Daisy, Eltrade, Incotex (reference §2, §4).
///
/// A message goes out again under its own number, which the device answers without executing twice; a new message has
/// a number that differs from the one before (reference §2.3). An answer under another number is a late one of an
/// earlier message, and is passed over.
public struct ISLEngine: Engine {
    /// How it frames and how long it waits.
    public let framing: ISLFraming
    /// The number of the last message, to be kept beside the device and handed in when the agent starts again.
    public private(set) var lastSequence: UInt8

    /// What is under way.
    private struct Exchange: Sendable {
        let command: ISLCommand
        let sequence: UInt8
        let frame: [UInt8]
        /// How often it was sent.
        var copies = 1
        /// How many copies met a NAK and nothing else.
        var refusals = 0
        /// Busy bytes that it still bears.
        var busyLeft: Int
        /// Bytes of unfinished packets that still restart the timer.
        var patience: Int
        /// Whether anything but a NAK came since the last copy.
        var isDisturbed = false
        /// Whether it said busy at any time.
        var wasBusy = false
        /// Whether an answer came that could not be read.
        var wasGarbled = false
        /// Whether what was sent came back.
        var isEchoed = false
        /// Whether no copy is left, and only the last one's time has to run out.
        var isSpent = false
    }

    private var decoder: ISLDecoder
    private var exchange: Exchange?

    /// Bytes of packets that never end, per copy, before they no longer restart the timer; two of the longest classic.
    private static let patience = 512

    /// Makes an engine; `lastSequence` is the number that was last used with this device, any where nobody knows.
    ///
    /// Where it is not known for certain, ask for `identity` first: a device that takes the number for a repetition
    /// answers with what it last said, which then is passed over or says who it is, and the next number is a new one.
    public init(_ framing: ISLFraming, lastSequence: UInt8) {
        self.framing = framing
        self.lastSequence = lastSequence
        decoder = ISLDecoder(framing)
    }

    /// Begins an exchange under a new number.
    public mutating func begin(_ command: ISLCommand) -> [EngineAction] {
        precondition(exchange == nil, "the exchange before has not ended")
        let sequence = framing.sequence(after: lastSequence)
        let packet = ISLPacket(sequence: sequence, code: command.code, data: command.data)
        guard let frame = packet.frame(framing) else {
            return [
                .ended(
                    .notDone(
                        EngineFault(
                            .tooLong,
                            "\(Self.name(command.code)): \(command.data.count) bytes of data, at most "
                                + "\(framing.dataLimit) and no control bytes fit")))
            ]
        }
        lastSequence = sequence
        decoder.reset()
        exchange = Exchange(
            command: command, sequence: sequence, frame: frame, busyLeft: framing.busyBytes(slow: command.isSlow),
            patience: Self.patience)
        return [.send(frame), .wait(framing.answerTimeout)]
    }

    /// Takes bytes in.
    public mutating func receive(_ bytes: [UInt8]) -> [EngineAction] {
        let events = decoder.take(bytes)
        guard exchange != nil else { return [] }
        var actions = work(events)
        guard exchange != nil, actions.isEmpty, decoder.isAmid else { return actions }
        let left = exchange?.patience ?? 0
        exchange?.patience = max(0, left - bytes.count)
        if left > 0 { actions.append(.wait(framing.answerTimeout)) }
        return actions
    }

    /// The answer's time has run out.
    public mutating func timeOut() -> [EngineAction] {
        guard exchange != nil else { return [] }
        let hidden = work(decoder.giveUp())
        guard hidden.isEmpty, let exchange else { return hidden }
        let name = Self.name(exchange.command.code)
        if exchange.isEchoed {
            return end(.unknown(EngineFault(.echo, "\(name): what was sent came back, and no answer")))
        }
        if exchange.refusals == exchange.copies {
            return end(
                .notDone(EngineFault(.unreadable, "\(name): refused as unreadable \(exchange.copies) times")))
        }
        let isOver = exchange.isSpent || exchange.copies >= framing.tries || exchange.command.afterSilence == .ask
        guard isOver else { return resend() }
        if exchange.wasGarbled {
            return end(
                .unknown(EngineFault(.garbled, "\(name): no readable answer to \(exchange.copies) copies")))
        }
        let silence = exchange.wasBusy ? "busy, and then no answer" : "no answer"
        return end(.unknown(EngineFault(.silent, "\(name): \(silence) to \(exchange.copies) copies")))
    }

    /// The channel was opened anew.
    public mutating func reopened() -> [EngineAction] {
        decoder.reset()
        guard let exchange else { return [] }
        let name = Self.name(exchange.command.code)
        return end(.unknown(EngineFault(.gone, "\(name): the device left before it answered")))
    }

    /// What follows from what was found; nothing is left to do once the exchange has ended.
    private mutating func work(_ events: [ISLDecoder.Event]) -> [EngineAction] {
        var actions: [EngineAction] = []
        for event in events where exchange != nil {
            actions += work(event)
        }
        return actions
    }

    private mutating func work(_ event: ISLDecoder.Event) -> [EngineAction] {
        guard let asked = exchange else { return [] }
        switch event {
        case .packet(let packet, let frame):
            if let status = packet.status, packet.sequence == asked.sequence, packet.code == asked.command.code {
                return end(.answered(DeviceAnswer(data: packet.data, status: status)))
            }
            exchange?.isDisturbed = true
            if frame == asked.frame {
                exchange?.isEchoed = true
            } else if packet.sequence == asked.sequence, packet.code == asked.command.code {
                exchange?.wasGarbled = true  // ours by its number, but without the status that an answer has
            }
            return []
        case .busy:
            return busy()
        case .refused:
            if !asked.isDisturbed { exchange?.refusals += 1 }
            return resend()
        case .garbled:
            exchange?.isDisturbed = true
            exchange?.wasGarbled = true
            return resend()
        case .noise:
            exchange?.isDisturbed = true
            return []
        }
    }

    /// It works on it: the timer starts again, as often as the command may take.
    private mutating func busy() -> [EngineAction] {
        guard var asked = exchange else { return [] }
        asked.isDisturbed = true
        asked.wasBusy = true
        asked.busyLeft -= 1
        exchange = asked
        guard asked.busyLeft > 0 else {
            let limit = asked.command.isSlow ? framing.slowBusyLimit : framing.busyLimit
            return end(
                .unknown(EngineFault(.busy, "\(Self.name(asked.command.code)): busy for more than \(limit)")))
        }
        return [.wait(framing.answerTimeout)]
    }

    /// Sends the same bytes again, or, where no copy is left, gives the last one the time to be answered.
    ///
    /// A refusal alone never ends an exchange: where refusals came in a burst, copies of it are still on their way.
    private mutating func resend() -> [EngineAction] {
        guard var asked = exchange else { return [] }
        defer { exchange = asked }
        guard asked.copies < framing.tries else {
            if asked.isSpent { return [] }
            asked.isSpent = true
            return [.wait(framing.answerTimeout)]
        }
        asked.copies += 1
        asked.isDisturbed = false
        asked.patience = Self.patience
        return [.send(asked.frame), .wait(framing.answerTimeout)]
    }

    private mutating func end(_ end: EngineEnd) -> [EngineAction] {
        exchange = nil
        return [.ended(end)]
    }

    private static func name(_ code: UInt8) -> String {
        let digits = String(code, radix: 16, uppercase: true)
        return "command " + (digits.count < 2 ? "0" : "") + digits + "h"
    }
}
