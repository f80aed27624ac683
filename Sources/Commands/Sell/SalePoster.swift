import LocalAPI

/// Posts one till's sales after another.
struct SalePoster: Sendable {
    /// How long the till likes to wait for KRA.
    let wait: Duration?
    /// Whether the agent prints.
    let prints: Bool
    /// How long an agent that does not answer is asked again.
    let patience: Duration
    /// Who counts.
    let tally: SellTally

    private static let shortestPause = Duration.milliseconds(50)
    private static let longestPause = Duration.seconds(1)

    /// Posts the sales in order; ends early where the agent is gone or full.
    func post(_ sales: [PostedSale], through client: AgentClient) async {
        for sale in sales {
            guard await tally.goesOn else { return }
            do throws(ClientError) {
                let answer = try await post(sale, through: client)
                await tally.sold(sale, answer)
            } catch {
                await tally.failed(sale, error)
            }
        }
    }

    /// Posts one sale, again and again under the same key while patience lasts.
    private func post(_ sale: PostedSale, through client: AgentClient) async throws(ClientError) -> SaleAnswer {
        let clock = ContinuousClock()
        let end = clock.now + patience
        var pause = Self.shortestPause
        while true {
            do throws(ClientError) {
                return try await client.postSale(sale.body, key: sale.key, wait: wait, print: prints)
            } catch {
                guard error.isWorthRepeating, clock.now + pause < end, !Task.isCancelled else { throw error }
                await tally.waits(sale, error)
            }
            let jitter = Int.random(in: 50...100)
            try? await clock.sleep(for: pause * jitter / 100)
            pause = min(pause * 2, Self.longestPause)
        }
    }
}
