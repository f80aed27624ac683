import Devices
import FirmwareProfiles
import Synchronization
import Wire

extension DeviceDesk {
    /// What a scan tells.
    public enum ScanEvent: Sendable {
        /// A question that is about to be asked.
        case step(Step)
        /// Something that was found.
        case found(Found)
    }

    /// A question of a scan.
    public struct Step: Sendable {
        /// The port, the profiles that share the question, and the speed.
        public let place: String, profiles: [String], speed: Int
        /// Which question it is, from 1, and how many there are at most.
        public let index: Int, count: Int
    }

    /// Something that a scan found.
    public struct Found: Sendable {
        /// Where, and how sure it is.
        public let place: String, confidence: String
        /// The profile that fits best, and others that fit.
        public let profile: String?, alternatives: [String]
        /// What it told: the speed that it answered at, its serial number and its firmware.
        public let speed: Int?, serial: String?, firmware: String?
        /// What was seen, and what to do or type next.
        public let sentence: String, next: String?
    }

    /// Looks for devices on the ports of this machine, politely; who stops listening ends it.
    ///
    /// - Parameter probe: ports that are asked although nothing tells what hangs on them; `all` for every one, `none` for
    ///   none at all.
    public func scan(probe: [String]) -> AsyncStream<ScanEvent> {
        AsyncStream { continuation in
            let work = Task {
                let scan = await self.scan(of: probe)
                let findings = await scan.run { step in
                    continuation.yield(
                        .step(
                            Step(
                                place: step.place.description, profiles: step.profiles, speed: step.speed,
                                index: step.index, count: step.count)))
                }
                for finding in findings { continuation.yield(.found(Found(finding))) }
                continuation.finish()
            }
            continuation.onTermination = { _ in work.cancel() }
        }
    }

    private func scan(of probe: [String]) async -> DeviceScan {
        ports.rereadProfiles()
        var options = DeviceScan.Options()
        options.excluded = Set(settings.excludedPorts)
        if case .controlUnit(let unit) = settings.kra.fiscaliser { options.fiscaliser = unit.device }
        switch probe {
        case ["all"]: options.probing = .all
        case ["none"]: options.probing = .none
        case []: options.probing = .named
        default: options.probing = .ports(Set(probe))
        }
        for view in (try? await views()) ?? [] {
            if let place = DevicePlace(view.place) { options.own[place] = view.name }
        }
        var ports = SerialPorts.list()
        // A port that was named is asked although the machine does not list it, as a pty or a link is not.
        let listed = Set(ports.flatMap { [$0.path, $0.serialName, $0.socketName].compactMap { $0 } })
        for path in probe where path.hasPrefix("/") && !listed.contains(path) {
            ports.append(SerialPortEntry(path: path, serialName: nil, socketName: nil, driver: nil, usb: nil))
        }
        let usb = (try? await self.ports.usb().list()) ?? []
        return DeviceScan(profiles: self.ports.profiles.profiles.values, ports: ports, usb: usb, options: options)
    }
}

extension DeviceDesk.Found {
    fileprivate init(_ finding: ScanFinding) {
        self.init(
            place: finding.place.description, confidence: finding.confidence.rawValue, profile: finding.profile,
            alternatives: finding.alternatives, speed: finding.speed, serial: finding.serial,
            firmware: finding.firmware, sentence: finding.sentence, next: finding.next)
    }
}
