/// A Tremol G03 control unit for Kenya, played strictly from fiscal-hardware.md §3.
///
/// What it signed, its counters and the end of the day survive a power cut; a document that was open stays open, says so
/// in `72`, and takes nothing but a cancel (whether the real unit lets it go on is not known, §10.2). It executes a
/// command as often as it hears it: the protocol has no replay protection.
public struct TremolUnit: SimulatedDevice, TremolSpeaker {
    /// The serial number (§1.3).
    public static let serial = "KRAMW004202110009550"
    /// The trader's PIN.
    public static let pin = "P051234567A"
    /// The rates that `62` tells, A to E.
    static let rates = ["16.00", "8.00", "0.00", "0.00", "0.00"]

    /// What it signed, oldest first.
    public private(set) var signed: [SimulatedPaper] = []
    /// How often a document was cancelled.
    public private(set) var cancelled = 0
    /// How often a Z report was made.
    public private(set) var reports = 0
    /// Which faults it played, and how often.
    public var faults: [DeviceFault: Int] { port.dice.counts }
    /// How many commands it heard.
    public var commands: Int { port.dice.commands }

    var document: TremolDocument?
    var minutes = 0
    /// `3D` is due once: power went in a document and the status was not read since.
    var owesPowerCut = false
    var lastDocumentDate = ""
    var lastEndOfDay = "010126"
    /// When the first document since the last Z was signed.
    private var dayBegan: Int?
    var port: TremolPort
    private var paper: [SimulatedPaper] = []

    /// Makes a unit that has signed nothing.
    public init(faults: DeviceFaultPlan = DeviceFaultPlan(), seed: UInt64 = 1) {
        port = TremolPort(faults: faults, seed: seed)
    }

    /// Takes bytes from the host.
    public mutating func receive(_ bytes: [UInt8]) -> SimulatedReply { hear(bytes) }

    /// The time in minutes since 1 January 1970, Nairobi's.
    public mutating func setTime(minutes: Int) { self.minutes = minutes }

    /// Power off and on.
    public mutating func losePower() {
        port.losePower()
        guard document != nil else { return }
        document?.hasLostPower = true
        owesPowerCut = true
    }

    /// Puts back what was signed and reported; the 24 hours begin with the next document.
    public mutating func remember(_ papers: [SimulatedPaper]) {
        signed = papers.filter { $0.kind != "z_report" }
        reports = papers.count - signed.count
    }

    /// A person at the unit cancels what is open.
    public mutating func cancelByHand() {
        if document != nil { cancel() }
    }

    /// The documents that were finished since it was last asked.
    public mutating func takePaper() -> [SimulatedPaper] {
        defer { paper = [] }
        return paper
    }

    // MARK: What is kept for good

    /// Signs the open document under the next number.
    mutating func sign() -> String {
        guard let document else { return lastNumber }
        if dayBegan == nil { dayBegan = minutes }
        let counter = String(signed.count + 1)
        let number = Self.unitDigits + String(repeating: "0", count: 10 - counter.count) + counter
        let finished = document.paper(number: number, time: TremolClock(minutes: minutes).text)
        signed.append(finished)
        paper.append(finished)
        lastDocumentDate = TremolClock(minutes: minutes).shortDate
        self.document = nil
        return number
    }

    mutating func cancel() {
        document = nil
        owesPowerCut = false
        cancelled += 1
    }

    mutating func makeReport() {
        reports += 1
        dayBegan = nil
        lastEndOfDay = TremolClock(minutes: minutes).shortDate
        let text = ["Z REPORT \(reports)", TremolClock(minutes: minutes).text, "Documents signed: \(signed.count)"]
        paper.append(SimulatedPaper(kind: "z_report", number: String(reports), reference: "", lines: text))
    }

    /// Half the cancels are answered with 155 bytes, as one driver saw (§3.6.2).
    mutating func answersCancelWithData() -> Bool { port.dice.below(2) == 1 }

    mutating func endDay() {
        if dayBegan != nil { dayBegan = minutes - 24 * 60 - 1 }
    }

    /// The last CU invoice number; the counter is zero before the first.
    var lastNumber: String { signed.last?.number ?? Self.unitDigits + "0000000000" }

    /// Whether 24 hours went by since the first document after the last Z.
    var isDayOver: Bool { dayBegan.map { minutes - $0 > 24 * 60 } ?? false }

    /// Three digits of the maker and six of the unit (§1.3).
    static let unitDigits = String(serial.dropFirst(5).prefix(3) + serial.suffix(6))

    /// Where the QR code leads.
    static func link(_ number: String) -> String {
        "https://itax.kra.go.ke/KRA-Portal/invoiceChk.htm?actionCode=loadPage&invoiceNo=" + number
    }
}
