@testable import Devices

/// The Tremol frames of reference §3.1.
enum ZFPScenes {
    /// A close and a cancel in the frames of reference §3.1; pings are answered "free" by themselves.
    static let all = FrameScenes(
        dialogue: Dialogue(
            make: {
                var timing = ZFPTiming()
                timing.gap = .zero
                return ZFPEngine(timing: timing)
            },
            first: .init(
                command: .close,
                request: [UInt8](hex: "02" + "23 21 38" + "33 3A 0A"),  // LEN, number, 38h close · check 3Ah · end
                answer: [UInt8](
                    hex: "02" + "37 21 38"  // LEN 23h + 20 · the request's number and command
                        + "30 30 34 30 30 39 35 35 30 30 30 30 30 30 30 30 30 30 31 3B"  // 0040095500000000001;
                        + "32 39 0A"),  // check 29h
                means: DeviceAnswer(data: Array("0040095500000000001;".utf8))),
            second: .init(
                command: .cancel,
                request: [UInt8](hex: "02" + "23 22 39" + "33 38 0A"),
                answer: [UInt8](hex: "06" + "22 30 30" + "32 32 0A"),  // number, STE1 ok, STE2 ok
                means: DeviceAnswer(data: [], status: [0x30, 0x30])),
            inquiries: [[0x09]: [0x40]],
            mayRepeat: false,
            conditions: { _, answer in answer.flatMap { ZFPVerdict($0)?.conditions } ?? [] }),
        wrongChecksum: [UInt8](
            hex: "02" + "37 21 38" + "30 30 34 30 30 39 35 35 30 30 30 30 30 30 30 30 30 30 31 3B" + "32 38 0A"),
        wrongSequence: [UInt8](
            hex: "02" + "37 20 38" + "30 30 34 30 30 39 35 35 30 30 30 30 30 30 30 30 30 30 31 3B" + "32 38 0A"),
        refusal: [0x15],  // NACK
        busy: [0x0E],  // RETRY
        noise: [UInt8](hex: "FF 00 8A 41 7E"),
        copiesInSilence: 1,
        statuses: [
            .init(condition: .printerError, answer: [UInt8](hex: "06" + "21 31 30" + "32 30 0A")),
            .init(condition: .clockUnset, answer: [UInt8](hex: "06" + "21 33 30" + "32 32 0A")),
            .init(condition: .fiscalOpen, answer: [UInt8](hex: "06" + "21 34 32" + "32 37 0A")),
            .init(condition: .notAllowed, answer: [UInt8](hex: "06" + "21 34 32" + "32 37 0A")),
            .init(condition: .nonfiscalOpen, answer: [UInt8](hex: "06" + "21 36 32" + "32 35 0A")),
            .init(condition: .memoryError, answer: [UInt8](hex: "06" + "21 38 30" + "32 39 0A")),
            .init(condition: .zRequired, answer: [UInt8](hex: "06" + "21 3B 32" + "32 38 0A")),
            .init(condition: .zRequired, answer: [UInt8](hex: "06" + "21 30 33" + "32 32 0A")),
            .init(condition: .overheated, answer: [UInt8](hex: "06" + "21 3C 30" + "32 3D 0A")),
            .init(condition: .journalFull, answer: [UInt8](hex: "06" + "21 3E 30" + "32 3F 0A")),
            .init(condition: .commandInvalid, answer: [UInt8](hex: "06" + "21 30 31" + "32 30 0A")),
            .init(condition: .syntaxError, answer: [UInt8](hex: "06" + "21 30 34" + "32 35 0A")),
        ])

    /// A line of text and the close of a receipt that is not fiscal, both answered by an acknowledgement (§3.5).
    static let slip = FrameScenes(
        dialogue: Dialogue(
            make: { ZFPEngine(timing: Shipped.slipPrinter.timing) },
            first: .init(
                command: Shipped.slipPrinter.line("Unga") ?? .status,
                request: [UInt8](hex: "02" + "27 21 37" + "55 6E 67 61" + "30 3C 0A"),  // LEN 23h + 4, number, 37h text
                answer: [UInt8](hex: "06" + "21 30 30" + "32 31 0A"),
                means: DeviceAnswer(data: [], status: [0x30, 0x30])),
            second: .init(
                command: Shipped.slipPrinter.command(.closeNonfiscal) ?? .status,
                request: [UInt8](hex: "02" + "23 22 2F" + "32 3E 0A"),
                answer: [UInt8](hex: "06" + "22 30 30" + "32 32 0A"),
                means: DeviceAnswer(data: [], status: [0x30, 0x30])),
            inquiries: [[0x09]: [0x40]],
            mayRepeat: false,
            conditions: { _, answer in answer.flatMap { ZFPVerdict($0)?.conditions } ?? [] }),
        wrongChecksum: [UInt8](hex: "06" + "21 30 30" + "32 30 0A"),
        wrongSequence: [UInt8](hex: "06" + "20 30 30" + "32 30 0A"),
        refusal: [0x15],  // NACK
        busy: [0x0E],  // RETRY
        noise: [UInt8](hex: "FF 00 8A 41 7E"),
        copiesInSilence: 1,
        statuses: [
            .init(condition: .printerError, answer: [UInt8](hex: "06" + "21 31 32" + "32 32 0A")),
            .init(condition: .clockUnset, answer: [UInt8](hex: "06" + "21 33 30" + "32 32 0A")),
            .init(condition: .fiscalOpen, answer: [UInt8](hex: "06" + "21 34 32" + "32 37 0A")),
            .init(condition: .nonfiscalOpen, answer: [UInt8](hex: "06" + "21 36 32" + "32 35 0A")),
            .init(condition: .notAllowed, answer: [UInt8](hex: "06" + "21 36 32" + "32 35 0A")),
            .init(condition: .memoryError, answer: [UInt8](hex: "06" + "21 38 30" + "32 39 0A")),
            .init(condition: .zRequired, answer: [UInt8](hex: "06" + "21 3B 32" + "32 38 0A")),
            .init(condition: .overheated, answer: [UInt8](hex: "06" + "21 3C 30" + "32 3D 0A")),
            .init(condition: .journalFull, answer: [UInt8](hex: "06" + "21 3E 30" + "32 3F 0A")),
            .init(condition: .commandInvalid, answer: [UInt8](hex: "06" + "21 30 31" + "32 30 0A")),
            .init(condition: .syntaxError, answer: [UInt8](hex: "06" + "21 30 34" + "32 35 0A")),
        ])
}
