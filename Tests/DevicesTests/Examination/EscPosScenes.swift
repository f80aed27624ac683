import ChanceSupport
import Devices

/// ESC/POS has neither message numbers, checksums nor a NAK: a slip is bytes, and what comes back is status, or the proof
/// that everything in front of it was printed (reference §5.3 to §5.7).
enum EscPosScenes {
    private static let slip = [UInt8](
        hex: "1B 40"  // initialise
            + "1C 2E 1B 74 00"  // one-byte characters, the first page of them
            + "48 49 0A"  // HI
            + "1D 56 42 00")  // feed and cut

    static let dialogue = Dialogue(
        make: { EscPosEngine() },
        first: job("0041"), second: job("0042"),
        aside: .init(command: .status, request: [0x10, 0x04, 0x01], answer: [0x12], means: nil),
        inquiries: [
            [0x10, 0x04, 0x02]: [], [0x10, 0x04, 0x04]: [],  // the rest of its status
            [0x10, 0x04, 0x02, 0x10, 0x04, 0x04]: [],  // a look at a job whose proof is late
        ],
        mayRepeat: false,
        conditions: { engine, _ in engine.conditions })

    private static func job(_ id: String) -> Dialogue<EscPosEngine>.Exchange {
        .init(
            command: .slip(slip, .processID(Array(id.utf8))),
            request: slip + [0x1D, 0x28, 0x48, 0x06, 0x00, 0x30, 0x30] + id.utf8,
            answer: proof(id), means: DeviceAnswer(data: Array(id.utf8)))
    }

    private static func proof(_ id: String) -> [UInt8] { [0x37, 0x22] + id.utf8 + [0x00] }

    /// Automatic status: all is well, paper out, an error that does not mend itself.
    private static let well = [UInt8](hex: "10 00 00 0F")
    private static let paperOut = [UInt8](hex: "18 00 0C 0F")
    private static let failure = [UInt8](hex: "10 20 00 0F")
    private static let noise = [UInt8](hex: "FF 8A C5 41 7E")

    private static let answered: [Scene.Move] = [.answer(.first), .stands(.done), .copies(1)]
    private static let second: [Scene.Move] = [
        .ask(.second), .answer(.first), .stands(.waits), .answer(.second), .stands(.done), .copies(1),
    ]

    /// What a situation is on a receipt printer.
    static func scenes(_ situation: Situation) -> [Scene] {
        switch situation {
        case .goodRun:
            return [
                Scene("", [.ask(.first)] + answered + [.ask(.second), .answer(.second), .stands(.done)]),
                Scene("", status(.piece, "12 12 12") + [.ask(.first)] + answered + second),
            ]
        case .refusedOnce, .refusedAlways: return refusals(situation)
        case .wrongChecksumOnce:
            return spoiled.map { bytes in
                Scene(
                    "no checksum: a proof of the wrong form",
                    [.ask(.first), .say(.spoiled, bytes), .stands(.waits)] + answered)
            }
        case .wrongChecksumAlways:
            let rounds = Array(repeating: spoiled.map { Scene.Move.say(.spoiled, $0) }, count: 30).flatMap { $0 }
            return [
                Scene(
                    "no checksum: proofs of the wrong form",
                    [.ask(.first)] + rounds + [.silence, .stands(.unknown), .copies(1)])
            ]
        case .duplicate:
            return [Scene("", [.ask(.first), .answer(.first), .answer(.first), .stands(.done)] + second)]
        case .late: return [Scene("", [.ask(.first), .silence, .stands(.unknown)] + second)]
        case .wrongSequence:
            return [
                Scene(
                    "the process id of a job before",
                    [.ask(.first), .say(.stranger, proof("0040")), .stands(.waits)] + answered + second)
            ]
        case .busyForLong, .busyForEver, .silence, .halfAnswer: return patience(situation)
        case .garbageBefore, .garbageInside, .falseBeginning, .echo: return disorder(situation)
        case .unasked:
            let unasked: [Scene.Move] = [
                .answer(.first), .say(.busy, paperOut), .say(.noise, noise + well), .copies(0),
            ]
            return [Scene("", unasked + [.ask(.first)] + answered + second)]
        case .statuses: return statuses
        case .powerBlink:
            return [
                Scene(
                    "seen as USB leaving its bus",
                    [
                        .ask(.first), .say(.half, Array(proof("0041").dropLast(3))), .leave, .stands(.unknown),
                        .fault(.gone),
                    ]
                        + second),
                Scene("while its status is asked", [.ask(.aside), .leave, .stands(.notDone), .fault(.gone)]),
            ]
        case .anyCut: return Chance.cuts(of: [0x13, 0x11] + well + noise + proof("0040") + proof("0041"))
        case .randomBytes: return Chance.noise(amid: proof("0040") + well + paperOut + [0x12, 0x16, 0x13])
        }
    }

    /// A process id that lost a character, and one under another head.
    private static let spoiled = [[UInt8](hex: "37 22 30 34 31 00"), [UInt8](hex: "37 21 30 30 34 31 00")]

    private static func status(_ saying: Saying, _ hex: String) -> [Scene.Move] {
        [.ask(.aside)] + [UInt8](hex: hex).map { .say(saying, [$0]) } + [.stands(.done)]
    }

    private static func refusals(_ situation: Situation) -> [Scene] {
        if situation == .refusedOnce {
            // Off line, by an error; the cover is open; the paper is out.
            let refused = status(.refusal, "1A 36 7E") + [.told(.coverOpen), .told(.paperOut)]
            return [
                Scene(
                    "no NAK: a printer that cannot print says so when it is asked, and gets no slip",
                    refused + status(.status, "12 12 12") + [.ask(.first)] + answered)
            ]
        }
        return [
            Scene(
                "no NAK: an error in mid-slip that does not mend itself",
                [.ask(.first), .say(.refusal, failure), .silence, .stands(.unknown), .told(.printerError), .copies(1)]),
            Scene(
                "no NAK: it answers nothing, and gets no slip",
                [.ask(.aside), .say(.refusal, []), .silence, .stands(.notDone)]),
        ]
    }

    private static func patience(_ situation: Situation) -> [Scene] {
        switch situation {
        case .busyForLong:
            let looks = (0..<50).flatMap { _ in [Scene.Move.say(.busy, paperOut), .quiet] }
            return [
                Scene(
                    "out of paper: it keeps the slip and goes on once there is new",
                    [.ask(.first)] + looks + [.stands(.waits), .told(.paperOut), .say(.busy, well)] + answered),
                Scene(
                    "XOFF, and XON",
                    [.ask(.first), .say(.busy, [0x13]), .say(.busy, [0x11]), .stands(.waits)] + answered),
            ]
        case .busyForEver:
            return [
                Scene(
                    "paper that never comes",
                    [.ask(.first), .say(.busy, paperOut), .silence, .stands(.unknown), .copies(1)])
            ]
        case .halfAnswer:
            return (1..<7).map { count in
                let half = Array(proof("0041").prefix(count))
                return Scene(
                    "\(count) bytes",
                    [.ask(.first), .say(.half, half), .stands(.waits), .silence, .stands(.unknown), .copies(1)])
            }
        default:
            return [Scene("", [.ask(.first), .silence, .stands(.unknown), .fault(.silent), .copies(1)])]
        }
    }

    private static func disorder(_ situation: Situation) -> [Scene] {
        let proof = proof("0041")
        switch situation {
        case .garbageBefore: return [Scene("", [.ask(.first), .say(.noise, noise)] + answered)]
        case .garbageInside:
            return (1..<proof.count).map { place in
                Scene(
                    "at \(place)",
                    [.ask(.first), .say(.torn, Array(proof[..<place]) + noise + proof[place...]), .answer(.first)])
            }
        case .falseBeginning:
            return (1..<proof.count).map { count in
                Scene(
                    "\(count) bytes: a block has no end but its zero, so the proof is lost in the false one",
                    [
                        .ask(.first), .say(.half, Array(proof.prefix(count))), .answer(.first), .silence,
                        .stands(.unknown),
                    ])
            }
        default:
            let echoes = [1, 3, 400].map { size in
                let request = dialogue.first.request
                return stride(from: 0, to: request.count, by: size).map { start in
                    Scene.Move.say(.echo, Array(request[start..<min(request.count, start + size)]))
                }
            }
            return echoes.map { Scene("", [.ask(.first)] + $0 + [.stands(.unknown), .fault(.echo)]) }
        }
    }

    /// Each bit of §5.4, which comes by itself, and of §5.3, which is asked for.
    private static let statuses: [Scene] =
        [
            ("30 00 00 0F", DeviceCondition.coverOpen), ("10 08 00 0F", .cutterError), ("10 20 00 0F", .printerError),
            ("10 40 00 0F", .overheated), ("10 00 0C 0F", .paperOut), ("10 00 03 0F", .paperLow),
        ].map { hex, condition in
            Scene(
                "by itself: \(condition.rawValue)", [.ask(.first), .say(.status, [UInt8](hex: hex)), .told(condition)])
        }
        + [
            ("1A 16 12", DeviceCondition.coverOpen), ("1A 32 12", .paperOut), ("1A 52 12", .printerError),
            ("12 12 1E", .paperLow), ("1A 12 72", .paperOut),
        ].map { hex, condition in
            Scene("when asked: \(condition.rawValue)", status(.status, hex) + [.told(condition)])
        }
}
