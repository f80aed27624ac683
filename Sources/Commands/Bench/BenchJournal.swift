import Agent
import Fiscal
import Foundation
import JSON
import LocalAPI
import Spool

/// The journal of a stopped agent, which a benchmark fills past the door.
struct BenchJournal {
    let directory: URL
    /// The name of the agent's directory and settings.
    let name: String

    /// Sales that are written at once.
    private static let width = 128
    private static let lane = "kra"
    /// Port 9 is the discard service's, where nobody listens.
    private static let nowhere = "http://127.0.0.1:9/etims-api/"

    /// Fills the journal up to a number of entries; gives how many it has.
    ///
    /// Each has its job on the lane to KRA; `done` says whether that is finished, as in a shop whose lane is empty.
    func fill(to size: Int, done: Bool) async throws -> Int64 {
        let file = try BenchAgent.settings(in: directory, name: name, kra: Self.nowhere)
        let settings = try await Settings.read(file: file.path, mayBeMissing: false)
        let place = try DataDirectory(directory.appending(path: name))
        let agent = try await Agent.build(settings: settings, directory: place, credentials: nil)
        let (draft, _) = SaleRequest.read(try JSONTree(parsing: BenchSale.body))
        let sale = try NewSale.Content.sale(
            draft.checked(in: SaleRules(rates: settings.kra.rates, convention: settings.kra.amounts)))
        let held = Int(try await agent.spool.chainEnd().sequence)
        if held < size { Output.talk("filling the journal from \(held) to \(size) entries …") }
        for start in stride(from: held, to: size, by: Self.width) {
            let sales = (start..<min(size, start + Self.width)).map { number in
                NewSale(
                    idempotencyKey: "fill-\(number)", requestDigest: Array(repeating: 0, count: 32), content: sale,
                    branch: settings.branch, lanes: [Self.lane])
            }
            let entries = try await agent.spool.append(group: sales).compactMap { try? $0.get().entry.document }
            // As the agent's housekeeping does while such a journal grows.
            if start.isMultiple(of: 100 * Self.width) { try await agent.spool.trimEvents() }
            guard done else { continue }
            try await agent.spool.finish(
                group: entries.map { Job(lane: Self.lane, sequence: $0.sequence, attempts: 0, isInFlight: false) })
        }
        try await agent.spool.trimEvents()
        let entries = try await agent.spool.chainEnd().sequence
        try agent.spool.close()
        return entries
    }
}
