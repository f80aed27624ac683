import ChanceSupport
import Devices
import Foundation

/// A signer has neither frames, numbers nor checksums of its own: HTTP has one answer to one request, so that what cannot
/// be believed leaves the document unknown, and nothing waits for a better answer (reference §1.5).
enum SignerScenes {
    /// What a signer says of a document that it signed.
    static func signed(_ number: String, _ counter: Int) -> String {
        #"{"error_status":"","invoice_number":"\#(number)","#
            + #""cu_serial_number":"KRAMW004202110009550 05.02.2022 09\:15\:00","#
            + #""cu_invoice_number":"\#(Sample.number(counter))","#
            + #""verify_url":"https\://itax.kra.go.ke/x","description":"Signed successfully."}"#
    }

    /// One HTTP answer in bytes.
    static func http(_ body: String, _ status: String = "200 OK", length: Int? = nil) -> [UInt8] {
        Array(
            ("HTTP/1.1 \(status)\r\nContent-Type: application/json\r\nContent-Length: \(length ?? body.utf8.count)\r\n"
                + "\r\n" + body).utf8)
    }

    static let first = http(signed("T1-000041", 41))
    static let second = http(signed("T1-000042", 42))
    /// HTTP's own word for "I am at work": an answer before the answer.
    private static let busy = Array("HTTP/1.1 102 Processing\r\n\r\n".utf8)
    private static let answered: [Scene.Move] = [.answer(.first), .stands(.done), .copies(1)]
    private static let doubt: [Scene.Move] = [.stands(.unknown), .copies(1)]

    /// What a situation is at a signer.
    static func scenes(_ situation: Situation) -> [Scene] {
        switch situation {
        case .goodRun:
            return [Scene("", [.ask(.first)] + answered + [.ask(.second), .answer(.second), .stands(.done)])]
        case .refusedOnce: return refusals.map { Scene($0.note, $0.moves + [.ask(.first)] + answered) }
        case .refusedAlways: return refusals.map { Scene($0.note, $0.moves + $0.moves + $0.moves) }
        case .wrongChecksumOnce, .wrongChecksumAlways:
            // It is asked once: always is once.
            return spoiled.map { Scene("no checksum: \($0)", [.ask(.first), .say(.spoiled, $1), .leave] + doubt) }
        case .duplicate:
            let twice: [Scene.Move] = [.ask(.first), .answer(.first), .answer(.first), .stands(.done)]
            return [
                Scene("", twice + [.ask(.second), .answer(.first), .stands(.unknown)]),
                Scene("", twice + [.ask(.second), .answer(.second)]),
            ]
        case .late:
            return [
                Scene("", [.ask(.first), .silence] + doubt + [.ask(.second), .answer(.first), .stands(.unknown)])
            ]
        case .wrongSequence:
            return [Scene("another trader invoice number", [.ask(.first), .say(.stranger, second)] + doubt)]
        case .busyForLong, .busyForEver, .silence, .halfAnswer: return patience(situation)
        case .garbageBefore, .garbageInside, .falseBeginning, .echo: return disorder(situation)
        case .unasked:
            let unasked = Scene.Move.say(.noise, http("", "408 Request Timeout"))
            return [
                Scene(
                    "a service gives up a connection that is kept",
                    [.ask(.first)] + answered + [unasked, .ask(.second), .answer(.second)])
            ]
        case .statuses:
            return errors.flatMap { error, reason in
                ["200 OK", "400 Bad Request", "500 Oh"].map { status in
                    Scene(
                        "\(reason), with \(status)",
                        [.ask(.first), .say(.status, http(error, status)), .stands(.notDone), .reason(reason)])
                }
            }
        case .powerBlink:
            return [
                Scene(
                    "after it was accepted",
                    [.ask(.first), .leave] + doubt + [.ask(.second), .answer(.first), .stands(.unknown)]),
                Scene("in its answer", [.ask(.first), .say(.half, Array(first.dropLast(40))), .leave] + doubt),
                Scene("before it was accepted", [.leave, .ask(.aside), .stands(.notDone), .ask(.first)] + answered),
            ]
        case .anyCut: return Chance.cuts(of: busy + first, seeds: 0..<40, upTo: 60)
        case .randomBytes: return random
        }
    }

    /// Each refusal names its reason, and no number.
    private static let refusals = errors.map { error, reason in
        Scene(
            "no NAK: \(reason)",
            [.ask(.first), .say(.refusal, http(error, "400 Bad Request")), .stands(.notDone), .copies(1)])
    }

    private static let errors = [
        (#"{"error_status":"Invalid PIN"}"#, "Invalid PIN"),
        (#"{"error_status":17,"cu_invoice_number":""}"#, "error 17"),
        (#"{"error_status":"No paper\: load it","cu_invoice_number":null}"#, "No paper: load it"),
        (#"{"error_status":{"code":3}}"#, "an error that cannot be read"),
    ]

    /// Answers that cannot be right.
    private static let spoiled: [(String, [UInt8])] = {
        let right = signed("T1-000041", 41)
        let bodies = [
            "", "<html>502</html>", "[]", "null", #"{"a\b":1}"#, "{}", String(repeating: "[", count: 10_000),
            String(repeating: "{\"a\":", count: 5_000),
            right.replacing("\"error_status\":\"\"", with: "\"error_status\":\"x\""),
            right.replacing("0000000041", with: "000000041"),
            right.replacing("\"\(Sample.number(41))\"", with: Sample.number(41)),
            right.replacing("KRAMW004202110009550", with: "KRAMW004202110009551"),
            right.replacing("Signed successfully.", with: "Queued."),
            right.replacing("KRAMW004202110009550 05.02.2022 09\\:15\\:00", with: ""),
        ]
        return bodies.map { (String($0.prefix(40)), http($0)) }
            + [
                ("signed with 500", http(right, "500 Internal Server Error")),
                ("signed with 404", http(right, "404 Not Found")),
                ("a page with 502", http("<html>502</html>", "502 Bad Gateway")),
                ("shorter than it says", http(right, length: right.utf8.count + 10)),
                ("longer than it says", http(right, length: right.utf8.count - 10)),
            ]
    }()

    private static func patience(_ situation: Situation) -> [Scene] {
        switch situation {
        case .busyForLong:
            return [
                Scene(
                    "102 Processing",
                    [.ask(.first)] + Array(repeating: .say(.busy, busy), count: 50) + [.stands(.waits)] + answered)
            ]
        case .busyForEver:
            return [Scene("102 Processing", [.ask(.first), .say(.busy, busy), .say(.busy, busy), .silence] + doubt)]
        case .halfAnswer:
            return [1, 20, first.count - 60, first.count - 1].map { count in
                Scene("\(count) bytes", [.ask(.first), .say(.half, Array(first.prefix(count))), .silence] + doubt)
            }
        default: return [Scene("", [.ask(.first), .silence] + doubt)]
        }
    }

    private static func disorder(_ situation: Situation) -> [Scene] {
        switch situation {
        case .garbageBefore:
            let noise = [UInt8](hex: "FF 00 8A 41 7E 0D 0A")
            return [
                Scene("in front of the head", [.ask(.first), .say(.noise, noise), .answer(.first), .leave] + doubt),
                Scene(
                    "in front of the body",
                    [
                        .ask(.first), .say(.noise, http("~#" + signed("T1-000041", 41))), .stands(.unknown),
                        .answer(.first),
                    ]),
            ]
        case .garbageInside:
            return stride(from: 1, to: first.count, by: 3).map { place in
                let torn = Array(first[..<place]) + [0xFF, 0x00, 0x8A] + first[place...]
                return Scene("at \(place)", [.ask(.first), .say(.torn, torn), .leave])
            }
        case .falseBeginning:
            return stride(from: 1, to: first.count, by: 9).map { count in
                Scene(
                    "\(count) bytes", [.ask(.first), .say(.half, Array(first.prefix(count))), .answer(.first), .leave])
            }
        default:
            let request = SignerBench.request(.first)
            let head = Array("POST \(request.target) HTTP/1.1\r\n\r\n".utf8)
            return [
                Scene(
                    "as a body",
                    [.ask(.first), .say(.echo, http(String(decoding: request.body, as: UTF8.self)))] + doubt),
                Scene("byte for byte", [.ask(.first), .say(.echo, head + request.body), .leave] + doubt),
            ]
        }
    }

    private static let random = (0..<40 as Range<UInt64>).map { seed in
        var chance = SplitMix64(seed: seed)
        let bytes = (0..<20).flatMap { _ in Chance.bytes(amid: first, &chance) }
        let said = seed.isMultiple(of: 2) ? bytes : http("", length: bytes.count) + bytes
        return Scene("seed \(seed)", [.ask(.first), .say(.random, said), .leave, .stands(.unknown)])
    }
}
