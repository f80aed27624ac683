import ServiceLifecycle

/// Something that is done again and again until the agent is stopped.
enum Rounds {
    /// Does a round, waits `pause`, and so on; ends on graceful shutdown and on cancellation alike.
    ///
    /// The wait alone tells of neither: it is cut short by both, and a loop that asked for the shutdown only would spin
    /// where the agent is stopped while it starts.
    static func run(
        every pause: Duration, on clock: some Clock<Duration> = ContinuousClock(), _ round: () async -> Void
    ) async {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            await round()
            do {
                try await cancelWhenGracefulShutdown { try await clock.sleep(for: pause) }
            } catch {
                return
            }
        }
    }

    /// Waits for a while, or until something changes; ends at once where its task is cancelled.
    static func pause(_ pause: Duration, or changes: AsyncStream<Void>) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { for await _ in changes { return } }
            // Cut short where the change came first, and then nobody asks what it says.
            group.addTask { try? await Task.sleep(for: pause) }
            await group.next()
            group.cancelAll()
        }
    }
}
