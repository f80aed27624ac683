/// What a receipt printer forgets with its power, and most of it by `1B 40` too.
struct PrinterState: Sendable, Equatable {
    /// The line that is not printed yet.
    var line: [PaperStrip.Run] = []
    var style = LetterStyle()
    var alignment = PaperStrip.Alignment.left
    var table = PrinterTable.cp437
    /// Dots from one line to the next.
    var lineSpacing = EscPosReadings.lineSpacing
    /// What `1D 61` asked for.
    var automatic: UInt8 = 0

    /// What `1D 28 6B` has set and stored.
    var qrDots = 3
    var qrLevel = QRDrawing.Level.low
    var qrText: [UInt8] = []

    /// What `1D 68`, `1D 77` and `1D 48` have set: Epson's own 162 dots and 3.
    var barHeight = 162
    var barModule = 3
    /// 0 none, 1 above, 2 below, 3 both.
    var barText: UInt8 = 0

    /// `1B 40`: modes back, and what is not printed is dropped; the QR store and automatic status as `EscPosReadings` has it.
    mutating func initialise() {
        var fresh = PrinterState()
        if !EscPosReadings.resetDropsLine { fresh.line = line }
        if !EscPosReadings.resetEndsAutomaticStatus { fresh.automatic = automatic }
        self = fresh
    }
}
