/// A slip as bytes for an ESC/POS printer (Epson's ESC/POS command reference).
public struct EscPosRenderer: Sendable {
    private let typesetter: Typesetter
    private let codePage: CodePage
    private let selector: UInt8
    private let cut: Bool
    private let feed: Int
    private let symbols: Symbols
    private let storesCodeFirst: Bool
    private let storedLogo: UInt8?

    /// How a QR code gets onto the paper.
    public enum Symbols: Sendable {
        /// By the printer's own command.
        case native
        /// As a picture.
        case raster
        /// Not at all: the paper says so.
        case none
    }

    private static let escape: UInt8 = 0x1B
    private static let group: UInt8 = 0x1D
    private static let file: UInt8 = 0x1C
    /// Dots that a QR code may take along one edge; 58 mm paper has 384.
    private static let qrDots = 300

    /// Makes a renderer for one printer.
    ///
    /// - Parameters:
    ///   - width: the paper's columns.
    ///   - codePage: the printer's character table.
    ///   - selector: its number in `ESC t` where this printer's differs from Epson's.
    ///   - cut: whether the printer has a blade.
    ///   - feed: lines between the print and the blade, or the edge where paper is torn.
    ///   - qr: how a QR code gets onto the paper.
    ///   - storesCodeFirst: whether the printer is given a slip's QR code ahead of its lines, to keep it until its place
    ///     comes: one that lost its power on the way has none to print, and says so when asked.
    ///   - storedLogo: the place of KRA's logo in the printer's memory, 1 to 255; without one the logo is named in text.
    public init(
        width: PaperWidth, codePage: CodePage = .cp437, selector: UInt8? = nil, cut: Bool = true, feed: Int = 4,
        qr symbols: Symbols = .native, storesCodeFirst: Bool = false, storedLogo: UInt8? = nil
    ) {
        typesetter = Typesetter(width: width.rawValue, codePage: codePage)
        self.codePage = codePage
        self.selector = selector ?? codePage.selector
        self.cut = cut
        self.feed = feed
        self.symbols = symbols
        self.storesCodeFirst = storesCodeFirst
        self.storedLogo = storedLogo
    }

    /// The bytes of a slip: reset, code page, the lines, feed and cut.
    public func render(_ slip: Slip) -> [UInt8] { render(typesetter.rows(slip)) }

    /// The bytes of a test slip.
    public func render(_ test: TestSlip) -> [UInt8] {
        render(test.lines(columns: typesetter.width).flatMap(typesetter.rows))
    }

    private func render(_ rows: [PaperRow]) -> [UInt8] {
        var bytes: [UInt8] = [Self.escape, UInt8(ascii: "@")]
        // The printer keeps one code at a time: that of a slip with several is stored where it stands.
        let codes = rows.compactMap { row in if case .qr(let payload) = row { payload } else { nil } }
        let stored = storesCodeFirst && symbols == .native && codes.count == 1 ? store(codes[0]) : []
        bytes += stored
        bytes += [Self.file, UInt8(ascii: ".")]  // leave two-byte characters, the default of many printers
        bytes += [Self.escape, UInt8(ascii: "t"), selector]
        for row in rows {
            bytes += Self.isQR(row) ? qr(row, isStored: !stored.isEmpty) : line(row)
        }
        bytes += [Self.escape, UInt8(ascii: "d"), UInt8(clamping: feed)]
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

    private func qr(_ row: PaperRow, isStored: Bool) -> [UInt8] {
        guard case .qr(let payload) = row else { return [] }
        switch symbols {
        case .native:
            let stored = isStored ? [] : store(payload)
            guard isStored || !stored.isEmpty else { return [] }
            return Self.align(1) + stored + Self.symbol([0x51, 0x30]) + [0x0A] + Self.align(0)
        case .raster: return raster(payload)
        case .none: return codePage.bytes(typesetter.centered("[QR]", in: typesetter.width)) + [0x0A]
        }
    }

    /// `GS v 0` in bands of 24 rows: larger blocks overrun small buffers (fiscal-hardware §5.1).
    private func raster(_ payload: String) -> [UInt8] {
        guard let symbol = QRSymbol(payload) else { return [] }
        let module = min(8, max(3, Self.qrDots / symbol.side))
        let stride = (symbol.side * module + 7) / 8
        var bytes = Self.align(1)
        var rows: [[UInt8]] = []
        for row in 0..<symbol.side {
            var dots = [UInt8](repeating: 0, count: stride)
            for column in 0..<symbol.side where symbol.isDark(column: column, row: row) {
                for dot in (column * module)..<((column + 1) * module) { dots[dot / 8] |= 0x80 >> UInt8(dot % 8) }
            }
            rows += Array(repeating: dots, count: module)
        }
        for start in Swift.stride(from: 0, to: rows.count, by: Self.band) {
            let band = rows[start..<min(rows.count, start + Self.band)]
            bytes += [Self.group, UInt8(ascii: "v"), UInt8(ascii: "0"), 0, UInt8(stride), 0, UInt8(band.count), 0]
            bytes += band.joined()
        }
        return bytes + [0x0A] + Self.align(0)
    }

    /// Rows of a picture that are sent at once.
    private static let band = 24

    /// `GS ( k`: model 2, module size, error correction M, store (functions 165, 167, 169, 180); 181 prints it.
    private func store(_ payload: String) -> [UInt8] {
        guard let symbol = QRSymbol(payload) else { return [] }
        let module = UInt8(min(8, max(3, Self.qrDots / symbol.side)))
        let set = Self.symbol([0x41, 0x32, 0x00]) + Self.symbol([0x43, module]) + Self.symbol([0x45, 0x31])
        return set + Self.symbol([0x50, 0x30] + Array(payload.utf8))
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
