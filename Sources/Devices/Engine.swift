/// A protocol with a device as a pure state machine: bytes and time in, actions out.
///
/// It does no I/O and sleeps nowhere. Whoever works it sends what it says, keeps one timer, and hands it whatever comes
/// in, however the bytes are cut. It makes one exchange at a time: ``begin(_:)``, then ``receive(_:)`` and ``timeOut()``
/// until an ``EngineAction/ended(_:)`` came; what arrives after that is handed to it too, and is not believed.
public protocol Engine: Sendable {
    /// What can be asked of a device in this protocol: a command and its data, not yet framed.
    associatedtype Command: Sendable, Equatable

    /// Begins an exchange. The one before has ended.
    mutating func begin(_ command: Command) -> [EngineAction]
    /// Takes bytes in, as they come: pieces of answers, several, or none of ours.
    mutating func receive(_ bytes: [UInt8]) -> [EngineAction]
    /// The timer that the last ``EngineAction/wait(_:)`` set has run out.
    mutating func timeOut() -> [EngineAction]
    /// The channel was opened anew: what had been sent before has no answer any more, and the device may have been off.
    mutating func reopened() -> [EngineAction]
}

/// What an engine wants done.
public enum EngineAction: Sendable, Equatable {
    /// Send these bytes.
    case send([UInt8])
    /// Set the one timer to a time from now, in place of what it stood at.
    case wait(Duration)
    /// The exchange is over, and the timer off.
    case ended(EngineEnd)
}

/// How an exchange ended.
public enum EngineEnd: Sendable, Equatable {
    /// The device answered; whether it did what was asked is for the answer to say.
    case answered(DeviceAnswer)
    /// The device did nothing of it: it was not sent, or each copy was refused as unreadable.
    case notDone(EngineFault)
    /// The device may have done it. Ask it what it last did before anything is sent again (reference §6.6).
    case unknown(EngineFault)
}

/// A device's answer to a command.
public struct DeviceAnswer: Sendable, Equatable {
    /// The data between the head and the status, not yet taken apart.
    public var data: [UInt8]
    /// The status bytes that came with it; empty where the protocol sends none.
    public var status: [UInt8]

    /// Makes an answer.
    public init(data: [UInt8], status: [UInt8] = []) {
        self.data = data
        self.status = status
    }
}

/// Why an exchange has no answer.
public struct EngineFault: Error, Sendable, Equatable {
    /// What happened; stable.
    public enum Code: String, Sendable {
        /// Nothing came, or no end of it.
        case silent = "device.silent"
        /// It said "busy" longer than the command may take.
        case busy = "device.busy"
        /// It could not read what was sent, each time.
        case unreadable = "device.unreadable"
        /// Its answers could not be read, each time.
        case garbled = "device.garbled"
        /// What was sent came back: a loop, a device that is off, or a wrong mode.
        case echo = "device.echo"
        /// The device left while it was asked.
        case gone = "device.gone"
        /// It wants a password, or works for somebody else.
        case locked = "device.locked"
        /// The command does not fit the protocol's frame.
        case tooLong = "device.too_long"
    }

    /// What happened.
    public let code: Code
    /// A sentence with the values.
    public let sentence: String

    /// Makes a fault.
    public init(_ code: Code, _ sentence: String) {
        self.code = code
        self.sentence = sentence
    }
}
