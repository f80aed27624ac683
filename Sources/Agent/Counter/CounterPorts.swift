import Devices
import FirmwareProfiles
import Foundation
import Rendering
import ShippedProfiles
import Spool
import Synchronization
import Wire

/// The ports that devices hang on, and the profiles that say how they are opened; both are only looked at when a device
/// wants them.
final class CounterPorts: Sendable {
    private let bus = Mutex<USBBus?>(nil)
    private let library = Mutex<ProfileLibrary?>(nil)
    private let directories: [String]

    /// Where the package and the site keep profiles; later ones win (design §6).
    private static let standard = ["/usr/share/risiti/profiles", "/etc/risiti/profiles"]
    /// The longest that opening a device may take.
    private static let openLimit = Duration.seconds(10)

    /// Makes ports; `own` is one more directory with profiles of the site.
    init(profiles own: String?) {
        directories = Self.standard + (own.map { [$0] } ?? [])
    }

    /// The profiles of the program, the package and the site.
    var profiles: ProfileLibrary {
        library.withLock { library in
            if let library { return library }
            var files = Dictionary(ShippedProfiles.files.map { ($0.name, $0) }) { first, _ in first }
            for directory in directories {
                for name in (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
                where name.hasSuffix(".yaml") {
                    guard let bytes = FileManager.default.contents(atPath: "\(directory)/\(name)") else { continue }
                    files[name] = ProfileLibrary.File(name: name, text: String(decoding: bytes, as: UTF8.self))
                }
            }
            let made = ProfileLibrary(Array(files.values))
            library = made
            return made
        }
    }

    /// Has the profiles read again when they are next asked for: a person may have written one just now.
    func rereadProfiles() { library.withLock { $0 = nil } }

    /// This machine's USB; it is used from the first device on that hangs on it.
    ///
    /// - Throws: `WireError` `absent` where there is none.
    func usb() throws(WireError) -> USBBus {
        try bus.withLock { bus throws(WireError) in
            if let bus { return bus }
            let made = try USBBus()
            bus = made
            return made
        }
    }

    /// A place by the name that lasts: the kernel counts its serial ports anew as they are plugged in.
    func lasting(_ place: DevicePlace) -> DevicePlace {
        guard case .serial(let path) = place, let port = SerialPorts.list().first(where: { $0.path == path }) else {
            return place
        }
        return .serial(path: DeviceScan.name(of: port))
    }

    /// Ends the use of USB.
    func close() async {
        let used = bus.withLock { bus in
            defer { bus = nil }
            return bus
        }
        await used?.close()
    }

    /// The post of a plain device file that the settings name.
    func post(_ name: String, _ printer: Settings.PrinterSettings) -> DevicePost {
        let place = DevicePlace.file(path: printer.path)
        let trace = TraceTap()
        let device = Device(
            name: name, printer: EscPosEngine(), answersStatus: false,
            places: DevicePlaces(place.description) { () async throws(WireError) in
                let file = DeviceFile(path: printer.path)
                try file.requirePresence()
                return TracedChannel(file, sink: trace.tell)
            })
        return DevicePost(
            name: name, profile: nil, device: device, use: .slips(EscPosRenderer(width: printer.width), nil),
            trace: trace)
    }

    /// Tells a device's password for its port in the network; empty where it was given none.
    typealias Password = @Sendable () async throws(WireError) -> String

    /// The post of a device that a person added; `password` is asked for whenever its port in the network is opened.
    ///
    /// - Throws: ``DeviceDeskError`` where its profile is not there or cannot be worked, or its place cannot be read.
    func post(
        _ stored: StoredDevice, password: @escaping Password
    ) throws(DeviceDeskError) -> DevicePost {
        guard let profile = profiles.profiles[stored.profile] else { throw missing(stored.profile) }
        guard let place = DevicePlace(stored.place) else {
            throw DeviceDeskError("device.place", "\(stored.name) has the place \(stored.place), which is none")
        }
        let applied = stored.firmware.map(profile.applying) ?? profile
        let (driver, transport): (DeviceDriver, DeviceTransport)
        do throws(DriverFault) {
            driver = try DeviceDriver(applied)
            transport = try DeviceTransport(applied)
        } catch {
            throw DeviceDeskError(error.code.rawValue, error.sentence)
        }
        let trace = TraceTap()
        if let speed = stored.speed, transport.serial(at: speed) == nil {
            throw DeviceDeskError(
                "device.speed",
                "the speed is \(speed); \(stored.profile) has \(transport.serial.map { "\($0.speed)" }.joined(separator: ", "))"
            )
        }
        let places = self.places(place, speed: stored.speed, transport, password, trace)
        let (device, use) = try Self.work(stored, applied, driver, places, answers: place.answers)
        return DevicePost(
            name: stored.name, profile: stored.profile, device: device, use: use,
            takesPassword: transport.takesPassword(at: place), trace: trace)
    }

    /// That a profile is not there, or is there with a fault.
    private func missing(_ id: String) -> DeviceDeskError {
        let fault = profiles.faults.first { $0.file == "\(id).yaml" }
        return DeviceDeskError(
            "device.profile",
            fault.map { "the profile \(id) cannot be used: \($0)" }
                ?? "there is no profile \(id); see: risiti profiles list, or write it into one of \(directories)")
    }

    /// The device, and what it is used for.
    private static func work(
        _ stored: StoredDevice, _ profile: Profile, _ driver: DeviceDriver, _ places: DevicePlaces, answers: Bool
    ) throws(DeviceDeskError) -> (Device, DevicePost.Use) {
        switch driver {
        case .receiptPrinter(let printer):
            (
                Device(
                    name: stored.name,
                    printer: EscPosEngine(
                        times: printer.times, reportsByItself: answers && printer.hasAutomaticStatus,
                        keepsCode: answers && printer.keepsCode),
                    answersStatus: answers && printer.hasRealtimeStatus, places: places),
                .slips(EscPosRenderer(printer), printer)
            )
        case .controlUnit(let unit):
            (Device(name: stored.name, unit: unit, places: places, serial: stored.serial), .signing(unit))
        case .fiscalPrinter(let dialect):
            (
                Device(name: stored.name, fiscalPrinter: dialect, places: places, serial: stored.serial) {
                    DeviceIdentity($0, of: profile)
                }, Self.text(dialect, profile)
            )
        case .slipPrinter(let driver):
            (
                Device(name: stored.name, slipPrinter: driver, places: places, serial: stored.serial) {
                    DeviceIdentity($0, of: profile)
                }, Self.text(columns: driver.columns)
            )
        case .signer(let signer):
            try Self.service(stored, signer, places)
        }
    }

    /// How a fiscal printer prints slips: not at all where its paper is narrower than a slip.
    private static func text(_ dialect: ISLDialect, _ profile: Profile) -> DevicePost.Use {
        guard dialect.calls[.openNonfiscal] != nil, dialect.calls[.nonfiscalText] != nil else { return .none }
        return text(columns: profile.value["text", "widths", "text"]?.whole ?? 0)
    }

    /// The widest slip that lines of so many letters hold; none where they hold none.
    private static func text(columns: Int) -> DevicePost.Use {
        guard let width = PaperWidth.allCases.last(where: { $0.rawValue <= columns }) else { return .none }
        // A fiscal printer is sent ASCII: a dash becomes a hyphen here, and no question mark there.
        return .text(TextRenderer(width: width, codePage: nil, qr: .written))
    }

    /// A signer's service: `tcp:HOST:PORT` is where it listens.
    private static func service(
        _ stored: StoredDevice, _ signer: SignerDriver, _ places: DevicePlaces
    ) throws(DeviceDeskError) -> (Device, DevicePost.Use) {
        guard case .tcp(let host, let port)? = DevicePlace(stored.place) else {
            throw DeviceDeskError("device.place", "\(stored.profile) is a service: its place is tcp:HOST:PORT")
        }
        let name = host.contains(":") ? "[\(host)]" : host
        return (
            Device(name: stored.name, serviceAt: places),
            .httpSigning(signer, base: "http://\(name):\(port)", host: host)
        )
    }

    /// The place that is kept, and ports where the device may have been plugged in since.
    private func places(
        _ place: DevicePlace, speed: Int?, _ transport: DeviceTransport, _ password: @escaping Password,
        _ trace: TraceTap
    ) -> DevicePlaces {
        DevicePlaces(
            candidates: { [place.description] },
            open: { [self] text throws(WireError) in
                let wanted = DevicePlace(text) ?? place
                var bus: USBBus?
                if case .usb = wanted { bus = try usb() }
                let word = transport.takesPassword(at: wanted) ? try await password() : ""
                let channel = try await transport.open(
                    wanted, speed: speed, password: word, bus: bus, by: .now + Self.openLimit)
                // The greeting has gone by now: no trace has the password.
                return TracedChannel(channel, sink: trace.tell)
            })
    }
}
