/// What the sources dispute about a sale's body (reference §9.1); the defaults are what live evidence favours.
public struct SaleForm: Sendable, Hashable, Codable {
    /// What `pkg` says on a sale's lines.
    public enum Packages: String, Sendable, Codable, CaseIterable {
        /// Always 1, as the live validator demands.
        case one
        /// The quantity (DISAGREE 6).
        case quantity
    }

    /// What a buyer without a name is called; always sent, so that every sale can be credited.
    public var walkInName: String
    /// What `pkg` says (DISAGREE 6).
    public var packages: Packages
    /// Whether the header's `prchrAcptcYn` says `Y` (DISAGREE 16).
    public var purchaserAccepts: Bool

    /// Makes a form.
    public init(walkInName: String = "Walk-in customer", packages: Packages = .one, purchaserAccepts: Bool = false) {
        self.walkInName = walkInName
        self.packages = packages
        self.purchaserAccepts = purchaserAccepts
    }
}
