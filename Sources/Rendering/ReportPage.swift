public import Fiscal

/// A report that fills pages: a title, what it is about, and tables.
public struct ReportPage: Sendable {
    /// A column of a table.
    public struct Column: Sendable, Hashable {
        /// The heading, which stands again on each page.
        public let heading: String
        /// Whether its texts stand at the right edge, as amounts do.
        public let isRight: Bool

        /// Makes a column.
        public init(_ heading: String, isRight: Bool = false) { (self.heading, self.isRight) = (heading, isRight) }
    }

    /// A table; one that does not fit goes on over the next pages.
    public struct Table: Sendable, Hashable {
        /// What it is called; nil where the report's title says it.
        public let heading: String?
        /// Its columns.
        public let columns: [Column]
        /// Its rows, a text for each column.
        public let rows: [[String]]
        /// Rows below a line at its end: sums.
        public let sums: [[String]]

        /// Makes a table.
        public init(heading: String?, columns: [Column], rows: [[String]], sums: [[String]] = []) {
            precondition((rows + sums).allSatisfy { $0.count == columns.count }, "a row has a text for each column")
            (self.heading, self.columns, self.rows, self.sums) = (heading, columns, rows, sums)
        }
    }

    /// What it is called.
    public let title: String
    /// When it was made; part of the file's bytes.
    public let made: KenyaTime
    /// What it is about, a name and a text each.
    public let facts: [(name: String, text: String)]
    /// Its tables.
    public let tables: [Table]

    /// Makes a report.
    public init(title: String, made: KenyaTime, facts: [(name: String, text: String)], tables: [Table]) {
        (self.title, self.made, self.facts, self.tables) = (title, made, facts, tables)
    }
}
