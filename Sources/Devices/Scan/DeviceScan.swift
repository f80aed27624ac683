public import FirmwareProfiles
import Foundation
public import Wire

/// Looks for devices on a machine: USB and serial ports, matched against profiles, and asked as little as may be.
///
/// A till has more on its ports than printers, and a scale that gets bytes which it does not know may stop weighing. So a
/// port is asked only where its USB ids are a device's own, or where a person named it; only what a profile names as its
/// probe is sent; one port at a time; and never to a port that is excluded, in use or locked (reference §1.7, §6.2).
public struct DeviceScan: Sendable {
    /// Which ports are asked.
    public enum Probing: Sendable, Equatable {
        /// None: nothing is opened.
        case none
        /// Those whose USB ids are a device's own, and not a bridge chip's.
        case named
        /// These too, by any of their names.
        case ports(Set<String>)
        /// All.
        case all
    }

    /// What the owner wants.
    public struct Options: Sendable {
        /// Which ports are asked.
        public var probing = Probing.named
        /// Ports that are never asked, by any of their names, whatever else is wanted.
        public var excluded: Set<String> = []
        /// Devices of this agent, and what each is called: they are shown, and not asked.
        public var own: [DevicePlace: String] = [:]
        /// What the settings call the control unit that makes sales fiscal; nil where none does.
        public var fiscaliser: String?
        /// How long one port is asked at one speed.
        public var attemptLimit = Duration.seconds(3)

        /// The polite ones.
        public init() {}
    }

    let profiles: [Profile]
    let ports: [SerialPortEntry]
    let usb: [USBDevice]
    let options: Options
    /// Whether this user may open a file for reading and writing.
    let mayOpen: @Sendable (String) -> Bool

    /// Scans what is given.
    public init(
        profiles: some Sequence<Profile>, ports: [SerialPortEntry], usb: [USBDevice], options: Options = Options()
    ) {
        self.init(profiles: profiles, ports: ports, usb: usb, options: options) { path in
            let files = FileManager.default
            return !files.fileExists(atPath: path)
                || files.isReadableFile(atPath: path) && files.isWritableFile(atPath: path)
        }
    }

    package init(
        profiles: some Sequence<Profile>, ports: [SerialPortEntry], usb: [USBDevice], options: Options,
        mayOpen: @escaping @Sendable (String) -> Bool
    ) {
        self.profiles = profiles.sorted(by: ScanProbe.isBroader)
        self.ports = ports
        self.usb = usb
        self.options = options
        self.mayOpen = mayOpen
    }

    /// Scans this machine; where it has no USB that can be used, its serial ports alone.
    public static func ofThisMachine(
        profiles: some Sequence<Profile>, options: Options = Options()
    ) async -> DeviceScan {
        let usb = (try? await USBPort.list()) ?? []
        return DeviceScan(profiles: profiles, ports: SerialPorts.list(), usb: usb, options: options)
    }

    /// Looks and asks; `progress` hears of each question before it is asked.
    ///
    /// Where the task is cancelled the question that is under way ends at once, and what was found by then comes back.
    public func run(progress: @Sendable (ScanStep) -> Void = { _ in }) async -> [ScanFinding] {
        let plans = ports.map { port in plan(port) }
        let count = plans.reduce(0) { $0 + $1.probes.reduce(0) { $0 + $1.lines.count } }
        var index = 0
        var findings: [ScanFinding] = []
        for plan in plans {
            let end = index + plan.probes.reduce(0) { $0 + $1.lines.count }
            findings.append(
                await ask(plan) { probe, line in
                    index += 1
                    progress(
                        ScanStep(
                            place: plan.finding.place, profiles: probe.profiles.map(\.id), speed: line.speed,
                            index: index, count: count))
                })
            index = end
        }
        findings += usbFindings()
        return findings.enumerated().sorted {
            (Self.rank($0.element), $0.offset) < (Self.rank($1.element), $1.offset)
        }.map(\.element)
    }

    private static func rank(_ finding: ScanFinding) -> Int {
        ScanFinding.Confidence.allCases.firstIndex(of: finding.confidence) ?? 0
    }

    // MARK: - Serial ports

    /// A port, what is known of it without a byte, and what it is to be asked.
    private struct Plan {
        let port: SerialPortEntry
        var finding: ScanFinding
        /// What it looks like, once it was asked.
        var looks = ""
        var probes: [ScanProbe] = []
    }

    private func plan(_ port: SerialPortEntry) -> Plan {
        let place = DevicePlace.serial(path: Self.name(of: port))
        func plan(_ confidence: ScanFinding.Confidence, _ sentence: String, next: String? = nil) -> Plan {
            Plan(
                port: port,
                finding: ScanFinding(
                    place: place, confidence: confidence, path: port.path, usb: port.usb, driver: port.driver,
                    sentence: sentence, next: next))
        }
        let names = Self.names(of: port)
        if !names.isDisjoint(with: options.excluded) { return plan(.excluded, "left alone, as the settings say") }
        if let own = names.lazy.compactMap({ options.own[.serial(path: $0)] }).first {
            return plan(.inUse, "is the device \(own)")
        }
        let named = profiles.filter { ScanMatch.isNamed($0, port.usb) }
        let driven = profiles.filter { ScanMatch.isDriven($0, by: port.driver) }
        var plan = plan(.possible, ScanMatch.sentence(named, port))
        plan.looks = ScanMatch.looks(named, port)
        plan.finding.confidence = named.isEmpty ? .possible : .likely
        plan.finding.profile = named.first?.id
        plan.finding.alternatives = (named.isEmpty ? driven : Array(named.dropFirst())).map(\.id)
        guard mayOpen(port.path) else {
            plan.finding.confidence = .forbidden
            plan.finding.sentence += "; this user may not open it"
            plan.finding.next = WireError.permission
            return plan
        }
        let isAsked: Bool =
            switch options.probing {
            case .none: false
            case .named: !named.isEmpty
            case .ports(let wanted): !named.isEmpty || !names.isDisjoint(with: wanted)
            case .all: true
            }
        if isAsked { plan.probes = ScanProbe.of(named.isEmpty ? profiles : named) }
        plan.finding.next =
            named.isEmpty ? "risiti devices scan --probe \(port.path)" : adding(plan.finding)
        return plan
    }

    /// Asks a port what the plan has, until something answers.
    private func ask(_ plan: Plan, _ progress: (ScanProbe, SerialSettings) -> Void) async -> ScanFinding {
        var finding = plan.finding
        var heard = 0
        for probe in plan.probes {
            for line in probe.lines where !Task.isCancelled {
                progress(probe, line)
                switch await ask(plan.port.path, probe, line) {
                case .failure(let error):
                    finding.confidence = error.code == .inUse ? .inUse : .possible
                    finding.sentence = error.sentence
                    finding.next = nil
                    return finding
                case .success(.silent): heard += 1
                case .success(.echo):
                    finding.confidence = .silent
                    finding.sentence = "what was sent came back: a loop, or a device that is off or in another mode"
                    finding.next = nil
                    return finding
                case .success(let answer): return answered(finding, answer, probe, line)
                }
            }
        }
        guard heard > 0, !Task.isCancelled else { return finding }
        finding.confidence = .silent
        finding.sentence = "\(plan.looks): it answered none of \(heard) questions"
        guard plan.finding.profile == nil else { return finding }
        // No profile of a receipt printer has a question: it is tried by a slip.
        finding.sentence += ", as a receipt printer does not; if it is one, add it and print a test slip"
        finding.profile = profiles.first { $0.engine == "escpos" && $0.usbIDs.isEmpty }?.id
        finding.next = finding.profile == nil ? nil : adding(finding)
        finding.profile = nil
        return finding
    }

    private func ask(
        _ path: String, _ probe: ScanProbe, _ line: SerialSettings
    ) async -> Result<ScanProbe.Answer, WireError> {
        let deadline = ContinuousClock.now + options.attemptLimit
        let place = DevicePlace.serial(path: path)
        let channel: any ByteChannel
        do throws(WireError) {
            channel = try await probe.transport.open(place, speed: line.speed, by: deadline)
        } catch {
            return .failure(error)
        }
        let answer = await probe.ask(channel, by: deadline)
        await channel.close()
        return .success(answer)
    }

    private func answered(
        _ finding: ScanFinding, _ answer: ScanProbe.Answer, _ probe: ScanProbe, _ line: SerialSettings
    ) -> ScanFinding {
        var finding = finding
        let engine = probe.profiles.first?.engine ?? ""
        finding.speed = line.speed
        finding.confidence = .likely
        finding.profile = probe.profiles.count == 1 ? probe.profiles.first?.id : nil
        finding.alternatives = probe.profiles.count == 1 ? [] : probe.profiles.map(\.id)
        switch answer {
        case .said(let said):
            finding.sentence = "speaks \(engine) at \(line.speed) baud"
            let fitting = probe.profiles.compactMap { profile in
                DeviceIdentity(said, of: profile).map { (profile: profile, identity: $0) }
            }
            if let first = fitting.first {
                finding.confidence = .certain
                finding.serial = first.identity.serial
                finding.firmware = first.identity.firmware
                finding.profile = first.profile.id
                finding.alternatives = fitting.dropFirst().map(\.profile.id)
                finding.sentence += ", serial number \(first.identity.serial)"
            } else {
                finding.sentence += ", and its serial number is of no profile"
            }
        case .present, .echo, .silent: finding.sentence = "answers like a device that speaks \(engine)"
        }
        finding.next = adding(finding)
        return finding
    }

    /// The line that adds what was found, under the name that the settings have for it.
    func adding(_ finding: ScanFinding) -> String {
        let isUnit = profiles.first { $0.id == finding.profile }?.capabilities.contains("control_unit") == true
        return finding.adding(as: isUnit ? options.fiscaliser : nil)
    }

    /// The name that lasts longest and is one device's alone: clones share their serial numbers (reference §1.7).
    public static func name(of port: SerialPortEntry) -> String {
        let hasOwn = port.usb?.serial.map(DevicePlace.isSerialOfOne) ?? true
        return hasOwn ? port.stableName : port.socketName ?? port.serialName ?? port.path
    }

    private static func names(of port: SerialPortEntry) -> Set<String> {
        Set([port.path, port.serialName, port.socketName].compactMap { $0 })
    }
}
