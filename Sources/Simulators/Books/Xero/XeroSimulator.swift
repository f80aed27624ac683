/// A simulated Xero on a loopback address, all of its hosts behind one port.
///
/// It keeps books by the letter of accounting-apis.md and refuses what Xero would refuse; faults come by plan and
/// seed. Nothing here is the maker's, and nothing of the code that talks to Xero is used.
public struct XeroSimulator: Sendable {
    private let service: BooksService<XeroWorld>

    /// Replays its journal; throws exit codes 64, 65 and 74.
    public init(_ options: BooksOptions) throws(SimulatorError) {
        service = try BooksService(options, label: "risiti.simulators.xero")
    }

    /// What is in its books and what it has seen so far.
    public func report() async -> BooksReport {
        await service.core.report
    }

    /// Stops the clock at a time, in seconds since 1970.
    public func setClock(_ epochSeconds: Int) async {
        await service.core.setClock(BooksTime(epochSeconds))
    }

    /// Puts the clock forward by so many seconds.
    public func advanceClock(_ seconds: Int) async {
        await service.core.advanceClock(seconds)
    }

    /// Takes the line down or up: while down, each connection closes without an answer.
    public func setOutage(_ isDown: Bool) async {
        await service.core.setOutage(isDown)
    }

    /// Starts another fault plan; its requests are counted from 1 again.
    public func setFaults(_ plan: BooksFaultPlan) async {
        await service.core.setFaults(plan)
    }

    /// Asks the control door as `POST /sim/NAME` would; the status and the answer's text.
    @discardableResult
    public func control(_ name: String, _ json: String = "{}") async -> (status: Int, text: String) {
        await service.control("POST", name, json)
    }

    /// Serves until the task is cancelled or, when asked to heed signals, SIGTERM or SIGINT comes.
    ///
    /// `onListening` is called once with the port.
    public func run(
        heedingSignals: Bool = false, onListening: @escaping @Sendable (Int) async -> Void
    ) async throws {
        try await service.server.run(heedingSignals: heedingSignals, onListening: onListening)
    }

    /// Serves as long as the body runs, and hands it the address: `http://127.0.0.1:PORT`, without a path.
    public func withRunning<Result: Sendable>(
        _ body: @Sendable (_ address: String) async throws -> Result
    ) async throws -> Result {
        try await service.server.withRunning(body)
    }
}
