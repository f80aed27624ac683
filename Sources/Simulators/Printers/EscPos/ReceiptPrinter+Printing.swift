/// What stands on the paper (fiscal-hardware.md §5.1).
extension ReceiptPrinter {
    /// Carries out a command that waited its turn.
    mutating func carryOut(command bytes: [UInt8]) {
        switch (bytes[0], bytes.count > 1 ? bytes[1] : 0) {
        case (0x0A, _): endLine()
        case (0x1C, 0x2E): return  // one byte a letter, as it is here
        case (0x1B, 0x40): state.initialise()
        case (0x1B, let code): escape(code, bytes)
        case (0x1D, 0x56): cut(bytes)
        case (0x1D, 0x76): raster(bytes)
        case (0x1D, 0x6B): barCode(bytes)
        case (0x1D, 0x28) where bytes[2] == 0x6B: qr(bytes)
        case (0x1D, let code): group(code, bytes)
        default: violate("no such command", bytes)
        }
    }

    /// A letter in the present style; a line that is full is printed first.
    mutating func printLetter(_ byte: UInt8) {
        let taken = PaperStrip.dots(state.line)
        if taken + state.style.cellWidth > model.dots {
            wraps += 1
            endLine()
        }
        let letter = state.table.character(byte)
        let last = state.line.count - 1
        if last >= 0, state.line[last].style == state.style {
            state.line[last].text.append(letter)
        } else {
            state.line.append(PaperStrip.Run(text: String(letter), style: state.style))
        }
    }

    /// ASCII on the paper.
    mutating func printText(_ text: String) {
        for byte in text.utf8 { printLetter(byte) }
    }

    /// Prints the line and moves on by the line's spacing, or by the tallest letter where that is more.
    mutating func endLine() {
        let tallest = state.line.map(\.style.cellHeight).max() ?? 0
        strip.pieces.append(.line(state.line, state.alignment, height: max(state.lineSpacing, tallest)))
        state.line = []
    }

    private mutating func flush() {
        if !state.line.isEmpty { endLine() }
    }

    private mutating func advance(dots: Int) {
        flush()
        if dots > 0 { strip.pieces.append(.feed(dots)) }
    }

    // MARK: Modes

    private mutating func escape(_ code: UInt8, _ bytes: [UInt8]) {
        let operand = bytes.count > 2 ? bytes[2] : 0
        switch code {
        case 0x74:
            guard let table = PrinterTable(rawValue: operand) else { return refuse(bytes) }
            state.table = table
        case 0x52: if operand != 0 { refuse(bytes) }  // other letters for # $ @ are not drawn here
        case 0x45: state.style.isBold = operand & 1 == 1
        case 0x2D:
            guard operand <= 2 else { return refuse(bytes) }
            state.style.underline = Int(operand)
        case 0x4D:
            guard let font = LetterStyle.Font(rawValue: operand) else { return refuse(bytes) }
            state.style.font = font
        case 0x21:
            state.style.font = operand & 1 == 1 ? .b : .a
            state.style.isBold = operand >> 3 & 1 == 1
            state.style.tall = operand >> 4 & 1 == 1 ? 2 : 1
            state.style.wide = operand >> 5 & 1 == 1 ? 2 : 1
            state.style.underline = Int(operand >> 7)
        case 0x61:
            guard let alignment = PaperStrip.Alignment(rawValue: operand) else { return refuse(bytes) }
            guard state.line.isEmpty else { return violate("alignment in mid-line", bytes) }
            state.alignment = alignment
        case 0x32: state.lineSpacing = EscPosReadings.lineSpacing
        case 0x33: state.lineSpacing = Int(operand)
        case 0x64:
            advance(dots: Int(operand) * state.lineSpacing)
            fed(lines: Int(operand))
        case 0x4A: advance(dots: Int(operand))
        case 0x70:
            guard operand <= 1 else { return refuse(bytes) }
            kicks += 1
        case 0x2A: columns(bytes)
        case 0x42, 0x63, 0x28: return  // beeper and panel
        default: violate("no such command", bytes)
        }
    }

    private mutating func group(_ code: UInt8, _ bytes: [UInt8]) {
        let operand = bytes.count > 2 ? bytes[2] : 0
        switch code {
        case 0x21:
            guard operand & 0x88 == 0 else { return refuse(bytes) }
            state.style.wide = Int(operand >> 4) + 1
            state.style.tall = Int(operand & 7) + 1
        case 0x42: state.style.isReversed = operand & 1 == 1
        case 0x68:
            guard operand > 0 else { return refuse(bytes) }
            state.barHeight = Int(operand)
        case 0x77:
            guard (2...6).contains(operand) else { return refuse(bytes) }
            state.barModule = Int(operand)
        case 0x66: if operand > 1 { refuse(bytes) }
        case 0x48:
            guard operand <= 3 else { return refuse(bytes) }
            state.barText = operand
        default: question(code, bytes)
        }
    }

    private mutating func refuse(_ bytes: [UInt8]) { violate("an operand that is out of range", bytes) }

    // MARK: Pictures and codes

    private mutating func raster(_ bytes: [UInt8]) {
        flush()
        let across = Int(bytes[4]) + Int(bytes[5]) << 8
        let picture = DotPicture(stride: across, rows: bytes[8...])
        let (wide, tall) = (1 + Int(bytes[3] & 1), 1 + Int(bytes[3] >> 1))
        if picture.width * wide > model.dots { violate("a picture wider than the paper", bytes) }
        place(picture, wide: wide, tall: tall, label: "picture \(picture.width)x\(picture.height)")
    }

    /// Columns of eight or twenty-four dots; those of eight are three dots tall each at single density (§5.1).
    private mutating func columns(_ bytes: [UInt8]) {
        let depth = bytes[2] < 32 ? 1 : 3
        let count = (bytes.count - 5) / depth
        var picture = DotPicture(width: max(1, count), height: depth * 8)
        for (index, byte) in bytes.dropFirst(5).enumerated() {
            for bit in 0..<8 where byte >> (7 - bit) & 1 == 1 {
                picture.blacken(index / depth, index % depth * 8 + bit)
            }
        }
        let wide = bytes[2] == 0 || bytes[2] == 32 ? 2 : 1
        flush()
        place(picture, wide: wide, tall: depth == 1 ? 3 : 1, label: "columns \(count)")
    }

    private mutating func place(_ picture: DotPicture, wide: Int = 1, tall: Int = 1, label: String) {
        strip.pieces.append(.picture(picture, state.alignment, wide: wide, tall: tall, label: label))
    }

    /// `1D 28 6B pL pH 31 fn …`.
    private mutating func qr(_ bytes: [UInt8]) {
        guard model.hasQR else { return violate("this printer draws no QR codes", bytes) }
        let operands = bytes.dropFirst(5)
        guard operands.count >= 3, bytes[5] == 0x31 else { return refuse(bytes) }
        switch bytes[6] {
        case 0x41: if Array(operands.dropFirst(2)) != [0x32, 0x00] { refuse(bytes) }  // model 2 alone
        case 0x43:
            guard (1...16).contains(bytes[7]) else { return refuse(bytes) }
            state.qrDots = Int(bytes[7])
        case 0x45:
            guard let level = QRDrawing.Level(operand: bytes[7]) else { return refuse(bytes) }
            state.qrLevel = level
        case 0x50 where bytes[7] == 0x30: state.qrText = Array(bytes[8...])
        case 0x51 where bytes[7] == 0x30: drawQR(bytes)
        case 0x52 where bytes[7] == 0x30: tellQRSize()
        default: refuse(bytes)
        }
    }

    private mutating func drawQR(_ bytes: [UInt8]) {
        guard let side = QRDrawing.side(holding: state.qrText.count, state.qrLevel), !state.qrText.isEmpty else {
            return violate("no QR code holds \(state.qrText.count) bytes", bytes)
        }
        guard side * state.qrDots <= model.dots else { return violate("a QR code wider than the paper", bytes) }
        flush()
        strip.pieces.append(
            .qr(state.qrText, state.qrLevel, side: side, state.alignment, dots: state.qrDots))
    }

    /// `37 36 width 1F height 1F 31 1F status 00`, in decimal digits.
    private mutating func tellQRSize() {
        let side = QRDrawing.side(holding: state.qrText.count, state.qrLevel).map { $0 * state.qrDots } ?? 0
        let fits = side > 0 && side <= model.dots && !state.qrText.isEmpty
        let digits = Array(String(side).utf8)
        answers.append([0x37, 0x36] + digits + [0x1F] + digits + [0x1F, 0x31, 0x1F, fits ? 0x30 : 0x31, 0x00])
    }

    /// CODE 128 as bars; any other code as its text, for it is not drawn here.
    private mutating func barCode(_ bytes: [UInt8]) {
        let kind = bytes[2]
        let data = kind <= 6 ? Array(bytes.dropFirst(3).dropLast()) : Array(bytes.dropFirst(4))
        let names: [UInt8: String] = [
            0: "UPC-A", 1: "UPC-E", 2: "EAN13", 3: "EAN8", 4: "CODE39", 5: "ITF", 6: "CODABAR", 72: "CODE93",
        ]
        flush()
        guard kind == 73 else {
            let name = names[kind] ?? names[kind - 65] ?? ""
            return place(
                DotPicture(width: 1, height: state.barHeight), label: "\(name) \(String(decoding: data, as: UTF8.self))"
            )
        }
        guard let code = Code128.bars(data) else { return refuse(bytes) }
        let width = code.widths.reduce(0, +) * state.barModule
        guard width <= model.dots else { return violate("a bar code wider than the paper", bytes) }
        var picture = DotPicture(width: width, height: state.barHeight)
        var x = 0
        for (index, modules) in code.widths.enumerated() {
            if index % 2 == 0 { picture.blacken(x: x, y: 0, width: modules * state.barModule, height: state.barHeight) }
            x += modules * state.barModule
        }
        if state.barText & 1 == 1 {
            strip.pieces.append(.line([PaperStrip.Run(text: code.text)], state.alignment, height: 24))
        }
        place(picture, label: "CODE128 \(code.text)")
        if state.barText & 2 == 2 {
            strip.pieces.append(.line([PaperStrip.Run(text: code.text)], state.alignment, height: 24))
        }
    }

    // MARK: The end

    private mutating func cut(_ bytes: [UInt8]) {
        guard model.hasCutter else {
            violate("this printer has no blade", bytes)
            return printText("V")
        }
        flush()
        let isFed = bytes[2] >= 0x41
        if isFed { strip.pieces.append(.feed(EscPosReadings.bladeDistance + Int(bytes[3]))) }
        if !isFed, strip.trailingFeed < EscPosReadings.bladeDistance {
            violate("the blade goes through the text", bytes)
        }
        tearOff()
    }
}

extension PaperStrip {
    /// Dots of white at the end.
    var trailingFeed: Int {
        var dots = 0
        for piece in pieces.reversed() {
            switch piece {
            case .feed(let more): dots += more
            case .line(let runs, _, let height) where runs.isEmpty: dots += height
            default: return dots
            }
        }
        return dots
    }
}
