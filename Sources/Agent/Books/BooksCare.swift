import ServiceLifecycle

/// Sends lost refreshes again at the start and then every half minute, though nothing is to be posted.
///
/// Every hour it refreshes grants that were not used for long.
///
/// Xero takes a refresh token whose answer was lost for 30 minutes more (accounting-apis §2.1).
struct BooksCare: Service {
    let desk: ConnectionDesk

    private static let interval = Duration.seconds(30)
    private static let hour = Duration.seconds(3_600)

    func run() async throws {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await Rounds.run(every: Self.interval) { await desk.settle() } }
            group.addTask { await Rounds.run(every: Self.hour) { await desk.keepAlive() } }
        }
    }
}
