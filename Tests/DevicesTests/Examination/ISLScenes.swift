import Devices

/// The two Datecs frames of reference §2.1 and §2.2.
enum ISLScenes {
    /// A payment and the close of the receipt in reference §2.4.
    static let classic = FrameScenes(
        dialogue: Dialogue(
            make: { ISLEngine(.classic, lastSequence: 0x25) },
            first: .init(
                command: ISLCommand(0x35, [UInt8](hex: "09") + "P130.00".utf8),
                request: [UInt8](
                    hex: "01"  // preamble
                        + "2C 26 35"  // length 24h + 8 · sequence · 35h, payment
                        + "09 50 31 33 30 2E 30 30"  // TAB P130.00
                        + "05 30 32 30 37 03"),  // postamble · checksum 0207h · terminator
                answer: [UInt8](
                    hex: "01"
                        + "2D 26 35"  // length 2Bh + 2 · the request's sequence and command
                        + "52 30"  // R0: paid, no change
                        + "04 80 80 88 80 86 9A"  // status: byte 2 bit 3, fiscal receipt open
                        + "05 30 34 33 3B 03"),
                means: DeviceAnswer(data: Array("R0".utf8), status: [0x80, 0x80, 0x88, 0x80, 0x86, 0x9A])),
            second: .init(
                command: ISLCommand(0x38),
                request: [UInt8](hex: "01" + "24 27 38" + "05 30 30 38 38 03"),  // close
                answer: [UInt8](
                    hex: "01" + "3A 27 38"
                        + "30 30 30 30 31 32 34 2C 30 30 30 30 30 38 37"  // 0000124,0000087
                        + "04 80 80 80 80 86 9A"  // status: all well
                        + "05 30 36 3A 34 03"),
                means: DeviceAnswer(
                    data: Array("0000124,0000087".utf8), status: [0x80, 0x80, 0x80, 0x80, 0x86, 0x9A])),
            mayRepeat: true,
            conditions: { _, answer in ISLDialect.datecsClassic.status.conditions(in: answer?.status ?? []) }),
        wrongChecksum: [UInt8](
            hex: "01" + "2D 26 35" + "52 30" + "04 80 80 88 80 86 9A"
                + "05 30 34 33 3C 03"),  // one too many
        wrongSequence: [UInt8](
            hex: "01" + "2D 25 35" + "52 30" + "04 80 80 88 80 86 9A"  // 25h, not 26h
                + "05 30 34 33 3A 03"),  // and so one less
        refusal: [0x15],  // NAK
        busy: [0x16],  // SYN
        noise: [UInt8](hex: "FF 00 41 7E 03 05"),
        copiesInSilence: 4,
        statuses: statuses(.datecsClassic, sequence: 0x26, code: 0x35, healthy: "80 80 80 80 86 9A"))

    /// The published payment that is refused because the receipt is closed, and the clock, in reference §2.4.
    static let extended = FrameScenes(
        dialogue: Dialogue(
            make: { ISLEngine(.extended, lastSequence: 0x2F) },
            first: .init(
                command: ISLCommand(0x35, [UInt8]("4\t1.53\t1\t".utf8)),
                request: [UInt8](
                    hex: "01"
                        + "30 30 33 33"  // length 0033h: 2Ah + 9
                        + "30"  // sequence
                        + "30 30 33 35"  // 0035h, payment
                        + "34 09 31 2E 35 33 09 31 09"  // 4 TAB 1.53 TAB 1 TAB
                        + "05 30 33 30 3A 03"),
                answer: [UInt8](
                    hex: "01" + "30 30 33 3B" + "30" + "30 30 33 35"
                        + "2D 31 31 31 30 31 36 09"  // -111016 TAB: the receipt is closed
                        + "04 80 80 80 80 86 9A 80 80"  // eight status bytes, and all look healthy (§2.11)
                        + "05 30 37 34 3F 03"),
                means: DeviceAnswer(
                    data: Array("-111016\t".utf8), status: [0x80, 0x80, 0x80, 0x80, 0x86, 0x9A, 0x80, 0x80])),
            second: .init(
                command: ISLCommand(0x3E),
                request: [UInt8](hex: "01" + "30 30 32 3A" + "31" + "30 30 33 3E" + "05 30 31 3D 33 03"),  // read clock
                answer: [UInt8](
                    hex: "01" + "30 30 34 37" + "31" + "30 30 33 3E"
                        + "30 09 32 38 2D 31 30 2D 32 36 20 30 39 3A 31 35 3A 30 30 09"  // 0 TAB 28-10-26 09:15:00 TAB
                        + "04 80 80 80 80 86 9A 80 80" + "05 30 39 38 38 03"),
                means: DeviceAnswer(
                    data: Array("0\t28-10-26 09:15:00\t".utf8),
                    status: [0x80, 0x80, 0x80, 0x80, 0x86, 0x9A, 0x80, 0x80])),
            mayRepeat: true,
            conditions: { _, answer in ISLDialect.datecsX.status.conditions(in: answer?.status ?? []) }),
        wrongChecksum: [UInt8](
            hex: "01" + "30 30 33 3B" + "30" + "30 30 33 35" + "2D 31 31 31 30 31 36 09"
                + "04 80 80 80 80 86 9A 80 80" + "05 30 37 34 3E 03"),  // one too few
        wrongSequence: [UInt8](
            hex: "01" + "30 30 33 3B" + "2F" + "30 30 33 35" + "2D 31 31 31 30 31 36 09"  // 2Fh, not 30h
                + "04 80 80 80 80 86 9A 80 80" + "05 30 37 34 3E 03"),
        refusal: [0x15], busy: [0x16],
        noise: [UInt8](hex: "FF 00 41 7E 03 05"),
        copiesInSilence: 4,
        statuses: statuses(.datecsX, sequence: 0x30, code: 0x35, healthy: "80 80 80 80 86 9A 80 80"))

    /// The answer with each bit of the dialect's map set to what it says, and no other.
    private static func statuses(
        _ dialect: ISLDialect, sequence: UInt8, code: UInt8, healthy: String
    ) -> [FrameScenes<ISLEngine>.Status] {
        dialect.status.bits.map { bit in
            var status = [UInt8](hex: healthy)
            let mask = UInt8(1) << UInt8(bit.bit)
            if bit.means { status[bit.byte] |= mask } else { status[bit.byte] &= ~mask }
            let answer =
                dialect.framing.form == .classic
                ? PlainFrame.classic(sequence, code, [], status: status)
                : PlainFrame.extended(sequence, code, [], status: status)
            return .init(condition: bit.condition, answer: answer)
        }
    }
}

/// Frames as reference §2.1 and §2.2 describe them, written a second time, so that no mistake of the room agrees with
/// itself; held to the reference's own vectors in `ISLPacketTests`.
enum PlainFrame {
    static func classic(_ sequence: UInt8, _ code: UInt8, _ data: [UInt8], status: [UInt8]? = nil) -> [UInt8] {
        let tail = data + (status.map { [4] + $0 } ?? []) + [5]
        let counted = [UInt8(0x23 + tail.count), sequence, code] + tail
        return [1] + counted + four(counted.reduce(0) { $0 + Int($1) }) + [3]
    }

    static func extended(_ sequence: UInt8, _ code: UInt8, _ data: [UInt8], status: [UInt8]? = nil) -> [UInt8] {
        let tail = data + (status.map { [4] + $0 } ?? []) + [5]
        let counted = four(0x29 + tail.count) + [sequence] + four(Int(code)) + tail
        return [1] + counted + four(counted.reduce(0) { $0 + Int($1) }) + [3]
    }

    private static func four(_ value: Int) -> [UInt8] {
        [value / 4096 % 16, value / 256 % 16, value / 16 % 16, value % 16].map { UInt8(0x30 + $0) }
    }
}
