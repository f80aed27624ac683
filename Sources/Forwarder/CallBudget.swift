import Fiscal

/// Where a company's counted calls are kept, so that a restart does not exceed its limits.
public protocol CallShelf: Sendable {
    /// What was kept under a name; nil where nothing was.
    func callWindow(_ name: String) async throws -> String?
    /// Keeps it, durably.
    func keep(callWindow body: String, name: String) async throws
}

/// The calls that one company may be made: every window of its limits, and how long it asked to be left alone.
///
/// Calls are set aside in small lots that are written down before they are used: a crash costs a few of them, and never
/// makes one too many.
public actor CallBudget {
    /// One limit.
    public struct Limit: Sendable {
        /// Its name in rows and logs.
        public let name: String
        /// Which calls count: nil for all, else those of a kind.
        public let kind: String?
        var window: CallWindow
        /// Calls that are written down as made and are not.
        var setAside = 0
        var isLoaded = false

        /// Makes a limit.
        public init(name: String, calls: Int, length: Duration, kind: String? = nil) {
            (self.name, self.kind) = (name, kind)
            window = CallWindow(calls: calls, length: length)
        }

        /// The share of a window that is set aside at once: a start forgets so many calls that were never made.
        var lot: Int { max(1, min(Self.mostAside, window.calls / 50)) }

        /// A program that is started again every few minutes must not use up a day of 5,000 calls by that alone.
        private static let mostAside = 10
    }

    /// Leave to call: so many now, or a wait.
    public enum Leave: Sendable, Hashable {
        /// So many calls can be made, 1 or more.
        case granted(Int)
        /// None before a while; the reason is for people.
        case wait(Duration, reason: String)
    }

    private var limits: [Limit]
    private let shelf: any CallShelf
    private let now: @Sendable () -> Int64
    private var latest: Int64 = 0
    private var closedUntil: Int64 = 0
    private var closedReason = ""

    /// Makes a budget; `now` is milliseconds on the wall clock, which may lie: time never runs backwards here.
    public init(limits: [Limit], shelf: any CallShelf, now: @escaping @Sendable () -> Int64) {
        (self.limits, self.shelf, self.now) = (limits, shelf, now)
    }

    /// Asks for leave to make up to `wanted` calls of a kind, and counts what it grants.
    ///
    /// - Throws: what the shelf throws; no call may be made then.
    public func leave(for wanted: Int, kind: String) async throws -> Leave {
        let leave = try await outlook(for: wanted, kind: kind)
        guard case .granted(let granted) = leave else { return leave }
        let time = time()
        for place in limits.indices where limits[place].kind == nil || limits[place].kind == kind {
            limits[place].window.count(granted, at: time)
            if limits[place].setAside < granted { try await setAside(place, granted, at: time) }
            limits[place].setAside -= granted
        }
        return leave
    }

    /// What ``leave(for:kind:)`` would answer; nothing is counted.
    public func outlook(for wanted: Int, kind: String) async throws -> Leave {
        try await load()
        let time = time()
        guard time >= closedUntil else { return .wait(.milliseconds(closedUntil - time), reason: closedReason) }
        var granted = wanted
        for limit in limits where limit.kind == nil || limit.kind == kind {
            let free = limit.window.free(at: time)
            guard free > 0 else {
                return .wait(limit.window.wait(at: time), reason: "its limit of calls a \(limit.name) is reached")
            }
            granted = min(granted, free)
        }
        return .granted(granted)
    }

    /// The company wants to be left alone for a while.
    public func close(for pause: Duration, reason: String) {
        (closedUntil, closedReason) = (max(closedUntil, time() + pause.wholeMilliseconds), reason)
    }

    private func time() -> Int64 {
        latest = max(latest, now())
        return latest
    }

    /// Writes down what was made; a lot more can be made before it is written down again, which the next start reckons
    /// with.
    private func setAside(_ place: Int, _ granted: Int, at time: Int64) async throws {
        let kept = Kept(latest: time, window: limits[place].window)
        try await shelf.keep(callWindow: Self.text(of: kept), name: limits[place].name)
        limits[place].setAside = max(granted, limits[place].lot)
    }

    /// Takes over what the program before this one wrote down: what it had set aside may have been used to the end, and
    /// until this moment.
    private func load() async throws {
        for place in limits.indices where !limits[place].isLoaded {
            if let text = try await shelf.callWindow(limits[place].name), let kept = Self.kept(in: text),
                kept.window.calls == limits[place].window.calls
            {
                latest = max(latest, kept.latest)
                limits[place].window = kept.window
                limits[place].window.count(limits[place].lot, at: time())
            }
            limits[place].isLoaded = true
        }
    }
}
