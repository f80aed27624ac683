import Agent
import Foundation
import LocalAPI
import Outbound
import Simulators
import Spool
import Testing

/// The password of a control unit's port in the network: given once, sealed, and never seen again.
@Suite(.timeLimit(.minutes(5))) struct LANPasswordTests {
    private static let password = "open-sesame-8000"

    private func add(_ shop: Shop, at place: String, _ secret: String?) async throws -> HTTPResponse {
        try await shop.call(
            "POST", "/v1/devices",
            body: ReplyCoding.bytes(
                of: DeviceRequest(name: "fiscal", profile: "tremol.g03", place: place, key: secret)),
            token: try await shop.technician)
    }

    @Test func `it greets with the password, also after a restart, and shows it nowhere`() async throws {
        let unit = try LANUnit(password: Self.password)
        defer { unit.stop() }
        let place = Shop.temporaryDirectory()
        defer { try? FileManager.default.removeItem(at: place) }
        try await Shop.open(directory: place) { (shop) async throws in
            #expect(try await add(shop, at: unit.place, "wrong-password").status == 409)
            #expect(try await add(shop, at: unit.place, nil).status == 409)
            let added = try await add(shop, at: unit.place, Self.password)
            let text = String(decoding: added.body, as: UTF8.self)
            #expect(added.status == 201 && !text.contains(Self.password), "\(text)")
        }
        #expect(unit.greetings == ["wrong-password", "", Self.password])
        try await Shop.open(directory: place) { (shop) async throws in
            let trace = try shop.agent.counter.trace("fiscal", for: .seconds(3_600))
            // Its port is opened anew while somebody reads along.
            _ = try await shop.device("fiscal", is: "ready")
            unit.drop()
            for await line in trace {
                #expect(!line.contains(Self.password) && !line.contains("6f 70 65 6e"), "\(line)")
                // Its answer to who it is.
                if line.contains("KRAMW") { break }
            }
            #expect(unit.greetings.last == Self.password)
        }
        for file in try FileManager.default.contentsOfDirectory(at: place, includingPropertiesForKeys: nil) {
            let bytes = FileManager.default.contents(atPath: file.path) ?? Data()
            #expect(bytes.firstRange(of: Data(Self.password.utf8)) == nil, "\(file.lastPathComponent)")
        }
    }

    @Test func `it is forgotten with its device`() async throws {
        let unit = try LANUnit(password: Self.password)
        defer { unit.stop() }
        try await Shop.open { (shop) async throws in
            #expect(try await add(shop, at: unit.place, Self.password).status == 201)
            let name = "device.fiscal.key"
            #expect(try await shop.agent.spool.secret(name) != nil)
            let removed = try await shop.call("DELETE", "/v1/devices/fiscal", token: try await shop.technician)
            #expect(removed.status == 204)
            #expect(try await shop.agent.spool.secret(name) == nil)
            // Whoever adds it again has to know it.
            #expect(try await add(shop, at: unit.place, nil).status == 409)
            #expect(unit.greetings.last?.isEmpty == true)
        }
    }

    @Test func `a device that wants none refuses one`() async throws {
        let place = Shop.temporaryDirectory()
        defer { try? FileManager.default.removeItem(at: place) }
        try await Counter.stand(TremolUnit(), in: place) { counter in
            try await Shop.open(directory: place) { (shop) async throws in
                let answer = try await add(shop, at: "serial:\(counter.link)", Self.password)
                #expect(answer.status == 409)
                #expect(!String(decoding: answer.body, as: UTF8.self).contains(Self.password))
            }
        }
    }
}
