/// A simulated QuickBooks Online.
public struct QuickBooksSimulator: BooksSimulator {
    /// What runs behind its address.
    public let engineRoom: BooksEngineRoom

    /// Replays its journal; throws exit codes 64, 65 and 74.
    public init(_ options: BooksOptions) throws(SimulatorError) {
        engineRoom = BooksEngineRoom(try BooksService<QuickBooksWorld>(options, label: "risiti.simulators.quickbooks"))
    }
}
