/// What a search found, sorted by how much of it is ours.
struct LookUpMatch {
    /// Those that bear our marker, in the order in which they were made.
    var ours: [KeptRecord] = []
    /// Those that bear our marker and are void.
    var void: [KeptRecord] = []
    /// What one of ours was merged into, which is read next.
    var merged: String?
    /// Those without it that are ours by their amounts.
    var alike: [KeptRecord] = []
    /// Ours that somebody made inactive or archived, in words.
    var away: [String] = []
    /// What else has the number or name, in words.
    var others: [String] = []

    /// What follows: ours before alike, alike before what was put away, that before others.
    var step: LookUpStep {
        if let first = ours.first { return ours.count == 1 ? .found(first) : .several(first, ids: ours.map(\.id)) }
        if let first = alike.first {
            return alike.count == 1 ? .foundUnmarked(first) : .several(first, ids: alike.map(\.id))
        }
        if let first = away.first { return .putAway(first) }
        return others.first.map { .taken(by: $0) } ?? .notThere
    }
}
