/// How long a ZFP device may take, and how often it is asked: data, as a profile has it.
public struct ZFPTiming: Sendable, Equatable {
    /// How long a ping may go without an answer.
    ///
    /// 300 to 800 ms (reference §3.4).
    public var ping: Duration = .milliseconds(800)
    /// How often a ping without an answer is sent again before the device counts as silent.
    public var pings = 3
    /// The pause before a busy device is asked again, and before a packet goes out again.
    ///
    /// 100 ms or more (§3.4).
    public var pause: Duration = .milliseconds(100)
    /// How long a device may say "busy".
    ///
    /// 15 s; a report 120 s: nobody has measured a Z (§2.3, §9).
    public var busy: Duration = .seconds(15)
    /// How long a report may take.
    ///
    /// 120 s.
    public var report: Duration = .seconds(120)
    /// How long an answer may take.
    ///
    /// Drivers wait 1.5 to 15 s (§3.4).
    public var answer: Duration = .seconds(4)
    /// How often a packet is sent again: after `15`, and for reading commands after silence.
    public var repeats = 3
    /// The pause between two commands.
    ///
    /// A driver of the G03 keeps 200 ms (§3.4).
    public var gap: Duration = .milliseconds(200)

    /// The timing of a Tremol G03.
    public init() {}
}
