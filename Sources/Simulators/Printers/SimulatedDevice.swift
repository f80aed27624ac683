/// A device on a counter as a value: bytes in, bytes out.
///
/// It has no clock, no thread and no port of its own.
///
/// Whoever plays it carries the bytes: `risiti-sim printer` over a pty, a test in memory.
public protocol SimulatedDevice: Sendable {
    /// Takes bytes from the host and gives what goes back.
    mutating func receive(_ bytes: [UInt8]) -> SimulatedReply
    /// Nothing came for a moment: what a person does meanwhile, and what the device goes on with by itself.
    mutating func idle() -> SimulatedReply
    /// How many bytes it takes now; a host that has more waits.
    var room: Int { get }
    /// The time, in minutes since any fixed moment; the device's own clock follows it.
    mutating func setTime(minutes: Int)
    /// Power off and on: what was not yet stored for good is lost, as in the real thing.
    mutating func losePower()
    /// Puts back what was finished before this device was last switched off, oldest first.
    mutating func remember(_ papers: [SimulatedPaper])
    /// The documents that were finished since it was last asked.
    mutating func takePaper() -> [SimulatedPaper]
}

extension SimulatedDevice {
    /// Nothing happens by itself.
    public mutating func idle() -> SimulatedReply { SimulatedReply() }
    /// A device that hears frames takes them as they come.
    public var room: Int { Int.max }
}

/// What a device sends back, and whether the line breaks then.
public struct SimulatedReply: Sendable, Equatable {
    /// The bytes, in order.
    public var bytes: [UInt8] = []
    /// Whether the device was unplugged or lost its power behind these bytes: the host must open the line anew.
    public var breaksLine = false

    /// Nothing.
    public init() {}
}

/// The bytes that a line carried, each way.
public struct LineTraffic: Sendable, Equatable {
    /// From the host.
    public internal(set) var heard = 0
    /// From the device.
    public internal(set) var said = 0
}

/// One finished document as a person would see it.
public struct SimulatedPaper: Sendable, Equatable {
    /// What it is: `invoice`, `credit_note`, `debit_note`, `z_report`, `slip`, `nonfiscal`, `torn`.
    public let kind: String
    /// The number that the device gave it.
    public let number: String
    /// The number that the till gave it; empty for a report.
    public let reference: String
    /// The text, line by line.
    public let lines: [String]
    /// The paper itself; nil where the document was read back, or the device has no printer.
    public let strip: PaperStrip?
    /// What the line carried since the document before, where somebody counted.
    public internal(set) var traffic = LineTraffic()

    /// Makes a document.
    init(kind: String, number: String, reference: String, lines: [String]) {
        self.kind = kind
        self.number = number
        self.reference = reference
        self.lines = lines
        strip = nil
    }

    /// Makes a document that was printed.
    init(kind: String, number: String, reference: String, strip: PaperStrip) {
        self.kind = kind
        self.number = number
        self.reference = reference
        lines = strip.lines
        self.strip = strip
    }

    /// The picture of the paper as a PNG file; text alone where there is no other paper.
    public func png() -> [UInt8] { (strip ?? PaperStrip(text: lines)).png() }

    /// Reads a line that ``json`` made; nil for anything else.
    init?(json: [UInt8]) {
        guard let value = try? ExactJSONReader.value(json), case .object(let members) = value else { return nil }
        var texts: [String: String] = [:]
        var lines: [String] = []
        for member in members {
            switch member.value {
            case .string(let text): texts[member.name] = text
            case .array(let elements):
                for case .string(let text) in elements { lines.append(text) }
            default: return nil
            }
        }
        guard let kind = texts["kind"], let number = texts["number"], let reference = texts["reference"] else {
            return nil
        }
        self.init(kind: kind, number: number, reference: reference, lines: lines)
    }

    /// One line of JSON.
    public var json: String {
        let members = [("kind", kind), ("number", number), ("reference", reference)].map { name, text in
            "\"\(name)\":\(Self.quoted(text))"
        }
        return "{" + members.joined(separator: ",") + ",\"lines\":["
            + lines.map(Self.quoted).joined(separator: ",") + "]}"
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case _ where scalar.value < 0x20: quoted += " "
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
