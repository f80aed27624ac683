import struct Foundation.Date

/// How a simulated signer is set up.
public struct SignerOptions: Sendable {
    /// Where it listens; port 0 lets the system pick one.
    public var listen: ListenAddress
    /// What `Authorization` must say; nil takes anything and nothing.
    public var key: String?
    /// The unit's serial number, 20 characters that begin with `KRAMW004`.
    public var serial = "KRAMW004202110009550"
    /// What decides every choice that is open.
    public var seed: UInt64 = 1
    /// The faults to play.
    public var faults = SignerFaultPlan()
    /// How long each answer waits, in milliseconds.
    public var latencyMilliseconds = 0
    /// How much longer a slow answer waits, in milliseconds; more than the 15 s that a driver may wait.
    public var slowMilliseconds = 20_000
    /// Where the signed documents are kept; nil keeps them in memory alone.
    public var stateFile: String?
    /// Whether a document reaches the disk before its answer.
    public var isSynchronised = false
    /// The unit's clock, in seconds since 1970.
    public var clock: @Sendable () -> Int = { Int(Date().timeIntervalSince1970) }

    /// The defaults, on an address.
    public init(listen: ListenAddress) {
        self.listen = listen
    }
}
