import ServiceLifecycle
import Spool

/// Carries every commit to the mirror, and looks after its medium.
struct MirrorKeeper: Service {
    let mirror: SpoolMirror

    /// How often the medium is looked for, and whether it is still there.
    private static let interval = Duration.seconds(5)

    func run() async throws {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await Rounds.run(every: Self.interval) { await mirror.look() }
            }
            for await _ in mirror.commits.cancelOnGracefulShutdown() { await mirror.carry() }
            mirror.giveUpCopying()
            await group.waitForAll()
        }
        await mirror.finish()
    }
}
