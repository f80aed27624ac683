/// A slip as bytes for an ESC/POS printer (Epson's ESC/POS command reference).
public struct EscPosRenderer: Sendable {
    private let typesetter: Typesetter
    private let codePage: CodePage
    private let cut: Bool
    private let storedLogo: UInt8?

    private static let escape: UInt8 = 0x1B
    private static let group: UInt8 = 0x1D
    private static let file: UInt8 = 0x1C
    /// Dots that a QR code may take along one edge; 58 mm paper has 384.
    private static let qrDots = 300

    /// Makes a renderer for one printer.
    ///
    /// `storedLogo` is the place of KRA's logo in the printer's memory, 1 to 255; without one the logo is named in text.
    public init(width: PaperWidth, codePage: CodePage = .cp437, cut: Bool = true, storedLogo: UInt8? = nil) {
        typesetter = Typesetter(width: width.rawValue, codePage: codePage)
        self.codePage = codePage
        self.cut = cut
        self.storedLogo = storedLogo
    }

    /// The bytes of a slip: reset, code page, the lines, feed and cut.
    public func render(_ slip: Slip) -> [UInt8] {
        var bytes: [UInt8] = [Self.escape, UInt8(ascii: "@")]
        bytes += [Self.file, UInt8(ascii: ".")]  // leave two-byte characters, the default of many printers
        bytes += [Self.escape, UInt8(ascii: "t"), codePage.selector]
        for row in typesetter.rows(slip) {
            bytes += Self.isQR(row) ? qr(row) : line(row)
        }
        bytes += [Self.escape, UInt8(ascii: "d"), 4]
        if cut { bytes += [Self.group, UInt8(ascii: "V"), 0x42, 0] }
        return bytes
    }

    private static func isQR(_ row: PaperRow) -> Bool {
        if case .qr = row { true } else { false }
    }

    private func line(_ row: PaperRow) -> [UInt8] {
        switch row {
        case .text(let text, let bold, let tall):
            let printed = codePage.bytes(text) + [0x0A]
            let sized = tall ? Self.size(0x11) + printed + Self.size(0) : printed
            return bold ? Self.emphasis(1) + sized + Self.emphasis(0) : sized
        case .logo:
            guard let storedLogo else {
                return codePage.bytes(typesetter.centered("[KRA LOGO]", in: typesetter.width)) + [0x0A]
            }
            return Self.align(1) + [Self.file, UInt8(ascii: "p"), storedLogo, 0] + Self.align(0)
        case .qr:
            return []
        }
    }

    /// `GS ( k`: model 2, module size, error correction M, store, print (functions 165, 167, 169, 180, 181).
    private func qr(_ row: PaperRow) -> [UInt8] {
        guard case .qr(let payload) = row, let symbol = QRSymbol(payload) else { return [] }
        let module = UInt8(min(8, max(3, Self.qrDots / symbol.side)))
        let set = Self.symbol([0x41, 0x32, 0x00]) + Self.symbol([0x43, module]) + Self.symbol([0x45, 0x31])
        let printed = Self.symbol([0x50, 0x30] + Array(payload.utf8)) + Self.symbol([0x51, 0x30])
        return Self.align(1) + set + printed + [0x0A] + Self.align(0)
    }

    /// One `GS ( k` command for QR codes: the length of what follows, low byte first, then `cn` 49.
    private static func symbol(_ operands: [UInt8]) -> [UInt8] {
        let length = operands.count + 1
        let head = [group, UInt8(ascii: "("), UInt8(ascii: "k")]
        return head + [UInt8(length & 0xFF), UInt8(length >> 8), 0x31] + operands
    }

    private static func size(_ size: UInt8) -> [UInt8] { [group, UInt8(ascii: "!"), size] }
    private static func emphasis(_ on: UInt8) -> [UInt8] { [escape, UInt8(ascii: "E"), on] }
    private static func align(_ place: UInt8) -> [UInt8] { [escape, UInt8(ascii: "a"), place] }
}
