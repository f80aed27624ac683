public import Fiscal

/// One cell of a table.
public enum TableCell: Sendable, Hashable {
    /// Nothing.
    case empty
    /// Words; never taken for a number, a date or a formula.
    case text(String)
    /// A decimal exactly as it is written: a sign, digits, a point, digits.
    case number(String)
    /// A day.
    case day(CalendarDay)

    /// Whether there is nothing to read in it.
    public var isEmpty: Bool {
        switch self {
        case .empty: true
        case .text(let text), .number(let text): text.isEmpty
        case .day: false
        }
    }

    /// A text as a table takes it: control characters but tabs and line feeds are left out, and so is what is beyond
    /// 32,767 UTF-16 units, Excel's limit of a cell.
    static func clean(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 9 || $0 == 10 }
        // Every UTF-16 unit is at least one byte.
        if isPlain, text.utf8.count <= 32_767 { return text }
        let kept = text.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F || $0 == "\t" || $0 == "\n" }
        var result = ""
        var units = 0
        for character in String(String.UnicodeScalarView(kept)) {
            units += character.utf16.count
            guard units <= 32_767 else { break }
            result.append(character)
        }
        return result
    }
}

/// A column: its heading, and how a workbook shows what stands in it.
public struct TableColumn: Sendable, Hashable {
    /// What a column holds.
    public enum Kind: Sendable, Hashable {
        /// Words.
        case text
        /// Decimals, shown by a number format such as `0.00`.
        case number(format: String)
        /// Days.
        case day(DayForm)
    }

    /// The heading.
    public let heading: String
    /// What it holds.
    public let kind: Kind

    /// Makes a column.
    public init(_ heading: String, _ kind: Kind) {
        self.heading = heading
        self.kind = kind
    }
}

/// A table could not be written.
public struct TableError: Error, Sendable, CustomStringConvertible {
    /// What happened; stable.
    public enum Code: String, Sendable {
        /// The disk refused.
        case storage = "table.storage"
        /// More than the format holds.
        case limit = "table.limit"
        /// The library refused a call.
        case library = "table.library"
    }

    /// What happened.
    public let code: Code
    /// A sentence with the values.
    public let sentence: String

    /// The code and the sentence.
    public var description: String { "\(code.rawValue): \(sentence)" }
}
