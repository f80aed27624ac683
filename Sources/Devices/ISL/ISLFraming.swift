/// How a device of the ISL family frames its messages and how long it may take: data, as a profile has it.
public struct ISLFraming: Sendable, Equatable {
    /// The two kinds of frame that are on the market.
    public enum Form: Sendable, Equatable {
        /// One byte each of length and command; a length counts from 20h (reference §2.1).
        case classic
        /// Four digits each of length and command, "X" models (reference §2.2).
        case extended
    }

    /// Which of the two frames it speaks.
    public var form: Form
    /// The message numbers that are used, in a circle.
    ///
    /// 20h to 7Fh is valid on every classic model, FP-800 included; X models take 20h to FFh (reference §2.1, §2.2).
    public var sequences: ClosedRange<UInt8>
    /// The status bytes in an answer: 6 classic, 8 extended.
    public var statusLength: Int
    /// The longest data that is sent, in bytes.
    ///
    /// 200 for classic frames, the cap of reference §2.1. No limit is documented for X frames; 1 024 is ours.
    public var dataLimit: Int
    /// Whether control bytes are sent as 10h and byte + 40h; where not, they do not fit (reference §2.1).
    public var escapesControls = false
    /// "I am working on it": SYN.
    public var busyByte: UInt8 = 0x16
    /// "I could not read this": NAK.
    public var refusalByte: UInt8 = 0x15
    /// The longest silence before something comes.
    ///
    /// The manual says 500 ms, drivers use 800 ms, which USB and a LAN need (reference §2.3).
    public var answerTimeout: Duration = .milliseconds(800)
    /// The time between two busy bytes: 60 ms, Daisy 100 ms (reference §2.3, §4.1).
    public var busyPeriod: Duration = .milliseconds(60)
    /// How long an ordinary command may stay busy (reference §2.3: 15 s, from one driver).
    public var busyLimit: Duration = .seconds(15)
    /// How long a report may stay busy (reference §2.3: 120 s, from one driver).
    public var slowBusyLimit: Duration = .seconds(120)
    /// How many times a message is sent in all before the link counts as lost; drivers use 3 to 6 (reference §2.3).
    public var tries = 4

    /// Makes a framing; the rest is as the reference has it for Datecs.
    public init(form: Form, sequences: ClosedRange<UInt8>, statusLength: Int, dataLimit: Int) {
        self.form = form
        self.sequences = sequences
        self.statusLength = statusLength
        self.dataLimit = dataLimit
    }

    /// Datecs classic, and with their own timings Daisy, Eltrade and Incotex (reference §2.1, §4).
    public static let classic = ISLFraming(form: .classic, sequences: 0x20...0x7F, statusLength: 6, dataLimit: 200)
    /// Datecs X (reference §2.2).
    public static let extended = ISLFraming(form: .extended, sequences: 0x20...0xFF, statusLength: 8, dataLimit: 1_024)

    /// The message number after another; one outside the range leads to the first.
    public func sequence(after last: UInt8) -> UInt8 {
        sequences.contains(last) && last < sequences.upperBound ? last + 1 : sequences.lowerBound
    }

    /// How many busy bytes one exchange bears: the engine has no clock, so the bound is counted in their period.
    func busyBytes(slow: Bool) -> Int {
        max(1, Int((slow ? slowBusyLimit : busyLimit) / busyPeriod))
    }
}

/// What is asked of a device of the ISL family.
public struct ISLCommand: Sendable, Equatable {
    /// What follows when nothing came back.
    public enum AfterSilence: Sendable, Equatable {
        /// The same bytes again: the device does not execute the same message number twice (reference §2.3).
        case resend
        /// Nothing: the device may have lost its power, and with it the memory of the last number, so that the copy
        /// would sell twice (reference §10.1). The exchange ends as unknown, and whoever asked looks first.
        case ask
    }

    /// The command's code.
    public var code: UInt8
    /// Its parameters, as they stand in the frame.
    public var data: [UInt8]
    /// Whether it may take minutes, as reports do.
    public var isSlow = false
    /// What follows when nothing came back.
    public var afterSilence = AfterSilence.resend

    /// Makes a command.
    public init(_ code: UInt8, _ data: [UInt8] = [], isSlow: Bool = false, afterSilence: AfterSilence = .resend) {
        self.code = code
        self.data = data
        self.isSlow = isSlow
        self.afterSilence = afterSilence
    }
}
