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
