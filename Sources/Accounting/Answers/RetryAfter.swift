import Fiscal
public import Outbound

/// `Retry-After`: how long a provider wants to be left alone, in seconds or as a date.
public enum RetryAfter {
    /// The shortest and longest wait that is believed, in seconds.
    private static let believed: ClosedRange<Int64> = 1...86_400

    /// The wait that an answer names; nil where it names none.
    ///
    /// A date is measured from the answer's own `Date`: this machine's clock may be wrong.
    public static func read(_ response: HTTPResponse) -> Duration? {
        guard let text = response.header("retry-after") else { return nil }
        if let seconds = Int64(text.filter { $0 != " " }) { return bounded(seconds) }
        guard let until = date(text), let now = response.header("date").flatMap(date) else { return nil }
        return bounded(until.since(now).components.seconds)
    }

    private static func bounded(_ seconds: Int64) -> Duration {
        .seconds(min(max(seconds, believed.lowerBound), believed.upperBound))
    }

    /// `Fri, 20 Nov 2026 09:15:00 GMT`, as RFC 9110 §5.6.7 wants it written.
    private static func date(_ text: String) -> Timestamp? {
        let words = text.split(separator: " ")
        guard words.count == 6, words[5] == "GMT", words[1].utf8.count == 2,
            let month = months.firstIndex(of: String(words[2]))
        else { return nil }
        let number = month < 9 ? "0\(month + 1)" : "\(month + 1)"
        return Timestamp(rfc3339: "\(words[3])-\(number)-\(words[1])T\(words[4])Z")
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
