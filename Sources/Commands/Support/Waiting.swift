import LocalAPI

/// Looks on while the agent does something long.
enum Waiting {
    private static let pause = Duration.milliseconds(500)

    /// Waits for an answer, and meanwhile shows where a person reads it how far the work has come.
    static func show<Answer: Sendable>(
        _ words: @escaping @Sendable (ProgressReply) -> String,
        progress: @escaping @Sendable () async throws(ClientError) -> ProgressReply,
        for work: () async throws(ClientError) -> Answer
    ) async throws(ClientError) -> Answer {
        guard Terminal.showsProgress else { return try await work() }
        let looking = Task {
            while !Task.isCancelled {
                if let now = try? await progress(), now.isRunning { Output.overwrite(words(now)) }
                try? await ContinuousClock().sleep(for: pause)
            }
        }
        let result: Result<Answer, ClientError>
        do {
            result = .success(try await work())
        } catch {
            result = .failure(error)
        }
        looking.cancel()
        await looking.value
        Output.overwrite("")
        return try result.get()
    }
}
