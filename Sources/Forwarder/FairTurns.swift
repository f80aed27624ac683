import Fiscal
import Synchronization

/// What several companies share, such as a provider's limit on all calls of one program: none starves another.
///
/// Where several ask, each has its part of the whole; what one does not use while the others rest is anybody's.
public final class FairTurns: Sendable {
    private struct Books {
        var whole: CallWindow
        var own: [String: CallWindow] = [:]
        var asked: [String: Int64] = [:]
        var latest: Int64 = 0
    }

    private let books: Mutex<Books>
    private let calls: Int
    private let length: Duration
    private let now: @Sendable () -> Int64

    /// Makes turns of so many calls in a stretch of time; `now` is milliseconds on a clock.
    public init(calls: Int, length: Duration, now: @escaping @Sendable () -> Int64) {
        (self.calls, self.length, self.now) = (calls, length, now)
        books = Mutex(Books(whole: CallWindow(calls: calls, length: length)))
    }

    /// Asks for leave to make up to `wanted` calls for a company.
    public func leave(for wanted: Int, company: String) -> CallBudget.Leave {
        books.withLock { books in
            books.latest = max(books.latest, now())
            let time = books.latest
            books.asked[company] = time
            // Who has not asked for half a stretch rests.
            let resting = time - length.wholeMilliseconds / 2
            books.asked = books.asked.filter { $0.value >= resting }
            let share = max(1, calls / books.asked.count)
            var own = books.own[company] ?? CallWindow(calls: calls, length: length)
            let used = calls - own.free(at: time)
            let free = min(books.whole.free(at: time), max(0, share - used))
            guard free > 0 else {
                let wait = books.whole.free(at: time) > 0 ? own.slot : books.whole.wait(at: time)
                return .wait(wait, reason: "the companies share a limit of calls, and its turn is over")
            }
            let granted = min(wanted, free)
            books.whole.count(granted, at: time)
            own.count(granted, at: time)
            books.own[company] = own
            return .granted(granted)
        }
    }
}
