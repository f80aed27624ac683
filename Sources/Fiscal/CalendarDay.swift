/// A day in Kenya, as books count them.
public struct CalendarDay: Hashable, Sendable, Comparable {
    /// Days since 1970-01-01.
    private let number: Int

    private init(number: Int) { self.number = number }

    /// The day in Kenya in which a time lies.
    public init(_ time: Timestamp) {
        let local = time.milliseconds + Timestamp.kenya
        number = Int(local >= 0 ? local / Self.length : (local - Self.length + 1) / Self.length)
    }

    /// Reads `2026-11-20`; nil for anything else.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [4, 2, 2], parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]), (1...12).contains(month),
            (1...CivilDate.length(ofMonth: month, year: year)).contains(day)
        else { return nil }
        number = CivilDate.days(year: year, month: month, day: day)
    }

    /// When it begins.
    public var start: Timestamp { Timestamp(milliseconds: Int64(number) * Self.length - Timestamp.kenya) }

    /// When it is over: the start of the next one.
    public var end: Timestamp { advanced(by: 1).start }

    /// The day so many days later.
    public func advanced(by days: Int) -> CalendarDay { CalendarDay(number: number + days) }

    /// The year.
    public var year: Int { KenyaTime(start).year }
    /// The month, 1 to 12.
    public var month: Int { KenyaTime(start).month }
    /// The day of the month, 1 to 31.
    public var day: Int { KenyaTime(start).day }

    /// `20261120`.
    public var compact: String { KenyaTime(start).compactDate }

    /// Whether the left one is earlier.
    public static func < (left: CalendarDay, right: CalendarDay) -> Bool { left.number < right.number }

    /// Milliseconds of a day; Kenya changes no clocks.
    private static let length: Int64 = 86_400_000
}

extension CalendarDay: CustomStringConvertible {
    /// `2026-11-20`.
    public var description: String { String(KenyaTime(start).rfc3339.prefix(10)) }
}

extension CalendarDay: Codable {
    /// Reads `2026-11-20`.
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let day = CalendarDay(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "\"\(text)\" is no day such as 2026-11-20"))
        }
        self = day
    }

    /// Writes `2026-11-20`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
