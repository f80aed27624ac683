import Devices
import FirmwareProfiles
import Foundation
import ProgramSupport
import Simulators
import Synchronization
import Testing
import Wire

@Suite(.serialized) struct DeviceScanTests {
    private static let ftdi = USBIdentity(
        vendor: 0x0403, product: 0x6001, serial: "A10KXYZ", socket: "1-1", maker: "FTDI", name: "FT232R USB UART")
    private static let datecs = USBIdentity(
        vendor: 0xFFF0, product: 0x0100, serial: nil, socket: "1-2", maker: "Datecs", name: "Datecs Serial")

    private static func port(_ path: String, _ usb: USBIdentity? = ftdi, driver: String? = "ftdi_sio")
        -> SerialPortEntry
    {
        SerialPortEntry(path: path, serialName: nil, socketName: nil, driver: driver, usb: usb)
    }

    /// Scans one port; `steps` are what the progress told.
    private static func scan(
        _ ports: [SerialPortEntry], _ change: (inout DeviceScan.Options) -> Void = { _ in }
    ) async -> (findings: [ScanFinding], steps: [ScanStep]) {
        var options = DeviceScan.Options()
        change(&options)
        let steps = Mutex<[ScanStep]>([])
        let scan = DeviceScan(profiles: Shipped.profiles.values, ports: ports, usb: [], options: options)
        let findings = await scan.run { step in steps.withLock { $0.append(step) } }
        return (findings, steps.withLock { $0 })
    }

    // MARK: - Devices that answer

    @Test func `a control unit behind a bridge is certain once it is asked for`() async throws {
        let unit = Mutex(TremolUnit())
        let device = try PtyDevice { bytes in unit.withLock { $0.receive(bytes).bytes } }
        defer { device.unplug() }
        let (findings, steps) = await Self.scan([Self.port(device.path)]) {
            $0.probing = .ports([device.path])
            $0.attemptLimit = .seconds(60)
            $0.fiscaliser = "kra-unit"
        }
        let finding = try #require(findings.first)
        #expect(finding.confidence == .certain && finding.profile == "tremol.g03", "\(finding)")
        #expect(finding.serial == TremolUnit.serial && finding.speed == 115_200)
        #expect(
            finding.next
                == "risiti devices add serial:\(device.path) --profile tremol.g03 --speed 115200 --name kra-unit")
        // The ping, the engine's own, and the question for the number; nothing else, and no other speed.
        #expect(steps.map(\.speed) == [115_200] && steps.first?.profiles == ["tremol.zfp", "tremol.g03"])
        #expect(device.heard.prefix(2) == [0x09, 0x09] && device.heard.count == 2 + 7 && device.heard[5] == 0x60)
        #expect(unit.withLock { $0.signed.isEmpty && $0.commands == 1 })
    }

    @Test func `a ZFP printer is told from a control unit by its number`() async throws {
        let printer = Mutex(TremolPrinter())
        let device = try PtyDevice { bytes in printer.withLock { $0.receive(bytes).bytes } }
        defer { device.unplug() }
        let (findings, _) = await Self.scan([Self.port(device.path)]) {
            $0.probing = .ports([device.path])
            $0.attemptLimit = .seconds(60)
        }
        let finding = try #require(findings.first)
        #expect(finding.confidence == .certain && finding.profile == "tremol.zfp", "\(finding)")
        #expect(finding.serial == TremolPrinter.serial && finding.alternatives.isEmpty)
        #expect(finding.next?.contains("--profile tremol.zfp --speed 115200") == true)
        #expect(printer.withLock { !$0.isOpen && $0.commands == 1 })
    }

    @Test(arguments: [
        ("DT123456", "datecs.isl"), ("DY654321", "daisy.isl"), ("IN000001", "incotex.isl"), ("ED000002", "eltrade.isl"),
    ])
    func `one question tells the families of one protocol apart`(_ serial: String, _ profile: String) async throws {
        let device = try PtyDevice { bytes in
            guard bytes.first == 0x01, bytes.count > 3 else { return [] }
            return PlainFrame.classic(
                bytes[2], 0x5A, Array("FP-700,2.11BG 01Jan20 1200,ABCD,00000000,\(serial),12345678".utf8),
                status: [UInt8](hex: "80 80 80 80 86 9A"))
        }
        defer { device.unplug() }
        let (findings, _) = await Self.scan([Self.port(device.path)]) {
            $0.probing = .all
            // So that the pings before it are short.
            $0.attemptLimit = .milliseconds(700)
        }
        let finding = try #require(findings.first)
        #expect(finding.confidence == .certain && finding.profile == profile && finding.serial == serial, "\(finding)")
        if profile == "datecs.isl" { #expect(finding.firmware == "2.11BG") }
        #expect(finding.alternatives == (profile == "datecs.isl" ? ["datecs.dp-25", "datecs.fp-700"] : []))
    }

    @Test func `a device known by its own USB ids is asked without being named, and X frames are tried too`()
        async throws
    {
        let device = try PtyDevice { bytes in
            // Four digits of length: an X frame; anything else is refused (§2.2).
            guard bytes.first == 0x01, bytes.count > 6, (0x30...0x3F).contains(bytes[1]) else { return [0x15] }
            return PlainFrame.extended(
                bytes[5], 0x5A, Array("0\tFP-700X\t1.00BG 23NOV18 1000\tFFFF\t0\tDT000600\t02000600\t".utf8),
                status: [UInt8](hex: "80 80 80 80 86 9A 80 80"))
        }
        defer { device.unplug() }
        let (findings, _) = await Self.scan([Self.port(device.path, Self.datecs, driver: "cdc_acm")])
        let finding = try #require(findings.first)
        #expect(finding.confidence == .certain && finding.profile == "datecs.x", "\(finding)")
        #expect(finding.serial == "DT000600" && finding.firmware == "1.00BG" && finding.speed == 115_200)
    }

    // MARK: - Devices that must not be upset

    @Test(arguments: [DeviceScan.Probing.none, .named, .ports(["/dev/ttyUSB9"])])
    func `a scale hears nothing unless it is asked for`(_ probing: DeviceScan.Probing) async throws {
        let scale = try PtyDevice { _ in Array("0.000 kg\r\n".utf8) }
        defer { scale.unplug() }
        for usb in [Self.ftdi, nil] {
            let (findings, steps) = await Self.scan([Self.port(scale.path, usb)]) { $0.probing = probing }
            #expect(findings.map(\.confidence) == [.possible] && steps.isEmpty)
            #expect(findings.first?.next == "risiti devices scan --probe \(scale.path)")
        }
        // The card terminal has the ids of the fiscal printer, and another name (§1.7).
        let pinpad = USBIdentity(
            vendor: 0xFFF0, product: 0x0100, serial: nil, socket: "1-3", maker: "Datecs", name: "PinPad")
        let (findings, _) = await Self.scan([Self.port(scale.path, pinpad, driver: "cdc_acm")]) { $0.probing = probing }
        #expect(findings.map(\.confidence) == [.possible])
        #expect(scale.heard.isEmpty)
    }

    @Test func `a port that is left alone is left alone, whatever is asked for`() async throws {
        let scale = try PtyDevice { _ in [] }
        defer { scale.unplug() }
        let port = Self.port(scale.path, Self.datecs)
        let (excluded, _) = await Self.scan([port]) {
            $0.probing = .all
            $0.excluded = [scale.path]
        }
        #expect(excluded.map(\.confidence) == [.excluded])
        let (own, _) = await Self.scan([port]) {
            $0.probing = .all
            $0.own = [.serial(path: scale.path): "till-printer"]
        }
        #expect(own.map(\.confidence) == [.inUse] && own.first?.sentence.contains("till-printer") == true)
        #expect(scale.heard.isEmpty)
    }

    @Test func `a scale that is asked for hears the profiles' probes and nothing else`() async throws {
        let scale = try PtyDevice { _ in Array("0.000 kg\r\n".utf8) }
        defer { scale.unplug() }
        let (findings, steps) = await Self.scan([Self.port(scale.path)]) {
            $0.probing = .all
            $0.attemptLimit = .milliseconds(60)
        }
        #expect(findings.map(\.confidence) == [.silent])
        let sentence = findings.first?.sentence ?? ""
        #expect(sentence.contains("answered none of 11") && !sentence.contains("was not asked"), "\(sentence)")
        #expect(findings.first?.next == "risiti devices add serial:\(scale.path) --profile generic.escpos-80")
        #expect(steps.map(\.index) == Array(1...steps.count) && steps.allSatisfy { $0.count == steps.count })
        #expect(steps.map(\.speed).prefix(5) == [115_200, 38_400, 9_600, 19_200, 57_600])
        // One ping a speed, and one frame of "5Ah 1" a speed: 11 bytes classic, 17 with a TAB in X frames.
        let pings = scale.heard.prefix { $0 == 0x09 }
        let rest = scale.heard.dropFirst(pings.count)
        #expect(pings.count == 5 && rest.count == 5 * 11 + 17, "\(scale.heard)")
        #expect(rest.filter { $0 == 0x5A }.count >= 5)
    }

    @Test(arguments: [0x40, 0x41, 0x47, 0x60, 0x15, 0x16] as [UInt8])
    func `one byte of noise is not taken for a device`(_ byte: UInt8) async throws {
        // At a wrong speed one byte becomes another, which may look like a state; no number follows it.
        let noise = try PtyDevice { _ in [byte] }
        defer { noise.unplug() }
        let (findings, _) = await Self.scan([Self.port(noise.path)]) {
            $0.probing = .all
            $0.attemptLimit = .milliseconds(150)
        }
        #expect(findings.map(\.confidence) == [.silent])
    }

    @Test func `a port that another program has locked is not written to`() async throws {
        let device = try PtyDevice { _ in [] }
        defer { device.unplug() }
        let holder = ["--exclusive", device.path, "sh", "-c", "echo held; cat"]
        let (findings, steps) = try await Program("/usr/bin/flock").whileRunning(holder, until: { $0 == "held" }) {
            #expect($0 != nil)
            return await Self.scan([Self.port(device.path)]) { $0.probing = .all }
        }
        #expect(findings.map(\.confidence) == [.inUse] && steps.count == 1)
        #expect(device.heard.isEmpty)
    }

    @Test func `a port that may not be opened says what to do`() async throws {
        let scan = DeviceScan(
            profiles: Shipped.profiles.values, ports: [Self.port("/dev/ttyUSB0", Self.datecs)], usb: [Self.epson],
            options: .init()
        ) { _ in false }
        let findings = await scan.run()
        #expect(findings.map(\.confidence) == [.forbidden, .forbidden])
        #expect(findings.allSatisfy { $0.next == WireError.permission })
    }

    @Test func `a loop is told from a device, and asked once`() async throws {
        let loop = try PtyDevice { $0 }
        defer { loop.unplug() }
        let (findings, steps) = await Self.scan([Self.port(loop.path)]) { $0.probing = .all }
        #expect(findings.map(\.confidence) == [.silent] && steps.count == 1)
        #expect(findings.first?.sentence.contains("came back") == true)
    }

    @Test func `a scan that is given up ends at once and keeps what it has`() async throws {
        let silent = try PtyDevice { _ in [] }
        defer { silent.unplug() }
        var options = DeviceScan.Options()
        options.probing = .all
        options.attemptLimit = .seconds(3_600)
        let profile = try #require(
            Shipped.changed("datecs.isl") {
                $0.replacing("first_answer_ms: 800", with: "first_answer_ms: 60000")
            })
        let scan = DeviceScan(profiles: [profile], ports: [Self.port(silent.path)], usb: [], options: options)
        let (asked, continuation) = AsyncStream.makeStream(of: ScanStep.self)
        let task = Task { await scan.run { continuation.yield($0) } }
        for await step in asked {
            #expect(step.index == 1 && step.count == 5)
            break
        }
        task.cancel()
        let findings = await task.value
        #expect(findings.map(\.confidence) == [.possible])
    }

    // MARK: - USB

    private static let epson = usb(0x04B8, 0x0E15, serial: "7A21", socket: "2-1", name: "TM-T20II", address: 4)

    private static func usb(
        _ vendor: UInt16, _ product: UInt16, serial: String?, socket: String, name: String?, address: Int = 5,
        classCode: UInt8 = 7
    ) -> USBDevice {
        let interface = USBInterface(
            number: 0, alternate: 0, alternates: 1, classCode: classCode, subclassCode: 1, protocolCode: 2,
            output: USBEndpoint(address: 1, packetSize: 64), input: USBEndpoint(address: 0x82, packetSize: 64))
        return USBDevice(
            identity: USBIdentity(
                vendor: vendor, product: product, serial: serial, socket: socket, maker: nil, name: name),
            bus: 2, address: address, interfaces: [interface])
    }

    @Test func `USB printers are known by their ids, or by their class alone`() async {
        let clone = Self.usb(0x9999, 0x0001, serial: nil, socket: "2-2", name: "POS58")
        let mouse = Self.usb(0x046D, 0xC077, serial: nil, socket: "2-3", name: "Mouse", classCode: 3)
        let hidden = Self.usb(0xFFF0, 0x0100, serial: nil, socket: "2-4", name: "Datecs Serial", classCode: 2)
        let star = Self.usb(0x0519, 0x0001, serial: "00000000", socket: "2-5", name: "TSP143")
        var options = DeviceScan.Options()
        options.own = [.usb(.init(star.identity)): "kitchen"]
        let scan = DeviceScan(
            profiles: Shipped.profiles.values, ports: [], usb: [clone, mouse, hidden, star, Self.epson],
            options: options
        ) { _ in true }
        let findings = await scan.run()
        #expect(
            findings.map { "\($0.place) \($0.confidence.rawValue) \($0.profile ?? "-")" } == [
                "usb:04b8:0e15:7A21 likely epson.tm-t20",
                "usb:9999:0001@2-2 possible generic.escpos-80",
                "usb:fff0:0100@2-4 possible datecs.isl",
                "usb:0519:0001@2-5 in_use star.escpos",
            ])
        #expect(findings.first?.next == "risiti devices add usb:04b8:0e15:7A21 --profile epson.tm-t20")
        #expect(findings[2].next?.contains("brltty") == true)
    }

    @Test func `a bridge that is a port is listed once`() async {
        let bridge = Self.usb(
            0x0403, 0x6001, serial: "A10KXYZ", socket: "1-1", name: "FT232R USB UART", classCode: 0xFF)
        let scan = DeviceScan(
            profiles: Shipped.profiles.values, ports: [Self.port("/dev/ttyUSB0")], usb: [bridge], options: .init()
        ) { _ in true }
        #expect(await scan.run().map(\.place.description) == ["serial:/dev/ttyUSB0"])
    }

    @Test func `the name that lasts longest is taken, but not one that clones share`() async {
        func place(_ serial: String?) async -> [String] {
            let usb = USBIdentity(
                vendor: 0x0403, product: 0x6001, serial: serial, socket: "1-1", maker: nil, name: nil)
            let port = SerialPortEntry(
                path: "/dev/ttyUSB0", serialName: "/dev/serial/by-id/a", socketName: "/dev/serial/by-path/b",
                driver: "ftdi_sio", usb: usb)
            return await Self.scan([port]).findings.map(\.place.description)
        }
        #expect(await place("A10KXYZ") == ["serial:/dev/serial/by-id/a"])
        #expect(await place("00000000") == ["serial:/dev/serial/by-path/b"])
    }
}
