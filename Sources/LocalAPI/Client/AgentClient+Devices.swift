import Synchronization

extension AgentClient {
    /// `GET /v1/devices`: every device of the counter.
    public func devices() async throws(ClientError) -> [CounterDeviceReply] {
        try await reply(.get("/v1/devices"), as: CounterDeviceListReply.self).devices
    }

    /// `POST /v1/devices`: adds a device, which is opened and asked who it is.
    public func addDevice(_ request: DeviceRequest) async throws(ClientError) -> CounterDeviceReply {
        var call = Call.post("/v1/devices", body: try Self.bytes(request))
        call.timeout = .seconds(60)
        return try await reply(call)
    }

    /// `DELETE /v1/devices/{name}`: forgets a device.
    public func removeDevice(_ name: String) async throws(ClientError) {
        _ = try await exchange(Call(method: "DELETE", path: "/v1/devices/\(Call.escaped(name))"))
    }

    /// `POST /v1/devices/{name}/test`: tries a device; a printer prints a test slip, a control unit signs nothing.
    public func testDevice(_ name: String) async throws(ClientError) -> DeviceTestReply {
        try await work("/v1/devices/\(Call.escaped(name))/test")
    }

    /// `POST /v1/devices/{name}/day-close`: makes a control unit's Z report.
    public func closeDay(of name: String) async throws(ClientError) -> DeviceTestReply {
        try await work("/v1/devices/\(Call.escaped(name))/day-close")
    }

    /// `GET /v1/devices/{name}/day`: the amounts of a control unit's day; nothing is closed by it.
    public func day(of name: String) async throws(ClientError) -> DeviceTestReply {
        try await reply(.get("/v1/devices/\(Call.escaped(name))/day"))
    }

    /// `GET /v1/devices/{name}/trace`: what is said to a device and what it says, a line for 16 bytes, for a while.
    public func traceDevice(
        _ name: String, seconds: Int, _ receive: @escaping @Sendable ([UInt8]) -> Void
    ) async throws(ClientError) {
        var call = Call.get("/v1/devices/\(Call.escaped(name))/trace", query: [("seconds", "\(seconds)")])
        call.accept = "text/plain"
        call.timeout = .seconds(seconds + 30)
        try await stream(call, receive)
    }

    private func work(_ path: String) async throws(ClientError) -> DeviceTestReply {
        var call = Call.post(path)
        call.timeout = .seconds(180)
        return try await reply(call)
    }
}

extension AgentClient {
    /// `GET /v1/devices/scan`: looks for devices; `progress` hears of each question before it is asked.
    public func scanDevices(
        probe: [String], _ progress: @escaping @Sendable (ScanReply.Step) -> Void
    ) async throws(ClientError) -> [ScanReply.Finding] {
        var call = Call.get(
            "/v1/devices/scan", query: [("probe", probe.isEmpty ? nil : probe.joined(separator: ","))])
        call.accept = "application/x-ndjson"
        call.timeout = .seconds(3_600)
        let lines = LineReader()
        try await stream(call) { bytes in
            for line in lines.take(bytes) {
                guard let reply = try? ReplyCoding.read(ScanReply.self, from: line) else { continue }
                if let step = reply.step { progress(step) }
                if let finding = reply.finding { lines.keep(finding) }
            }
        }
        return lines.findings
    }
}

/// Puts lines together from pieces, and keeps what was found.
private final class LineReader: Sendable {
    private let state = Mutex<(held: [UInt8], findings: [ScanReply.Finding])>(([], []))

    var findings: [ScanReply.Finding] { state.withLock { $0.findings } }

    func keep(_ finding: ScanReply.Finding) { state.withLock { $0.findings.append(finding) } }

    func take(_ bytes: [UInt8]) -> [[UInt8]] {
        state.withLock { state in
            state.held += bytes
            var lines = state.held.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
            state.held = lines.removeLast()
            return lines
        }
    }
}
