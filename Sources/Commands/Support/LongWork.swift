import Dispatch
import Foundation
import Synchronization
import UnixSignals

/// Work that takes its time: it runs on a thread of its own, and Ctrl-C asks it to give up.
enum LongWork {
    /// Whether the person has given up.
    final class Wish: Sendable {
        private let isGivenUp = Atomic<Bool>(false)

        /// Whether the work shall go on.
        var goesOn: Bool { !isGivenUp.load(ordering: .relaxed) }

        fileprivate func giveUp() { isGivenUp.store(true, ordering: .relaxed) }
    }

    /// Does the work and gives its result; the work asks its wish in passing.
    static func run<Result: Sendable>(_ work: @escaping @Sendable (Wish) throws -> Result) async throws -> Result {
        let wish = Wish()
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        let listener = Task {
            for await _ in signals { wish.giveUp() }
        }
        defer { listener.cancel() }
        return try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "risiti.work").async {
                continuation.resume(with: Swift.Result { try work(wish) })
            }
        }
    }
}

/// How far long work is, on a terminal's standard error; silent where nobody looks.
final class ProgressLine: Sendable {
    private let what: String
    private let last = Mutex(-1)

    init(_ what: String) {
        self.what = what
    }

    /// Shows a share, each whole percent once, and where the work is.
    func show(_ done: Int, of total: Int, at place: String = "") {
        guard Terminal.showsProgress, total > 0 else { return }
        let percent = min(100, done * 100 / total)
        let isNew = last.withLock { last in
            defer { last = percent }
            return last != percent
        }
        if isNew { Output.overwrite("\(what) \(Bar.text(done, of: total)) \(percent) % \(place)") }
    }

    /// Leaves the line.
    func end() {
        if Terminal.showsProgress { Output.overwrite("") }
    }
}
