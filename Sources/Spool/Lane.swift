public import Fiscal

/// How a job stands.
public enum JobState: String, Sendable {
    /// To be done when its turn comes.
    case waiting
    /// Written down for sending, and perhaps sent.
    case inFlight = "in_flight"
    /// Finished.
    case done
    /// Waiting for a person; a task says why.
    case parked
    /// Given up by a person.
    case abandoned
}

/// One document on one lane.
public struct Job: Sendable, Hashable {
    /// The lane's name.
    public let lane: String
    /// The entry's sequence.
    public let sequence: Int64
    /// Attempts that the destination answered with "again"; outages do not count.
    public let attempts: Int
    /// Whether something of it is written down as under way.
    public let isInFlight: Bool
    /// Whether the destination may have taken what is under way: it did not say that it has not.
    public let mayBeTaken: Bool

    /// Makes a job; what is under way may be taken where nothing else is said.
    public init(lane: String, sequence: Int64, attempts: Int, isInFlight: Bool, mayBeTaken: Bool? = nil) {
        self.lane = lane
        self.sequence = sequence
        self.attempts = attempts
        self.isInFlight = isInFlight
        self.mayBeTaken = mayBeTaken ?? isInFlight
    }
}

/// How a lane stands.
public enum LaneState: String, Sendable {
    /// Working, or ready to.
    case running
    /// Backing off until a time.
    case waiting
    /// The destination is out of reach; it is probed.
    case broken
    /// Stopped by a person or by a problem with the device.
    case paused
}

/// A lane as the status shows it.
public struct LaneView: Sendable {
    /// Its name.
    public let name: String
    /// How it stands.
    public let state: LaneState
    /// Why it does not run, in words.
    public let reason: String?
    /// When it tries again.
    public let nextAttemptAt: Timestamp?
    /// Jobs not finished, parked ones left out.
    public let backlog: Int
    /// The money in the backlog.
    public let backlogTotal: Money
    /// When the oldest unfinished sale was accepted.
    public let oldestAt: Timestamp?
    /// Jobs finished; what was given up or never was for this destination is none of them.
    public let done: Int
    /// Jobs that a person gave up, here or at KRA.
    public let givenUp: Int
    /// Sales that are not for a company's books: they were sold before these begin, or left for them in files.
    public let leftOut: Int
    /// Those among them that left in files.
    public let leftOutExported: Int
    /// Jobs that wait for a person.
    public let parked: Int
    /// Attempts of the job at the head.
    public let attempts: Int
}

/// Something only a person can put right.
public struct Trouble: Sendable, Hashable {
    /// The code of a write that was refused while the destination may have taken an earlier sending of it.
    public static let fateUnknown = "lane.fate_unknown"
    /// The code of a document of which nobody knows whether a control unit signed it.
    public static let controlUnitDoubt = "control_unit.doubt"

    /// The code of the one task for all documents of days that a company's books are closed for.
    public static let booksLocked = "books.locked"

    /// What, a stable dotted code.
    public let code: String
    /// Why, in plain words.
    public let reason: String
    /// The evidence: names and values.
    public let evidence: [String: String]
    /// What clears it.
    public let action: String

    /// Makes a trouble.
    public init(code: String, reason: String, evidence: [String: String] = [:], action: String) {
        self.code = code
        self.reason = reason
        self.evidence = evidence
        self.action = action
    }
}

/// A trouble that was raised.
public struct TaskView: Sendable {
    /// Its number.
    public let id: Int64
    /// The lane that it concerns.
    public let lane: String?
    /// The document that it concerns.
    public let documentID: String?
    /// What it is.
    public let trouble: Trouble
    /// When it was raised.
    public let raisedAt: Timestamp
    /// When it was resolved.
    public let resolvedAt: Timestamp?
    /// How it was resolved.
    public let resolution: String?
}
