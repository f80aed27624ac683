extension ExactJSON {
    /// The members of an object; none for anything else.
    var members: [Member] {
        guard case .object(let members) = self else { return [] }
        return members
    }

    /// The text of a string; nil for anything else.
    var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// The value of a number; nil for anything else.
    var decimal: ExactDecimal? {
        guard case .number(let value) = self else { return nil }
        return value
    }

    /// Whether the member is `true`.
    func flag(_ name: String) -> Bool {
        self[name] == .bool(true)
    }

    /// This object with a member replaced or added; nil takes it away.
    func setting(_ name: String, _ value: ExactJSON?) -> ExactJSON {
        var members = self.members
        let position = members.firstIndex { $0.name == name }
        switch (position, value) {
        case (let position?, let value?): members[position] = Member(name: name, value: value)
        case (nil, let value?): members.append(Member(name: name, value: value))
        case (let position?, nil): members.remove(at: position)
        case (nil, nil): break
        }
        return .object(members)
    }

    /// Replaces or adds a member; nil takes it away.
    mutating func set(_ name: String, _ value: ExactJSON?) {
        self = setting(name, value)
    }

    /// This object with all members of another in the place of its own.
    func merging(_ other: ExactJSON) -> ExactJSON {
        other.members.reduce(self) { $0.setting($1.name, $1.value) }
    }

    /// What stands under a path such as `MetaData.LastUpdatedTime`; each element of an array counts.
    func values(under path: some Collection<Substring>) -> [ExactJSON] {
        if case .array(let elements) = self { return elements.flatMap { $0.values(under: path) } }
        guard let name = path.first else { return [self] }
        return self[String(name)]?.values(under: path.dropFirst()) ?? []
    }
}
