public import Spool

/// Where a lane's jobs go: KRA, a bookkeeping system, a file.
///
/// A conformer is asked one thing at a time, and may be asked the same thing again after any answer.
public protocol Destination: Sendable {
    /// Takes one job one step further; what leaves the machine was written down and committed before.
    ///
    /// Where something of the job is under way already, the same bytes are sent again under the same number.
    func deliver(_ job: Job) async -> DeliveryAnswer

    /// Asks the destination whether what is under way for a job arrived, and adopts its answer where it did.
    func lookUp(_ job: Job) async -> LookUpAnswer

    /// Whether the destination can be reached; free of side effects.
    func probe() async -> Bool
}

/// What came of a step.
public enum DeliveryAnswer: Sendable, Hashable {
    /// The job is finished and written down as such.
    case done
    /// A step is finished and written down; there is another.
    case progressed
    /// What was sent did not fit and was mended by what the destination said; try again.
    case healed(reason: String)
    /// Nothing was sent: no route, no name, no connection.
    case unreachable(reason: String)
    /// The destination is busy: again after a while, which it may have named. `limit` bounds the attempts.
    case again(after: Duration?, limit: Int?, reason: String)
    /// It may have arrived: look it up. `limit` bounds the attempts.
    case unclear(limit: Int?, reason: String)
    /// The destination says that it has it already.
    case alreadyThere(reason: String)
    /// Never, in this form: park it.
    case refused(Trouble)
    /// Not this device, or not with these settings: stop the lane.
    case deviceProblem(Trouble)
}

/// What the destination says of something that is under way.
public enum LookUpAnswer: Sendable, Hashable {
    /// It is there, and its answer is adopted and written down.
    case adopted
    /// It is not there: send the same again.
    case notThere
    /// Something else is there under its number.
    case differs(Trouble)
    /// The destination has no such question: send the same again, its counters will tell.
    case unsupported
    /// No answer now.
    case unreachable(reason: String)
    /// The destination is busy.
    case again(after: Duration?, reason: String)
    /// Not this device.
    case deviceProblem(Trouble)
}
