/// The schema of the spool: numbered SQL, in order, forward only, never edited once shipped.
public enum SpoolSchema {
    /// A migration: its name and its SQL.
    public struct Migration: Sendable {
        /// The file's name without its ending.
        public let name: String
        /// The statements.
        public let sql: String
    }

    /// All migrations in the order in which they are applied.
    public static let migrations: [Migration] = [
        Migration(name: "v0001-journal", sql: text(PackageResources.v0001_journal_sql)),
        Migration(name: "v0002-lanes", sql: text(PackageResources.v0002_lanes_sql)),
        Migration(name: "v0003-shop", sql: text(PackageResources.v0003_shop_sql)),
        Migration(name: "v0004-notices", sql: text(PackageResources.v0004_notices_sql)),
        Migration(name: "v0005-lean", sql: text(PackageResources.v0005_lean_sql)),
        Migration(name: "v0006-fate", sql: text(PackageResources.v0006_fate_sql)),
        Migration(name: "v0007-counter", sql: text(PackageResources.v0007_counter_sql)),
        Migration(name: "v0008-books", sql: text(PackageResources.v0008_books_sql)),
        Migration(name: "v0009-export", sql: text(PackageResources.v0009_export_sql)),
        Migration(name: "v0010-sync-job", sql: text(PackageResources.v0010_sync_job_sql)),
        Migration(name: "v0011-watch", sql: text(PackageResources.v0011_watch_sql)),
        Migration(name: "v0012-sync-reason", sql: text(PackageResources.v0012_sync_reason_sql)),
        Migration(name: "v0013-rest", sql: text(PackageResources.v0013_rest_sql)),
    ]

    private static func text(_ bytes: [UInt8]) -> String {
        String(decoding: bytes, as: UTF8.self)
    }
}
