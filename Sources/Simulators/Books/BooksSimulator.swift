/// A simulated accounting service on a loopback address, all of its hosts behind one port.
///
/// It keeps books by the letter of accounting-apis.md and refuses what the service would refuse; faults come by plan and
/// seed. Nothing in it is the maker's, and nothing of the code that talks to the service is used.
public protocol BooksSimulator: Sendable {
    /// Replays its journal; throws exit codes 64, 65 and 74.
    init(_ options: BooksOptions) throws(SimulatorError)
    /// What runs behind its address.
    var engineRoom: BooksEngineRoom { get }
}

/// A simulator's books at work, whichever service's they are.
public struct BooksEngineRoom: Sendable {
    let service: any BooksServing

    init(_ service: any BooksServing) {
        self.service = service
    }
}

extension BooksSimulator {
    /// What is in its books and what it has seen so far.
    public func report() async -> BooksReport { await engineRoom.service.report() }

    /// Stops the clock at a time, in seconds since 1970.
    public func setClock(_ epochSeconds: Int) async { await engineRoom.service.setClock(BooksTime(epochSeconds)) }

    /// Puts the clock forward by so many seconds.
    public func advanceClock(_ seconds: Int) async { await engineRoom.service.advanceClock(seconds) }

    /// Takes the line down or up: while down, each connection closes without an answer.
    public func setOutage(_ isDown: Bool) async { await engineRoom.service.setOutage(isDown) }

    /// Starts another fault plan; its requests are counted from 1 again.
    public func setFaults(_ plan: BooksFaultPlan) async { await engineRoom.service.setFaults(plan) }

    /// Asks the control door as `POST /sim/NAME` would; the status and the answer's text.
    @discardableResult
    public func control(_ name: String, _ json: String = "{}") async -> (status: Int, text: String) {
        await engineRoom.service.control("POST", name, json)
    }

    /// Serves until the task is cancelled or, when asked to heed signals, SIGTERM or SIGINT comes.
    ///
    /// `onListening` is called once with the port.
    public func run(
        heedingSignals: Bool = false, onListening: @escaping @Sendable (Int) async -> Void
    ) async throws {
        try await engineRoom.service.run(heedingSignals: heedingSignals, onListening: onListening)
    }

    /// Serves as long as the body runs, and hands it the address: `http://127.0.0.1:PORT`, without a path.
    public func withRunning<Result: Sendable>(
        _ body: @Sendable (_ address: String) async throws -> Result
    ) async throws -> Result {
        try await engineRoom.service.withRunning(body)
    }
}
