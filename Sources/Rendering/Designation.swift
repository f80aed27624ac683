/// What a paper is, beside the original: there is one original, and whatever else is printed says so (reference §6.4).
public enum Designation: String, Sendable, CaseIterable {
    /// The one original.
    case original
    /// A reprint.
    case copy
    /// Practice; never sent to KRA.
    case training
    /// An offer; never sent to KRA.
    case proforma

    /// Whether it stands for a sale that took place, so that KRA's answer may be on it.
    var isOfASale: Bool { self == .original || self == .copy }

    /// The label behind the receipt counter: NS, NC, CS, CC, TS, TC or PS (reference §6.1).
    func label(isCreditNote: Bool) -> String {
        switch self {
        case .original: isCreditNote ? "NC" : "NS"
        case .copy: isCreditNote ? "CC" : "CS"
        case .training: isCreditNote ? "TC" : "TS"
        case .proforma: "PS"
        }
    }
}
