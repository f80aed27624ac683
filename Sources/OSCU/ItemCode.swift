public import Fiscal

/// Item codes: origin, type, packaging unit, quantity unit, running number (reference §5.6).
public enum ItemCode {
    /// Digits of the running number that this software writes.
    private static let digits = 7
    /// Characters before it where both units have two: country 2, type 1, package 2, unit 2.
    private static let prefix = 7

    /// The code of an item: `KE2NTNO0000001`.
    public static func make(_ item: Item, _ serial: Int64) -> String {
        precondition(serial > 0, "item serials begin at 1")
        let number = String(serial)
        let zeros = String(repeating: "0", count: max(0, digits - number.count))
        return item.origin + item.type.code + item.package + item.unit + zeros + number
    }

    /// The running number of a code, seven or eight digits; nil where the text is no item code.
    ///
    /// Units end in digits too (`M2`, `M3`), so the number is found by its place and not by its digits.
    public static func serial(from code: String) -> Int64? {
        let length = code.utf8.count
        guard length >= prefix + digits else { return nil }
        let number = length <= prefix + digits + 1 ? code.dropFirst(prefix) : code.suffix(digits)
        guard number.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        return Int64(number)
    }
}
