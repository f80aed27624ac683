import Agent
import Custody
import Fiscal
import Foundation
import GRDB
import SpoolTestSupport
import Synchronization

@testable import Spool

extension Shop {
    private static let backupName = "backup.risiti"
    /// Opens what is sealed.
    private static let identity = BackupIdentity()

    /// Opens a shop on a disk as its agent does, with the fixed key or with one of its own.
    static func open(on disk: FaultyDisk, ownKey: Bool, chance: Chance) async throws -> Shop {
        guard ownKey else { return try Shop(on: disk, chance: chance) }
        let custody = try Custody(directory: disk.directory, credentials: nil)
        let shop = try Shop(
            on: disk, sealer: Sealer(custody.deviceKey), next: custody.nextKey.map { Sealer($0) }, chance: chance)
        _ = try await shop.spool.takeOver()
        try await KeyDesk(spool: shop.spool, custody: custody).settle()
        return shop
    }

    /// Chance that is the same in every run, and another each time that the spool is opened.
    static func chance(_ opening: UInt64) -> Chance {
        let state = Mutex(opening &* 0xD1B5_4A32_D192_ED03)
        return Chance {
            state.withLock { state in
                state &+= 0x9E37_79B9_7F4A_7C15
                let mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
                return mixed ^ (mixed >> 31)
            }
        }
    }

    func backUp(sealed: Bool) throws {
        _ = try BackupDesk.make(
            of: file, at: directory.appending(path: Self.backupName),
            lock: sealed ? .recipient(Self.identity.recipient) : nil,
            replacing: true
        ) { _ in true }
        let left = try FileManager.default.contentsOfDirectory(atPath: directory.path)
            .filter { $0.hasSuffix(".part") || $0.contains("draft") }
        guard left.isEmpty else { throw Finding("a backup left \(left)") }
    }

    /// Entries in the backup that is there; a file in its place is one, or a finding.
    func backedUp(_ database: Database) throws -> Int64? {
        let backup = directory.appending(path: Self.backupName)
        // A half copy is what it is called; where it passes for whole all the same, it must be.
        let part = backup.appendingPathExtension("part")
        if let copy = try? Spool.check(part) { try belongs(copy, database) }
        for copy in try FileManager.default.contentsOfDirectory(atPath: directory.path)
        where copy.hasPrefix("\(Spool.fileName).before-") && !copy.contains(".new") {
            try belongs(try Spool.check(directory.appending(path: copy)), database)
        }
        guard FileManager.default.fileExists(atPath: backup.path) else { return nil }
        guard SealedBackup.isSealed(backup) else { return try belongs(try Spool.check(backup), database) }
        let place = FileManager.default.temporaryDirectory.appending(path: "opened-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: place) }
        let plain = place.appending(path: Spool.fileName)
        try SealedBackup.open(backup, into: plain, with: .identity(Self.identity))
        return try belongs(try Spool.check(plain), database)
    }

    @discardableResult
    private func belongs(_ copy: SpoolCopy, _ database: Database) throws -> Int64 {
        let entries = copy.verification.entries
        let hash = try Data.fetchOne(
            database, sql: "SELECT hash FROM journal_entry WHERE sequence = ?", arguments: [entries])
        guard entries == 0 || hash.map({ Hex.text($0) }) == copy.verification.hash else {
            throw Finding("a backup of \(entries) entries is none of this journal")
        }
        return entries
    }
}
