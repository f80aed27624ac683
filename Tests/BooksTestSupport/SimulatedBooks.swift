public import Accounting
public import Simulators

/// A strict QuickBooks or Xero inside the test's process.
public struct SimulatedBooks: Sendable {
    /// Which of the two it is.
    public let provider: Provider
    private let simulator: any BooksSimulator

    /// Opens empty books on a free loopback port.
    ///
    /// - Parameter adjust: sets what is to be otherwise than the simulators have it by themselves.
    public init(_ provider: Provider, adjust: (inout BooksOptions) -> Void = { _ in }) throws {
        var options = BooksOptions(listen: try ListenAddress("127.0.0.1:0"))
        adjust(&options)
        self.provider = provider
        simulator =
            switch provider {
            case .quickBooks: try QuickBooksSimulator(options)
            case .xero: try XeroSimulator(options)
            }
    }

    /// Runs it while `body` does.
    public func whileRunning<Result: Sendable>(
        _ body: @escaping @Sendable (_ base: String) async throws -> Result
    ) async throws -> Result {
        try await simulator.withRunning { try await body($0) }
    }

    /// The faults from now on.
    public func setFaults(_ json: String) async throws {
        await simulator.setFaults(try BooksFaultPlan(json: Array(json.utf8)))
    }

    /// Takes the line down or up.
    public func setOutage(_ isDown: Bool) async { await simulator.setOutage(isDown) }

    /// What it has seen.
    public func report() async -> BooksReport { await simulator.report() }

    /// Puts its clock forward.
    public func advanceClock(_ seconds: Int) async { await simulator.advanceClock(seconds) }

    /// Asks its control door.
    @discardableResult
    public func control(_ verb: String, _ json: String = "{}") async -> (status: Int, text: String) {
        await simulator.control(verb, json)
    }
}
