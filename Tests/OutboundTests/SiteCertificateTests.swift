import Foundation
import Outbound
import ProgramSupport
import Testing

@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl"), "needs openssl"), .serialized)
struct SiteCertificateTests {
    @Test func `a site's own authority is trusted only where it is named`() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/risiti-tls-\(UInt32.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (key, certificate) = (folder + "/key.pem", folder + "/site.pem")
        let openssl = Program("/usr/bin/openssl")
        let made = try await openssl.run([
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
            "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate,
        ])
        #expect(made.isSuccess)
        let server = ["s_server", "-accept", "127.0.0.1:0", "-key", key, "-cert", certificate, "-www"]
        // Its first words are `ACCEPT 127.0.0.1:40123`.
        try await openssl.whileRunning(server, until: { $0.hasPrefix("ACCEPT") }) { line in
            let port = try #require(line?.split(separator: ":").last.flatMap { UInt16($0) })
            let request = HTTPRequest(
                method: "GET", url: "https://localhost:\(port)/", timeouts: .init(total: .seconds(20)))
            await #expect(throws: OutboundFailure.self) { try await HTTPClient().exchange(request) }
            let response = try await HTTPClient(options: .init(siteCertificates: certificate)).exchange(request)
            #expect(response.status == 200)
        }
    }
}
