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
    /// What went wrong, by kind.
    package private(set) var faults: [Fault: Int] = [:]
    /// Comparisons of what is with what must be.
    package var checks = 0
    /// Slips that left for the printer.
    package var papers = 0
    /// Jobs that were parked with a task.
    package var parked = 0
    /// Virtual milliseconds.
    package var elapsed: Int64 = 0
    /// Steps of the lane.
    package var steps = 0
    /// Every byte that went to KRA and came back, when, and every seal that a till was given, folded into one number.
    package var fingerprint: UInt64 = 0xCBF2_9CE4_8422_2325

    init(seed: UInt64) { self.seed = seed }

    /// Folds a text into the fingerprint (FNV-1a, 64 bits).
    mutating func mark(_ text: String) { mark(text.utf8) }

    /// Folds bytes into it.
    mutating func mark(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { mark(word: UInt64(byte)) }
    }

    /// Folds a number into it.
    mutating func mark(number: Int64) { mark(word: UInt64(bitPattern: number)) }

    private mutating func mark(word: UInt64) { fingerprint = (fingerprint ^ word) &* 0x100_0000_01B3 }

    /// Counts something that went wrong.
    mutating func count(_ fault: Fault, _ times: Int = 1) { faults[fault, default: 0] += times }
}

/// The kinds of things that go wrong; the raw value is what the tally calls them.
package enum Fault: String, Sendable, CaseIterable {
    case requestLost = "requests lost"
    case answerLost = "answers lost"
    case late = "late"
    case replayed = "replayed"
    case reset = "resets"
    case badGateway = "bad gateways"
    case empty = "empty"
    case portal = "portals"
    case busy = "busy"
    case trouble = "errors of KRA"
    case unauthorised = "unauthorised"
    case lineDown = "without a line"
    case killed = "kills"
    case powerCut = "power cuts"
    case disk = "disk errors"
    case clock = "clock jumps"
    case freeze = "freezes"
    case pause = "pauses"
    case printer = "printer failures"
}
