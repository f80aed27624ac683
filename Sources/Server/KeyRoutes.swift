import Agent
import Fiscal
import Hummingbird
import LocalAPI
import Spool

/// The device's key: how it stands, another in its place, and the recovery sheet.
struct KeyRoutes {
    let agent: Agent

    /// The longest passphrase.
    private static let longestPassphrase = 1_024

    func add(to router: Router<DoorContext>) {
        router.get("/v1/keys") { _, context in
            try context.require(.technician)
            let standing = try await agent.keyStanding()
            return try Reply.json(
                KeyReply(
                    key: Hex.text(standing.key), since: standing.since.map { KenyaTime($0.at).rfc3339 },
                    sequence: standing.since?.sequence, series: standing.series, place: agent.keyPlace,
                    sealedBy: standing.sealedBy, askedBy: standing.askedBy))
        }
        router.post("/v1/keys/rotate") { _, context in
            try context.require(.technician)
            let rotation = try await agent.rotateKey(by: context.caller)
            return try Reply.json(
                KeyRotationReply(
                    key: Hex.text(rotation.key), before: Hex.text(rotation.before), sequence: rotation.sequence,
                    at: KenyaTime(rotation.at).rfc3339))
        }
        router.post("/v1/keys/sheet") { request, context in
            try context.require(.technician)
            let wanted = try await request.body(KeySheetRequest.self)
            guard (8...Self.longestPassphrase).contains(wanted.passphrase.utf8.count) else { throw Problem.passphrase }
            return try Reply.json(KeySheetReply(text: try await agent.keySheet(Array(wanted.passphrase.utf8))))
        }
    }
}

extension DoorContext {
    /// Who asks, as far as a door can tell.
    fileprivate var caller: String {
        let name = role?.rawValue ?? "nobody"
        return localPort.map { "\(name), by a token through port \($0)" } ?? "\(name), through the agent's socket"
    }
}

extension Problem {
    fileprivate static let passphrase = Problem(
        status: 422, code: "keys.passphrase", title: "The passphrase cannot be taken",
        detail: "it has 8 to 1024 bytes; nothing was sealed")
}
