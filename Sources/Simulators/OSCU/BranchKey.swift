/// A branch of a taxpayer: the PIN and two digits.
struct BranchKey: Hashable, Comparable, Sendable {
    /// The taxpayer's PIN.
    let tin: String
    /// The branch; `00` is the head office.
    let bhfId: String

    static func < (left: BranchKey, right: BranchKey) -> Bool {
        (left.tin, left.bhfId) < (right.tin, right.bhfId)
    }
}
