/// How the spool and the disk below it are.
public struct SpoolHealth: Sendable, Hashable {
    /// The state, one word; the raw value is what the API says.
    public enum State: String, Sendable, CaseIterable {
        /// All is well.
        case healthy
        /// The reserve will soon be reached.
        case nearlyFull = "nearly_full"
        /// New sales are refused until there is room; what was acknowledged is safe.
        case full
        /// The disk takes no writes.
        case readOnly = "read_only"
        /// A write or its fsync failed: nothing is acknowledged until the spool was opened again and checked.
        case failing
        /// SQLite found a page that cannot be right.
        case corrupt
        /// The file is older than what was acknowledged here.
        case rolledBack = "rolled_back"
    }

    /// The state.
    public let state: State
    /// What it is and what to do, for a person; nil where all is well.
    public let sentence: String?

    /// All is well.
    public static let healthy = SpoolHealth(state: .healthy, sentence: nil)

    /// Whether a till's sale is taken.
    public var acceptsSales: Bool { state == .healthy || state == .nearlyFull }

    /// Whether every write is refused until the spool was opened again, or another was put in its place.
    var refusesWrites: Bool {
        switch state {
        case .readOnly, .failing, .corrupt, .rolledBack: true
        case .healthy, .nearlyFull, .full: false
        }
    }

    /// Whether opening the file again may mend it; an older file is mended by a person alone.
    public var mayRecover: Bool { refusesWrites && state != .rolledBack }

    /// The error that a refused write gets.
    var error: SpoolError {
        let code: SpoolError.Code =
            switch state {
            case .healthy, .nearlyFull, .failing: .failing
            case .full: .full
            case .readOnly: .readOnly
            case .corrupt: .corrupt
            case .rolledBack: .rolledBack
            }
        return SpoolError(code, sentence ?? "the spool takes no writes")
    }
}
