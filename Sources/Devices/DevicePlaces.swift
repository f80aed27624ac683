public import Wire

/// Where a device may be found, and how each place is opened.
public struct DevicePlaces: Sendable {
    /// The places, the likeliest first; asked anew before each try, for ports come and go.
    let candidates: @Sendable () async -> [String]
    /// Opens one of them.
    let open: @Sendable (String) async throws(WireError) -> any ByteChannel

    /// Makes places.
    public init(
        candidates: @escaping @Sendable () async -> [String],
        open: @escaping @Sendable (String) async throws(WireError) -> any ByteChannel
    ) {
        self.candidates = candidates
        self.open = open
    }

    /// One place that never changes, such as a device file or a link.
    public init(
        _ place: String, open: @escaping @Sendable () async throws(WireError) -> any ByteChannel
    ) {
        self.init(candidates: { [place] }, open: { (_) async throws(WireError) in try await open() })
    }
}
