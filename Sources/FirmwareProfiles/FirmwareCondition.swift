/// A version as devices write it: numbers between dots, `2.10` being behind `2.9`.
public struct FirmwareVersion: Sendable, Hashable, Comparable {
    private let numbers: [Int]

    /// Reads a version; nil for anything else.
    ///
    /// Letters before the first digit and behind the last number are passed over.
    public init?(_ text: some StringProtocol) {
        let trimmed = text.drop { !$0.isNumber }.prefix { $0.isNumber || $0 == "." }
        let numbers = trimmed.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
        guard !numbers.isEmpty, !numbers.contains(nil) else { return nil }
        // 2.0 and 2 are the same version.
        var kept = numbers.compactMap { $0 }
        while kept.last == 0, kept.count > 1 { kept.removeLast() }
        self.numbers = kept
    }

    /// Whether the left one is older.
    public static func < (left: FirmwareVersion, right: FirmwareVersion) -> Bool {
        left.numbers.lexicographicallyPrecedes(right.numbers)
    }
}

/// A condition on the firmware: bounds that all must hold, such as `>= 2.10 < 3`.
public struct FirmwareCondition: Sendable, Hashable {
    private enum Bound: String, CaseIterable {
        case atLeast = ">="
        case atMost = "<="
        case below = "<"
        case above = ">"
        case exactly = "="
    }

    private let bounds: [(Bound, FirmwareVersion)]

    /// Reads a condition; nil where it cannot be read, or can never hold.
    public init?(_ text: String) {
        var bounds: [(Bound, FirmwareVersion)] = []
        var rest = text.drop { $0 == " " }
        while !rest.isEmpty {
            guard let bound = Bound.allCases.first(where: { rest.hasPrefix($0.rawValue) }) else { return nil }
            rest = rest.dropFirst(bound.rawValue.count).drop { $0 == " " }
            let word = rest.prefix { $0 != " " }
            guard word.first?.isNumber == true, word.allSatisfy({ $0.isNumber || $0 == "." }),
                let version = FirmwareVersion(word)
            else { return nil }
            bounds.append((bound, version))
            rest = rest[word.endIndex...].drop { $0 == " " }
        }
        self.bounds = bounds
        guard !bounds.isEmpty, canHold else { return nil }
    }

    /// Whether a version fulfils it.
    public func holds(for version: FirmwareVersion) -> Bool {
        bounds.allSatisfy { bound, limit in
            switch bound {
            case .atLeast: version >= limit
            case .atMost: version <= limit
            case .below: version < limit
            case .above: version > limit
            case .exactly: version == limit
            }
        }
    }

    /// Between any two versions there is another, so it is enough that no two bounds contradict each other.
    private var canHold: Bool {
        for (lower, least) in bounds where lower == .atLeast || lower == .above || lower == .exactly {
            for (upper, most) in bounds where upper == .atMost || upper == .below || upper == .exactly {
                let isOpen = lower == .above || upper == .below
                if least > most || least == most && isOpen { return false }
            }
        }
        return true
    }

    /// Two are the same where their bounds are.
    public static func == (left: FirmwareCondition, right: FirmwareCondition) -> Bool {
        left.bounds.elementsEqual(right.bounds) { $0 == $1 }
    }

    /// Hashes the bounds.
    public func hash(into hasher: inout Hasher) {
        for (bound, version) in bounds {
            hasher.combine(bound)
            hasher.combine(version)
        }
    }
}
