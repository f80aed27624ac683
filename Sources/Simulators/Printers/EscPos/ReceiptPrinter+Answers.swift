/// What a receipt printer says (fiscal-hardware.md §5.3 to §5.6).
extension ReceiptPrinter {
    /// A question or an order that is heard at once, also through a full buffer and without paper.
    mutating func realtime(_ bytes: [UInt8]) {
        switch (bytes[1], bytes[2]) {
        case (0x04, let number):
            guard (1...4).contains(number) else { return violate("an operand that is out of range", bytes) }
            if model.hasRealtimeStatus { answers.append([realtimeStatus(number)]) }
        case (0x05, let number):
            guard number == 1 || number == 2 else { return violate("an operand that is out of range", bytes) }
            if number == 2 { clearBuffers() }
        case (0x14, 0x01):
            guard bytes[3] <= 1, (1...8).contains(bytes[4]) else {
                return violate("an operand that is out of range", bytes)
            }
            kicks += 1
        case (0x14, 0x07): if model.hasAutomaticStatus, bytes[3] == 1 { answers.append(automaticStatus()) }
        case (0x14, 0x08):
            guard bytes == [0x10, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08] else {
                return violate("no such command", bytes)
            }
            clearBuffers()
            answers.append([0x37, 0x25, 0x00])
        default: violate("no such command", bytes)
        }
    }

    /// A question that waited its turn.
    mutating func question(_ code: UInt8, _ bytes: [UInt8]) {
        switch code {
        case 0x61:
            guard bytes[2] & 0xF0 == 0 || bytes[2] & 0x40 != 0 else {
                return violate("an operand that is out of range", bytes)
            }
            state.automatic = bytes[2]
            if bytes[2] != 0, model.hasAutomaticStatus { answers.append(automaticStatus()) }
        case 0x72:
            guard bytes[2] == 1 || bytes[2] == 2 else { return violate("an operand that is out of range", bytes) }
            // Paper: bits 0 and 1 near its end, 2 and 3 gone; drawer: bit 0 (§5.4).
            if model.hasQueuedStatus { answers.append([bytes[2] == 1 && feed.isLow ? 0x03 : 0x00]) }
        case 0x49: identify(bytes)
        case 0x28 where bytes[2] == 0x48: prove(bytes)
        case 0x28 where bytes[2] == 0x44: return  // which real-time commands are heard
        default: violate("no such command", bytes)
        }
    }

    /// `1D 28 48 06 00 30 30 d1 d2 d3 d4`: answered once everything before it is on paper, which it is here.
    private mutating func prove(_ bytes: [UInt8]) {
        guard bytes.count == 11, bytes[5] == 0x30, bytes[6] == 0x30,
            bytes[7...].allSatisfy({ (0x20...0x7E).contains($0) })
        else { return violate("a process id that is none", bytes) }
        catchUp()
        if model.hasProcessID { answers.append([0x37, 0x22] + bytes[7...] + [0x00]) }
    }

    private mutating func identify(_ bytes: [UInt8]) {
        guard [1, 2, 3, 65, 66, 67, 68, 69].contains(bytes[2]) else {
            return violate("an operand that is out of range", bytes)
        }
        guard let identity = model.identity else { return }
        func text(_ text: String) -> [UInt8] { [0x5F] + Array(text.utf8) + [0x00] }
        switch bytes[2] {
        case 1: answers.append([0x20])
        case 2: answers.append([model.hasCutter ? 0x02 : 0x00])
        case 3: answers.append([0x01])
        case 65: answers.append(text("1.00"))
        case 66: answers.append(text(identity.maker))
        case 67: answers.append(text(identity.model))
        case 68: answers.append(text("SIM000001"))
        default: answers.append(text(""))
        }
    }

    /// One byte, `0xx1 xx10`.
    private func realtimeStatus(_ number: UInt8) -> UInt8 {
        var byte: UInt8 = 0x12
        switch number {
        case 1: if !feed.isReady { byte |= 0x08 }
        case 2:
            if feed.isOpen { byte |= 0x04 }
            if feed.isOut { byte |= 0x20 }
            if feed.isHot { byte |= 0x40 }
        case 3: if feed.isHot || feed.isOpen { byte |= 0x40 }
        default:
            if feed.isLow || feed.isOut { byte |= 0x0C }
            if feed.isOut { byte |= 0x60 }
        }
        return byte
    }

    /// Four bytes: drawer and cover, errors, paper, and 0F.
    func automaticStatus() -> [UInt8] {
        var bytes: [UInt8] = [0x10, 0x00, 0x00, 0x0F]
        if !feed.isReady { bytes[0] |= 0x08 }
        if feed.isOpen { bytes[0] |= 0x20 }
        if feed.isHot { bytes[1] |= 0x40 }
        if feed.isLow || feed.isOut { bytes[2] |= 0x03 }
        if feed.isOut { bytes[2] |= 0x0C }
        return bytes
    }
}
