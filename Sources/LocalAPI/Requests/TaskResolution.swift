/// The body of `POST /v1/tasks/{id}/resolve`.
public struct TaskResolution: Codable, Sendable, Hashable {
    /// What becomes of the document that the task holds up.
    public enum Action: String, Codable, Sendable, CaseIterable {
        /// Send it again.
        case retry
        /// Leave it; somebody has put it right elsewhere.
        case discard
    }

    /// What becomes of it.
    public var action: Action
    /// Why, for the audit trail; at most 200 characters.
    public var note: String?

    /// Makes a resolution.
    public init(action: Action, note: String? = nil) {
        self.action = action
        self.note = note
    }
}
