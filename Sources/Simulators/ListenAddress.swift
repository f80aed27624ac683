/// Where a simulator listens: a loopback address and a port.
public struct ListenAddress: Sendable, Equatable, CustomStringConvertible {
    /// The host without brackets: `127.0.0.1`, `::1` or `localhost`.
    public let host: String
    /// The port, 0 to 65535; 0 lets the system pick one.
    public let port: Int

    /// Reads `HOST:PORT`; throws exit code 64 for anything but a loopback address.
    ///
    /// A simulator believes whoever calls it, so it never listens where others can reach it.
    public init(_ text: String) throws(SimulatorError) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port)
        else { throw SimulatorError(64, "\(text) is not HOST:PORT with a port from 0 to 65535") }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        let isIPv4Loopback = numbers.count == 4 && numbers[0] == 127 && !numbers.contains(nil)
        guard isIPv4Loopback || host == "::1" || host == "localhost" else {
            throw SimulatorError(
                64, "\(host) is not a loopback address; a simulator listens on 127.0.0.1, [::1] or localhost only")
        }
        self.host = host
        self.port = port
    }

    /// The address as it stands in a URL.
    public var description: String { (host.contains(":") ? "[\(host)]" : host) + ":\(port)" }

    /// The same host with the port that was picked.
    func withPort(_ port: Int) -> String {
        (host.contains(":") ? "[\(host)]" : host) + ":\(port)"
    }
}
