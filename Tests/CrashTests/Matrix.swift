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
        /// Cases whose surviving disk was byte for byte one that was opened already: what it said then is compared.
        var twins = 0
        var findings: [String] = []
    }

    private let scenario: Scenario
    private let disk: FaultyDisk
    private let image: FaultyDisk.Image
    private let start: World
    private var tally = Tally()
    /// What a disk said that was looked at, and whether the shop sold on it.
    private var seen: [Disk: (world: World, sold: Bool)] = [:]
    private var drained: Set<World> = []
    /// How often the spool was opened in this case: chance, and with it every byte, is the same in each run.
    private var openings: UInt64 = 0

    private struct Disk: Hashable {
        let digest: UInt64
        let mark: Data?
    }

    /// One life of the scenario: what the outside was told, and what a power cut at each step finds, if that was kept.
    private struct Life {
        var ledger: Ledger
        var steps: [FaultyDisk.Step] = []
        /// By step and one more, what was told when the power went there, and the record beside the spool.
        var cuts: [(disk: FaultyDisk.Image, ledger: Ledger, mark: Data?)] = []
    }

    /// What survives each crash: nothing, everything, and eight tearings of which some keep little and some nearly all.
    static let survivals: [FaultyDisk.Survival] =
        [.drop, .keep] + (1...8).map { .torn(seed: $0, kept: [50, 50, 50, 10, 90, 90, 30, 70][Int($0) - 1]) }
    init(_ scenario: Scenario) async throws {
        self.scenario = scenario
        disk = try FaultyDisk(shows: scenario.readsFiles)
        (image, start) = try await scenario.prepare(disk)
    }

    /// Runs every step with every fault.
    static func run(_ scenario: Scenario) async throws -> Tally {
        var matrix = try await Matrix(scenario)
        return try await matrix.run()
    }

    private mutating func run() async throws -> Tally {
        var life = try await live(failing: 0, with: nil, restarting: false, recording: true)
        guard !life.steps.isEmpty else { throw Finding("\(scenario.name) has no step") }
        tally.steps = Int64(life.steps.count)
        // Power cuts are told apart by when they come and by what survives: one life has them all.
        while let cut = life.cuts.popLast() {
            let place = "\(scenario.name), step \(life.cuts.count + 1), crash"
            await look(cut.disk, cut.ledger, cut.mark, after: .crash, place)
        }
        for (place, kind) in life.steps.enumerated() {
            let step = Int64(place + 1)
            for fault in scenario.faults where fault != .crash && Self.applies(fault, to: kind) {
                await run(step, fault, restarting: false)
                if fault == .ioError { await run(step, fault, restarting: true) }
            }
        }
        return tally
    }

    /// A full disk is met by writes and creations alone; a failed sync that keeps its bytes by syncs alone.
    private static func applies(_ fault: FaultyDisk.Fault, to kind: FaultyDisk.Step) -> Bool {
        switch fault {
        case .crash, .ioError, .ioErrorOnward: true
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
            let life = try await live(failing: step, with: fault, restarting: restarting)
            let mark = try? Data(contentsOf: highWater)
            await look(try disk.image(), life.ledger, mark, after: fault, restarting: restarting, place)
        } catch {
            tally.findings.append("\(place): \(error)")
        }
    }

    /// Looks at what survives of a wreck, in every way that the fault leaves open.
    private mutating func look(
        _ wreck: FaultyDisk.Image, _ told: Ledger, _ mark: Data?, after fault: FaultyDisk.Fault,
        restarting: Bool = false, _ place: String
    ) async {
        for survival in Self.survivals(after: fault, restarting: restarting) {
            tally.cases += 1
            do {
                try disk.powerOn(wreck, surviving: survival)
                // The record lies on the machine's own disk and outlives every cut, which is the harder case.
                try keep(mark)
                let survivor = Disk(digest: disk.digest, mark: mark)
                let sells = survival == .drop
                var ledger = told
                if let known = seen[survivor], known.sold || !sells {
                    tally.twins += 1
                    try ledger.settle(on: known.world)
                } else {
                    seen[survivor] = (try await judge(&ledger, selling: sells), sells)
                }
            } catch {
                tally.findings.append("\(place), \(survival): \(error)")
            }
        }
    }

    private var highWater: URL { disk.directory.appending(path: "high-water") }

    private func keep(_ mark: Data?) throws {
        guard let mark else { return HighWater.forget(in: disk.directory) }
        try mark.write(to: highWater)
    }

    /// Lives through the scenario until the power goes, and gives what the outside was told.
    private mutating func live(
        failing step: Int64, with fault: FaultyDisk.Fault?, restarting: Bool, recording: Bool = false
    ) async throws -> Life {
        try disk.powerOn(image, surviving: .restart)
        try keep(nil)
        var ledger = Ledger(start)
        var shop: Shop?
        openings = 0
        if !scenario.opensUnderFault {
            shop = try await open()
            if let shop { try scenario.sabotage?(shop.spool) }
        }
        disk.count(failing: step, with: fault)
        if recording { disk.record() }
        var told: [(ledger: Ledger, mark: Data?)] = []
        disk.lie(scenario.diskLies)
        defer { disk.lie(false) }
        var copyFailed = false
        for act in scenario.acts {
            var cut = ledger
            cut.unanswered(act)
            var answer: Result<Entry?, any Error>
            do {
                if act == .compact {
                    _ = try Spool.compact(file: disk.directory.appending(path: Spool.fileName))
                } else if shop == nil {
                    shop = try await open()
                }
                answer = .success(act == .compact ? nil : try await shop?.perform(act))
            } catch {
                answer = .failure(error)
            }
            switch answer {
            case .success(let entry): try ledger.acknowledged(act, entry)
            // An act whose ground an error took away was never asked.
            case .failure(is NothingToDo): guard fault != nil else { throw Finding("nothing to do at \(act)") }
            case .failure(let error):
                if copyFailed, fault?.passes == true { throw Finding("a backup that failed ended in \(error)") }
                if case .backup = act { copyFailed = !disk.isDead }
                ledger.unanswered(act)
            }
            if act == .close { shop = nil }
            let mark = try? Data(contentsOf: highWater)
            told += Array(repeating: (cut, mark), count: Int(disk.steps) - told.count)
            if disk.isDead { break }
        }
        var life = Life(ledger: ledger, steps: (0..<disk.steps).compactMap { disk.step($0 + 1) })
        if recording {
            told.append((ledger, try? Data(contentsOf: highWater)))
            life.cuts = zip(try disk.cuts(), told).map { ($0, $1.ledger, $1.mark) }
        }
        if restarting {
            try disk.powerOn(surviving: .restart)
            shop = try await open()
            if let shop {
                try ledger.settle(on: try await shop.world())
                try ledger.acknowledged(.sell("restarted"), try await shop.perform(.sell("restarted")))
            }
        }
        life.ledger = ledger
        disk.crash()
        return life
    }

    /// Opens what survived and compares it with the answers; gives what it says.
    ///
    /// Where nothing unsynced survived the shop sells on. Where a state is new it asks again what had no answer, and
    /// drains the lane.
    private mutating func judge(_ ledger: inout Ledger, selling: Bool) async throws -> World {
        openings = 1_000
        let shop = try await open()
        let world = try await shop.world()
        try ledger.settle(on: world)
        if selling {
            try ledger.acknowledged(.sell("after"), try await shop.perform(.sell("after")))
            try await check(shop)
        }
        if drained.insert(world.shape).inserted {
            for act in scenario.acts where act.isAskedAgain {
                try ledger.acknowledged(act, try await shop.perform(act))
            }
            try await drain(shop, &ledger)
            try ledger.settle(on: try await shop.world())
            try await check(shop)
        }
        let integrity = try await shop.spool.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") }
        guard integrity == "ok" else { throw Finding("the file is damaged: \(integrity ?? "?")") }
        return world
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

    private mutating func open() async throws -> Shop {
        openings += 1
        return try await Shop.open(on: disk, ownKey: scenario.hasOwnKey, chance: Shop.chance(openings))
    }

    private func check(_ shop: Shop) async throws {
        let verification = try await shop.spool.verify()
        guard verification.keys.dropFirst().allSatisfy(\.isEndorsed) else {
            throw Finding("a key came that the one before did not endorse: \(verification.keys)")
        }
        // A migration has left the copy that it made before.
        let names = try FileManager.default.contentsOfDirectory(atPath: disk.directory.path)
        guard (scenario.migrations ?? 0) == 0 || names.contains(where: { $0.hasPrefix("\(Spool.fileName).before-") })
        else { throw Finding("there is no copy of the file before its migration") }
        guard verification.isWhole, verification.temporaryNumbersMissing == 0, verification.invoiceNumbersMissing == 0
        else { throw Finding("the chain does not hold: \(verification)") }
    }
}

extension FaultyDisk.Fault {
    /// Whether the disk is well again after it.
    fileprivate var passes: Bool {
        switch self {
        case .ioError, .ioErrorKept, .full, .shortWrite: true
        case .crash, .ioErrorOnward, .fullOnward: false
        }
    }
}

extension Scenario {
    /// Whether its acts read whole files past SQLite.
    fileprivate var readsFiles: Bool { hasOwnKey || acts.contains(.backup(sealed: true)) }
}
