import struct Foundation.Date

/// How a simulated accounting service is set up.
public struct BooksOptions: Sendable {
    /// Where it listens; port 0 lets the system pick one.
    public var listen: ListenAddress
    /// What decides every choice that is open.
    public var seed: UInt64 = 1
    /// The faults to play.
    public var faults = BooksFaultPlan()
    /// How long each answer waits, in milliseconds.
    public var latencyMilliseconds = 0
    /// The journal of what changed the books; nil keeps them in memory alone.
    public var stateFile: String?
    /// Whether the journal reaches the disk before each answer.
    public var isSynchronised = false
    /// How many companies the consent opens; 1 to 20.
    public var companies = 1
    /// Whether companies start without tax codes, items and customers, so that the set-up is exercised.
    public var isBare = false
    /// Whether each refresh gives another refresh token; otherwise QuickBooks changes it once a day.
    ///
    /// Xero always does.
    public var rotatesEachRefresh = false
    /// Whether QuickBooks refuses a document number that is taken.
    public var refusesDuplicateNumbers = true
    /// How many calls a Xero tenant may make per day; 1000 on the Starter tier.
    public var callsPerDay = 5_000
    /// The only client and its secret, when there is but one; nil lets any client in and keeps it to its first secret.
    public var client: (id: String, secret: String)?
    /// How long an answer that drips takes, in milliseconds.
    public var dripMilliseconds = 2_000
    /// How long an answer that never comes is held, in seconds.
    public var holdSeconds = 150
    /// The service's clock, in seconds since 1970; the control door can set it.
    public var clock: @Sendable () -> Int = { Int(Date().timeIntervalSince1970) }

    /// The defaults, on an address.
    public init(listen: ListenAddress) {
        self.listen = listen
    }

    /// The settings of the books behind the door.
    var settings: BooksSettings {
        BooksSettings(
            seed: seed, companies: companies, isBare: isBare, rotatesEachRefresh: rotatesEachRefresh,
            refusesDuplicateNumbers: refusesDuplicateNumbers, callsPerDay: callsPerDay,
            client: client.map { ClientCredentials(id: $0.id, secret: $0.secret) }, start: BooksTime(clock()))
    }
}

/// What simulated books insist on.
struct BooksSettings: Sendable {
    var seed: UInt64 = 1
    var companies = 1
    var isBare = false
    var rotatesEachRefresh = false
    var refusesDuplicateNumbers = true
    var callsPerDay = 5_000
    var client: ClientCredentials?
    /// The time at which the seeded companies came to be.
    var start = BooksTime(0)
}
