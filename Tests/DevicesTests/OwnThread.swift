import Dispatch

/// A thread for one test and everything that it starts, simulated services too.
///
/// The runs of a thousand receipts in memory keep the threads that tests share for their whole length; what waits for a
/// network meanwhile would wait for them a dozen times in each exchange.
final class OwnThread: TaskExecutor {
    private let queue = DispatchQueue(label: "own-thread")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { [self] in job.runSynchronously(on: asUnownedTaskExecutor()) }
    }

    /// Does something on it.
    func run<Value: Sendable>(_ body: @Sendable () async throws -> Value) async throws -> Value {
        try await withTaskExecutorPreference(self) { try await body() }
    }
}
