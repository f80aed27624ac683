public import Fiscal
import Foundation
import GRDB

/// A device of the counter as the spool keeps it.
public struct StoredDevice: Sendable, Hashable {
    /// The name that people and settings use for it.
    public let name: String
    /// The profile that tells how to talk to it.
    public let profile: String
    /// Where it was last found.
    public let place: String
    /// The speed of its serial line, where it is not the profile's first.
    public let speed: Int?
    /// The serial number that it tells; nil where it never told one.
    public let serial: String?
    /// Its firmware, as it tells it; nil where it never told.
    public let firmware: String?
    /// When a person added it.
    public let addedAt: Timestamp

    /// Makes a device.
    public init(
        name: String, profile: String, place: String, speed: Int? = nil, serial: String? = nil,
        firmware: String? = nil, addedAt: Timestamp
    ) {
        self.name = name
        self.profile = profile
        self.place = place
        self.speed = speed
        self.serial = serial
        self.firmware = firmware
        self.addedAt = addedAt
    }
}

extension Spool {
    /// The devices by name.
    public func devices() async throws(SpoolError) -> [StoredDevice] {
        try await read { database in
            try Row.fetchAll(database, literal: "SELECT * FROM device ORDER BY name").map(Self.device)
        }
    }

    /// Keeps a new device, with a secret that was sealed for it under a name.
    ///
    /// - Throws: ``SpoolError`` `refused` where the name is taken, or another device has the same serial number.
    public func add(
        _ device: StoredDevice, secret: (name: String, sealed: [UInt8])? = nil
    ) async throws(SpoolError) {
        try await write { database in
            let other = try String.fetchOne(
                database,
                literal: """
                    SELECT name FROM device
                    WHERE name = \(device.name) OR profile = \(device.profile) AND serial = \(device.serial)
                    """)
            if let other { throw SpoolError(.refused, "there is the device \(other) already; remove it first") }
            try database.run(
                """
                INSERT INTO device (name, profile, place, speed, serial, firmware, added_at_ms)
                VALUES (\(device.name), \(device.profile), \(device.place), \(device.speed), \(device.serial),
                    \(device.firmware), \(device.addedAt.milliseconds))
                """)
            if let secret { try Self.keep(secret.name, secret.sealed, database) }
        }
        signals.ring()
    }

    /// Keeps where a device was found and what it told of itself; what it did not tell stays as it was.
    public func note(
        _ device: String, place: String, serial: String?, firmware: String?
    ) async throws(SpoolError) {
        try await write { database in
            try database.run(
                """
                UPDATE device SET place = \(place), serial = coalesce(\(serial), serial),
                    firmware = coalesce(\(firmware), firmware) WHERE name = \(device)
                """)
        }
    }

    /// Forgets a device with the secret that was kept for it, and ends its tasks.
    ///
    /// - Throws: ``SpoolError`` `notFound`; `refused` while it is at a document, or slips wait for it.
    public func removeDevice(_ name: String, secret: String, at time: Timestamp) async throws(SpoolError) {
        try await write { database in
            if try Row.fetchOne(database, literal: "SELECT 1 FROM control_unit_work WHERE device = \(name)") != nil {
                throw SpoolError(.refused, "\(name) is at a document; let it finish first")
            }
            let waiting =
                try Int64.fetchOne(
                    database,
                    literal: """
                        SELECT count(*) FROM print_job INDEXED BY print_open
                        WHERE state IN ('waiting', 'printing') AND printer = \(name)
                        """) ?? 0
            if waiting > 0 { throw SpoolError(.refused, "\(waiting) slips wait for \(name); let it print them first") }
            try database.run("DELETE FROM device WHERE name = \(name)")
            guard database.changesCount > 0 else { throw SpoolError(.notFound, "there is no device \(name)") }
            try database.run("DELETE FROM secret WHERE name = \(secret)")
            try database.run(
                """
                UPDATE task SET resolved_at_ms = \(time.milliseconds), resolution = 'removed'
                WHERE device = \(name) AND resolved_at_ms IS NULL
                """)
        }
        signals.ring()
    }

    private static func device(_ row: Row) -> StoredDevice {
        StoredDevice(
            name: row["name"], profile: row["profile"], place: row["place"], speed: row["speed"], serial: row["serial"],
            firmware: row["firmware"], addedAt: Timestamp(milliseconds: row["added_at_ms"]))
    }
}

// MARK: - The control unit's document

/// How far a document at a control unit is, where that is all that is kept of it.
public enum ControlUnitStage: String, Sendable {
    /// It was sent, and there is nothing to go on from.
    case sent
    /// The journal was restored from a backup: the unit may have signed it since.
    case restored
    /// A person looked: the unit has nothing of it.
    case cleared

    /// What is kept.
    public var journal: String { "{\"stage\":\"\(rawValue)\"}" }

    /// Reads what was kept; nil where it says more than a stage.
    public init?(journal: String) {
        guard let stage = [Self.sent, .restored, .cleared].first(where: { $0.journal == journal }) else { return nil }
        self = stage
    }
}

extension Spool {
    /// What was kept of an entry's document at a control unit, and at which; nil where none was begun.
    public func controlUnitWork(on sequence: Int64) async throws(SpoolError) -> (device: String, journal: String)? {
        try await read { database in
            try Row.fetchOne(
                database, literal: "SELECT device, journal FROM control_unit_work WHERE sequence = \(sequence)"
            ).map { ($0["device"], $0["journal"]) }
        }
    }

    /// Keeps what must outlive a power cut, in place of what was kept before.
    ///
    /// - Throws: ``SpoolError`` `refused` where the document is at another device, or the device at another document.
    public func keep(controlUnit device: String, on job: Job, journal: String) async throws(SpoolError) {
        try await write { database in
            let other = try Row.fetchOne(
                database,
                literal: """
                    SELECT device, sequence FROM control_unit_work
                    WHERE (sequence = \(job.sequence)) <> (device = \(device))
                    """)
            if let other {
                let (at, sequence): (String, Int64) = (other["device"], other["sequence"])
                throw SpoolError(.refused, "\(at) is at the document of entry \(sequence)")
            }
            try database.run(
                """
                INSERT INTO control_unit_work (sequence, device, journal) VALUES (\(job.sequence), \(device), \(journal))
                ON CONFLICT (sequence) DO UPDATE SET journal = excluded.journal
                """)
            try database.run(
                """
                UPDATE job SET state = 'in_flight'
                WHERE lane = \(job.lane) AND sequence = \(job.sequence) AND state = 'waiting'
                """)
        }
    }

    /// The unit has nothing of an entry's document: what was kept of it goes.
    public func forgetControlUnitWork(on sequence: Int64) async throws(SpoolError) {
        try await write { try $0.run("DELETE FROM control_unit_work WHERE sequence = \(sequence)") }
    }

    /// Settles a job by what a control unit signed: receipt stored, work forgotten and job finished in one transaction.
    public func settle(
        _ job: Job, signed receipt: FiscalReceipt, at time: Timestamp
    ) async throws(SpoolError) {
        try await write { database in
            // There is no request of KRA's: what was signed is what the entry says.
            try Self.store(receipt, for: job.sequence, request: [], at: time, database)
            try database.run("DELETE FROM control_unit_work WHERE sequence = \(job.sequence)")
            try Self.finish(job, at: time, database)
        }
        signals.ring()
    }
}
