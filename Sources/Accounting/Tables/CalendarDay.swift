public import Fiscal

/// A day of the Gregorian calendar.
public struct CalendarDay: Sendable, Hashable, Comparable {
    /// The year, month (1–12) and day (1–31).
    public let year, month, day: Int

    /// The day in Kenya that a time belongs to.
    public init(_ time: Timestamp) {
        let moment = KenyaTime(time)
        (year, month, day) = (moment.year, moment.month, moment.day)
    }

    /// Reads `2026-03-12`; nil for anything else, an impossible day included.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count == 10, let time = Timestamp(rfc3339: "\(text)T12:00:00+03:00") else { return nil }
        self.init(time)
    }

    /// The moment at which the day begins in Kenya.
    public var start: Timestamp {
        // A day is written as RFC 3339 wants it, so it is read again.
        Timestamp(rfc3339: "\(DayForm.iso.text(self))T00:00:00+03:00") ?? Timestamp(milliseconds: 0)
    }

    /// The day so many days later.
    public func advanced(by days: Int) -> CalendarDay {
        CalendarDay(start.advanced(by: .seconds(days * 86_400)))
    }

    /// Whether the left one is earlier.
    public static func < (left: CalendarDay, right: CalendarDay) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }

    /// Days since 1899-12-30, as spreadsheets count (accounting reference §4.1: 20 November 2026 is 46346).
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
