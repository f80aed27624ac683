/// What one field of a request must look like.
///
/// Source: the tables of kra-oscu.md, sections 2.3 to 2.18; `C(n)` is text, `N(p,s)` a JSON number.
struct FieldRule: Sendable {
    /// The shape of a value.
    enum Shape: Sendable {
        case text(Int)
        case number(digits: Int, decimals: Int)
        case dateTime
        case day
        case yesOrNo
        case pin
        case object
        case list
    }

    /// The field's name.
    let name: String
    /// The shape of its value.
    let shape: Shape
    /// Whether it must be there and not be empty.
    let required: Bool

    /// Checks the field of one object; `line` is the line it belongs to, when it does.
    func check(_ object: ExactJSON, line: Int?, strict: Bool) throws(OSCURefusal) {
        guard let value = object[name], value != .null else {
            guard !required else { throw missing(line: line) }
            return
        }
        switch (shape, value) {
        case (.number(let digits, let decimals), .number(let number)):
            try check(number, digits, decimals)
        case (.number, _): throw .parameter(name, "must be a number")
        case (.object, .object): return
        case (.object, _): throw .parameter(name, "must be an object")
        case (.list, .array): return
        case (.list, _): throw .parameter(name, "must be a list")
        case (_, .string(let text)): try check(text, line: line, strict: strict)
        default: throw .parameter(name, "must be a text")
        }
    }

    private func check(_ number: ExactDecimal, _ digits: Int, _ decimals: Int) throws(OSCURefusal) {
        guard number.scale <= decimals else { throw .parameter(name, "must have at most \(decimals) decimals") }
        guard number.wholeDigits <= digits - decimals else {
            throw .parameter(name, "must have at most \(digits - decimals) digits before the point")
        }
        guard number >= .zero else { throw .parameter(name, "must not be negative") }
    }

    private func check(_ text: String, line: Int?, strict: Bool) throws(OSCURefusal) {
        if text.allSatisfy(\.isWhitespace) {
            guard !required else { throw missing(line: line) }
            guard !strict else { throw .parameter(name, "must be null when it is not given") }
            return
        }
        guard strict else { return }
        switch shape {
        case .text(let length):
            guard text.unicodeScalars.count <= length else {
                throw .parameter(name, "length must be at most \(length)")
            }
        case .dateTime:
            guard NairobiTime(compact: text) != nil else { throw .parameter(name, "must be yyyyMMddHHmmss") }
        case .day:
            guard NairobiTime(day: text) != nil else { throw .parameter(name, "must be yyyyMMdd") }
        case .yesOrNo:
            guard text == "Y" || text == "N" else { throw .code(name, text) }
        case .pin:
            guard TaxpayerDirectory.isPin(text) else { throw .parameter(name, "must be a PIN of 11 characters") }
        case .number, .object, .list: return
        }
    }

    private func missing(line: Int?) -> OSCURefusal {
        if let line { return .missing(name, line: line) }
        switch name {
        case "regTyCd", "orgnNatCd", "itemClsCd", "itemTyCd", "taxTyCd", "pkgUnitCd", "qtyUnitCd":
            return OSCURefusal("910", "\(name) cannot be null")
        case "custTin", "custNm", "custmTin": return OSCURefusal("910", "\(name) cannot be empty or Null")
        case "orgSarNo", "orgInvcNo":
            return OSCURefusal(
                "999", "Cannot invoke \"java.lang.Integer.intValue()\" because \"\(name)\" is null")
        default: return .parameter(name, "may not be empty")
        }
    }
}
