/// A bearer token and when to renew it (reference §1.3).
struct AccessToken {
    let text: String
    let consumerKey: String
    let renewAt: ContinuousClock.Instant

    /// Renewed this long before it ends.
    private static let margin: Int64 = 60
    /// What is assumed where the answer does not say how long it lives.
    private static let assumedLife: Int64 = 300
    /// The longest life that is believed: a day.
    private static let longestLife: Int64 = 86_400

    /// Reads the token endpoint's answer; nil where it holds none.
    ///
    /// `expires_in` may be a string.
    init?(body: [UInt8], consumerKey: String, now: ContinuousClock.Instant) {
        guard let value = OSCUValue(json: body), let text = value["access_token"]?.string else { return nil }
        let life = min(value["expires_in"]?.whole ?? Self.assumedLife, Self.longestLife)
        self.text = text
        self.consumerKey = consumerKey
        renewAt = now.advanced(by: .seconds(max(0, life - Self.margin)))
    }
}
