public import Spool

/// What happens to a lane.
public enum LaneEvent: Sendable, Hashable {
    /// A sale was sealed, a waiting time is over, or the lane starts.
    case woke
    /// The machine has a route again, or a person asks for a try.
    case routeReturned
    /// A person stops the lane.
    case paused(reason: String)
    /// A person sets it going.
    case resumed
    /// The oldest job that can be done, nil where there is none.
    case head(Job?)
    /// A step was answered.
    case delivered(DeliveryAnswer)
    /// A look-up was answered.
    case lookedUp(LookUpAnswer)
    /// A probe was answered.
    case probed(Bool)
    /// A wave of a company's work was answered.
    case worked(WaveAnswer)
    /// A job was parked with its task.
    case parked
    /// What was to be written down was not: the spool failed.
    case unwritten(LaneAction)
}

/// What a lane does next; after `note`, `countAttempt` and `pause` it is woken again.
public enum LaneAction: Sendable, Hashable {
    /// Fetch the oldest job.
    case takeHead
    /// Take the job a step further.
    case deliver(Job)
    /// Ask for what is under way.
    case lookUp(Job)
    /// Take a company's work a step further.
    case work
    /// See whether the destination can be reached.
    case probe
    /// Nothing until a time, or until something happens.
    case wait(until: Duration?)
    /// Write down how the lane stands.
    case note(LaneState, reason: String?, until: Duration?)
    /// Count an attempt of the job, and write down that the lane waits.
    case countAttempt(Job, reason: String, until: Duration)
    /// Park the job with a task.
    case park(Job, Trouble)
    /// Stop the lane, with a task where a person must act.
    case pause(reason: String, Trouble?)
}

extension LaneAction {
    /// Whether it writes down how the lane stands.
    var writesState: Bool {
        switch self {
        case .note, .countAttempt, .pause: true
        default: false
        }
    }
}
