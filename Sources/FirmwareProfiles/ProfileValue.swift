/// A value of a profile, after it was checked.
public indirect enum ProfileValue: Sendable, Hashable {
    /// Words.
    case text(String)
    /// A whole number.
    case whole(Int)
    /// Yes or no.
    case flag(Bool)
    /// Nobody has measured it: the driver asks, checks or refuses (reference, fiscal-hardware §10.2).
    case unknown
    /// Values in their order.
    case list([ProfileValue])
    /// Values by name.
    case record([String: ProfileValue])

    /// The value of a key, down a path; nil where it is not said.
    public subscript(_ path: String...) -> ProfileValue? {
        path.reduce(self) { value, key in
            guard case .record(let members) = value else { return nil }
            return members[key]
        }
    }

    /// The words; nil for anything else.
    public var text: String? { if case .text(let text) = self { text } else { nil } }
    /// The number; nil for anything else.
    public var whole: Int? { if case .whole(let number) = self { number } else { nil } }
    /// The flag; nil for anything else.
    public var flag: Bool? { if case .flag(let flag) = self { flag } else { nil } }
    /// The list; empty for anything else.
    public var list: [ProfileValue] { if case .list(let list) = self { list } else { [] } }
    /// The record's members; empty for anything else.
    public var members: [String: ProfileValue] { if case .record(let members) = self { members } else { [:] } }

    /// What a child says over what its ancestor says: records key by key, everything else as a whole.
    func overlaid(by other: ProfileValue) -> ProfileValue {
        guard case .record(let own) = self, case .record(let theirs) = other else { return other }
        return .record(own.merging(theirs) { $0.overlaid(by: $1) })
    }
}
