import Accounting
import Fiscal
import Spool

/// Gathers a company's exchanges, and keeps those of a wave together.
actor SyncLogBook: ExchangeLog {
    private let spool: Spool
    private let clock: WallClock
    private var rows: [SyncLogRow] = []

    init(spool: Spool, clock: WallClock) {
        (self.spool, self.clock) = (spool, clock)
    }

    func note(_ exchange: LoggedExchange) async {
        let failed = exchange.status.map { $0 >= 400 } ?? true
        rows.append(
            SyncLogRow(
                lane: exchange.lane, at: clock.now().advanced(by: .zero - exchange.took), what: exchange.subject,
                localKey: exchange.subject.prefix { $0 != "," }.split(separator: " ").last.map(String.init),
                method: exchange.method,
                path: exchange.path, request: exchange.request, status: exchange.status, response: exchange.response,
                tookMilliseconds: exchange.took.wholeMilliseconds, attempt: exchange.attempt,
                externalID: exchange.providerReference,
                error: failed ? exchange.status.map { "HTTP \($0)" } ?? exchange.response : exchange.refusal))
        if rows.count >= Self.most { try? await write() }
    }

    /// Notes the ids that the company gave to what was made.
    func name(_ made: [(subject: String, id: String)]) {
        let ids = Dictionary(made.map { ($0.subject, $0.id) }) { first, _ in first }
        for place in rows.indices where rows[place].isAnswered && rows[place].method != "GET" {
            // Of many in one call the first.
            let first = rows[place].what.prefix { $0 != "," }
            if let id = ids[rows[place].what] ?? ids[String(first)] { rows[place].externalID = id }
        }
    }

    /// Exchanges that wait in memory.
    private static let most = 200

    /// Keeps what was gathered.
    func write() async throws(SpoolError) {
        let gathered = rows
        rows = []
        try await spool.log(gathered)
    }
}
