import Foundation

/// The door for tests and the demo, under `/_simulator/`: what was signed, and the line down or up.
struct SignerControlDoor: Sendable {
    /// The path all its calls begin with.
    static let basePath = "/_simulator/"

    /// The running signer.
    let core: SignerCore

    /// Answers `GET report`, `GET signed`, `POST outage` and `POST faults`.
    func answer(_ method: String, _ name: String, _ body: [UInt8]) async -> SignerAnswer {
        switch (method, name) {
        case ("GET", "report"): return await report()
        case ("GET", "signed"):
            let lines = await core.signed.map { $0.line + "\n" }
            return SignerAnswer(contentType: "application/x-ndjson", body: lines.joined())
        case ("POST", "outage"):
            guard case .bool(let isDown)? = (try? ExactJSONReader.value(body))?["on"] else {
                return refused(#"outage needs {"on": true} or {"on": false}"#)
            }
            await core.setOutage(isDown)
            return SignerAnswer(body: "{\"on\":\(isDown)}\n")
        case ("POST", "faults"):
            do throws(SimulatorError) {
                await core.setFaults(try SignerFaultPlan(json: body))
                return SignerAnswer(body: "{}\n")
            } catch {
                return refused(error.description)
            }
        default: return SignerAnswer(status: 404, contentType: "text/plain", body: "no such door\n")
        }
    }

    private func report() async -> SignerAnswer {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let bytes = try? encoder.encode(await core.report) else {
            return refused("the report cannot be written as JSON")
        }
        return SignerAnswer(body: String(decoding: bytes, as: UTF8.self) + "\n")
    }

    private func refused(_ reason: String) -> SignerAnswer {
        SignerAnswer(status: 400, contentType: "text/plain", body: reason + "\n")
    }
}
