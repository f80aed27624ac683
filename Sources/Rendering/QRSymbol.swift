/// A QR code as a square of modules.
struct QRSymbol: Hashable, Sendable {
    /// Modules along one edge.
    let side: Int
    private let modules: [Bool]

    /// Light modules that must surround a symbol on each side (ISO/IEC 18004, quiet zone).
    static let quietZone = 4

    /// Encodes a text; nil for an empty one or one that no symbol holds.
    init?(_ text: String) {
        guard let handle = QRHandle(text) else { return nil }
        side = handle.side
        modules = handle.modules
    }

    /// Whether a module is dark; everything outside the symbol is light.
    func isDark(column: Int, row: Int) -> Bool {
        (0..<side).contains(column) && (0..<side).contains(row) && modules[row * side + column]
    }
}
