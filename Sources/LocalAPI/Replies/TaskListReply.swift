/// Tasks.
public struct TaskListReply: Codable, Sendable, Hashable {
    /// The tasks, the oldest first.
    public var tasks: [TaskReply]

    /// Makes a list.
    public init(tasks: [TaskReply]) {
        self.tasks = tasks
    }
}
