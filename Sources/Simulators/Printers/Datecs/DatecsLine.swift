/// A frame of a host, as the device hears it (fiscal-hardware.md §2.1, §2.2).
struct DatecsFrame: Sendable, Equatable {
    let sequence: UInt8
    let code: UInt8
    let data: [UInt8]
    /// As it came.
    let bytes: [UInt8]
}

/// Reads a host's bytes, however they are cut, and frames answers.
struct DatecsLine: Sendable {
    enum Message: Sendable, Equatable {
        case frame(DatecsFrame)
        /// A length, a sum, an end or a byte that no frame has.
        case unreadable
    }

    private let form: DatecsModel.Form
    private var held: [UInt8] = []

    init(_ form: DatecsModel.Form) { self.form = form }

    /// Forgets a frame that was begun.
    mutating func reset() { held = [] }

    mutating func receive(_ bytes: [UInt8]) -> [Message] { bytes.compactMap { receive($0) } }

    private mutating func receive(_ byte: UInt8) -> Message? {
        // 01 stands at a frame's beginning alone: control bytes are escaped in data (§2.1).
        if byte == 0x01, form == .classic || held.count < 2 { held = [] }
        guard !held.isEmpty || byte == 0x01 else { return nil }
        held.append(byte)
        guard let length else { return nil }
        guard length >= shortest else {
            held = []
            return .unreadable
        }
        // 01, what the length counts, four digits of sum, 03.
        guard held.count == 1 + length + 5 else { return nil }
        defer { held = [] }
        return frame(counted: held[1...length]) ?? .unreadable
    }

    /// What the length field counts; nil while it is not there.
    private var length: Int? {
        switch form {
        case .classic: held.count > 1 ? Int(held[1]) - 0x20 : nil
        case .extended: held.count > 4 ? Self.number(held[1...4]).map { $0 - 0x20 } ?? 0 : nil
        }
    }

    private var shortest: Int { form == .classic ? 4 : 10 }

    private func frame(counted: ArraySlice<UInt8>) -> Message? {
        let sum = counted.reduce(0) { ($0 + Int($1)) & 0xFFFF }
        guard counted.last == 0x05, held.last == 0x03,
            Array(held[counted.endIndex..<counted.endIndex + 4]) == Self.digits(sum)
        else { return nil }
        let body = counted.dropFirst(form == .classic ? 1 : 4).dropLast()
        guard let sequence = body.first, sequence >= 0x20 else { return nil }
        let code: Int?
        let data: [UInt8]
        switch form {
        case .classic:
            code = Int(body[body.startIndex + 1])
            data = Array(body.dropFirst(2))
        case .extended:
            code = Self.number(body.dropFirst().prefix(4))
            data = Array(body.dropFirst(5))
        }
        guard let code, (0x20...0xFF).contains(code), let plain = Self.plain(data) else { return nil }
        return .frame(DatecsFrame(sequence: sequence, code: UInt8(code), data: plain, bytes: held))
    }

    /// Escapes undone; nil where a control byte stands as it is, but for TAB and LF.
    private static func plain(_ data: [UInt8]) -> [UInt8]? {
        var plain: [UInt8] = []
        var rest = data[...]
        while let byte = rest.popFirst() {
            switch byte {
            case 0x10:
                guard let next = rest.popFirst(), next >= 0x40 else { return nil }
                plain.append(next - 0x40)
            case 0x09, 0x0A, 0x20...: plain.append(byte)
            default: return nil
            }
        }
        return plain
    }

    /// `01 LEN SEQ CMD DATA.. 04 STATUS 05 BCC 03`.
    func answer(to frame: DatecsFrame, _ data: [UInt8], status: [UInt8]) -> [UInt8] {
        let code = form == .classic ? [frame.code] : Self.digits(Int(frame.code))
        let body = [frame.sequence] + code + data + [0x04] + status + [0x05]
        let length = form == .classic ? [UInt8(0x21 + body.count)] : Self.digits(0x24 + body.count)
        let counted = length + body
        return [0x01] + counted + Self.digits(counted.reduce(0) { ($0 + Int($1)) & 0xFFFF }) + [0x03]
    }

    /// Four digits, nibble + 30h, the highest first.
    static func digits(_ value: Int) -> [UInt8] { [12, 8, 4, 0].map { UInt8(value >> $0 & 15) + 0x30 } }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        digits.reduce(0 as Int?) { value, digit in
            (0x30...0x3F).contains(digit) ? value.map { $0 << 4 | Int(digit - 0x30) } : nil
        }
    }
}
