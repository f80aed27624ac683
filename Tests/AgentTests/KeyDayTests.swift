import Agent
import Custody
import Fiscal
import Foundation
import LocalAPI
import Outbound
import Spool
import Testing

@Suite struct KeyDayTests {
    /// Where a rotation was cut off.
    enum Cut: CaseIterable, Sendable {
        case beforeTheKey, inTheKey, beforeTheNotice, beforeTheFile, after
    }

    @Test func `a technician replaces the key, and every door says so`() async throws {
        let place = Shop.temporaryDirectory()
        defer { try? FileManager.default.removeItem(at: place) }
        let key = try await Shop.open(directory: place) { (shop) async throws in
            #expect(try await shop.sell(Bodies.sale(), key: "before").status == 201)
            let technician = try await shop.agent.tokens.create(role: .technician, name: "fundi").token
            #expect(try await shop.call("POST", "/v1/keys/rotate", body: []).status == 403)
            let answer = try await shop.call("POST", "/v1/keys/rotate", body: [], token: technician)
            #expect(answer.status == 200)
            let reply = try ReplyCoding.read(KeyRotationReply.self, from: answer.body)
            #expect(reply.sequence == 2)
            #expect(reply.key != reply.before)
            #expect(try await shop.sell(Bodies.sale(), key: "after").status == 201)
            let found = try await shop.agent.spool.verify()
            let (isWhole, isEndorsed) = (found.isWhole, found.keys.last?.isEndorsed)
            #expect(isWhole)
            let keys = found.keys.map { Hex.text($0.key) }
            #expect(keys == [reply.before, reply.key])
            #expect(isEndorsed == true)
            let shown = Hex.text(try await shop.agent.status.picture().key)
            #expect(shown == reply.key)
            return reply.key
        }
        let custody = try Custody(directory: place, credentials: nil)
        #expect(Hex.text(custody.publicKey) == key)
        try await Shop.open(directory: place) { (shop) async throws in
            #expect(try await shop.sell(Bodies.sale(), key: "next-day").status == 201)
            #expect(try await shop.agent.spool.verify().keys.count == 2)
        }
    }

    @Test func `the key is shown with the entry that brought it, and who asked for it`() async throws {
        try await Shop.open { (shop) async throws in
            let technician = try await shop.agent.tokens.create(role: .technician, name: "fundi").token
            #expect(try await shop.call("GET", "/v1/keys").status == 403)
            func shown() async throws -> KeyReply {
                try ReplyCoding.read(
                    KeyReply.self, from: try await shop.call("GET", "/v1/keys", token: technician).body)
            }
            let first = try await shown()
            #expect(first.key == Hex.text(shop.agent.spool.sealer.key) && first.id == String(first.key.prefix(16)))
            #expect(first.since == nil && first.sequence == nil && first.series == nil && first.askedBy == nil)
            #expect(first.place.hasSuffix("/device.key") && first.sealedBy == "file")
            _ = try await shop.sell(Bodies.sale(), key: "a")
            let answer = try await shop.call("POST", "/v1/keys/rotate", body: [], token: technician)
            let rotated = try ReplyCoding.read(KeyRotationReply.self, from: answer.body)
            let second = try await shown()
            #expect(second.key == rotated.key && second.sequence == rotated.sequence && second.since == rotated.at)
            #expect(second.askedBy?.hasPrefix("technician, by a token") == true)
        }
    }

    @Test func `the recovery sheet opens with its passphrase and holds the communication key`() async throws {
        // Over the gateway, whose secrets must still be there at the end.
        let kra = try SimulatedKRA(integrator: true)
        try await kra.whileRunning { base, token in
            try await Shop.open(kra: base, token: token, integrator: true) { (shop) async throws in
                try await sheets(shop)
            }
        }
    }

    private func sheets(_ shop: Shop) async throws {
        let technician = try await shop.agent.tokens.create(role: .technician, name: "fundi").token
        func sheet(_ passphrase: String) async throws -> HTTPResponse {
            try await shop.call(
                "POST", "/v1/keys/sheet", body: ReplyCoding.bytes(of: KeySheetRequest(passphrase: passphrase)),
                token: technician)
        }
        #expect(try await sheet("correct horse").status == 409)
        var early = KRACredentials()
        early.communicationKey = "too-early"
        #expect(
            try await shop.call(
                "PUT", "/v1/kra/credentials", body: ReplyCoding.bytes(of: early), token: technician
            ).status == 409)
        try await shop.initialise()
        #expect(try await sheet("short").status == 422)
        let answer = try await sheet("correct horse")
        #expect(answer.status == 200)
        let text = try ReplyCoding.read(KeySheetReply.self, from: answer.body).text
        let values = try RecoverySheet(opening: text, with: Array("correct horse".utf8)).values
        let key = try #require(values.first { $0.name == "cmc_key" }?.text)
        #expect(!key.isEmpty && !text.contains(key))
        #expect(values.map(\.name) == ["pin", "bhf_id", "device_serial", "scu_id", "cmc_key"])
        #expect(text.contains("█"))
        // Typed in again it is the device's key, and the gateway's secrets stay.
        func put(_ key: String) async throws -> HTTPResponse {
            var credentials = KRACredentials()
            credentials.communicationKey = key
            return try await shop.call(
                "PUT", "/v1/kra/credentials", body: ReplyCoding.bytes(of: credentials), token: technician)
        }
        for entered in ["another-key", key] {
            #expect(try await put(entered).status == 204)
            let again = try ReplyCoding.read(KeySheetReply.self, from: try await sheet("correct horse").body).text
            let opened = try RecoverySheet(opening: again, with: Array("correct horse".utf8)).values
            #expect(opened.first { $0.name == "cmc_key" }?.text == entered)
        }
        let sold = try await shop.sell(Bodies.sale(), key: "a", query: "?wait=30s")
        #expect(try ReplyCoding.read(SaleReply.self, from: sold.body).state == .fiscalised)
    }

    @Test(arguments: Cut.allCases)
    func `a rotation that was cut off goes on with the key that the journal names`(_ cut: Cut) async throws {
        let place = Shop.temporaryDirectory()
        defer { try? FileManager.default.removeItem(at: place) }
        try await Shop.open(directory: place) { shop in _ = try await shop.sell(Bodies.sale(), key: "before") }
        let before = try Custody(directory: place, credentials: nil).publicKey
        let next = try await self.cut(cut, in: place)
        let isHandedOver = [.beforeTheFile, .after].contains(cut)
        let signs = isHandedOver ? try #require(next) : before
        try await Shop.open(directory: place) { (shop) async throws in
            #expect(shop.agent.spool.sealer.key == signs)
            #expect(try await shop.sell(Bodies.sale(), key: "after").status == 201)
            let found = try await shop.agent.spool.verify()
            #expect(found.isWhole)
            let keys = found.keys.map { [UInt8]($0.key) }
            #expect(keys == (isHandedOver ? [before, signs] : [before]))
            #expect(found.keys.last?.isEndorsed == isHandedOver)
            // And another one goes through.
            let technician = try await shop.agent.tokens.create(role: .technician, name: "fundi").token
            #expect(try await shop.call("POST", "/v1/keys/rotate", body: [], token: technician).status == 200)
            #expect(try await shop.agent.spool.verify().isWhole)
        }
        let left = try FileManager.default.contentsOfDirectory(atPath: place.path)
        #expect(!left.contains("device.key.next"))
    }

    /// Builds what a cut leaves; gives the key that was to follow, where it was made.
    private func cut(_ cut: Cut, in place: URL) async throws -> [UInt8]? {
        let custody = try Custody(directory: place, credentials: nil)
        switch cut {
        case .beforeTheKey: return nil
        case .inTheKey:
            try Data([1, 2, 3]).write(to: place.appending(path: "device.key.next.new"))
            return nil
        case .beforeTheNotice: return try custody.makeNextKey().publicKey
        case .beforeTheFile, .after:
            let old = custody.deviceKey
            let spool = try Spool(
                directory: place, sealer: Sealer(key: old.publicKey) { try old.sign($0) })
            let next = try custody.makeNextKey()
            _ = try await spool.rotate(to: Sealer(key: next.publicKey) { try next.sign($0) })
            if cut == .after { try custody.promoteNextKey() }
            try spool.close()
            return next.publicKey
        }
    }
}
