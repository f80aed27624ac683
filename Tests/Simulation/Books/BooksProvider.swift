import Accounting
import Simulators

/// A simulated QuickBooks or Xero, whose clock is the shop's.
struct BooksProvider: Sendable {
    private enum Service {
        case quickBooks(QuickBooksSimulator)
        case xero(XeroSimulator)
    }

    private let service: Service
    /// Which of the two it is.
    let provider: Provider

    init(_ provider: Provider, _ plan: BooksPlan, _ clock: VirtualClock) throws {
        var options = BooksOptions(listen: try ListenAddress("127.0.0.1:0"))
        (options.companies, options.seed) = (plan.companies, plan.seed)
        (options.dripMilliseconds, options.holdSeconds) = (1, 0)
        options.clock = { clock.trueSeconds }
        self.provider = provider
        service =
            switch provider {
            case .quickBooks: .quickBooks(try QuickBooksSimulator(options))
            case .xero: .xero(try XeroSimulator(options))
            }
    }

    func whileRunning<Result: Sendable>(
        _ body: @escaping @Sendable (_ base: String) async throws -> Result
    ) async throws -> Result {
        switch service {
        case .quickBooks(let simulator): try await simulator.withRunning { try await body($0) }
        case .xero(let simulator): try await simulator.withRunning { try await body($0) }
        }
    }

    func setFaults(_ json: String) async throws {
        let plan = try BooksFaultPlan(json: Array(json.utf8))
        switch service {
        case .quickBooks(let simulator): await simulator.setFaults(plan)
        case .xero(let simulator): await simulator.setFaults(plan)
        }
    }

    func setOutage(_ isDown: Bool) async {
        switch service {
        case .quickBooks(let simulator): await simulator.setOutage(isDown)
        case .xero(let simulator): await simulator.setOutage(isDown)
        }
    }

    func report() async -> BooksReport {
        switch service {
        case .quickBooks(let simulator): await simulator.report()
        case .xero(let simulator): await simulator.report()
        }
    }

    /// Somebody at the office gives what took our number another one.
    func giveWay(_ document: BooksReport.Document) async {
        let member = document.type == "CreditNote" ? "CreditNoteNumber" : "InvoiceNumber"
        let number = "OFFICE-" + document.id.suffix(12)
        let company = document.company
        switch service {
        case .quickBooks(let simulator):
            await simulator.control(
                "edit",
                """
                {"company":"\(company)","type":"\(document.type)","id":"\(document.id)","set":{"DocNumber":"\(number)"}}
                """)
        case .xero(let simulator):
            await simulator.control(
                "edit",
                """
                {"company":"\(company)","type":"\(document.type)s","id":"\(document.id)","set":{"\(member)":"\(number)"}}
                """)
        }
    }
}
