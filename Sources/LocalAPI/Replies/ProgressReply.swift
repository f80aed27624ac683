/// How far a long piece of work has come; the answer to `GET` where `POST` starts it.
public struct ProgressReply: Codable, Sendable, Hashable {
    /// Whether it is under way.
    public var isRunning: Bool
    /// What is done.
    public var done: Int64
    /// Of how much, where that is known.
    @OrNull public var total: Int64?

    private enum CodingKeys: String, CodingKey {
        case done, total
        case isRunning = "running"
    }

    /// Makes a progress.
    public init(isRunning: Bool, done: Int64, total: Int64?) {
        self.isRunning = isRunning
        self.done = done
        self.total = total
    }
}
