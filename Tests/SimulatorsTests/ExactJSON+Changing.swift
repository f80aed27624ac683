@testable import Simulators

extension ExactJSON {
    /// The value of a JSON text; a text that is none records an issue in the test that reads it.
    init(reading text: String) throws {
        self = try ExactJSONReader.value(Array(text.utf8))
    }

    /// This value with what stands under a path like `itemList.0.qty` replaced; nil removes the member.
    func changing(_ path: String, to value: ExactJSON?) -> ExactJSON {
        changing(path.split(separator: ".")[...], to: value)
    }

    private func changing(_ path: ArraySlice<Substring>, to value: ExactJSON?) -> ExactJSON {
        guard let name = path.first else { return value ?? .null }
        let rest = path.dropFirst()
        switch self {
        case .object(var members):
            let position = members.firstIndex { $0.name == name }
            if rest.isEmpty, value == nil {
                members.removeAll { $0.name == name }
                return .object(members)
            }
            let old = position.map { members[$0].value } ?? .object([])
            let new = Member(name: String(name), value: old.changing(rest, to: value))
            if let position { members[position] = new } else { members.append(new) }
            return .object(members)
        case .array(var elements):
            guard let position = Int(name), elements.indices.contains(position) else { return self }
            elements[position] = elements[position].changing(rest, to: value)
            return .array(elements)
        default: return self
        }
    }

    /// The value under a path.
    func at(_ path: String) -> ExactJSON? {
        path.split(separator: ".").reduce(self) { value, name in
            guard case .array(let elements)? = value, let position = Int(name) else { return value?[String(name)] }
            return elements.indices.contains(position) ? elements[position] : nil
        }
    }
}
