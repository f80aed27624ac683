import FirmwareProfiles
import Fiscal

/// A command's data with places for values: `{name|cut:42}\t{tax}{price|2}*{quantity|3}` (reference §7.2).
///
/// Places and filters are those of profiles (``ProfileTemplate``).
public struct CommandTemplate: Sendable, Equatable {
    /// What fills a place.
    enum Value: Sendable, Equatable {
        case text(String)
        /// A decimal as a whole number, and where its point stands.
        case decimal(Int64, scale: Int)
        /// Bytes that another template made, as they stand.
        case made([UInt8])
    }

    private let pieces: [ProfileTemplate.Piece]

    /// No data.
    public static let empty = CommandTemplate(pieces: [])

    private init(pieces: [ProfileTemplate.Piece]) {
        self.pieces = pieces
    }

    /// Reads a template; nil where a brace, a field or a filter is wrong.
    public init?(_ text: String) {
        guard let template = ProfileTemplate(checked: text) else { return nil }
        self.init(pieces: template.pieces)
    }

    /// The names of the places.
    var names: [String] {
        pieces.compactMap { if case .field(let name, _) = $0 { name } else { nil } }
    }

    /// The data; nil where a place has no value, or a decimal has more places than its filter.
    func data(_ values: [String: Value]) -> [UInt8]? {
        var data: [UInt8] = []
        for piece in pieces {
            switch piece {
            case .literal(let text):
                data += Array(text.utf8)
            case .field(let name, let filters):
                guard let value = values[name], let bytes = Self.bytes(value, filters) else { return nil }
                data += bytes
            }
        }
        return data
    }

    private static func bytes(_ value: Value, _ filters: [ProfileTemplate.Filter]) -> [UInt8]? {
        var text: String
        switch value {
        case .made(let bytes): return filters.isEmpty ? bytes : nil
        case .text(let plain): text = printable(plain)
        case .decimal(let whole, let scale): text = ScaledDecimal.text(whole, scale: scale)
        }
        for filter in filters {
            switch filter {
            case .cut(let count): text = String(text.prefix(count))
            case .pad(let count):
                text = String(text.prefix(count))
                text += String(repeating: " ", count: count - text.count)
            case .upper: text = text.uppercased()
            case .plain: text = String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : " " })
            case .decimals(let decimals):
                guard case .decimal(_, let scale) = value else { return nil }
                guard scale != decimals else { continue }
                guard decimals > scale, let wider = ScaledDecimal.parse(text, scale: decimals) else { return nil }
                text = ScaledDecimal.text(wider, scale: decimals)
            }
        }
        return Array(text.utf8)
    }

    /// Text as every fiscal printer prints it: printable ASCII, the rest as a question mark.
    ///
    /// So none of it can be taken for a separator or a control byte.
    private static func printable(_ text: String) -> String {
        String(text.map { $0.isASCII && (0x20...0x7E).contains($0.asciiValue ?? 0) ? $0 : "?" })
    }
}
