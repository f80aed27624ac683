/// A second on KRA's clock, in Kenya's time: UTC+3, no summer time.
struct NairobiTime: Hashable, Comparable, Sendable {
    /// Seconds since 1970-01-01T00:00:00Z.
    let epochSeconds: Int

    init(epochSeconds: Int) {
        self.epochSeconds = epochSeconds
    }

    /// Reads `yyyyMMddHHmmss` in Nairobi's time; nil unless it is a real date and time.
    init?(compact text: String) {
        let digits = text.utf8.map { Int($0) - 48 }
        guard digits.count == 14, digits.allSatisfy({ (0...9).contains($0) }) else { return nil }
        func number(_ range: Range<Int>) -> Int { digits[range].reduce(0) { $0 * 10 + $1 } }
        let (hour, minute, second) = (number(8..<10), number(10..<12), number(12..<14))
        guard hour < 24, minute < 60, second < 60 else { return nil }
        let days = Self.days(year: number(0..<4), month: number(4..<6), day: number(6..<8))
        self.init(epochSeconds: days * 86_400 + hour * 3_600 + minute * 60 + second - 10_800)
        guard compact == text else { return nil }
    }

    /// Reads `yyyyMMdd` as the first second of that day; nil unless it is a real date.
    init?(day text: String) {
        self.init(compact: text + "000000")
    }

    static func < (left: NairobiTime, right: NairobiTime) -> Bool {
        left.epochSeconds < right.epochSeconds
    }

    /// The time so many seconds later.
    func advanced(_ seconds: Int) -> NairobiTime {
        NairobiTime(epochSeconds: epochSeconds + seconds)
    }

    /// `yyyyMMddHHmmss`, as in requests and in `resultDt`.
    var compact: String { day + clock.joined() }

    /// `yyyyMMdd`.
    var day: String { date.joined() }

    /// `yyyy-MM-dd HH:mm:ss`, as in the answers of lookups.
    var dashed: String { date.joined(separator: "-") + " " + clock.joined(separator: ":") }

    /// `yyyy-MM-ddTHH:mm:ss`, as the gateway writes it.
    var gateway: String { date.joined(separator: "-") + "T" + clock.joined(separator: ":") }

    private var clock: [String] {
        let second = Self.remainder(epochSeconds + 10_800, 86_400)
        return [second / 3_600, second / 60 % 60, second % 60].map { Self.padded($0, 2) }
    }

    /// Year, month and day by the civil calendar; Howard Hinnant, "chrono-compatible low-level date algorithms".
    private var date: [String] {
        let local = epochSeconds + 10_800
        let days = (local - Self.remainder(local, 86_400)) / 86_400 + 719_468
        let era = (days - Self.remainder(days, 146_097)) / 146_097
        let dayOfEra = Self.remainder(days, 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return [
            Self.padded(year, 4), Self.padded(month, 2), Self.padded(dayOfYear - (153 * shifted + 2) / 5 + 1, 2),
        ]
    }

    private static func days(year: Int, month: Int, day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let era = (year - remainder(year, 400)) / 400
        let yearOfEra = remainder(year, 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func remainder(_ value: Int, _ divisor: Int) -> Int {
        let rest = value % divisor
        return rest < 0 ? rest + divisor : rest
    }

    private static func padded(_ value: Int, _ width: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}
