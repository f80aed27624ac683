/// The body of `POST /v1/tasks/{id}/resolve`.
public struct TaskResolution: Codable, Sendable, Hashable {
    /// What becomes of the document that the task holds up.
    public enum Action: String, Codable, Sendable, CaseIterable {
        /// Send it again.
        case retry
        /// Leave it; somebody has put it right elsewhere.
        case discard
        /// A control unit signed it under ``number``, as somebody saw there.
        case signed
    }

    /// What becomes of it.
    public var action: Action
    /// The CU invoice number of a document that a control unit signed.
    public var number: String?
    /// Why, for the audit trail; at most 200 characters.
    public var note: String?

    /// Makes a resolution.
    public init(action: Action, number: String? = nil, note: String? = nil) {
        self.action = action
        self.number = number
        self.note = note
    }
}
