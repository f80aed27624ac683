/// What a program of accounts wants to read: tables, their columns in order, and where each comes from.
///
/// Data, not code: people clone one and change it (accounting reference §4.7).
public struct ExportProfile: Sendable, Hashable {
    /// One table: a CSV file, or a sheet.
    public struct Table: Sendable, Hashable {
        /// Its name, a part of file names.
        public let name: String
        /// What its rows are about.
        public let rows: ExportRows
        /// Which documents it shows.
        public let documents: ExportDocuments
        /// How many documents one CSV file has at most; nil for no limit.
        public let documentLimit: Int?
        /// How many rows one CSV file has at most; nil for no limit.
        public let rowLimit: Int?
        /// The columns in order.
        public let columns: [Column]
    }

    /// One column of a table.
    public struct Column: Sendable, Hashable {
        /// Its heading.
        public let heading: String
        /// Where its value comes from: the first of these that has one.
        public let sources: [ExportField]
        /// What it says where none has.
        public let text: String?
        /// The map that the value is looked up in.
        public let lookup: String?
        /// What kind of cell it is.
        public let kind: ExportField.Kind
        /// How a workbook shows a number.
        public let numberFormat: String
        /// How a day is written.
        public let dayForm: DayForm
        /// Whether an empty cell stops the export.
        public let isRequired: Bool
        /// Whether credit notes have it negative.
        public let isSigned: Bool

        /// The column of the table.
        var tableColumn: TableColumn {
            switch kind {
            case .text: TableColumn(heading, .text)
            case .number: TableColumn(heading, .number(format: numberFormat))
            case .date: TableColumn(heading, .day(dayForm))
            }
        }
    }

    /// A person's own words for values: tax names by letter, accounts by payment method, items by code.
    public struct Map: Sendable, Hashable {
        /// The words by value.
        public var values: [String: String]
        /// The words for every other value, nothing among them; nil where such a value is a mistake.
        public var otherwise: String?

        /// What stands for "the value itself" under `otherwise`.
        static let itself = "="

        /// The words for a value; nil where the map does not know it.
        func words(for value: String) -> String? {
            values[value] ?? (otherwise == Self.itself ? value : otherwise)
        }
    }

    /// Its name.
    public let id: String
    /// What it is for, in a line.
    public let title: String
    /// What a person must know who imports it; may be empty.
    public let about: String
    /// How CSV files are written.
    public let csv: CSVDialect
    /// Days from the date of a document on account to when it is due.
    public let dueDays: Int
    /// The maps by name.
    public let maps: [String: Map]
    /// The tables in order.
    public let tables: [Table]
}

/// The files that are written.
public enum ExportFileFormat: String, Sendable, Hashable, CaseIterable {
    /// A CSV file for each table.
    case csv
    /// One workbook with a sheet for each table.
    case xlsx
}

/// An export could not be made.
public struct ExportError: Error, Sendable, CustomStringConvertible {
    /// What happened; stable.
    public enum Code: String, Sendable {
        /// The profile has faults.
        case profile = "export.profile"
        /// There is no profile of that name.
        case unknownProfile = "export.unknown_profile"
        /// A required cell would be empty.
        case missing = "export.missing"
        /// A value is in no map.
        case unmapped = "export.unmapped"
        /// The file could not be written.
        case file = "export.file"
    }

    /// What happened.
    public let code: Code
    /// A sentence with the values.
    public let sentence: String
    /// What is wrong with the profile, where that is it.
    public let faults: [ExportFault]

    /// Makes an error.
    public init(_ code: Code, _ sentence: String, faults: [ExportFault] = []) {
        self.code = code
        self.sentence = sentence
        self.faults = faults
    }

    init(_ error: TableError) {
        self.init(.file, error.sentence)
    }

    /// The code and the sentence.
    public var description: String { "\(code.rawValue): \(sentence)" }
}

/// One thing that is wrong with a profile: where, which rule, what was found, and what to write instead.
public struct ExportFault: Sendable, Hashable, CustomStringConvertible {
    /// The rules that a profile keeps; stable names.
    public enum Rule: String, Sendable, CaseIterable {
        /// The file is YAML that can be read.
        case yaml = "yaml.syntax"
        /// A key stands once in its record.
        case duplicateKey = "yaml.duplicate_key"
        /// No anchors and aliases.
        case alias = "yaml.alias"
        /// A file is at most 64 KiB.
        case size = "file.size"
        /// Only keys of the format.
        case unknownKey = "key.unknown"
        /// Every key that must be there is.
        case missingKey = "key.missing"
        /// A value of the kind that its key wants.
        case kind = "value.kind"
        /// One of the words that its key knows.
        case choice = "value.choice"
        /// A number within its bounds.
        case range = "value.range"
        /// A text of the shape that its key wants.
        case pattern = "value.pattern"
        /// Two columns or tables have one name.
        case repeated = "value.repeated"
        /// A field that rows of this kind know.
        case scope = "column.scope"
        /// A column that can say something.
        case source = "column.source"
        /// A map that is there.
        case map = "column.map"
        /// `based_on` names a profile that comes with the program.
        case base = "profile.base"
    }

    /// The file.
    public let file: String
    /// The line, from 1.
    public let line: Int
    /// The key, by its path.
    public let key: String
    /// The rule.
    public let rule: Rule
    /// What was found.
    public let found: String
    /// What to write instead.
    public let remedy: String

    /// Makes a fault.
    public init(file: String, line: Int, key: String, rule: Rule, found: String, remedy: String) {
        self.file = file
        self.line = line
        self.key = key
        self.rule = rule
        self.found = found
        self.remedy = remedy
    }

    /// Where, which rule, what was found and what to write instead, in one line.
    public var description: String { "\(file):\(line): \(key): \(rule.rawValue): \(found). \(remedy)." }
}
