public import Foundation
import GRDB

/// The raw limit that benchmarks compare with: one SQLite transaction for each row, WAL and FULL, and nothing else.
public enum BareCommit {
    /// Commits `rounds` rows of `bytes` each into a fresh file of a directory, and says how long each commit took.
    public static func measure(in directory: URL, bytes: [UInt8], rounds: Int) throws -> [Duration] {
        var configuration = Configuration()
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
        }
        let queue = try DatabaseQueue(
            path: directory.appending(path: "bare.sqlite").path, configuration: configuration)
        try queue.write { try $0.execute(sql: "CREATE TABLE row (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL)") }
        let row = Data(bytes)
        return try (0..<rounds).map { _ in
            let start = ContinuousClock.now
            try queue.write { try $0.run("INSERT INTO row (bytes) VALUES (\(row))") }
            return start.duration(to: .now)
        }
    }
}
