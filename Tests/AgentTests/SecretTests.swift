import Agent
import Custody
import Fiscal
import Foundation
import LocalAPI
import Outbound
import Spool
import Testing

@Suite struct SecretTests {
    @Test func `no key or token is in any file or answer, raw, hexadecimal or base64`() async throws {
        let kra = try SimulatedKRA()
        let place = Shop.temporaryDirectory()
        defer { try? FileManager.default.removeItem(at: place) }
        try await kra.whileRunning { base, _ in
            let (answers, token) = try await Shop.open(kra: base, directory: place) { (shop) async throws in
                try await shop.initialise()
                let sale = try await shop.sell(Bodies.sale(), key: "k1", query: "?wait=30s&print=true")
                let technician = try await shop.agent.tokens.create(role: .technician, name: "test").token
                var answers = [sale.body]
                for path in ["/v1/status", "/metrics", "/v1/lanes", "/v1/tasks?all=true", "/v1/sales", "/v1/tokens"] {
                    answers.append(try await shop.call("GET", path, token: technician).body)
                }
                return (answers, shop.till)
            }
            let custody = try Custody(directory: place, credentials: nil)
            let sealed = FileManager.default.contents(atPath: place.appending(path: "device.key").path)
            let deviceKey = try custody.secrets.open([UInt8](sealed ?? Data()), for: "device-key")
            #expect(deviceKey.count == 32)
            let secrets: [[UInt8]] = [
                Array(SimulatedKRA.communicationKey.utf8), deviceKey, Array(token.utf8),
                Array("secret-of-the-gateway".utf8),
            ]
            for secret in secrets {
                for (form, bytes) in Self.forms(of: secret) {
                    for answer in answers { #expect(!Self.contains(answer, bytes), "an answer, \(form)") }
                    for file in try Self.files(in: place) {
                        let content = [UInt8](FileManager.default.contents(atPath: file) ?? Data())
                        #expect(!Self.contains(content, bytes), "\(file), \(form)")
                    }
                }
            }
        }
    }

    private static func forms(of secret: [UInt8]) -> [(String, [UInt8])] {
        let hex = Hex.text(secret)
        return [
            ("raw", secret), ("hexadecimal", Array(hex.utf8)), ("upper hexadecimal", Array(hex.uppercased().utf8)),
            ("base64", Array(Data(secret).base64EncodedString().trimmingCharacters(in: ["="]).utf8)),
        ]
    }

    private static func files(in place: URL) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: place.path).map { place.appending(path: $0).path }
    }

    private static func contains(_ content: [UInt8], _ part: [UInt8]) -> Bool {
        Data(content).range(of: Data(part)) != nil
    }
}
