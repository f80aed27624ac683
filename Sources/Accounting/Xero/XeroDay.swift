import Fiscal
import JSON

/// Days as Xero writes them: `/Date(1795132800000+0000)/`, at midnight UTC, or `2026-11-20T00:00:00`.
///
/// Source: accounting-apis §2.2: the day is taken as it stands, never converted to local time.
enum XeroDay {
    /// The day in a member, or in its twin of the name with `String` behind it.
    static func read(_ tree: JSONTree, _ member: String) -> CalendarDay? {
        if let day = tree.text(member + "String").flatMap({ CalendarDay($0.prefix(10)) }) { return day }
        return tree.text(member).flatMap(read)
    }

    /// The day of a text.
    static func read(_ text: String) -> CalendarDay? {
        guard text.hasPrefix("/Date(") else { return CalendarDay(text.prefix(10)) }
        let digits = text.dropFirst(6).prefix { $0.isNumber || $0 == "-" }
        guard let milliseconds = Int64(digits), let epoch = CalendarDay("1970-01-01") else { return nil }
        let day = milliseconds >= 0 ? milliseconds / 86_400_000 : (milliseconds - 86_399_999) / 86_400_000
        return epoch.advanced(by: Int(day))
    }
}
