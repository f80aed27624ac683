import CMockBus
import ChanceSupport
import Devices
import Simulators
import Testing
import Wire

/// A shop's receipt printer on USB, from the slip to the paper: the device, real libusb code, and a strict printer on a
/// bus in memory; see ``MockedBusTests`` for how it comes to run.
@Suite(.serialized, .enabled(if: MockPrinter.canBe), .closesBuses, .timeLimit(.minutes(5)))
struct USBReceiptPrinterTests {
    /// The proof of a slip's printing: its number in four digits.
    private func proof(_ number: Int) -> EscPosEngine.Proof { .processID(Array(String(1_000 + number).utf8)) }

    private func print(_ number: Int, on device: Device, lines: Int = 4, mark: String = "SLIP") async -> SlipEnd {
        await device.printSlip(MockReceiptPrinter.slip(number, lines: lines, mark: mark), proof: proof(number))
    }

    // MARK: A slip

    @Test func `a slip comes out byte for byte, and the printer proves it`() async throws {
        let printer = try MockReceiptPrinter()
        let device = try MockReceiptPrinter.device(printer.place, on: try OpenBuses.make())
        #expect(await print(1, on: device) == .printed)
        let status: [UInt8] = [0x10, 0x04, 0x01, 0x10, 0x04, 0x02, 0x10, 0x04, 0x04]
        let question: [UInt8] = [0x1D, 0x28, 0x48, 0x06, 0x00, 0x30, 0x30, 0x31, 0x30, 0x30, 0x31]  // "1001"
        #expect(printer.usb.received == status + MockReceiptPrinter.slip(1) + question)
        #expect(printer.papers.count == 1 && printer.lines == MockReceiptPrinter.lines(1))
        #expect(await device.standing.state == .ready)
        #expect(printer.violations.isEmpty)
        await device.release()
    }

    @Test func `the kernel's driver gives way while the device is used, and gets it back`() async throws {
        let printer = try MockReceiptPrinter(driver: "usblp")
        let device = try MockReceiptPrinter.device(printer.place, on: try OpenBuses.make())
        for turn in 1...2 as ClosedRange<Int32> {
            #expect(await print(Int(turn), on: device) == .printed)
            #expect(printer.usb.count(MOCKBUS_DETACHED) == turn && printer.usb.count(MOCKBUS_ATTACHED) == turn - 1)
            await device.release()
            #expect(printer.usb.count(MOCKBUS_RELEASED) == turn && printer.usb.count(MOCKBUS_ATTACHED) == turn)
        }
    }

    @Test func `another program's printer is in use, and nothing is sent to it`() async throws {
        let printer = try MockReceiptPrinter(driver: "usbfs")
        let device = try MockReceiptPrinter.device(printer.place, on: try OpenBuses.make())
        guard case .notBegun(let standing) = await print(1, on: device) else {
            Issue.record("a slip went to a printer that another program has")
            return
        }
        #expect(standing.state == .inUse && printer.usb.received.isEmpty)
    }

    @Test func `the printer class tells of the paper`() async throws {
        let printer = try MockReceiptPrinter(faults: Self.paperOut(at: 2))
        let bus = try OpenBuses.make()
        let found = try #require(try await bus.list().first)
        let port = try await bus.open(found, try #require(found.printer))
        #expect(try await port.deviceID(by: .soon).hasPrefix("MFG:"))
        #expect(!(try await port.printerStatus(by: .soon)).isPaperOut)
        try await port.write(MockReceiptPrinter.slip(1), by: .soon)
        #expect(try await port.printerStatus(by: .soon).isPaperOut)
        printer.mend()
        #expect(!(try await port.printerStatus(by: .soon)).isPaperOut)
        #expect(printer.count(1) == 1)
        await port.close()
    }

    // MARK: Unplugged

    /// The three questions of a status and their answers are six packets; three of the slip follow, and the proof's answer.
    @Test(arguments: 0...9)
    func `a plug pulled at any packet of a slip: what is said of it is true, and the next one prints`(
        _ packets: Int
    ) async throws {
        let printer = try MockReceiptPrinter()
        let device = try MockReceiptPrinter.device(printer.place, on: try OpenBuses.make())
        printer.pull(afterPackets: packets)
        let end = await print(1, on: device)
        #expect(!printer.isPluggedIn)
        let absent = await device.look()
        #expect(absent.state == .absent)
        printer.unplug()
        try printer.plug(socket: "1-2")
        printer.tearOff()
        switch end {
        case .printed: Issue.record("nobody proved it")
        case .notBegun: #expect(packets < 6 && !printer.hasAnything(of: 1), "\(printer.lines)")
        case .doubtful: #expect(packets >= 6)
        }
        #expect(printer.hasAnything(of: 1) == (packets > 6))
        #expect(printer.count(1) == (packets > 7 ? 1 : 0))
        #expect(await print(2, on: device) == .printed)
        #expect(printer.count(2) == 1 && printer.violations.isEmpty)
        await device.release()
    }

    /// One that tells no status is asked nothing before its slip.
    @Test(arguments: [true, false])
    func `a printer that left between two slips and came back elsewhere is the same one`(
        _ answersStatus: Bool
    ) async throws {
        let printer = try MockReceiptPrinter()
        let device = try MockReceiptPrinter.device(
            printer.place, on: try OpenBuses.make(), answersStatus: answersStatus)
        #expect(await print(1, on: device) == .printed)
        printer.unplug()
        guard case .notBegun(let standing) = await print(2, on: device) else {
            Issue.record("a slip went to a printer that is not there")
            return
        }
        #expect(standing.state == .absent)
        try printer.plug(socket: "1-4")
        #expect(await print(2, on: device) == .printed)
        // Gone and back before anybody looked: nothing of the slip had left, and nobody need ask again.
        printer.unplug()
        try printer.plug(socket: "1-1")
        #expect(await print(3, on: device) == .printed)
        #expect((1...3).map { printer.count($0) } == [1, 1, 1])
        await device.release()
    }

    /// Not every host controller says how far a transfer had come when its device left.
    @Test(arguments: [7, 8])
    func `what left without being counted is never said not to have begun`(_ packets: Int) async throws {
        let printer = try MockReceiptPrinter()
        let device = try MockReceiptPrinter.device(printer.place, on: try OpenBuses.make())
        mockbus_lose_count(printer.usb.number)
        printer.pull(afterPackets: packets)
        let end = await print(1, on: device)
        printer.tearOff()
        #expect(printer.hasAnything(of: 1))
        guard case .doubtful = end else {
            Issue.record("\(end), and it is on paper")
            return
        }
    }

    // MARK: Troubles

    /// How a transfer fails while the printer stays.
    enum Failure: CaseIterable {
        /// The printer's way in stalls.
        case stall
        /// The packet came through, and what the printer said of it did not.
        case unheard
    }

    @Test(arguments: Failure.allCases, [30, 64])
    func `a transfer that fails in mid-slip leaves it in doubt, and the next one prints`(
        _ failure: Failure, _ taken: Int
    ) async throws {
        let printer = try MockReceiptPrinter()
        let device = try MockReceiptPrinter.device(printer.place, on: try OpenBuses.make())
        mockbus_fault(printer.usb.number, failure == .stall ? MOCKBUS_STALL : MOCKBUS_UNHEARD, taken)
        let end = await print(1, on: device)
        guard case .doubtful = end else {
            Issue.record("\(end), and \(taken) bytes left")
            return
        }
        printer.tearOff()
        #expect(printer.hasAnything(of: 1) && printer.count(1) == 0)
        #expect(await print(2, on: device) == .printed)
        #expect(printer.count(2) == 1)
        #expect(printer.usb.count(MOCKBUS_HALTS_CLEARED) == (failure == .stall ? 1 : 0))
        await device.release()
    }

    /// With a slip that the printer holds, and with one that its buffer does not.
    @Test(arguments: [6, 300])
    func `a slip that waits for paper is completed once, and the device says what it waits for`(
        _ lines: Int
    ) async throws {
        let printer = try MockReceiptPrinter(faults: Self.paperOut(at: 8))
        var times = EscPosEngine.Times()
        // A slip that is too long for the buffer is held off instead, and its time has not begun.
        if lines < 100 { times.proof = .seconds(1) }
        times.look = .milliseconds(200)
        times.looks = 100_000
        let device = try MockReceiptPrinter.device(printer.place, on: try OpenBuses.make(), times: times)
        async let end = print(1, on: device, lines: lines)
        while !printer.isOutOfPaper { await Task.yield() }
        if lines > 100 { while printer.room >= 64 { await Task.yield() } }
        while await device.look().state != .paperOut { await Task.yield() }
        #expect(printer.count(1, lines: lines) == 0)
        printer.mend()
        #expect(await end == .printed)
        #expect(printer.count(1, lines: lines) == 1 && printer.papers.count == 1)
        #expect(await print(2, on: device) == .printed)
        #expect(printer.count(2) == 1 && printer.violations.isEmpty)
        await device.release()
    }

    /// However long the printer holds the bytes off: it says why.
    @Test func `a slip that the printer has no room for waits for paper, and is not in doubt meanwhile`() async throws {
        let printer = try MockReceiptPrinter(faults: Self.paperOut(at: 8))
        let bus = try OpenBuses.make()
        let line = EngineLine(engine: EscPosEngine(), writeLimit: .milliseconds(200)) {
            () async throws(WireError) -> any ByteChannel in
            guard let device = try await bus.list().first, let interface = device.printer else {
                throw WireError(.absent, "no printer")
            }
            return try await bus.open(device, interface)
        }
        async let end = line.ask(.slip(MockReceiptPrinter.slip(1, lines: 300), .processID(Array("0001".utf8))))
        while printer.room >= 64 || !printer.isOutOfPaper { await Task.yield() }
        // Many times as long as it may refuse bytes without a reason.
        let given = printer.usb.count(MOCKBUS_DISCARDED)
        while printer.usb.count(MOCKBUS_DISCARDED) < given + 5 { await Task.yield() }
        printer.mend()
        #expect(await end == .answered(DeviceAnswer(data: Array("0001".utf8))))
        #expect(printer.count(1, lines: 300) == 1 && printer.papers.count == 1)
        await line.close()
    }

    private static func paperOut(at command: Int) -> DeviceFaultPlan {
        var plan = DeviceFaultPlan()
        plan.script = [command: .paperOut]
        plan.mendedAfter = 1_000_000
        return plan
    }

    // MARK: Two of a kind

    @Test func `two of one model are told apart by their serial numbers, wherever they are plugged in`() async throws {
        let printers = [
            try MockReceiptPrinter(socket: "1-1", serial: "7A21", address: 2),
            try MockReceiptPrinter(socket: "1-2", serial: "7A22", address: 102),
        ]
        let bus = try OpenBuses.make()
        let devices = try printers.map { try MockReceiptPrinter.device($0.place, on: bus) }
        for (index, device) in devices.enumerated() { #expect(await print(1 + index, on: device) == .printed) }
        for printer in printers { printer.unplug() }
        try printers[0].plug(socket: "1-2")
        try printers[1].plug(socket: "1-1")
        for (index, device) in devices.enumerated() {
            #expect(await print(3 + index, on: device) == .printed)
        }
        #expect((1...4).map { printers[0].count($0) } == [1, 0, 1, 0])
        #expect((1...4).map { printers[1].count($0) } == [0, 1, 0, 1])
        for device in devices { await device.release() }
    }

    @Test(arguments: ["", "00000000"])
    func `clones without a serial number of their own are told apart by their sockets`(_ serial: String) async throws {
        let printers = [
            try MockReceiptPrinter(socket: "1-1", serial: serial, address: 2),
            try MockReceiptPrinter(socket: "1-2", serial: serial, address: 102),
        ]
        let bus = try OpenBuses.make()
        let places = try await bus.list().map { DevicePlace.usb(.init($0.identity)) }
        let names = places.map(\.description).sorted()
        #expect(names == ["usb:04b8:0e15@1-1", "usb:04b8:0e15@1-2"])
        let devices = try names.map {
            try MockReceiptPrinter.device(try #require(DevicePlace($0)), on: bus)
        }
        for (index, device) in devices.enumerated() { #expect(await print(1 + index, on: device) == .printed) }
        // Both come back under other addresses, in the same sockets.
        for (index, printer) in printers.enumerated() {
            printer.unplug()
            try printer.plug(socket: "1-\(index + 1)")
        }
        for (index, device) in devices.enumerated() {
            #expect(await print(3 + index, on: device) == .printed)
        }
        #expect((1...4).map { printers[0].count($0) } == [1, 0, 1, 0])
        #expect((1...4).map { printers[1].count($0) } == [0, 1, 0, 1])
        for device in devices { await device.release() }
    }

    @Test func `a serial number that two have names neither`() async throws {
        let printers = [
            try MockReceiptPrinter(socket: "1-1", serial: "7A21", address: 2),
            try MockReceiptPrinter(socket: "1-2", serial: "7A21", address: 102),
        ]
        let device = try MockReceiptPrinter.device(printers[0].place, on: try OpenBuses.make())
        guard case .notBegun(let standing) = await print(1, on: device) else {
            Issue.record("one of two was taken")
            return
        }
        #expect(standing.detail == "usb:04b8:0e15:7A21 is 2 devices; name the one by its socket")
        #expect(printers.allSatisfy { $0.usb.received.isEmpty })
    }

    // MARK: A day

    /// What became of the slips of a day.
    private struct Tally {
        var printed = 0
        var copies = 0
        var notBegun = 0
        var doubtful = 0
        var unplugged = 0
        var lost = 0
    }

    @Test(arguments: [1, 2] as [UInt64])
    func `two hundred slips with plugs pulled at random: none is lost, none is printed twice as the original`(
        _ seed: UInt64
    ) async throws {
        var chance = SplitMix64(seed: seed)
        let printer = try MockReceiptPrinter()
        let device = try MockReceiptPrinter.device(printer.place, on: try OpenBuses.make())
        var tally = Tally()
        // The second day on a host controller that does not count.
        if seed == 2 { mockbus_lose_count(printer.usb.number) }
        for number in 1...200 {
            var mark = "SLIP"
            var attempts = 0
            while true {
                attempts += 1
                try #require(attempts < 100, "slip \(number) does not end")
                if Int.random(in: 0..<2, using: &chance) == 0 {
                    printer.pull(afterPackets: Int.random(in: 0..<12, using: &chance))
                }
                let end = await print(number, on: device, mark: mark)
                if !printer.isPluggedIn {
                    tally.unplugged += 1
                    printer.unplug()
                    try printer.plug(socket: "1-\(Int.random(in: 1...4, using: &chance))")
                }
                switch end {
                case .printed:
                    #expect(printer.count(number, mark: mark) >= 1, "\(mark) \(number) is said to be printed")
                    if mark == "SLIP" { tally.printed += 1 } else { tally.copies += 1 }
                case .notBegun:
                    tally.notBegun += 1
                    printer.tearOff()
                    #expect(mark == "COPY" || !printer.hasAnything(of: number), "\(number) is said not to have begun")
                    continue
                case .doubtful:
                    // A person tears off what hangs out, and asks for a copy.
                    tally.doubtful += 1
                    printer.tearOff()
                    mark = "COPY"
                    continue
                }
                break
            }
        }
        printer.tearOff()
        for number in 1...200 {
            #expect(printer.count(number) <= 1, "slip \(number)")
            if printer.count(number) + printer.count(number, mark: "COPY") == 0 { tally.lost += 1 }
        }
        #expect(tally.lost == 0 && tally.printed + tally.copies == 200)
        #expect(tally.unplugged > 50 && tally.doubtful > 10 && tally.notBegun > 10)
        #expect(printer.violations.isEmpty, "\(printer.violations.prefix(3))")
        Swift.print("mocked bus: seed \(seed), 200 slips: \(tally)")
        await device.release()
    }
}
