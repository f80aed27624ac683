/// A second on an accounting service's clock, and how each of them writes it.
struct BooksTime: Hashable, Comparable, Sendable {
    /// Seconds since 1970-01-01T00:00:00Z.
    let epochSeconds: Int

    init(_ epochSeconds: Int) {
        self.epochSeconds = epochSeconds
    }

    /// Reads `2026-11-20`, `2026-11-20T09:15:00`, with or without a fraction, `Z` or an offset; nil for anything else.
    ///
    /// Without an offset the time is in UTC.
    init?(iso text: String) {
        guard let match = text.wholeMatch(of: Self.pattern),
            let day = CivilDate(String(match.1))
        else { return nil }
        var seconds = day.days * 86_400
        if let hour = match.2.flatMap({ Int($0) }), let minute = match.3.flatMap({ Int($0) }),
            let second = match.4.flatMap({ Int($0) })
        {
            guard hour < 24, minute < 60, second < 60 else { return nil }
            seconds += hour * 3_600 + minute * 60 + second
        }
        if let zone = match.5, zone != "Z" {
            let parts = zone.dropFirst().split(separator: ":").compactMap { Int($0) }
            guard parts.count == 2, parts[0] < 15, parts[1] < 60 else { return nil }
            seconds -= (zone.hasPrefix("-") ? -1 : 1) * (parts[0] * 3_600 + parts[1] * 60)
        }
        self.init(seconds)
    }

    /// Reads `Fri, 20 Nov 2026 09:15:00 GMT`; nil for anything else.
    init?(rfc1123 text: String) {
        let words = text.split(separator: " ")
        guard words.count == 6, words[5] == "GMT", let day = Int(words[1]),
            let month = Self.months.firstIndex(of: String(words[2])), let year = Int(words[3])
        else { return nil }
        let date = CivilDate.text(year: year, month: month + 1, day: day)
        self.init(iso: "\(date)T\(words[4])Z")
    }

    static func < (left: BooksTime, right: BooksTime) -> Bool { left.epochSeconds < right.epochSeconds }

    /// The time so many seconds later.
    func advanced(_ seconds: Int) -> BooksTime { BooksTime(epochSeconds + seconds) }

    /// The day in UTC.
    var day: CivilDate { CivilDate(days: (epochSeconds - CivilDate.rest(epochSeconds, 86_400)) / 86_400) }

    /// `2026-11-20T01:17:10-08:00`, as QuickBooks writes it: eight hours behind, the whole year.
    var pacific: String { BooksTime(epochSeconds - 28_800).plain + "-08:00" }

    /// `2026-11-20T09:17:10`, in UTC.
    var plain: String {
        let rest = CivilDate.rest(epochSeconds, 86_400)
        let clock = [rest / 3_600, rest / 60 % 60, rest % 60].map { CivilDate.padded($0, 2) }
        return "\(day.text)T\(clock.joined(separator: ":"))"
    }

    /// `/Date(1795166100000+0000)/`, as Xero writes it.
    var slashDate: String { "/Date(\(epochSeconds)000+0000)/" }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private static var pattern: Regex<(Substring, Substring, Substring?, Substring?, Substring?, Substring?)> {
        #/(\d{4}-\d{2}-\d{2})(?:T(\d{2}):(\d{2}):(\d{2})(?:\.\d{1,7})?(Z|[+-]\d{2}:\d{2})?)?/#
    }
}

/// A day of the civil calendar.
struct CivilDate: Hashable, Comparable, Sendable {
    /// Days since 1970-01-01.
    let days: Int

    init(days: Int) {
        self.days = days
    }

    /// Reads `yyyy-MM-dd`; nil unless it is a real date.
    init?(_ text: String) {
        guard text.utf8.count == 10 else { return nil }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.count) == [4, 2, 2], let year = Int(parts[0]), let month = Int(parts[1]),
            let day = Int(parts[2])
        else { return nil }
        self.init(days: Self.days(year, month, day))
        guard self.text == text else { return nil }
    }

    static func < (left: CivilDate, right: CivilDate) -> Bool { left.days < right.days }

    /// `yyyy-MM-dd`; Howard Hinnant, "chrono-compatible low-level date algorithms".
    var text: String {
        let shiftedDays = days + 719_468
        let dayOfEra = Self.rest(shiftedDays, 146_097)
        let era = (shiftedDays - dayOfEra) / 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return Self.text(
            year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month,
            day: dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    /// `yyyy-MM-dd` of three numbers.
    static func text(year: Int, month: Int, day: Int) -> String {
        "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }

    /// The remainder, never below zero.
    static func rest(_ value: Int, _ divisor: Int) -> Int {
        let rest = value % divisor
        return rest < 0 ? rest + divisor : rest
    }

    /// The digits, filled up with zeros.
    static func padded(_ value: Int, _ width: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }

    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let yearOfEra = rest(year, 400)
        let era = (year - yearOfEra) / 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
