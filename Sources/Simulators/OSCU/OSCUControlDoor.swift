import Foundation

/// The door for tests and the demo, under `/_simulator/`: what was seen, and the line down or up.
struct OSCUControlDoor: Sendable {
    /// The path all its calls begin with.
    static let basePath = "/_simulator/"

    /// The running authority.
    let core: OSCUCore

    /// Answers `GET report`, `GET sales`, `POST outage` and `POST faults`.
    func answer(_ method: String, _ name: String, _ body: [UInt8]) async -> OSCUAnswer {
        switch (method, name) {
        case ("GET", "report"): return await report()
        case ("GET", "sales"):
            return OSCUAnswer(contentType: "application/x-ndjson", body: await core.sales)
        case ("POST", "outage"):
            guard case .bool(let isDown)? = (try? ExactJSONReader.value(body))?["on"] else {
                return refused(#"outage needs {"on": true} or {"on": false}"#)
            }
            await core.setOutage(isDown)
            return OSCUAnswer(body: "{\"on\":\(isDown)}\n")
        case ("POST", "faults"):
            do throws(SimulatorError) {
                await core.setFaults(try OSCUFaultPlan(json: body))
                return OSCUAnswer(body: "{}\n")
            } catch {
                return refused(error.description)
            }
        default: return OSCUAnswer(status: 404, contentType: "text/plain", body: "no such door\n")
        }
    }

    private func report() async -> OSCUAnswer {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let bytes = try? encoder.encode(await core.report) else {
            return refused("the report cannot be written as JSON")
        }
        return OSCUAnswer(body: String(decoding: bytes, as: UTF8.self) + "\n")
    }

    private func refused(_ reason: String) -> OSCUAnswer {
        OSCUAnswer(status: 400, contentType: "text/plain", body: reason + "\n")
    }
}
