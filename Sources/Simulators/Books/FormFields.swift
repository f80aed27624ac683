/// The fields of a query or of a form: `a=1&b=two%20words`.
struct FormFields: Hashable, Sendable {
    /// Names and values as they were written, decoded.
    let fields: [Field]

    /// Reads a text; nil where its escapes are broken.
    init?(_ text: String) {
        var fields: [Field] = []
        for part in text.split(separator: "&") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decoded(pair[0]), let value = Self.decoded(pair.count > 1 ? pair[1] : "") else {
                return nil
            }
            fields.append(Field(name: name, value: value))
        }
        self.fields = fields
    }

    /// The first value of a name.
    subscript(_ name: String) -> String? {
        fields.first { $0.name == name }?.value
    }

    /// Takes percent escapes out; a plus is a blank.
    ///
    /// Nil where an escape is broken or the text is not UTF-8.
    static func decoded(_ text: Substring, plusIsBlank: Bool = true) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "%"):
                let digits = rest.prefix(2)
                guard digits.count == 2, let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16) else {
                    return nil
                }
                rest = rest.dropFirst(2)
                bytes.append(value)
            case UInt8(ascii: "+") where plusIsBlank: bytes.append(UInt8(ascii: " "))
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    /// A text with everything escaped but letters, digits and `-._~`.
    static func encoded(_ text: String) -> String {
        text.utf8.reduce(into: "") { output, byte in
            let scalar = Unicode.Scalar(byte)
            if scalar.isASCII,
                scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                    || "-._~".unicodeScalars.contains(scalar)
            {
                output.unicodeScalars.append(scalar)
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                output += "%" + (digits.count < 2 ? "0" : "") + digits
            }
        }
    }

    /// A name and its value.
    struct Field: Hashable, Sendable {
        let name: String
        let value: String
    }
}
