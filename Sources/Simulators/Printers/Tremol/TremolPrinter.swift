/// What the reference leaves open about a ZFP printer; the host's promises hold whichever way it is.
public struct TremolReadings: Sendable, Equatable {
    /// A receipt that is not fiscal stays open over a loss of power; else it ends torn.
    public var keepsReceiptOverPower = true
    /// The bit "power down in receipt" (§3.7) stands for a receipt that is not fiscal too.
    public var tellsPowerOfSlips = true
    /// That bit is lowered when the status is read, as `3D` is (§3.2); else by the next opening.
    public var forgetsPowerWhenRead = false
    /// Power takes the last line that was acknowledged with it, out of a buffer.
    public var buffersLine = false

    /// The first of each.
    public init() {}
}

/// A Tremol fiscal printer of the FP-24 class, played strictly from fiscal-hardware.md §3.1 to §3.5 and §3.7: what is not
/// fiscal, and its questions; sales are not played.
public struct TremolPrinter: SimulatedDevice, TremolSpeaker {
    /// The serial number: two letters of the maker's and six digits (§1.7).
    public static let serial = "ZK123456"
    /// The most letters in a line of text: a comment of the narrowest model (§3.5).
    public static let columns = 30

    /// How it does what the reference leaves open.
    public let readings: TremolReadings
    /// What no host may send.
    public private(set) var violations: [String] = []
    /// Receipts that were closed, oldest first.
    public private(set) var closed: [SimulatedPaper] = []
    /// How the paper stands.
    public private(set) var feed: PaperFeed
    /// Whether a sale stands open that somebody made at the printer.
    public private(set) var hasSaleOpen = false
    /// How often the blade fell by command.
    public private(set) var cuts = 0
    /// Which faults it played, and how often.
    public var faults: [DeviceFault: Int] { port.dice.counts }
    /// How many commands it heard.
    public var commands: Int { port.dice.commands }
    /// Whether a receipt that is not fiscal stands open.
    public var isOpen: Bool { open != nil }

    var port: TremolPort
    /// The lines of the open receipt.
    private var open: [String]?
    private var minutes = 0
    private var count = 0
    /// `3D` is due once, and the bit that goes with it.
    private var owesPowerCut = false
    private var hasPowerBit = false
    private var paper: [SimulatedPaper] = []

    /// Makes a printer that has printed nothing.
    public init(
        readings: TremolReadings = TremolReadings(), faults: DeviceFaultPlan = DeviceFaultPlan(), seed: UInt64 = 1
    ) {
        self.readings = readings
        port = TremolPort(faults: faults, seed: seed)
        feed = PaperFeed(mendedAfter: faults.mendedAfter)
    }

    /// Takes bytes from the host.
    public mutating func receive(_ bytes: [UInt8]) -> SimulatedReply { hear(bytes) }

    /// Time goes by: somebody may have brought paper.
    public mutating func idle() -> SimulatedReply {
        feed.timePassed()
        return SimulatedReply()
    }

    /// The time in minutes since 1 January 1970, Nairobi's.
    public mutating func setTime(minutes: Int) { self.minutes = minutes }

    /// Power off and on.
    public mutating func losePower() {
        port.losePower()
        guard var lines = open else { return }
        if readings.buffersLine, lines.count > 1 { lines.removeLast() }
        open = lines
        if readings.tellsPowerOfSlips {
            hasPowerBit = true
            owesPowerCut = true
        }
        if !readings.keepsReceiptOverPower { end(kind: "torn") }
    }

    /// Puts back what was printed.
    public mutating func remember(_ papers: [SimulatedPaper]) {
        closed = papers.filter { $0.kind == "nonfiscal" }
        count = papers.count
    }

    /// The documents that were finished since it was last asked.
    public mutating func takePaper() -> [SimulatedPaper] {
        defer { paper = [] }
        return paper
    }

    /// A person brings paper and shuts the cover.
    public mutating func mend() { feed.mend() }

    /// A person at the printer begins a sale, or ends it.
    public mutating func sellByHand(_ isOpen: Bool) { hasSaleOpen = isOpen }

    // MARK: The line

    var pingBits: UInt8 { (feed.isOut || feed.isOpen ? 2 : 0) | (feed.isHot ? 4 : 0) }

    mutating func execute(_ number: UInt8, _ code: UInt8, _ data: [UInt8]) -> [UInt8] {
        feed.timePassed()
        return outcome(code, data).frame(number, code)
    }

    /// Before the command, which is refused then, or inside it, which is carried out all the same (§10.1).
    mutating func execute(_ number: UInt8, _ code: UInt8, _ data: [UInt8], amid fault: DeviceFault) -> [UInt8] {
        guard port.dice.below(2) == 1 else {
            feed.strike(fault)
            return outcome(code, data).frame(number, code)
        }
        let done = outcome(code, data)
        feed.strike(fault)
        // Carried out, and the device's own condition told beside it.
        guard case .done = done, Self.printing.contains(code), !feed.isReady else { return done.frame(number, code) }
        return TremolOutcome.refused(condition, 0).frame(number, code)
    }

    /// Open, close, text, feed, cut, and the copy of the last document.
    private static let printing: Set<UInt8> = [0x2E, 0x2F, 0x37, 0x2B, 0x29, 0x3A]
    /// Reset, serial number, PIN and fiscalisation, VAT rates (§3.6.1).
    private static let forbidden: Set<UInt8> = [0x3F, 0x40, 0x41, 0x42]

    /// STE1 for paper and head.
    private var condition: UInt8 { feed.isOut || feed.isOpen ? 1 : feed.isHot ? 0xC : 0 }

    private mutating func outcome(_ code: UInt8, _ data: [UInt8]) -> TremolOutcome {
        if Self.forbidden.contains(code) {
            violations.append("a forbidden command: \(String(code, radix: 16, uppercase: true))h")
            return .refused(0xF, 2)
        }
        if Self.printing.contains(code), !feed.isReady { return .refused(condition, 2) }
        let text = String(decoding: data, as: UTF8.self)
        switch code {
        case 0x2E: return opened(text)
        case 0x37: return printed(data)
        case 0x2F: return closed(text)
        case 0x2B, 0x29: return moved(code, text)
        default: return told(code, text)
        }
    }

    // MARK: What is not fiscal

    /// `Op;Pass(6);0`: operators 1 to 20, the password filled up with spaces.
    private mutating func opened(_ text: String) -> TremolOutcome {
        let fields = text.split(separator: ";", omittingEmptySubsequences: false)
        guard fields.count == 3, let number = Int(fields[0]), (1...20).contains(number), fields[1].count == 6,
            fields[2] == "0"
        else { return .refused(0, 4) }
        guard open == nil, !hasSaleOpen else { return wrongState() }
        guard fields[1] == (number == 20 ? "9999  " : "0000  ") else { return .refused(9, 2) }
        hasPowerBit = false
        owesPowerCut = false
        open = ["NOT A FISCAL RECEIPT"]
        return .done
    }

    private mutating func printed(_ data: [UInt8]) -> TremolOutcome {
        guard !data.isEmpty else { return .refused(0, 6) }
        guard data.count <= Self.columns, data.allSatisfy({ $0 >= 0x20 && $0 != 0x7F && $0 != 0x3B }) else {
            return .refused(0, 4)
        }
        guard open != nil else { return wrongState() }
        open?.append(String(decoding: data.map { $0 < 0x7F ? $0 : 0x3F }, as: UTF8.self))
        return .done
    }

    private mutating func closed(_ text: String) -> TremolOutcome {
        guard text.isEmpty else { return .refused(0, 4) }
        guard open != nil else { return wrongState() }
        end(kind: "nonfiscal")
        return .done
    }

    private mutating func end(kind: String) {
        guard let lines = open else { return }
        put(lines, kind: kind)
        open = nil
    }

    private mutating func put(_ lines: [String], kind: String) {
        count += 1
        let finished = SimulatedPaper(kind: kind, number: String(count), reference: "", lines: lines)
        if kind == "nonfiscal" { closed.append(finished) }
        paper.append(finished)
    }

    /// Feed and cut.
    private mutating func moved(_ code: UInt8, _ text: String) -> TremolOutcome {
        guard text.isEmpty else { return .refused(0, 4) }
        if code == 0x29 { cuts += 1 }
        return .done
    }

    /// Illegal in this state; STE1 says which: 3D once after a power cut, 34 with a sale open, 36 with a slip (§3.2).
    private func wrongState() -> TremolOutcome {
        if owesPowerCut { return .refused(0xD, 2) }
        return .refused(hasSaleOpen ? 4 : open != nil ? 6 : 0, 2)
    }

    // MARK: Questions

    private mutating func told(_ code: UInt8, _ text: String) -> TremolOutcome {
        switch code {
        case 0x20, 0x21, 0x60, 0x68: break
        // A sale's commands are known to it, and not played.
        case 0x30, 0x31, 0x33, 0x35, 0x36, 0x38, 0x39, 0x3A: return wrongState()
        default: return .refused(0, 1)
        }
        guard text.isEmpty else { return .refused(0, 4) }
        switch code {
        case 0x20: return .answer(status())
        // type;certificate;date;model;version
        case 0x21: return .text("2;123;01-01-2020;TREMOL FP24;1.05")
        case 0x60: return .text("\(Self.serial);50123456")
        default: return .text(TremolClock(minutes: minutes).text)
        }
    }

    /// Seven bytes, bit 7 set in each (§3.7); fiscalised and produced, with a cutter of its own.
    private mutating func status() -> [UInt8] {
        var bytes: [UInt8] = [0x80, 0x80, 0x80, 0xE0, 0x81, 0x80, 0x80]
        if hasPowerBit { bytes[0] |= 1 << 1 }
        if feed.isHot { bytes[0] |= 1 << 2 }
        // There is no bit for the cover: to this printer an open one is no paper.
        if feed.isOut || feed.isOpen { bytes[1] |= 1 << 0 }
        if open != nil { bytes[2] |= 1 << 0 }
        if hasSaleOpen { bytes[2] |= 1 << 1 }
        if feed.isLow { bytes[6] |= 1 << 4 }
        owesPowerCut = false
        if readings.forgetsPowerWhenRead { hasPowerBit = false }
        return bytes
    }
}
