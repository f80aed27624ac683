import Foundation
import Outbound
import Testing

@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl"), "needs openssl"), .serialized)
struct SiteCertificateTests {
    @Test func `a site's own authority is trusted only where it is named`() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/risiti-tls-\(UInt32.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (key, certificate) = (folder + "/key.pem", folder + "/site.pem")
        let making = try openssl([
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
            "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate,
        ])
        making.process.waitUntilExit()
        let server = try openssl(["s_server", "-accept", "127.0.0.1:0", "-key", key, "-cert", certificate, "-www"])
        defer { server.process.terminate() }
        let port = try #require(server.port())
        let request = HTTPRequest(
            method: "GET", url: "https://localhost:\(port)/", timeouts: .init(total: .seconds(20)))
        await #expect(throws: OutboundFailure.self) { try await HTTPClient().exchange(request) }
        let response = try await HTTPClient(options: .init(siteCertificates: certificate)).exchange(request)
        #expect(response.status == 200)
    }

    private struct Running {
        let process: Process
        let output: Pipe

        /// The port behind the line `ACCEPT 127.0.0.1:40123`.
        func port() -> UInt16? {
            var text = ""
            while true {
                let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).dropLast()
                if let line = lines.first(where: { $0.hasPrefix("ACCEPT") }) {
                    return line.split(separator: ":").last.flatMap { UInt16($0) }
                }
                let bytes = output.fileHandleForReading.availableData
                guard !bytes.isEmpty else { return nil }
                text += String(decoding: bytes, as: UTF8.self)
            }
        }
    }

    private func openssl(_ arguments: [String]) throws -> Running {
        let running = Running(process: Process(), output: Pipe())
        running.process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        running.process.arguments = arguments
        running.process.standardOutput = running.output
        running.process.standardError = FileHandle.nullDevice
        running.process.standardInput = Pipe()
        try running.process.run()
        return running
    }
}
