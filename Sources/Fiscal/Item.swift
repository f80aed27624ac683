/// What KRA must know of a thing before it can be sold (reference §2.10, §5.6).
public struct Item: Hashable, Sendable, Codable {
    /// KRA's ten-digit leaf class.
    public let itemClass: String
    /// Whether it is goods, raw material or a service.
    public let type: ItemType
    /// The quantity unit, two characters (code class 10).
    public let unit: String
    /// The packaging unit, two characters (code class 17).
    public let package: String
    /// The country of origin, ISO alpha-2.
    public let origin: String

    private enum CodingKeys: String, CodingKey {
        case itemClass = "class"
        case type, unit, package, origin
    }

    /// Makes an item; the shapes of the codes are checked where a till names them (``SaleDraft``).
    public init(itemClass: String, type: ItemType, unit: String, package: String, origin: String) {
        self.itemClass = itemClass
        self.type = type
        self.unit = unit
        self.package = package
        self.origin = origin
    }
}

/// The kinds of item (code class 24, reference §3).
public enum ItemType: String, Codable, Sendable, CaseIterable {
    /// Raw material, which has stock.
    case material
    /// A finished product, which has stock.
    case goods
    /// A service, which has none.
    case service

    /// Whether KRA keeps a stock balance for it.
    public var hasStock: Bool { self != .service }
}

/// The unit codes that an item code can carry: two characters each (reference §3 and §5.6).
public enum UnitCodes {
    /// Quantity units, code class 10.
    public static let quantity: Set<String> = [
        "4B", "AV", "BA", "BE", "BG", "BL", "BX", "CA", "CR", "DR", "DZ", "KG", "LK", "M2", "M3", "NO", "NX", "PA",
        "PG", "PR", "RL", "RO", "ST", "TU",
    ]

    /// Packaging units, code class 17.
    public static let package: Set<String> = [
        "AM", "BA", "BC", "BE", "BF", "BG", "BJ", "BK", "BL", "BQ", "BR", "BV", "BZ", "CA", "CH", "CJ", "CL", "CR",
        "CS", "CT", "CY", "DR", "GT", "HH", "IZ", "JR", "JU", "JY", "KZ", "LZ", "NT", "OU", "PD", "PG", "PI", "PO",
        "PU", "RL", "RO", "RZ", "SK", "TY", "VG", "VL", "VO", "VQ", "VR", "VT", "VY", "ML", "TN",
    ]
}
