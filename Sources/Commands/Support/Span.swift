/// Durations and sizes as people read them.
enum Span {
    /// Seconds as `45 s`, `12 min`, `3 h 20 min` or `2 d 4 h`.
    static func text(seconds: Int) -> String {
        let sign = seconds < 0 ? "-" : ""
        let seconds = abs(seconds)
        switch seconds {
        case ..<120: return "\(sign)\(seconds) s"
        case ..<7_200: return "\(sign)\(seconds / 60) min"
        case ..<172_800:
            let minutes = seconds / 60 % 60
            return "\(sign)\(seconds / 3_600) h" + (minutes == 0 ? "" : " \(minutes) min")
        default: return "\(sign)\(seconds / 86_400) d \(seconds / 3_600 % 24) h"
        }
    }

    /// Bytes as `812 B`, `14 KiB`, `3.2 GiB`.
    static func text(bytes: Int64) -> String {
        let units = ["KiB", "MiB", "GiB", "TiB"]
        guard bytes >= 1_024 else { return "\(bytes) B" }
        var tenths = bytes * 10 / 1_024
        var unit = 0
        while tenths >= 10_240, unit < units.count - 1 {
            tenths /= 1_024
            unit += 1
        }
        return tenths < 100 ? "\(tenths / 10).\(tenths % 10) \(units[unit])" : "\(tenths / 10) \(units[unit])"
    }
}
