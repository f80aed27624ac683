public import Fiscal

extension CalendarDay {
    /// Days since 1899-12-30, as spreadsheets count (accounting-apis §4.1: 20 November 2026 is 46346).
    var serial: Int {
        let dayInMilliseconds: Int64 = 86_400_000
        // 25,569 days lie between that day and 1970-01-01.
        return Int((start.milliseconds + Timestamp.kenya) / dayInMilliseconds) + 25_569
    }
}

/// How a day is written; the raw value is what a profile says.
public enum DayForm: String, Sendable, Hashable, CaseIterable {
    /// `2026-11-20`.
    case iso = "yyyy-mm-dd"
    /// `20/11/2026`.
    case dayFirst = "dd/mm/yyyy"
    /// `11/20/2026`.
    case monthFirst = "mm/dd/yyyy"
    /// `20261120`.
    case compact = "yyyymmdd"

    /// The day in this form.
    public func text(_ day: CalendarDay) -> String {
        let month = Self.padded(day.month, to: 2)
        let number = Self.padded(day.day, to: 2)
        let year = Self.padded(day.year, to: 4)
        return switch self {
        case .iso: "\(year)-\(month)-\(number)"
        case .dayFirst: "\(number)/\(month)/\(year)"
        case .monthFirst: "\(month)/\(number)/\(year)"
        case .compact: year + month + number
        }
    }

    private static func padded(_ number: Int, to width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}
