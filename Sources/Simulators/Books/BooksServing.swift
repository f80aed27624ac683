/// What a simulator does with books, whichever service's they are.
protocol BooksServing: Sendable {
    /// What is in the books and what was seen so far.
    func report() async -> BooksReport
    /// Stops the clock at a time.
    func setClock(_ time: BooksTime) async
    /// Puts the clock forward by so many seconds.
    func advanceClock(_ seconds: Int) async
    /// Takes the line down or up.
    func setOutage(_ isDown: Bool) async
    /// Starts another fault plan.
    func setFaults(_ plan: BooksFaultPlan) async
    /// Asks the control door; the status and the answer's text.
    func control(_ method: String, _ name: String, _ json: String) async -> (status: Int, text: String)
    /// Serves until it is told to stop.
    func run(heedingSignals: Bool, onListening: @escaping @Sendable (Int) async -> Void) async throws
    /// Serves as long as a body runs.
    func withRunning<Result: Sendable>(
        _ body: @Sendable (_ address: String) async throws -> Result
    ) async throws -> Result
}

extension BooksService: BooksServing {
    func report() async -> BooksReport { await core.report }
    func setClock(_ time: BooksTime) async { await core.setClock(time) }
    func advanceClock(_ seconds: Int) async { await core.advanceClock(seconds) }
    func setOutage(_ isDown: Bool) async { await core.setOutage(isDown) }
    func setFaults(_ plan: BooksFaultPlan) async { await core.setFaults(plan) }

    func run(heedingSignals: Bool, onListening: @escaping @Sendable (Int) async -> Void) async throws {
        try await server.run(heedingSignals: heedingSignals, onListening: onListening)
    }

    func withRunning<Result: Sendable>(
        _ body: @Sendable (_ address: String) async throws -> Result
    ) async throws -> Result {
        try await server.withRunning(body)
    }
}
