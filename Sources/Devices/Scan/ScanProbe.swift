import FirmwareProfiles
import Wire

/// The one question that a scan may ask, shared by all profiles that ask the same.
///
/// Nothing but the profiles' own `identity.probe` is ever sent, and that only where the command is one that reads.
struct ScanProbe: Sendable {
    /// How it is asked.
    enum Question: Sendable, Equatable {
        /// A command in the frames of the ISL family.
        case isl(ISLFraming, ISLCommand)
        /// The ping, and where that is answered and a profile wants it, the unit's number.
        case zfp(ZFPTiming, ping: UInt8, asksNumber: Bool)
    }

    /// What came of it.
    enum Answer: Sendable, Equatable {
        /// The device said this.
        case said(DeviceAnswer)
        /// It is there, and did not say who it is.
        case present
        /// What was sent came back.
        case echo
        /// Nothing came, or nothing of this protocol.
        case silent
    }

    private(set) var question: Question
    private(set) var profiles: [Profile]
    let lines: [SerialSettings]
    let transport: DeviceTransport

    /// The question of a profile; nil where it has none, or one that a scan does not ask.
    init?(_ profile: Profile) {
        guard let transport = try? DeviceTransport(profile), !transport.serial.isEmpty,
            let question = Self.question(profile)
        else { return nil }
        self.question = question
        self.transport = transport
        profiles = [profile]
        lines = transport.serial
    }

    private static func question(_ profile: Profile) -> Question? {
        let sheet = DriverSheet(profile)
        let code = sheet.value("identity.probe.command")?.whole.flatMap(UInt8.init)
        if let code {
            let isReading = (sheet.value("commands")?.members ?? [:]).values.contains {
                $0["code"]?.whole == Int(code) && $0["effect"]?.text == "reads"
            }
            guard isReading, !sheet.forbidden.contains(code) else { return nil }
        }
        switch profile.engine {
        case "isl-classic", "isl-x":
            guard let code, var framing = try? ISLDialect(profile).framing,
                let data = try? sheet.template("identity.probe.data", fields: []).data([:])
            else { return nil }
            // A scan asks once, and waits for nobody who is busy for long.
            framing.tries = 1
            framing.busyLimit = .seconds(2)
            return .isl(framing, ISLCommand(code, data, afterSilence: .ask))
        case "zfp":
            guard let bytes = sheet.value("identity.probe.bytes")?.list.compactMap(\.whole), bytes.count == 1,
                let ping = bytes.first.flatMap(UInt8.init), ping == ZFPFrame.ping,
                var timing = try? ZFPTiming(sheet)
            else { return nil }
            timing.pings = 1
            timing.repeats = 0
            timing.busy = .seconds(2)
            return .zfp(timing, ping: ping, asksNumber: code == ZFPCommand.identity.code)
        default: return nil
        }
    }

    /// The questions of profiles, each once and the shortest first.
    ///
    /// Profiles of one protocol, one question and the same speeds share it.
    static func of(_ profiles: [Profile]) -> [ScanProbe] {
        var probes: [ScanProbe] = []
        for probe in profiles.sorted(by: Self.isBroader).compactMap(ScanProbe.init) {
            if let index = probes.firstIndex(where: { $0.isShared(with: probe) }) {
                probes[index].profiles += probe.profiles
                if case .zfp(let timing, let ping, _) = probe.question, probe.asksNumber {
                    probes[index].question = .zfp(timing, ping: ping, asksNumber: true)
                }
            } else {
                probes.append(probe)
            }
        }
        return probes.filter(\.isPing) + probes.filter { !$0.isPing }
    }

    /// The profile that others inherit from comes first.
    static func isBroader(_ one: Profile, _ other: Profile) -> Bool {
        (one.lineage.count, one.id) < (other.lineage.count, other.id)
    }

    /// Whether it begins with one byte.
    private var isPing: Bool { if case .zfp = question { true } else { false } }
    private var asksNumber: Bool { if case .zfp(_, _, true) = question { true } else { false } }

    private func isShared(with other: ScanProbe) -> Bool {
        guard lines == other.lines else { return false }
        switch (question, other.question) {
        case (.isl(let framing, let command), .isl(let theirs, let asked)):
            return framing.form == theirs.form && framing.statusLength == theirs.statusLength && command == asked
        case (.zfp(_, let ping, _), .zfp(_, let theirs, _)): return ping == theirs
        default: return false
        }
    }

    // MARK: - Asking

    /// Asks on an open line; ends by the deadline.
    func ask(_ channel: any ByteChannel, by deadline: ContinuousClock.Instant) async -> Answer {
        let bounded = BoundedChannel(channel: channel, limit: deadline)
        switch question {
        case .isl(let framing, let command):
            let start = UInt8.random(in: framing.sequences)
            return await Self.ask(command, ISLEngine(framing, lastSequence: start), bounded)
        case .zfp(let timing, let ping, let asksNumber):
            let answer = await Self.ping(ping, bounded, by: min(deadline, .now + timing.ping))
            guard answer == .present, asksNumber else { return answer }
            return await Self.ask(.identity, ZFPEngine(timing: timing), bounded)
        }
    }

    private static func ask<Line: Engine>(
        _ command: Line.Command, _ engine: Line, _ channel: BoundedChannel
    ) async -> Answer {
        let line = EngineLine(engine: engine) { () async throws(WireError) -> any ByteChannel in channel }
        switch await line.ask(command) {
        case .answered(let answer): return .said(answer)
        case .notDone(let fault), .unknown(let fault):
            // "Busy" and "locked" are single bytes: at a wrong speed noise says them too, and the next speed is tried.
            return fault.code == .echo ? .echo : .silent
        }
    }

    /// How long it must be quiet behind an answer to a ping: whatever talks on is something else.
    private static let quiet = Duration.milliseconds(100)

    /// One byte, answered by one byte whose upper half is 4 (reference §3.3).
    private static func ping(
        _ ping: UInt8, _ channel: BoundedChannel, by deadline: ContinuousClock.Instant
    ) async -> Answer {
        var heard: [UInt8] = []
        do throws(WireError) {
            try await channel.write([ping], by: deadline)
            heard = try await channel.read(upTo: 64, by: deadline)
            // A device talks on for as long as it likes; we listen to two bytes.
            while heard.count < 2 { heard += try await channel.read(upTo: 64, by: .now + quiet) }
        } catch {
            guard error.code == .tooSlow, heard.count == 1 else { return .silent }
        }
        guard heard.count == 1, let byte = heard.first else { return .silent }
        switch byte {
        case ping: return .echo
        case 0x40...0x4F: return .present
        default: return .silent
        }
    }
}

/// A channel on which nothing is waited for beyond a limit.
private struct BoundedChannel: ByteChannel {
    let channel: any ByteChannel
    let limit: ContinuousClock.Instant

    var place: String { channel.place }

    func write(_ bytes: [UInt8], by deadline: ContinuousClock.Instant) async throws(WireError) {
        try await channel.write(bytes, by: min(deadline, limit))
    }

    func drain(by deadline: ContinuousClock.Instant) async throws(WireError) {
        try await channel.drain(by: min(deadline, limit))
    }

    func read(upTo count: Int, by deadline: ContinuousClock.Instant) async throws(WireError) -> [UInt8] {
        try await channel.read(upTo: count, by: min(deadline, limit))
    }

    /// The line is closed by whoever opened it.
    func close() async {}
}
