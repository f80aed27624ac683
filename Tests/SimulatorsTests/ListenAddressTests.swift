import Testing

@testable import Simulators

/// Where a simulator may listen.
@Suite struct ListenAddressTests {
    @Test(arguments: [
        ("127.0.0.1:4790", "127.0.0.1:4790"), ("localhost:0", "localhost:0"), ("[::1]:80", "[::1]:80"),
        ("127.9.8.7:1", "127.9.8.7:1"),
    ])
    func `loopback addresses are taken`(_ text: String, _ expected: String) throws {
        #expect(try ListenAddress(text).description == expected)
    }

    @Test(arguments: [
        "0.0.0.0:4790", "192.168.1.4:80", "example.com:80", "127.0.0.1", "127.0.0.1:70000", "127.0.0.1.evil.org:80",
        "[::]:80", ":80", "127.0.0:80", "127.0.0.x:80",
    ])
    func `every other address is refused`(_ text: String) throws {
        let error = #expect(throws: SimulatorError.self) { try ListenAddress(text) }
        #expect(error?.exitCode == 64)
    }
}
