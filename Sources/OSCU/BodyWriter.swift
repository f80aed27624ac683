import Fiscal

/// Writes a request's JSON, members in the order in which they are named, numbers exact from scaled integers.
struct BodyWriter {
    private(set) var bytes: [UInt8] = [UInt8(ascii: "{")]

    /// A body that begins with the device, as every one does.
    init(_ device: OSCUDevice) {
        text("tin", device.pin)
        text("bhfId", device.branchID)
    }

    private init() {}

    /// Writes a string cut to KRA's length; nil and the empty text are `null`.
    mutating func text(_ name: String, _ value: String?, limit: Int = .max) {
        begin(name)
        if let value, !value.isEmpty {
            JSONText.append(Self.cut(value, to: limit), to: &bytes)
        } else {
            bytes += "null".utf8
        }
    }

    /// Writes `null`.
    mutating func null(_ names: String...) {
        for name in names { text(name, nil) }
    }

    /// Writes a whole number.
    mutating func number(_ name: String, _ value: Int64) {
        begin(name)
        bytes += String(value).utf8
    }

    /// Writes hundredths without needless decimals: 38793 is `387.93`, 45000 is `450`.
    mutating func hundredths(_ name: String, _ value: Int64) {
        begin(name)
        bytes += ScaledDecimal.shortText(value, scale: 2).utf8
    }

    /// Writes an amount.
    mutating func money(_ name: String, _ value: Money) {
        hundredths(name, value.minor)
    }

    /// Writes any JSON value.
    mutating func value(_ name: String, _ value: OSCUValue) {
        begin(name)
        value.append(to: &bytes)
    }

    /// Writes the four audit fields (reference §2.2).
    mutating func audit(_ name: String) {
        for field in ["regrId", "regrNm", "modrId", "modrNm"] { text(field, name, limit: 20) }
    }

    /// Writes an object inside.
    mutating func object(_ name: String, _ content: (inout BodyWriter) -> Void) {
        begin(name)
        var inner = BodyWriter()
        content(&inner)
        bytes += inner.finished
    }

    /// Writes an array of objects, each told its place from 1.
    mutating func list<Element>(
        _ name: String, _ elements: [Element], _ content: (inout BodyWriter, Element, Int64) -> Void
    ) {
        begin(name)
        bytes.append(UInt8(ascii: "["))
        for (index, element) in elements.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            var inner = BodyWriter()
            content(&inner, element, Int64(index + 1))
            bytes += inner.finished
        }
        bytes.append(UInt8(ascii: "]"))
    }

    /// The bytes with the closing brace.
    var finished: [UInt8] { bytes + [UInt8(ascii: "}")] }

    /// The text's longest beginning of at most `limit` UTF-16 units, KRA's side being Java; no character is split.
    static func cut(_ text: String, to limit: Int) -> String {
        guard text.utf16.count > limit else { return text }
        var units = 0
        return String(
            text.prefix {
                units += $0.utf16.count
                return units <= limit
            })
    }

    private mutating func begin(_ name: String) {
        if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
        JSONText.append(name, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
    }
}
