import CMockBus
import Devices
import FirmwareProfiles
import ShippedProfiles
import Simulators
import Synchronization
import Testing
import Wire

/// A strict receipt printer, a TM-T20, behind the plug of a mocked one: what comes in is printed, what it answers goes
/// out, and what it has no room for waits on the bus.
final class MockReceiptPrinter: Sendable {
    /// The profile that it answers to.
    static let profile = "epson.tm-t20"

    private static let played = Mutex<[Int32: Played]>([:])
    private static let profiles = ProfileLibrary(ShippedProfiles.files).profiles

    /// Its plug.
    let usb: MockPrinter
    let serial: String
    private let state: Mutex<(printer: ReceiptPrinter, papers: [SimulatedPaper])>
    private let address = Mutex<Int32>(0)

    /// Plugs it in; each has its own hundred of addresses.
    init(
        socket: String = "1-1", serial: String = "7A21", driver: String = "usblp", address: Int32 = 2,
        faults: DeviceFaultPlan = DeviceFaultPlan()
    ) throws {
        self.serial = serial
        usb = try MockPrinter(product: 0x0E15, socket: socket, address: address, serial: serial, driver: driver)
        state = Mutex((ReceiptPrinter(.epsonT20, faults: faults), []))
        self.address.withLock { $0 = address }
        Self.played.withLock { $0[usb.number] = Played(printer: self) }
        mockbus_play(usb.number) { number, bytes, count in
            MockReceiptPrinter.take(number, Array(UnsafeBufferPointer(start: bytes, count: count))) ? 1 : 0
        }
    }

    // MARK: What happens to it

    /// Pulls it out.
    func unplug() {
        usb.unplug()
        state.withLock { $0.printer.unplug() }
    }

    /// Plugs it in again, under another address and so another node.
    func plug(socket: String, driver: String = "usblp") throws {
        let next = address.withLock { address in
            address = address % 100 == 99 ? address - 97 : address + 1
            return address
        }
        try usb.plug(socket: socket, address: next, serial: serial, driver: driver)
    }

    /// Pulls it out when the next packet would go after so many, in or out: the three questions for a status and their
    /// answers are six, and a slip follows them.
    func pull(afterPackets count: Int) {
        mockbus_pull_after(usb.number, Int32(count))
    }

    /// Whether it is plugged in.
    var isPluggedIn: Bool { mockbus_is_plugged(usb.number) != 0 }

    /// A person brings paper; it goes on with what it holds.
    func mend() {
        change {
            $0.mend()
            return $0.idle()
        }
    }

    /// A person tears off what hangs out of it.
    func tearOff() {
        change {
            $0.tearOff()
            return SimulatedReply()
        }
    }

    // MARK: What is to be seen

    /// The finished papers, the oldest first.
    var papers: [SimulatedPaper] { state.withLock { $0.papers } }
    /// The lines on all of them.
    var lines: [String] { papers.flatMap(\.lines).filter { !$0.isEmpty } }
    /// What no host may send.
    var violations: [String] { state.withLock { $0.printer.violations } }
    /// Whether it has no paper.
    var isOutOfPaper: Bool { state.withLock { $0.printer.feed.isOut } }
    /// The bytes that it has room for.
    var room: Int { state.withLock { $0.printer.room } }

    // MARK: Whoever uses it

    /// The place that a settings file names.
    var place: DevicePlace { .usb(.init(vendor: 0x04B8, product: 0x0E15, mark: .serial(serial))) }

    /// A device at a place, put together as the agent does it.
    static func device(
        _ place: DevicePlace, on bus: USBBus, times: EscPosEngine.Times? = nil, answersStatus: Bool? = nil
    ) throws -> Device {
        let profile = try #require(profiles[profile])
        let transport = try DeviceTransport(profile)
        let driver = try ReceiptPrinterDriver(profile)
        return Device(
            name: "counter", printer: EscPosEngine(times: times ?? driver.times),
            answersStatus: answersStatus ?? driver.hasRealtimeStatus,
            places: DevicePlaces(
                candidates: { [place.description] },
                open: { text throws(WireError) in
                    try await transport.open(DevicePlace(text) ?? place, bus: bus, by: .soon)
                }))
    }

    /// A slip whose lines all tell its number; long ones have many lines.
    static func slip(_ number: Int, lines count: Int = 4, mark: String = "SLIP") -> [UInt8] {
        var bytes: [UInt8] = [0x1B, 0x40, 0x1B, 0x74, 0x13]
        for line in lines(number, count, mark: mark) { bytes += Array(line.utf8) + [0x0A] }
        return bytes + [0x1B, 0x64, 0x04, 0x1D, 0x56, 0x42, 0x00]
    }

    /// What such a slip says.
    static func lines(_ number: Int, _ count: Int = 4, mark: String = "SLIP") -> [String] {
        ["\(mark) \(number)"] + (1...count).map { "\(mark) \(number) line \($0)  120.00" } + ["\(mark) \(number) END"]
    }

    /// How often a slip stands on its papers, each line in its turn.
    func count(_ number: Int, lines: Int = 4, mark: String = "SLIP") -> Int {
        let wanted = Self.lines(number, lines, mark: mark)
        let all = self.lines
        return all.indices.count { all[$0] == wanted[0] && all[$0...].prefix(wanted.count).elementsEqual(wanted) }
    }

    /// Whether anything of a slip is on paper.
    func hasAnything(of number: Int, mark: String = "SLIP") -> Bool {
        lines.contains { $0 == "\(mark) \(number)" || $0.hasPrefix("\(mark) \(number) ") }
    }

    // MARK: The bus

    private static func take(_ number: Int32, _ packet: [UInt8]) -> Bool {
        guard let printer = played.withLock({ $0[number]?.printer }) else { return true }
        return printer.state.withLock { $0.printer.room >= packet.count }
            && printer.change { $0.receive(packet) }
    }

    /// Does something with the printer, and gives the bus what it answers.
    @discardableResult
    private func change(_ body: (inout ReceiptPrinter) -> SimulatedReply) -> Bool {
        let (reply, isOut) = state.withLock { state in
            let reply = body(&state.printer)
            state.papers += state.printer.takePaper()
            return (reply, state.printer.feed.isOut)
        }
        // Bit 5 paper is out, bit 4 selected, bit 3 no error.
        mockbus_port_status(usb.number, isOut ? 0x30 : 0x18)
        usb.answer(reply.bytes)
        return true
    }

    /// A printer that is not kept by being played.
    private struct Played {
        weak var printer: MockReceiptPrinter?
    }
}
