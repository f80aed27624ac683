import ServiceLifecycle

/// Sends lost refreshes again at the start and then every half minute, though nothing is to be posted.
///
/// Xero takes a refresh token whose answer was lost for 30 minutes more (accounting-apis §2.1).
struct BooksCare: Service {
    let desk: ConnectionDesk

    private static let interval = Duration.seconds(30)

    func run() async throws {
        await Rounds.run(every: Self.interval) { await desk.settle() }
    }
}
