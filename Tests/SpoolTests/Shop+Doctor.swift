import Foundation
import GRDB
import SpoolTestSupport

extension Shop {
    /// Runs statements through another connection, as somebody with the file and a tool would.
    func tamper(droppingTriggers: Bool, _ body: (Database) throws -> Void) throws {
        let queue = try DatabaseQueue(path: file.path)
        try queue.writeWithoutTransaction { database in
            guard droppingTriggers else { return try body(database) }
            try database.execute(sql: "PRAGMA foreign_keys = OFF")
            for name in try String.fetchAll(database, sql: "SELECT name FROM sqlite_master WHERE type = 'trigger'") {
                try database.execute(sql: "DROP TRIGGER \(name)")
            }
            try body(database)
        }
        try queue.close()
    }

    /// Flips one bit of a column of the journal.
    func flip(_ column: String, of sequence: Int64, byte: Int, bit: UInt8) throws {
        try tamper(droppingTriggers: true) { database in
            let sql = "SELECT \(column) FROM journal_entry WHERE sequence = ?"
            guard var bytes = try Data.fetchOne(database, sql: sql, arguments: [sequence]) else {
                throw Unexpected("there is no entry \(sequence)")
            }
            bytes[byte % bytes.count] ^= 1 << (bit & 7)
            try database.execute(
                sql: "UPDATE journal_entry SET \(column) = ? WHERE sequence = ?", arguments: [bytes, sequence])
        }
    }
}
