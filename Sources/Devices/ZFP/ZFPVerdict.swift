/// What an acknowledgement says: STE1, the device's condition, and STE2, the command's result (reference §3.2).
public struct ZFPVerdict: Sendable, Equatable {
    /// STE1, 0 to 15.
    public let device: UInt8
    /// STE2, 0 to 15.
    public let command: UInt8

    /// Reads the two bytes of an acknowledgement, nibble + 30h or, as the vendor's library allows, hex letters.
    ///
    /// Nil where the answer is a packet with data, or the bytes are neither.
    public init?(_ answer: DeviceAnswer) {
        guard answer.status.count == 2, let device = Self.digit(answer.status[0]),
            let command = Self.digit(answer.status[1])
        else { return nil }
        self.device = device
        self.command = command
    }

    /// Exactly `30 30`.
    public var isDone: Bool { device == 0 && command == 0 }
    /// The 24-hour block: a Z report is wanted first, whatever the result says (§3.2).
    public var wantsZ: Bool { device == 0xB }
    /// Power was cut in a document; said once, until the status is read.
    public var tellsOfPowerCut: Bool { device == 0xD }
    /// The command has no place in this state: the state is to be asked, not guessed.
    public var isWrongState: Bool { command == 2 }
    /// The driver or the document is wrong, and sending it again changes nothing (§3.2).
    public var isMistake: Bool { [1, 4, 5, 6].contains(command) }

    /// The refusal in the vocabulary of all devices.
    public var conditions: Set<DeviceCondition> {
        var found: Set<DeviceCondition> = []
        if let condition = Self.deviceConditions[device] { found.insert(condition) }
        switch command {
        case 1: found.insert(.commandInvalid)
        case 2: found.insert(.notAllowed)
        case 3: found.insert(.zRequired)
        case 4, 5, 6: found.insert(.syntaxError)
        default: break
        }
        return found
    }

    /// What it says, with both bytes.
    public var sentence: String {
        let first = Self.deviceWords.indices.contains(Int(device)) ? Self.deviceWords[Int(device)] : "unknown"
        let second = Self.commandWords.indices.contains(Int(command)) ? Self.commandWords[Int(command)] : "unknown"
        return "device: \(first); command: \(second) (\(Self.text(device)) \(Self.text(command)))"
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x3F: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }

    private static func text(_ value: UInt8) -> String { String(0x30 + value, radix: 16, uppercase: true) }

    private static let deviceConditions: [UInt8: DeviceCondition] = [
        1: .printerError, 3: .clockUnset, 4: .fiscalOpen, 6: .nonfiscalOpen, 8: .memoryError, 0xB: .zRequired,
        0xC: .overheated, 0xE: .journalFull,
    ]

    private static let deviceWords = [
        "ok", "out of paper or printer failure", "registers overflow", "clock failure or wrong date",
        "a fiscal document is open", "payment residue", "a document that is not fiscal is open",
        "paid but not closed", "fiscal memory failure", "wrong password", "display missing",
        "24-hour block, a Z report is missing", "print head overheated", "power was cut in a document",
        "journal overflow", "conditions not met",
    ]

    private static let commandWords = [
        "ok", "invalid command", "illegal in this state", "the daily report is not zero", "syntax error",
        "input registers overflow", "input is zero", "nothing to void", "not enough cash",
    ]
}
