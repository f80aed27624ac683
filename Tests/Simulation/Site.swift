import Agent
import Crypto
import Custody
import Foundation
import Spool

/// What all simulated shops share: settings read from a real file, and keys.
package struct Site: Sendable {
    /// KRA's own host.
    let direct: Settings
    /// The integrator's gateway.
    let integrator: Settings
    /// Seals secrets.
    let custody: Custody
    /// Signs entries; the key is the same in every run.
    let sealer: Sealer
    /// Where runs keep their files.
    let root: URL

    /// The key that the simulated KRA gives each device.
    static let communicationKey = "5EC0DE5EC0DE4CAFE0123456789ABCDE"

    /// Makes a site in memory where the system has such a place, else in the temporary directory.
    package init() async throws {
        let memory = URL(filePath: "/dev/shm")
        let base =
            FileManager.default.isWritableFile(atPath: memory.path) ? memory : FileManager.default.temporaryDirectory
        root = base.appending(path: "risiti-simulate-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        custody = try Custody(directory: root, credentials: nil)
        let key = try Curve25519.Signing.PrivateKey(rawRepresentation: [UInt8](0..<32))
        sealer = Sealer(key: [UInt8](key.publicKey.rawRepresentation)) { [UInt8](try key.signature(for: $0)) }
        direct = try await Self.settings(root, route: "direct", base: "https://kra.test/etims-api/")
        integrator = try await Self.settings(root, route: "integrator", base: "https://kra.test/etims-oscu/api/v1/")
    }

    /// Removes what all runs left.
    package func remove() { try? FileManager.default.removeItem(at: root) }

    private static func settings(_ root: URL, route: String, base: String) async throws -> Settings {
        let file = root.appending(path: "\(route).yaml")
        try """
        branch: { pin: P052345678K, bhf_id: "00", device_serial: DUKA-0001, trade_name: DUKA MOJA, address: Nairobi }
        kra: { route: \(route), base_url: "\(base)", token_url: "https://kra.test/v1/token/generate" }
        printers: { default: { path: /dev/null, width: 42 } }
        """.write(to: file, atomically: true, encoding: .utf8)
        return try await Settings.read(file: file.path, mayBeMissing: false)
    }
}
