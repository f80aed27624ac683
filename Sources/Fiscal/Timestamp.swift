/// A point in time to the millisecond, and Kenya's way of writing it (UTC+3, no daylight saving; reference §1.5).
public struct Timestamp: Hashable, Sendable, Comparable {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    public let milliseconds: Int64

    /// Makes a time from milliseconds since 1970.
    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// Kenya's distance from UTC: three hours.
    public static let kenya: Int64 = 3 * 3_600_000

    /// Whether the left one is earlier.
    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }

    /// This time moved by a duration, cut to whole milliseconds.
    public func advanced(by duration: Duration) -> Timestamp {
        Timestamp(milliseconds: milliseconds + duration.wholeMilliseconds)
    }

    /// The duration from `earlier` to this time.
    public func since(_ earlier: Timestamp) -> Duration {
        .milliseconds(milliseconds - earlier.milliseconds)
    }
}

extension Duration {
    /// The duration in whole microseconds, cut.
    public var wholeMicroseconds: Int64 {
        components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
    }

    /// The duration in whole milliseconds, cut.
    public var wholeMilliseconds: Int64 {
        components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000
    }
}

extension Timestamp: Codable {
    /// Reads a whole number of milliseconds since 1970.
    public init(from decoder: any Decoder) throws {
        milliseconds = try decoder.singleValueContainer().decode(Int64.self)
    }

    /// Writes a whole number of milliseconds since 1970.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(milliseconds)
    }
}

/// A calendar moment in Kenya.
public struct KenyaTime: Hashable, Sendable {
    /// The year, month (1–12), day (1–31), hour (0–23), minute and second.
    public let year, month, day, hour, minute, second: Int

    /// The calendar moment of a timestamp, cut to the second.
    public init(_ timestamp: Timestamp) {
        let local = timestamp.milliseconds + Timestamp.kenya
        let seconds = local >= 0 ? local / 1_000 : (local - 999) / 1_000
        let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        let rest = Int(seconds - days * 86_400)
        (year, month, day) = CivilDate.date(days: Int(days))
        (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60)
    }

    /// `yyyyMMddHHmmss`, as KRA wants request times.
    public var compact: String { compactDate + Self.two(hour) + Self.two(minute) + Self.two(second) }

    /// `yyyyMMdd`.
    public var compactDate: String { Self.four(year) + Self.two(month) + Self.two(day) }

    /// `dd/MM/yyyy`, as receipts print it.
    public var slashedDate: String { "\(Self.two(day))/\(Self.two(month))/\(Self.four(year))" }

    /// `HH:mm:ss`.
    public var clock: String { "\(Self.two(hour)):\(Self.two(minute)):\(Self.two(second))" }

    /// RFC 3339 with Kenya's offset: `2026-03-12T10:45:12+03:00`.
    public var rfc3339: String { "\(Self.four(year))-\(Self.two(month))-\(Self.two(day))T\(clock)+03:00" }

    static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
    static func four(_ number: Int) -> String {
        String(repeating: "0", count: max(0, 4 - String(number).count)) + "\(number)"
    }
}

/// Days and dates of the Gregorian calendar.
///
/// The arithmetic counts years from March, so that the leap day is a year's last.
enum CivilDate {
    private static let daysInEra = 146_097

    static func days(year: Int, month: Int, day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * daysInEra + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    static func date(days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - daysInEra + 1) / daysInEra
        let dayOfEra = shifted - era * daysInEra
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }

    static func length(ofMonth month: Int, year: Int) -> Int {
        let leap = (year.isMultiple(of: 4) && !year.isMultiple(of: 100)) || year.isMultiple(of: 400)
        return month == 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
    }
}
