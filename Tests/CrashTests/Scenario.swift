import Foundation
import GRDB
import SpoolSchema
import SpoolTestSupport
import Testing

@testable import Spool

/// A shop before the fault, and what it does while the fault comes.
struct Scenario: Sendable, CustomTestStringConvertible {
    let name: String
    /// Done before, on a disk that is well.
    var before: [Act] = [.sell("first"), .writeDown(1), .settle, .finish, .sell("second")]
    /// The migrations that the file knows already; nil is all, 0 that there is no file.
    var migrations: Int?
    /// Done while the fault comes.
    let acts: [Act]
    /// Spoils the spool after it was opened, to see that the matrix finds it.
    var sabotage: (@Sendable (Spool) throws -> Void)?
    /// Whether the disk says yes to syncs and does none.
    var diskLies = false
    /// What goes wrong at its steps; all that can, unless what else could was met elsewhere.
    var faults = FaultyDisk.Fault.allCases
    /// Whether the shop has a key of its own on the disk, in place of the fixed one.
    var hasOwnKey = false

    var testDescription: String { name }

    /// The scenarios of the matrix.
    static let all: [Scenario] = current + older
    private static let current: [Scenario] = [
        Scenario(name: "one sale", acts: [.sell("sale")]),
        Scenario(name: "two tills and a credit note", acts: [.sell("a", till: "T2"), .credit("b", of: "first")]),
        Scenario(
            name: "one drained sale", before: [.sell("first"), .writeDown(1), .settle, .finish],
            acts: [.sell("sale"), .writeDown(2), .settle, .finish]),
        Scenario(
            name: "a parked sale", before: [.sell("first"), .writeDown(1), .settle, .finish],
            acts: [.sell("sale"), .writeDown(2), .park]),
        Scenario(name: "one print job", acts: [.askPrint(1), .beginPrint, .endPrint, .askPrint(1)]),
        Scenario(
            name: "a checkpoint", acts: [.checkpoint, .sell("sale"), .close]
        ),
        Scenario(
            name: "a checkpoint behind a reader",
            acts: [.sellBehindReader("sale"), .checkpoint, .checkpoint, .close]),
        Scenario(name: "a fresh spool", before: [], migrations: 0, acts: [.open]),
        Scenario(name: "one prune", before: oldSales, acts: [.prune, .sell("sale")]),
        // A closed file is looked after by a person, who is told of every error.
        Scenario(
            name: "compacting a closed file", before: oldSales + [.prune], acts: [.close, .compact, .sell("sale")],
            faults: [.crash, .ioError]),
        backup(sealed: false),
        backup(sealed: true),
        Scenario(
            name: "a new device key", before: [.sell("first")], acts: [.rotate, .sell("sale"), .rotate],
            hasOwnKey: true),
    ]

    /// Three finished sales, one of them printed, and one that is open.
    private static let oldSales: [Act] =
        [1, 2, 3].flatMap { number in
            [.sell("old \(number)"), .writeDown(number), .settle, .finish]
        } + [.askPrint(2), .beginPrint, .endPrint, .sell("open")]

    /// The backup before is there, and the till sells on.
    private static func backup(sealed: Bool) -> Scenario {
        Scenario(
            name: sealed ? "one sealed backup" : "one backup",
            before: [.sell("first"), .backup(sealed: sealed), .sell("second")],
            acts: [.backup(sealed: sealed), .sell("sale")],
            faults: sealed ? [.crash, .ioError, .shortWrite] : FaultyDisk.Fault.allCases)
    }

    /// A file of each older version, with one sale in it, is migrated.
    ///
    /// The longest way and the shortest go through every fault, the ways between through every crash: they run the same
    /// statements.
    private static let older = (1..<SpoolSchema.migrations.count).map { count in
        Scenario(
            name: "a migration from \(SpoolSchema.migrations[count - 1].name)", before: [.sell("first")],
            migrations: count, acts: [.open],
            faults: [1, SpoolSchema.migrations.count - 1].contains(count) ? FaultyDisk.Fault.allCases : [.crash])
    }

    /// Whether the spool is opened while the fault comes.
    var opensUnderFault: Bool { acts.first == .open }

    /// Makes the shop, whose last programs died without closing anything.
    func prepare(_ disk: FaultyDisk) async throws -> (FaultyDisk.Image, World) {
        guard migrations != 0 else { return (try disk.image(), World()) }
        let shop =
            migrations == nil
            ? try await Shop.open(on: disk, ownKey: hasOwnKey, chance: Shop.chance(0)) : try Shop()
        var ledger = Ledger(World())
        for act in before { try ledger.acknowledged(act, try await shop.perform(act)) }
        if let migrations { try Self.copy(shop, to: disk, migrations: migrations) }
        var world = ledger.worlds.first ?? World()
        if migrations == 1 { for index in world.sales.indices { world.sales[index].job = "none" } }
        return (try withExtendedLifetime(shop) { try disk.image() }, world)
    }

    /// Writes an older file with the journal of a shop, as the program of that time left it.
    private static func copy(_ shop: Shop, to disk: FaultyDisk, migrations: Int) throws {
        try shop.spool.close()
        let queue = try DatabaseQueue(path: disk.directory.appending(path: Spool.fileName).path)
        var migrator = DatabaseMigrator()
        for migration in SpoolSchema.migrations.prefix(migrations) {
            migrator.registerMigration(migration.name) { try $0.execute(sql: migration.sql) }
        }
        try migrator.migrate(queue)
        try queue.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
            try database.execute(sql: "ATTACH ? AS whole", arguments: [shop.file.path])
            let tables = ["journal_entry", "sale", "till_counter"] + (migrations > 1 ? ["lane", "job"] : [])
            for table in tables {
                let columns = try database.columns(in: table).map(\.name).joined(separator: ", ")
                try database.execute(
                    sql: "INSERT INTO main.\(table) (\(columns)) SELECT \(columns) FROM whole.\(table)")
            }
            try database.execute(sql: "DETACH whole")
        }
        try queue.close()
    }
}
