/// One packet of the ISL family in either frame, either way (reference §2.1, §2.2).
///
///     classic   01 LEN    SEQ CMD    DATA.. [04 STATUS(6)] 05 BCC(4) 03
///     extended  01 LEN(4) SEQ CMD(4) DATA.. [04 STATUS(8)] 05 BCC(4) 03
///
/// The length counts from behind `01` to `05`, itself included, plus 20h. Four digits are nibbles + 30h, the highest
/// first. The sum is over the same bytes as the length, as they stand in the frame (reference §10.3).
public struct ISLPacket: Sendable, Equatable {
    /// The message number.
    public var sequence: UInt8
    /// The command that is asked or answered.
    public var code: UInt8
    /// The data, escapes undone.
    public var data: [UInt8]
    /// The status; nil in a packet of the host, and so in an echo.
    public var status: [UInt8]?

    /// Makes a packet.
    public init(sequence: UInt8, code: UInt8, data: [UInt8], status: [UInt8]? = nil) {
        self.sequence = sequence
        self.code = code
        self.data = data
        self.status = status
    }

    /// Control bytes that stand in data as they are: TAB and LF.
    private static let plainControls: Set<UInt8> = [0x09, 0x0A]

    /// The packet as bytes; nil where its data do not fit the frame.
    public func frame(_ framing: ISLFraming) -> [UInt8]? {
        var body: [UInt8] = []
        for byte in data {
            if byte >= 0x20 || Self.plainControls.contains(byte) {
                body.append(byte)
            } else {
                guard framing.escapesControls else { return nil }
                body += [0x10, byte + 0x40]
            }
        }
        guard body.count <= framing.dataLimit else { return nil }
        if let status { body += [0x04] + status }
        var counted = [sequence] + (framing.form == .classic ? [code] : Self.digits(Int(code))) + body + [0x05]
        switch framing.form {
        case .classic:
            let length = 0x20 + 1 + counted.count
            guard length <= 0xFF else { return nil }
            counted.insert(UInt8(length), at: 0)
        case .extended:
            let length = 0x20 + 4 + counted.count
            guard length <= 0xFFFF else { return nil }
            counted.insert(contentsOf: Self.digits(length), at: 0)
        }
        return [0x01] + counted + Self.digits(Self.sum(counted[...])) + [0x03]
    }

    /// The sum of all bytes, in sixteen bits.
    static func sum(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.reduce(0) { ($0 + Int($1)) & 0xFFFF }
    }

    /// Sixteen bits as four digits, nibble + 30h, the highest first: 1AE3h is `31 3A 3E 33`.
    static func digits(_ value: Int) -> [UInt8] {
        [12, 8, 4, 0].map { UInt8(value >> $0 & 15) + 0x30 }
    }

    /// Four digits as a number; nil where one is none.
    static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        var value = 0
        for digit in digits {
            guard (0x30...0x3F).contains(digit) else { return nil }
            value = value << 4 | Int(digit - 0x30)
        }
        return value
    }
}
