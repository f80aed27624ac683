import Fiscal

/// A command's data with places for values: `{name|cut:42}\t{group}{price|2}*{quantity|3}` (reference §7.2).
///
/// Filters: `cut:n` characters at most, `pad:n` at least, `2` and `3` decimals, `upper`. No expressions, no code.
public struct ISLTemplate: Sendable, Equatable, ExpressibleByStringLiteral {
    /// What fills a place.
    enum Value: Sendable, Equatable {
        case text(String)
        /// A decimal as a whole number, and where its point stands.
        case decimal(Int64, scale: Int)
    }

    private enum Filter: Sendable, Equatable {
        case cut(Int)
        case pad(Int)
        case decimals(Int)
        case upper
    }

    private enum Part: Sendable, Equatable {
        case literal(String)
        case place(String, [Filter])
    }

    private let parts: [Part]

    /// Reads a template; nil where a brace or a filter is wrong.
    public init?(_ text: String) {
        var parts: [Part] = []
        var rest = text[...]
        while !rest.isEmpty {
            let literal = rest.prefix { $0 != "{" && $0 != "}" }
            if !literal.isEmpty { parts.append(.literal(String(literal))) }
            rest = rest.dropFirst(literal.count)
            guard let brace = rest.popFirst() else { break }
            guard brace == "{", let end = rest.firstIndex(of: "}"), let place = Self.place(rest[..<end]) else {
                return nil
            }
            parts.append(place)
            rest = rest[rest.index(after: end)...]
        }
        self.parts = parts
    }

    /// A template that stands in the code.
    public init(stringLiteral text: String) {
        guard let template = ISLTemplate(text) else { preconditionFailure("no template: \(text)") }
        self = template
    }

    private static func place(_ text: Substring) -> Part? {
        let words = text.split(separator: "|", omittingEmptySubsequences: false)
        guard let name = words.first, !name.isEmpty else { return nil }
        var filters: [Filter] = []
        for word in words.dropFirst() {
            if word == "upper" {
                filters.append(.upper)
            } else if word == "2" || word == "3", let decimals = Int(word) {
                filters.append(.decimals(decimals))
            } else if word.hasPrefix("cut:"), let count = Int(word.dropFirst(4)), count > 0 {
                filters.append(.cut(count))
            } else if word.hasPrefix("pad:"), let count = Int(word.dropFirst(4)), count > 0 {
                filters.append(.pad(count))
            } else {
                return nil
            }
        }
        return .place(String(name), filters)
    }

    /// The names of the places.
    var names: [String] {
        parts.compactMap { if case .place(let name, _) = $0 { name } else { nil } }
    }

    /// The data; nil where a place has no value, or a decimal has more places than its filter.
    func data(_ values: [String: Value]) -> [UInt8]? {
        var data: [UInt8] = []
        for part in parts {
            switch part {
            case .literal(let text):
                data += Array(text.utf8)
            case .place(let name, let filters):
                guard let value = values[name], let text = Self.text(value, filters) else { return nil }
                data += Array(text.utf8)
            }
        }
        return data
    }

    private static func text(_ value: Value, _ filters: [Filter]) -> String? {
        var text: String
        switch value {
        case .text(let plain): text = printable(plain)
        case .decimal(let whole, let scale): text = ScaledDecimal.text(whole, scale: scale)
        }
        for filter in filters {
            switch filter {
            case .cut(let count): text = String(text.prefix(count))
            case .pad(let count): text += String(repeating: " ", count: max(0, count - text.count))
            case .upper: text = text.uppercased()
            case .decimals(let decimals):
                guard case .decimal(let whole, let scale) = value else { return nil }
                guard scale != decimals else { continue }
                guard decimals > scale else { return nil }
                guard let wider = ScaledDecimal.parse(text, scale: decimals) else { return nil }
                text = ScaledDecimal.text(wider, scale: decimals)
                assert(whole.signum() == wider.signum())
            }
        }
        return text
    }

    /// Text as every device of the family prints it: printable ASCII, the rest as a question mark.
    ///
    /// So none of it can be taken for a separator or a control byte. Code pages come with the profiles.
    private static func printable(_ text: String) -> String {
        String(text.map { $0.isASCII && (0x20...0x7E).contains($0.asciiValue ?? 0) ? $0 : "?" })
    }
}
