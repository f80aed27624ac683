public import Fiscal
import Foundation
import GRDB

extension Spool {
    /// The journal's entry that introduced a key.
    public struct KeyNotice: Sendable, Hashable {
        /// Its place.
        public let sequence: Int64
        /// When it was written.
        public let at: Timestamp
    }

    /// The entry from which a key signs; nil for the first key of a journal, which nothing introduced.
    public func notice(of key: [UInt8]) async throws(SpoolError) -> KeyNotice? {
        try await read { database in
            try Row.fetchOne(
                database,
                literal: """
                    SELECT sequence, accepted_at_ms FROM notice WHERE key = \(Data(key)) ORDER BY sequence LIMIT 1
                    """
            ).map { KeyNotice(sequence: $0["sequence"], at: Timestamp(milliseconds: $0["accepted_at_ms"])) }
        }
    }

    /// The letters in the temporary numbers since the last restore; nil where there was none.
    public func currentSeries() async throws(SpoolError) -> String? {
        try await read { database in
            try String.fetchOne(
                database,
                literal: "SELECT series FROM notice WHERE series IS NOT NULL ORDER BY sequence DESC LIMIT 1")
        }
    }
}
