/// What a simulated signer has seen, for tests and for the demo.
public struct SignerReport: Sendable, Codable, Equatable {
    /// How many documents it signed, the state file's included.
    public var signed = 0
    /// The last CU invoice number; empty where there is none.
    public var lastNumber = ""
    /// The trader's numbers that have more than one signature as the same kind of document.
    public var doubled: [String] = []
    /// How often each refusal was given since the start, by its text.
    public var refusals: [String: Int] = [:]
    /// How many requests to sign came since the start, those a fault swallowed included.
    public var requests = 0
    /// How often each fault was played since the start, by its name.
    public var faults: [String: Int] = [:]

    enum CodingKeys: String, CodingKey {
        case lastNumber = "last_number"
        case signed, doubled, refusals, requests, faults
    }
}
