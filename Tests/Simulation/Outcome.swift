/// A promise that was broken.
package struct Violation: Error, Sendable, Equatable, CustomStringConvertible {
    /// Which one, with the values.
    package let description: String

    init(_ description: String) { self.description = description }
}

/// What one run did and what came of it.
package struct Outcome: Sendable, Equatable {
    /// The seed.
    package let seed: UInt64
    /// The first broken promise, nil where all held.
    package var violation: Violation?
    /// Sales and credit notes that tills had an answer for.
    package var sales = 0
    /// Requests that KRA's side of the network saw or should have seen.
    package var requests = 0
    /// Requests and answers that were lost.
    package var lost = 0
    /// Requests that arrived twice or late.
    package var replayed = 0
    /// Deaths of the process or the machine.
    package var crashes = 0
    /// Slips that left for the printer.
    package var papers = 0
    /// Jobs that were parked with a task.
    package var parked = 0
    /// Virtual milliseconds.
    package var elapsed: Int64 = 0
    /// Steps of the lane.
    package var steps = 0
    /// The last hash of the journal and KRA's receipts, as a fingerprint of everything that was decided.
    package var fingerprint: UInt64 = 0xCBF2_9CE4_8422_2325

    init(seed: UInt64) { self.seed = seed }

    /// Folds a text into the fingerprint (FNV-1a, 64 bits).
    mutating func mark(_ text: String) {
        for byte in text.utf8 { fingerprint = (fingerprint ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }
}
