/// The customs code that control units demand for goods without tax: `XXXX.XX.XX` (fiscal-hardware §1.3).
public enum HSCode {
    /// Whether a text is four digits, a point, two digits, a point and two digits.
    public static func isValid(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.map(\.utf8.count) == [4, 2, 2]
            && parts.allSatisfy { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
    }
}
