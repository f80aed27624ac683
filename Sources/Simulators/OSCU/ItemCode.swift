/// An item code taken apart: country, product type, packaging and quantity unit, then the serial.
///
/// Source: kra-oscu.md, section 5.6. Units have two characters, the serial seven or eight digits.
struct ItemCode: Sendable {
    /// The running number, one sequence per PIN across all prefixes.
    let serial: Int

    /// Reads the code against the fields it must be made of; nil when it is not made of them.
    init?(_ code: String, of body: ExactJSON) {
        let prefix = ["orgnNatCd", "itemTyCd", "pkgUnitCd", "qtyUnitCd"].compactMap(body.text).joined()
        guard code.hasPrefix(prefix) else { return nil }
        let digits = code.dropFirst(prefix.count)
        guard digits.count == 7 || digits.count == 8, digits.utf8.allSatisfy({ (48...57).contains($0) }),
            let serial = Int(digits)
        else { return nil }
        self.serial = serial
    }

    /// Says what is wrong with a code, in the words seen live, when anything is.
    static func refusal(_ code: String, of body: ExactJSON) -> OSCURefusal? {
        let (country, type) = (body.text("orgnNatCd") ?? "", body.text("itemTyCd") ?? "")
        let (package, unit) = (body.text("pkgUnitCd") ?? "", body.text("qtyUnitCd") ?? "")
        guard code.hasPrefix(country) else {
            return OSCURefusal("910", "The ItemCd isn't made up of correct OrgnNatCd")
        }
        guard code.hasPrefix(country + type) else {
            return OSCURefusal("910", "The ItemCd isn't made up of correct ItemTyCd")
        }
        guard package.count == 2, code.hasPrefix(country + type + package) else {
            return OSCURefusal("910", "Incorrect Packaging Unit Prefix")
        }
        guard unit.count == 2 else { return OSCURefusal("910", "Incorrect QtyUnitCd Prefix") }
        guard code.hasPrefix(country + type + package + unit) else {
            return OSCURefusal("910", "The ItemCd isn't made up of correct QtyUnitCd")
        }
        guard ItemCode(code, of: body) != nil else {
            return OSCURefusal("910", "The ItemCd must end with a running number of 7 or 8 digits")
        }
        return nil
    }
}
