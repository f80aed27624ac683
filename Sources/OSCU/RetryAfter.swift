import Fiscal
import Outbound

/// Reads `Retry-After`: seconds, or a date that is measured against the answer's own `Date`.
enum RetryAfter {
    /// The longest rest that is believed: a day.
    private static let longest: Int64 = 86_400

    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]

    static func duration(in response: HTTPResponse) -> Duration? {
        guard let text = response.header("Retry-After")?.filter({ $0 != "\"" }) else { return nil }
        if let seconds = Int64(text) { return seconds < 0 ? nil : .seconds(min(seconds, longest)) }
        guard let until = time(text), let now = response.header("Date").flatMap(time) else { return nil }
        return min(max(until.since(now), .zero), .seconds(longest))
    }

    /// Reads `Wed, 21 Oct 2026 07:28:00 GMT`.
    private static func time(_ text: String) -> Timestamp? {
        let parts = text.split(separator: " ")
        guard parts.count >= 5, let month = months.firstIndex(of: parts[2].lowercased()) else { return nil }
        let day = parts[1].count == 1 ? "0\(parts[1])" : String(parts[1])
        let monthText = month < 9 ? "0\(month + 1)" : "\(month + 1)"
        return Timestamp(rfc3339: "\(parts[3])-\(monthText)-\(day)T\(parts[4])Z")
    }
}
