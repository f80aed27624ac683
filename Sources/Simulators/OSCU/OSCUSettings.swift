/// What the simulated authority insists on.
struct OSCUSettings: Sendable {
    /// The way in.
    var route: OSCURoute = .direct
    /// Whether lengths, amounts, stock and registration are checked; keys, types and sequences always are.
    var strict = true
    /// What decides every choice that is open.
    var seed: UInt64 = 1
    /// What the amounts of a line mean.
    var amounts: AmountConvention = .inclusive
    /// The rate of tax letter E in percent; nil takes the route's: direct 8, integrator 0 (section 10).
    var rateOfE: ExactDecimal?
    /// The item classes that exist; nil accepts any ten digits.
    var itemClasses: Set<String>?
    /// How long an OAuth token lives, in seconds.
    var tokenSeconds = 3_599
    /// The key every new device is given; nil draws one from the seed.
    var communicationKey: String?

    /// The rates of the tax letters in percent, in the order of the letters.
    var taxRates: [(letter: String, rate: ExactDecimal)] {
        let rateOfE = rateOfE ?? ExactDecimal(route == .direct ? 8 : 0)
        return [("A", .zero), ("B", ExactDecimal(16)), ("C", .zero), ("D", .zero), ("E", rateOfE)]
    }

    /// The rate of one letter in percent; nothing for a letter that does not exist.
    func rate(of letter: String) -> ExactDecimal? {
        taxRates.first { $0.letter == letter }?.rate
    }
}
