/// The line of a device that speaks ZFP, and its faults: the same whatever the device does (fiscal-hardware.md §3.1, §3.3).
struct TremolPort: Sendable {
    var dice: DeviceFaultDice
    fileprivate var line = TremolLine()
    fileprivate var busyPings = 0
    fileprivate var late: [UInt8] = []

    init(faults: DeviceFaultPlan, seed: UInt64) {
        dice = DeviceFaultDice(faults, seed: seed)
    }

    /// Forgets what was on the line.
    mutating func losePower() {
        line.reset()
        late = []
        busyPings = 0
    }
}

/// What a command came to.
enum TremolOutcome: Sendable {
    case done
    /// STE1 and STE2 (§3.2).
    case refused(UInt8, UInt8)
    case answer([UInt8])

    static func text(_ text: String) -> TremolOutcome { .answer(Array(text.utf8)) }

    /// The answer's frame.
    func frame(_ number: UInt8, _ code: UInt8) -> [UInt8] {
        switch self {
        case .done: TremolLine.acknowledgement(number, 0, 0)
        case .refused(let device, let command): TremolLine.acknowledgement(number, device, command)
        case .answer(let data): TremolLine.packet(number, code, data)
        }
    }
}

/// A device that speaks ZFP.
///
/// It executes a command as often as it hears it: the protocol has no replay protection (§3.4).
protocol TremolSpeaker: SimulatedDevice {
    var port: TremolPort { get set }
    /// What a ping tells beside "busy": 2 out of paper, 4 too hot (§3.3).
    var pingBits: UInt8 { get }
    /// Carries a command out and gives the answer's frame.
    mutating func execute(_ number: UInt8, _ code: UInt8, _ data: [UInt8]) -> [UInt8]
    /// The same, while paper, cover or head strikes.
    mutating func execute(_ number: UInt8, _ code: UInt8, _ data: [UInt8], amid fault: DeviceFault) -> [UInt8]
    /// The 24 hours are over.
    mutating func endDay()
}

extension TremolSpeaker {
    var pingBits: UInt8 { 0 }
    /// A device without paper passes it over.
    mutating func execute(_ number: UInt8, _ code: UInt8, _ data: [UInt8], amid fault: DeviceFault) -> [UInt8] {
        execute(number, code, data)
    }
    mutating func endDay() {}

    /// Takes bytes from the host.
    mutating func hear(_ bytes: [UInt8]) -> SimulatedReply {
        var reply = SimulatedReply()
        for message in port.line.receive(bytes) {
            reply.bytes += port.late
            port.late = []
            take(message, &reply)
            if reply.breaksLine {
                port.line.reset()
                break
            }
        }
        return reply
    }

    private mutating func take(_ message: TremolMessage, _ reply: inout SimulatedReply) {
        switch message {
        case .query(0x09):
            reply.bytes.append((port.busyPings > 0 ? 0x41 : 0x40) | pingBits)
            port.busyPings = max(0, port.busyPings - 1)
        case .query(let byte):
            reply.bytes.append(byte)
        case .unreadable:
            reply.bytes.append(0x15)
        case .command(let number, let code, let data, let frame):
            guard port.busyPings == 0 else {
                reply.bytes.append(0x0E)
                return
            }
            guard let fault = port.dice.next() else {
                reply.bytes += execute(number, code, data)
                return
            }
            if fault.isOfPaper {
                reply.bytes += execute(number, code, data, amid: fault)
                return
            }
            let answer = fault.isAfterwards ? execute(number, code, data) : []
            play(fault, answer, &reply)
            if fault == .echo { reply.bytes += frame }
            if fault == .dayOver {
                endDay()
                reply.bytes += execute(number, code, data)
            }
        }
    }

    private mutating func play(_ fault: DeviceFault, _ answer: [UInt8], _ reply: inout SimulatedReply) {
        switch fault {
        case .lostCommand, .lostAnswer, .echo, .dayOver, .paperOut, .paperLow, .coverOpen, .headHot: break
        case .tornAnswer: reply.bytes += answer.prefix(1 + port.dice.below(answer.count - 1))
        case .wrongCheck:
            var wrong = answer
            wrong[wrong.count - 2] ^= 0x01
            reply.bytes += wrong
        case .lateAnswer: port.late = answer
        case .doubleAnswer: reply.bytes += answer + answer
        case .nack: reply.bytes.append(0x15)
        case .retry: reply.bytes.append(0x0E)
        case .busy:
            reply.bytes.append(0x0E)
            port.busyPings = 1 + port.dice.below(12)
        case .garbageBefore: reply.bytes += port.dice.noise() + answer
        case .garbageInside:
            let cut = 1 + port.dice.below(answer.count - 1)
            reply.bytes += answer.prefix(cut) + port.dice.noise() + answer.dropFirst(cut)
        case .unplugBefore, .unplugAfter: reply.breaksLine = true
        case .unplugIn:
            reply.bytes += answer.prefix(1 + port.dice.below(answer.count - 1))
            reply.breaksLine = true
        case .powerBlink: losePower()
        case .powerCutBefore, .powerCutAfter:
            losePower()
            reply.breaksLine = true
        }
    }
}
