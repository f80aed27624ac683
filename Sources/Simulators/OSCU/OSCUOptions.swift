import struct Foundation.Date

/// How a simulated authority is set up.
public struct OSCUOptions: Sendable {
    /// Where it listens; port 0 lets the system pick one.
    public var listen: ListenAddress
    /// The way in.
    public var route: OSCURoute = .direct
    /// Whether lengths, amounts, stock and registration are checked.
    public var isStrict = true
    /// What decides every choice that is open.
    public var seed: UInt64 = 1
    /// The faults to play.
    public var faults = OSCUFaultPlan()
    /// How long each answer waits, in milliseconds.
    public var latencyMilliseconds = 0
    /// The journal of what was accepted; nil keeps it in memory alone.
    public var stateFile: String?
    /// Whether the journal reaches the disk before each answer.
    public var isSynchronised = false
    /// What the amounts of a line mean.
    public var amounts: AmountConvention = .inclusive
    /// The rate of tax letter E in percent, as plain digits; nil takes the route's: direct 8, integrator 0.
    public var rateOfE: String?
    /// A file with the item classes that exist, one in the first column of each line; nil accepts any ten digits.
    public var itemClassesFile: String?
    /// How long an OAuth token lives, in seconds.
    public var tokenSeconds = 3_599
    /// The key every new device is given; nil draws one from the seed.
    public var communicationKey: String?
    /// How long an answer that drips takes, in milliseconds.
    public var dripMilliseconds = 2_000
    /// How long an answer that never comes is held, in seconds.
    public var holdSeconds = 150
    /// KRA's clock, in seconds since 1970.
    public var clock: @Sendable () -> Int = { Int(Date().timeIntervalSince1970) }

    /// The defaults, on an address.
    public init(listen: ListenAddress) {
        self.listen = listen
    }

    /// The settings of the world behind the door; throws exit code 64 or 74.
    func settings() throws(SimulatorError) -> OSCUSettings {
        var settings = OSCUSettings(
            route: route, strict: isStrict, seed: seed, amounts: amounts, tokenSeconds: tokenSeconds,
            communicationKey: communicationKey)
        if let rateOfE {
            guard let rate = ExactDecimal(rateOfE), rate >= .zero, rate.scale <= 2, rate <= .hundred else {
                throw SimulatorError(64, "\(rateOfE) is not a rate from 0 to 100 with at most two decimals")
            }
            settings.rateOfE = rate
        }
        if let itemClassesFile {
            let text = String(decoding: try StateFile.bytes(itemClassesFile), as: UTF8.self)
            settings.itemClasses = Set(
                text.split(whereSeparator: \.isNewline).compactMap { line in
                    line.split(whereSeparator: { ",;\t ".contains($0) }).first.map(String.init)
                })
        }
        return settings
    }
}
