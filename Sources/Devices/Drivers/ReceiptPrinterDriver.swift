public import FirmwareProfiles

/// How a receipt printer is worked: its paper, its characters, and what it can tell.
public struct ReceiptPrinterDriver: Sendable, Equatable {
    /// What proves that paper came out, the best that the model has (reference §5.5).
    public enum Proof: String, Sendable {
        /// A process id, sent back once everything before it is printed.
        case processID = "process_id"
        /// A status that waits its turn in the buffer.
        case queuedStatus = "queued_status"
        /// The real-time status afterwards, which is weak.
        case realtimeStatus = "realtime_status"
        /// Nothing.
        case none
    }

    /// How a QR code gets onto the paper.
    public enum QR: String, Sendable {
        /// By the printer's own command.
        case native = "qr"
        /// As a picture.
        case raster = "qr_raster"
        /// Not at all.
        case none
    }

    /// The characters that the printer knows, as profiles name them.
    public enum Encoding: String, Sendable {
        /// Letters, digits and signs of ASCII.
        case ascii
        /// The first PC's.
        case cp437
        /// Western Europe's.
        case cp850
        /// The same with the euro sign.
        case cp858
        /// Cyrillic.
        case cp1251
        /// Windows' western one.
        case cp1252
        /// Unicode.
        case utf8 = "utf-8"
    }

    /// Characters in a line of font A.
    public let columns: Int
    /// Dots in a line; nil where nobody knows, and then nothing is printed as a picture.
    public let dots: Int?
    /// The character set.
    public let encoding: Encoding
    /// Its number in `ESC t`; nil where the printer's own is kept.
    public let codePage: Int?
    /// Whether it has a blade; else the paper is fed and torn.
    public let cuts: Bool
    /// Lines between the print and the blade.
    public let feedBeforeCut: Int
    /// Whether a drawer can hang on it.
    public let hasDrawer: Bool
    /// How a QR code is printed.
    public let qr: QR
    /// What proves that paper came out.
    public let proof: Proof
    /// Whether it answers questions for its status at once.
    public let hasRealtimeStatus: Bool
    /// Whether it sends its status by itself.
    public let hasAutomaticStatus: Bool
    /// Whether it keeps a QR code as long as it has power, which tells a loss of power within a slip.
    public let keepsCode: Bool
    /// Its times.
    public let times: EscPosEngine.Times

    /// Reads a profile.
    public init(_ profile: Profile) throws(DriverFault) {
        let sheet = DriverSheet(profile)
        guard profile.engine == "escpos" else { throw sheet.unfit("framing.engine", "is \(profile.engine)") }
        let can = profile.capabilities
        columns = try sheet.whole("paper.columns")
        dots = sheet.value("paper.dots")?.whole
        let feed = sheet.value("paper.feed_before_cut")?.whole
        cuts = can.contains("cut")
        if cuts, feed == nil { throw sheet.missing("paper.feed_before_cut") }
        feedBeforeCut = feed ?? 0
        let name = try sheet.text("text.encoding")
        guard let encoding = Encoding(rawValue: name) else { throw sheet.unfit("text.encoding", "is \(name)") }
        self.encoding = encoding
        codePage = sheet.value("text.code_page")?.whole
        hasDrawer = can.contains("drawer")
        qr = can.contains("qr") ? .native : can.contains("qr_raster") && dots != nil ? .raster : .none
        hasRealtimeStatus = can.contains("realtime_status")
        hasAutomaticStatus = can.contains("auto_status")
        let proven = sheet.value("recovery.proof")?.text ?? "none"
        guard let proof = Proof(rawValue: proven) else {
            throw sheet.unfit("recovery.proof", "is \(proven), which a receipt printer does not give")
        }
        self.proof = proof
        keepsCode = qr == .native && sheet.value("recovery.power_witness")?.text == "stored_code"
        var times = EscPosEngine.Times()
        times.status = try sheet.time("framing.first_answer_ms")
        times.proof = try sheet.time("recovery.proof_ms")
        times.look = try sheet.time("recovery.look_ms")
        times.looks = try sheet.whole("recovery.looks")
        self.times = times
    }

    /// The proof for an attempt at a job, with four characters that come from its number.
    ///
    /// No two attempts have the same number: what proves the first, and comes late, must not prove the second.
    public func proof(ofAttempt number: Int64) -> EscPosEngine.Proof {
        switch proof {
        case .processID: .processID(Self.mark(number))
        case .queuedStatus: .queuedStatus
        case .realtimeStatus: .realtimeStatus
        case .none: .none
        }
    }

    /// Four characters from `!` to `~`: 94⁴ attempts pass before one comes again.
    private static func mark(_ number: Int64) -> [UInt8] {
        var left = number.magnitude
        return (0..<4).map { _ in
            defer { left /= 94 }
            return UInt8(0x21 + left % 94)
        }
    }
}
