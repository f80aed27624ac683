import Foundation

/// The one encoding of what is sealed: JSON in UTF-8, keys in byte order, no white space (`spool/CONTRACT.md`).
public enum CanonicalJSON {
    /// The canonical bytes of a value.
    public static func bytes(of value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return [UInt8](try encoder.encode(value))
    }

    /// The canonical bytes of a sale: the same as any encoder's, written straight, for every sale waits for them.
    public static func bytes(of sale: Sale) throws -> [UInt8] {
        var writer = CanonicalWriter()
        try sale.write(to: &writer)
        return writer.bytes
    }

    /// The canonical bytes of a text.
    static func bytes(of text: String) throws -> [UInt8] {
        var writer = CanonicalWriter()
        try writer.put(text)
        return writer.bytes
    }
}

/// Writes canonical JSON; its caller names the members in byte order.
package struct CanonicalWriter {
    /// What was written.
    package private(set) var bytes: [UInt8] = []
    /// Whether the next member or element is the first of its object or list.
    private var isFirst = true

    package init() {
        bytes.reserveCapacity(2_048)
    }

    package mutating func object(_ members: (inout CanonicalWriter) throws -> Void) rethrows {
        try enclose("{", "}", members)
    }

    package mutating func list<Element>(
        _ elements: [Element], _ write: (Element, inout CanonicalWriter) throws -> Void
    ) rethrows {
        try enclose("[", "]") { writer in
            for element in elements {
                writer.separate()
                try write(element, &writer)
            }
        }
    }

    /// Names the member whose value comes next.
    package mutating func name(_ name: StaticString) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        name.withUTF8Buffer { bytes += $0 }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    /// As ``name(_:)``, for a name that is only known when it is written.
    package mutating func name(text: String) throws {
        separate()
        try put(text)
        bytes.append(UInt8(ascii: ":"))
    }

    package mutating func put(_ name: StaticString, _ number: Int64) {
        self.name(name)
        bytes += String(number).utf8
    }

    package mutating func put(_ name: StaticString, _ number: Int) {
        put(name, Int64(number))
    }

    /// A member whose value is JSON already.
    package mutating func put(_ name: StaticString, json: [UInt8]) {
        self.name(name)
        bytes += json
    }

    package mutating func put(_ name: StaticString, _ flag: Bool) {
        self.name(name)
        bytes += (flag ? "true" : "false").utf8
    }

    /// A member that is left out where it has no value.
    package mutating func put(_ name: StaticString, _ text: String?) throws {
        guard let text else { return }
        self.name(name)
        try put(text)
    }

    package mutating func put(_ text: String) throws {
        if text.utf8.contains(where: { $0 < 0x20 }) {
            // Control characters have escapes of their own, and no sale has any.
            bytes += try CanonicalJSON.bytes(of: [text]).dropFirst().dropLast()
            return
        }
        bytes.append(UInt8(ascii: "\""))
        if text.utf8.contains(where: { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) {
            for byte in text.utf8 {
                if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { bytes.append(UInt8(ascii: "\\")) }
                bytes.append(byte)
            }
        } else {
            bytes += text.utf8
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func enclose(
        _ open: Unicode.Scalar, _ close: Unicode.Scalar, _ body: (inout CanonicalWriter) throws -> Void
    ) rethrows {
        bytes.append(UInt8(ascii: open))
        isFirst = true
        try body(&self)
        bytes.append(UInt8(ascii: close))
        isFirst = false
    }

    private mutating func separate() {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        isFirst = false
    }
}
