extension AgentClient {
    /// What can be done to a lane.
    public enum LaneVerb: String, Sendable, CaseIterable {
        /// Sends nothing until it is resumed.
        case pause
        /// Sends again.
        case resume
        /// Tries again at once.
        case retry
    }

    /// `GET /v1/lanes`: all lanes.
    public func lanes() async throws(ClientError) -> [LaneReply] {
        try await reply(.get("/v1/lanes"), as: LaneListReply.self).lanes
    }

    /// `POST /v1/lanes/{name}/{verb}`: pauses, resumes or retries a lane.
    public func lane(_ name: String, _ verb: LaneVerb) async throws(ClientError) -> LaneReply {
        try await reply(.post("/v1/lanes/\(Call.escaped(name))/\(verb.rawValue)"))
    }

    /// `GET /v1/tasks`: open tasks, or with `all` resolved ones too.
    public func tasks(all: Bool = false) async throws(ClientError) -> [TaskReply] {
        try await reply(.get("/v1/tasks", query: [("all", all ? "true" : nil)]), as: TaskListReply.self).tasks
    }

    /// `GET /v1/tasks/{id}`: one task.
    public func task(_ id: Int64) async throws(ClientError) -> TaskReply {
        try await reply(.get("/v1/tasks/\(id)"))
    }

    /// `POST /v1/tasks/{id}/resolve`: says what becomes of the document that a task holds up.
    public func resolve(_ id: Int64, _ resolution: TaskResolution) async throws(ClientError) -> TaskReply {
        try await reply(.post("/v1/tasks/\(id)/resolve", body: try Self.bytes(resolution)))
    }
}
