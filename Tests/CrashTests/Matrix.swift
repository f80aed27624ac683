import Fiscal
import Foundation
import GRDB
import SpoolTestSupport
import Synchronization

@testable import Spool

/// One scenario against every step and every fault.
struct Matrix {
    /// What was seen.
    struct Tally: Sendable {
        var steps: Int64 = 0
        var cases = 0
        /// Cases whose surviving disk was byte for byte one that was looked at already, under the same answers.
        var twins = 0
        var findings: [String] = []
    }

    private let scenario: Scenario
    private let disk: FaultyDisk
    private let image: FaultyDisk.Image
    private let start: World
    private var tally = Tally()
    private var seen: Set<Disk> = []
    private var drained: Set<World> = []

    private struct Disk: Hashable {
        let digest: UInt64
        let ledger: Ledger
    }

    /// What survives each crash: nothing, everything, and eight tearings of which some keep little and some nearly all.
    static let survivals: [FaultyDisk.Survival] =
        [.drop, .keep] + (1...8).map { .torn(seed: $0, kept: [50, 50, 50, 10, 90, 90, 30, 70][Int($0) - 1]) }
    init(_ scenario: Scenario) async throws {
        self.scenario = scenario
        disk = try FaultyDisk()
        (image, start) = try await scenario.prepare(disk)
    }

    /// Runs every step with every fault.
    static func run(_ scenario: Scenario) async throws -> Tally {
        var matrix = try await Matrix(scenario)
        return try await matrix.run()
    }

    private mutating func run() async throws -> Tally {
        let (_, steps) = try await live(failing: 0, with: nil, restarting: false)
        guard !steps.isEmpty else { throw Finding("\(scenario.name) has no step") }
        tally.steps = Int64(steps.count)
        for step in 1...Int64(steps.count) + 1 {
            let kind = steps.indices.contains(Int(step) - 1) ? steps[Int(step) - 1] : nil
            for fault in FaultyDisk.Fault.allCases where Self.applies(fault, to: kind) {
                await run(step, fault, restarting: false)
                if fault == .ioError { await run(step, fault, restarting: true) }
            }
        }
        return tally
    }

    /// A full disk is met by writes and creations alone; a failed sync that keeps its bytes by syncs alone.
    private static func applies(_ fault: FaultyDisk.Fault, to kind: FaultyDisk.Step?) -> Bool {
        switch fault {
        case .crash: true
        case .ioError, .ioErrorOnward: kind != nil
        case .ioErrorKept: kind == .sync
        case .full, .fullOnward: kind == .write || kind == .create
        case .shortWrite: kind == .write
        }
    }

    /// What survives the power cut that follows a fault, at once or after the shop went on.
    private static func survivals(after fault: FaultyDisk.Fault, restarting: Bool) -> [FaultyDisk.Survival] {
        switch fault {
        case .crash: survivals
        case .ioError, .shortWrite: restarting ? [.drop] : [.drop, .keep]
        default: [.drop]
        }
    }

    private mutating func run(_ step: Int64, _ fault: FaultyDisk.Fault, restarting: Bool) async {
        let place = "\(scenario.name), step \(step), \(fault)\(restarting ? ", restarted" : "")"
        do {
            let (ledger, _) = try await live(failing: step, with: fault, restarting: restarting)
            let wreck = try disk.image()
            let mark = try? Data(contentsOf: highWater)
            for survival in Self.survivals(after: fault, restarting: restarting) {
                tally.cases += 1
                try disk.powerOn(wreck, surviving: survival)
                // The record lies on the machine's own disk and outlives every cut, which is the harder case.
                try keep(mark)
                guard seen.insert(Disk(digest: disk.digest, ledger: ledger)).inserted else {
                    tally.twins += 1
                    continue
                }
                do { try await judge(ledger, survival) } catch {
                    tally.findings.append("\(place), \(survival): \(error)")
                }
            }
        } catch {
            tally.findings.append("\(place): \(error)")
        }
    }

    private var highWater: URL { disk.directory.appending(path: "high-water") }

    private func keep(_ mark: Data?) throws {
        guard let mark else { return HighWater.forget(in: disk.directory) }
        try mark.write(to: highWater)
    }

    /// Lives through the scenario until the power goes, and gives what the outside was told.
    private func live(
        failing step: Int64, with fault: FaultyDisk.Fault?, restarting: Bool
    ) async throws -> (Ledger, [FaultyDisk.Step]) {
        try disk.powerOn(image, surviving: .restart)
        try keep(nil)
        var ledger = Ledger(start)
        var shop: Shop?
        if !scenario.opensUnderFault {
            shop = try Shop(on: disk)
            if let shop { try scenario.sabotage?(shop.spool) }
        }
        disk.count(failing: step, with: fault)
        disk.lie(scenario.diskLies)
        defer { disk.lie(false) }
        for act in scenario.acts {
            var answer: Result<Entry?, any Error>
            do {
                if shop == nil { shop = try Shop(on: disk) }
                answer = .success(try await shop?.perform(act))
            } catch {
                answer = .failure(error)
            }
            switch answer {
            case .success(let entry): try ledger.acknowledged(act, entry)
            // An act whose ground an error took away was never asked.
            case .failure(is NothingToDo): guard fault != nil else { throw Finding("nothing to do at \(act)") }
            case .failure: ledger.unanswered(act)
            }
            if act == .close { shop = nil }
            if disk.isDead { break }
        }
        let steps = (0..<disk.steps).compactMap { disk.step($0 + 1) }
        if restarting {
            try disk.powerOn(surviving: .restart)
            shop = try Shop(on: disk)
            if let shop {
                try ledger.settle(on: try await shop.world())
                try ledger.acknowledged(.sell("restarted"), try await shop.perform(.sell("restarted")))
            }
        }
        disk.crash()
        return (ledger, steps)
    }

    /// Opens what survived and compares it with the answers.
    ///
    /// Where nothing unsynced survived the shop sells on. Where a state is new it asks again what had no answer, and
    /// drains the lane.
    private mutating func judge(_ told: Ledger, _ survival: FaultyDisk.Survival) async throws {
        var ledger = told
        let shop = try Shop(on: disk)
        let world = try await shop.world()
        try ledger.settle(on: world)
        if survival == .drop {
            try ledger.acknowledged(.sell("after"), try await shop.perform(.sell("after")))
            try await check(shop)
        }
        if drained.insert(world.shape).inserted {
            for act in scenario.acts where act.key != nil {
                try ledger.acknowledged(act, try await shop.perform(act))
            }
            try await drain(shop, &ledger)
            try ledger.settle(on: try await shop.world())
            try await check(shop)
        }
        let integrity = try await shop.spool.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") }
        guard integrity == "ok" else { throw Finding("the file is damaged: \(integrity ?? "?")") }
    }

    private func drain(_ shop: Shop, _ ledger: inout Ledger) async throws {
        while let job = try await shop.head() {
            if try await shop.spool.progress(of: job).receipt == nil {
                if try await shop.spool.inFlight(on: job) == nil {
                    let next = (ledger.worlds.first?.invoice ?? 0) + 1
                    guard try await shop.spool.next(.invoice) == next else { throw Finding("\(next) is not next") }
                    try ledger.acknowledged(.writeDown(next), try await shop.perform(.writeDown(next)))
                }
                try ledger.acknowledged(.settle, try await shop.perform(.settle))
            }
            try ledger.acknowledged(.finish, try await shop.perform(.finish))
        }
    }

    private func check(_ shop: Shop) async throws {
        let verification = try await shop.spool.verify()
        guard verification.isWhole, verification.temporaryNumbersMissing == 0, verification.invoiceNumbersMissing == 0
        else { throw Finding("the chain does not hold: \(verification)") }
    }
}
