public import Fiscal
import Outbound

/// A JSON value whose numbers keep their text, so that no amount passes through binary floating point.
public enum OSCUValue: Sendable, Hashable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number as it was written.
    case number(String)
    /// A string.
    case text(String)
    /// An array.
    case array([OSCUValue])
    /// An object, members in order.
    case object([Member])

    /// One member of an object.
    public struct Member: Sendable, Hashable {
        /// The name.
        public let name: String
        /// The value.
        public let value: OSCUValue

        /// Makes a member.
        public init(name: String, value: OSCUValue) {
            self.name = name
            self.value = value
        }
    }

    /// A member of an object: by its exact name, else whatever the case (reference §2.13).
    public subscript(name: String) -> OSCUValue? {
        guard case .object(let members) = self else { return nil }
        if let exact = members.first(where: { $0.name == name }) { return exact.value }
        let wanted = name.lowercased()
        return members.first { $0.name.lowercased() == wanted }?.value
    }

    /// The elements of an array; none for anything else.
    public var elements: [OSCUValue] {
        guard case .array(let elements) = self else { return [] }
        return elements
    }

    /// Whether this is an object.
    public var isObject: Bool {
        guard case .object = self else { return false }
        return true
    }

    /// A string, or a number's text; nil for the empty text and everything else.
    public var string: String? {
        switch self {
        case .text(let text), .number(let text): text.isEmpty ? nil : text
        case .null, .bool, .array, .object: nil
        }
    }

    /// A whole number, written as number or string (reference §1.5); `8.0` counts as 8.
    public var whole: Int64? {
        guard let hundredths, hundredths.isMultiple(of: 100) else { return string.flatMap { Int64($0) } }
        return hundredths / 100
    }

    /// A decimal in hundredths, exact; nil where more decimals than zeros follow.
    public var hundredths: Int64? {
        guard var text = string else { return nil }
        if let point = text.firstIndex(of: ".") {
            let least = text.index(point, offsetBy: 3, limitedBy: text.endIndex) ?? text.endIndex
            while text.endIndex > least, text.hasSuffix("0") { text.removeLast() }
        }
        return ScaledDecimal.parse(text, scale: 2)
    }

    /// An amount, exact.
    public var money: Money? { hundredths.map { Money(minor: $0) } }

    /// A time in any of KRA's forms (reference §1.5).
    public var time: Timestamp? { string.flatMap { Timestamp(kra: $0) } }

    /// Whether nothing is there: null, or an empty array or object.
    public var isEmpty: Bool {
        switch self {
        case .null: true
        case .array(let elements): elements.isEmpty
        case .object(let members): members.isEmpty
        case .bool, .number, .text: false
        }
    }

    /// The value as JSON without white space, secrets included: for the spool, never for a log.
    public var json: [UInt8] {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return bytes
    }

    func append(to bytes: inout [UInt8]) {
        switch self {
        case .null: bytes += Array("null".utf8)
        case .bool(let value): bytes += Array((value ? "true" : "false").utf8)
        case .number(let text): bytes += Array(text.utf8)
        case .text(let text): JSONText.append(text, to: &bytes)
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                element.append(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                JSONText.append(member.name, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                member.value.append(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }
}

extension OSCUValue: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The value as JSON with secrets hidden.
    public var description: String { Redaction.text(json) }
    /// The value as JSON with secrets hidden.
    public var debugDescription: String { description }
    /// Nothing, so that a dump shows no secret.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
