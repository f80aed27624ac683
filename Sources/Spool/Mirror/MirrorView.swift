/// How the mirror stands.
public struct MirrorView: Sendable, Hashable {
    /// The state, one word; the raw value is what the API says.
    public enum State: String, Sendable, CaseIterable {
        /// The whole spool is being copied to the medium.
        case copying
        /// The medium has every commit, or all but the one under way.
        case current
        /// The medium is slower than the tills.
        case behind
        /// The medium is away or cannot be used.
        case lost
    }

    /// The directory on the medium.
    public let path: String
    /// The state.
    public let state: State
    /// Commits that the medium lacks.
    public let behind: Int64
    /// Why it is lost, in words.
    public let reason: String?
}
