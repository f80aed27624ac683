/// What a receipt printer's status bytes say (reference §5.3 and §5.4).
public enum EscPosStatus {
    /// The answers to the questions 1, 2 and 4, in that order.
    public static func conditions(realtime answers: [UInt8]) -> Set<DeviceCondition> {
        guard answers.count == 3 else { return [] }
        return conditions(offline: answers[1]).union(conditions(paper: answers[2]))
    }

    /// The answer to question 2, why it is offline.
    static func conditions(offline byte: UInt8) -> Set<DeviceCondition> {
        var found: Set<DeviceCondition> = []
        if byte & 0x04 != 0 { found.insert(.coverOpen) }
        if byte & 0x20 != 0 { found.insert(.paperOut) }
        if byte & 0x40 != 0 { found.insert(.printerError) }
        return found
    }

    /// The answer to question 4, the paper.
    static func conditions(paper byte: UInt8) -> Set<DeviceCondition> {
        if byte & 0x60 == 0x60 { return [.paperOut] }
        return byte & 0x0C == 0x0C ? [.paperLow] : []
    }

    /// The four bytes that a printer sends by itself.
    static func conditions(automatic bytes: [UInt8]) -> Set<DeviceCondition> {
        guard bytes.count == 4 else { return [] }
        var found: Set<DeviceCondition> = []
        if bytes[0] & 0x20 != 0 { found.insert(.coverOpen) }
        if bytes[1] & 0x08 != 0 { found.insert(.cutterError) }
        if bytes[1] & 0x20 != 0 { found.insert(.printerError) }
        if bytes[1] & 0x40 != 0 { found.insert(.overheated) }
        if bytes[2] & 0x0C == 0x0C { found.insert(.paperOut) }
        if bytes[2] & 0x03 == 0x03 { found.insert(.paperLow) }
        return found
    }
}

/// Takes a printer's answers apart, as they come; each is known by its first byte (reference §5.4).
struct EscPosReader: Sendable, Equatable {
    enum Message: Sendable, Equatable {
        /// The answer to a real-time question.
        case realtime(UInt8)
        /// Four bytes that it sends by itself.
        case automatic([UInt8])
        /// The answer to a status that waited its turn.
        case queued(UInt8)
        /// A process id.
        case processID([UInt8])
        /// The size of the QR code that is stored: whether there is one.
        case storedCode(isKept: Bool)
        /// Something that nobody here asked for.
        case other([UInt8])
    }

    /// The longest text or block that is waited for; longer is noise.
    private static let limit = 256

    /// Whether a one-byte status was asked for; else such a byte is none of ours.
    var expectsQueued = false
    private var held: [UInt8] = []

    /// Lets go of the beginning of something that never ended.
    mutating func forget() { held = [] }

    mutating func read(_ bytes: [UInt8]) -> [Message] {
        held += bytes
        var messages: [Message] = []
        while let (message, length) = next() {
            held.removeFirst(length)
            if let message { messages.append(message) }
        }
        return messages
    }

    /// `37 36 width 1F height 1F 31 1F status 00`, in decimal digits; 30 is "can be printed" (reference §5.1).
    private static func storedCode(_ block: [UInt8]) -> Message? {
        let fields = block.dropFirst(2).dropLast().split(separator: 0x1F, omittingEmptySubsequences: false)
        guard block.starts(with: [0x37, 0x36]), fields.count == 4, fields[2].elementsEqual([0x31]),
            fields[0].allSatisfy({ (0x30...0x39).contains($0) }), fields[3].count == 1
        else { return nil }
        return .storedCode(isKept: fields[3].first == 0x30 && fields[0].contains { $0 != 0x30 })
    }

    /// The message at the front and its length; nil where more must come.
    private func next() -> (Message?, Int)? {
        guard let first = held.first else { return nil }
        switch first {
        case 0x11, 0x13: return (nil, 1)  // XON and XOFF
        case 0x37, 0x5F:
            guard let end = held.firstIndex(of: 0) else { return held.count > Self.limit ? (nil, 1) : nil }
            let block = Array(held[...end])
            // 37 22 d1 d2 d3 d4 00 (reference §5.5).
            if first == 0x37, block.count == 7, block[1] == 0x22 { return (.processID(Array(block[2..<6])), 7) }
            return (Self.storedCode(block) ?? .other(block), block.count)
        case let byte where byte & 0x93 == 0x12: return (.realtime(byte), 1)
        case let byte where byte & 0x93 == 0x10:
            guard held.count >= 4 else { return nil }
            // What does not look like the rest of it is noise, not a status.
            guard held[1..<4].allSatisfy({ $0 & 0x90 == 0 }) else { return (nil, 1) }
            return (.automatic(Array(held[..<4])), 4)
        case let byte where byte & 0x90 == 0: return (expectsQueued ? .queued(byte) : .other([byte]), 1)
        default: return (nil, 1)
        }
    }
}
