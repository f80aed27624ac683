/// What a receipt printer is made of: the facts of fiscal-hardware.md §5 that differ from one to the next.
public struct EscPosModel: Sendable, Equatable {
    /// The profile that it answers to.
    public let profile: String
    /// Dots across the paper (§5.2).
    public let dots: Int
    /// Whether it has a blade; one without prints a `V` for a cut (§5.1).
    public var hasCutter = true
    /// Whether it draws QR codes itself.
    public var hasQR = false
    /// Whether it answers `10 04` (§5.3).
    public var hasRealtimeStatus = false
    /// Whether it reports by itself after `1D 61` (§5.4).
    public var hasAutomaticStatus = false
    /// Whether it answers `1D 72` (§5.4).
    public var hasQueuedStatus = false
    /// Whether it proves a print by `1D 28 48` (§5.5).
    public var hasProcessID = false
    /// Whether it has a sensor for the paper's end being near; many 58 mm printers have none (§5.3).
    public var hasNearEndSensor = true
    /// What it says to `1D 49`: maker and model; nil says nothing (§5.6).
    public var identity: (maker: String, model: String)?

    /// Bytes that it holds before it takes no more (§5.7: 4 KB, clones 2 KB or less).
    public var buffer = 4_096

    /// The columns of font A.
    public var columns: Int { dots / LetterStyle.Font.a.width }

    /// Whether two are the same.
    public static func == (left: EscPosModel, right: EscPosModel) -> Bool { left.profile == right.profile }

    /// 58 mm, without a blade, which never says anything.
    public static let generic58: EscPosModel = {
        var model = EscPosModel(profile: "generic.escpos-58", dots: 384)
        model.hasCutter = false
        model.hasNearEndSensor = false
        model.buffer = 2_048
        return model
    }()

    /// 80 mm, which never says anything.
    public static let generic80 = EscPosModel(profile: "generic.escpos-80", dots: 576)

    /// A clone that tells how it stands and proves nothing.
    public static let xprinter: EscPosModel = {
        var model = EscPosModel(profile: "xprinter.pos-80", dots: 576)
        model.hasRealtimeStatus = true
        model.buffer = 2_048
        return model
    }()

    /// Epson TM-T20: 576 dots, everything.
    public static let epsonT20 = epson(profile: "epson.tm-t20", dots: 576, model: "TM-T20II")
    /// Epson TM-T88: 512 dots, everything.
    public static let epsonT88 = epson(profile: "epson.tm-t88", dots: 512, model: "TM-T88V")
    /// Star in ESC/POS mode; its paper is not known (its profile says so), so it is taken for a common 80 mm printer.
    public static let star = EscPosModel(profile: "star.escpos", dots: 576)

    /// All.
    public static let all = [generic58, generic80, xprinter, epsonT20, epsonT88, star]

    private init(profile: String, dots: Int) {
        self.profile = profile
        self.dots = dots
    }

    private static func epson(profile: String, dots: Int, model name: String) -> EscPosModel {
        var model = EscPosModel(profile: profile, dots: dots)
        model.hasQR = true
        model.hasRealtimeStatus = true
        model.hasAutomaticStatus = true
        model.hasQueuedStatus = true
        model.hasProcessID = true
        model.identity = ("EPSON", name)
        return model
    }
}

/// What the reference does not know of receipt printers (§10.2), read in one way each, here and nowhere else.
///
/// A cut, a code or a picture in mid-line prints the line first. Opening the cover loses no line, though §5.7 says that
/// some may be lost. A printer without QR codes prints nothing for one; without a blade a `V` for a cut.
enum EscPosReadings {
    /// `1B 40` in mid-line drops what was not printed (§5.1: it clears the print buffer).
    static let resetDropsLine = true
    /// `1B 40` ends automatic status, as on some models (§5.1).
    static let resetEndsAutomaticStatus = true
    /// The most lines that were heard and not yet printed when power goes; printing is slower than the line (§10.1).
    static let linesBehind = 5
    /// A pulled plug drops a command that is not whole; what is whole stays in the buffer.
    static let unplugDropsHalf = true
    /// Cutter models move the paper to the blade for `1D 56 41` and `42`: this many dots, about 15 mm.
    static let bladeDistance = 120
    /// Lines of feed that end a slip where there is no blade (the profiles' `feed_before_cut`).
    static let tearOffLines = 4
    /// Dots of a line at `1B 32`: a sixth of an inch at 203 dots an inch, rounded down to Epson's 30.
    static let lineSpacing = 30
}
