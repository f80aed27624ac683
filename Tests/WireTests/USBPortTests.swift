import CMockBus
import Testing
import Wire

/// The real libusb code on a bus in memory; see ``MockedBusTests`` for how it comes to run.
@Suite(.serialized, .enabled(if: MockPrinter.canBe), .closesBuses) struct USBPortTests {
    private func open(
        _ bus: USBBus, endsWithEmptyPacket: Bool = false
    ) async throws -> USBPort {
        let device = try #require(try await bus.list().first)
        return try await bus.open(device, try #require(device.printer), endsWithEmptyPacket: endsWithEmptyPacket)
    }

    // MARK: What is there

    @Test(arguments: [true, false])
    func `a printer is found with its descriptors and texts`(_ textsInSysfs: Bool) async throws {
        let printer = try MockPrinter(textsInSysfs: textsInSysfs)
        let devices = try await USBPort.list()
        let device = try #require(devices.first)
        #expect(devices.count == 1)
        #expect(device.identity.description == "usb 04b8:0202 serial SN1")
        #expect(device.identity.maker == "MockCo" && device.identity.name == "MockPrinter")
        #expect(device.identity.socket == "1-1" && device.bus == 1 && device.address == 2)
        // The setting with answers wins.
        #expect(device.interfaces.map(\.protocolCode) == [1, 2])
        #expect(device.printer?.alternate == 1)
        #expect(device.printer?.output == USBEndpoint(address: 0x01, packetSize: 64))
        #expect(device.printer?.input == USBEndpoint(address: 0x82, packetSize: 64))
        // A device is left in peace where the kernel knows its texts.
        #expect((printer.count(MOCKBUS_STRINGS) == 0) == textsInSysfs)
    }

    @Test func `an empty bus has no devices`() async throws {
        try MockPrinter().unplug()
        #expect(try await USBPort.list() == [])
    }

    @Test func `the kernel's driver lets go, and gets its printer back`() async throws {
        let printer = try MockPrinter(driver: "usblp")
        let bus = try OpenBuses.make()
        let port = try await open(bus)
        #expect(printer.count(MOCKBUS_DETACHED) == 1 && printer.count(MOCKBUS_CLAIMED) == 1)
        #expect(printer.count(MOCKBUS_ATTACHED) == 0)
        await port.close()
        #expect(printer.count(MOCKBUS_RELEASED) == 1 && printer.count(MOCKBUS_ATTACHED) == 1)
        await port.close()
        #expect(printer.count(MOCKBUS_RELEASED) == 1)
        let error = try await failure { () throws(WireError) in try await port.write([1], by: .soon) }
        #expect(error.code == .gone)
    }

    @Test func `a port that nobody closed is given back with its owner`() async throws {
        let printer = try MockPrinter()
        let bus = try OpenBuses.make()
        _ = try await open(bus)
        await printer.until(MOCKBUS_RELEASED, is: 1)
        await printer.until(MOCKBUS_ATTACHED, is: 1)
    }

    @Test func `another program's printer is in use, and stays with it`() async throws {
        let printer = try MockPrinter(driver: "usbfs")
        let bus = try OpenBuses.make()
        let error = try await failure { () async throws(WireError) in
            let device = try await bus.list()[0]
            _ = try await bus.open(device, device.interfaces[1])
        }
        #expect(error.code == .inUse)
        #expect(error.sentence == "usb 04b8:0202 serial SN1 is in use by another program")
        #expect(printer.count(MOCKBUS_CLAIMED) == 0 && printer.count(MOCKBUS_DETACHED) == 0)
    }

    @Test func `what was listed and left is absent`() async throws {
        let printer = try MockPrinter()
        let bus = try OpenBuses.make()
        let device = try #require(try await bus.list().first)
        printer.unplug()
        let error = try await failure { () async throws(WireError) in
            _ = try await bus.open(device, device.interfaces[1])
        }
        #expect(error.code == .absent || error.code == .gone)
        #expect(error.sentence.contains("usb 04b8:0202 serial SN1"))
    }

    // MARK: Printer class

    @Test func `the printer class answers`() async throws {
        let printer = try MockPrinter()
        let port = try await open(try OpenBuses.make())
        // By its own length, without what comes behind.
        #expect(try await port.deviceID(by: .soon) == "MFG:Mock;MDL:TM-T;CMD:ESC")
        let status = try await port.printerStatus(by: .soon)
        #expect(status.byte == 0x18 && !status.isPaperOut && status.isSelected && !status.hasError)
        try await port.softReset(by: .soon)
        #expect(printer.count(MOCKBUS_RESETS_1_1) == 1 && printer.count(MOCKBUS_RESETS_OLD) == 0)
        mockbus_refuse_reset(printer.number)
        try await port.softReset(by: .soon)
        #expect(printer.count(MOCKBUS_RESETS_1_1) == 2 && printer.count(MOCKBUS_RESETS_OLD) == 1)
        await port.close()
    }

    // MARK: Bytes

    @Test(arguments: [1, 63, 64, 65, 16_384, 16_385, 100_000])
    func `bytes arrive as they were sent`(_ count: Int) async throws {
        let printer = try MockPrinter()
        let port = try await open(try OpenBuses.make())
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 13 &+ $0 >> 8) }
        try await port.write(bytes, by: .soon)
        #expect(printer.received == bytes)
        #expect(printer.count(MOCKBUS_EMPTY_PACKETS) == 0)
        await port.close()
    }

    @Test func `an empty packet follows where it is asked for, once a write`() async throws {
        let printer = try MockPrinter()
        let port = try await open(try OpenBuses.make(), endsWithEmptyPacket: true)
        try await port.write([UInt8](repeating: 1, count: 32_768), by: .soon)
        #expect(printer.count(MOCKBUS_EMPTY_PACKETS) == 1 && printer.count(MOCKBUS_OUTPUTS) == 2)
        await port.close()
    }

    @Test func `answers are read as they come, and what is over is kept`() async throws {
        let printer = try MockPrinter()
        let port = try await open(try OpenBuses.make())
        printer.answer([0x16])
        #expect(try await port.read(upTo: 100, by: .soon) == [0x16])
        printer.answer(Array(1...100))
        var read: [UInt8] = []
        while read.count < 100 {
            let piece = try await port.read(upTo: 7, by: .soon)
            #expect(piece.count <= 7)
            read += piece
        }
        #expect(read == Array(1...100))
        // An answer that comes while somebody waits.
        let waits = printer.count(MOCKBUS_INPUTS)
        async let late = port.read(upTo: 10, by: .soon)
        await printer.until(MOCKBUS_INPUTS, is: waits + 1)
        printer.answer([0x14, 0x00])
        #expect(try await late == [0x14, 0x00])
        await port.close()
    }

    @Test func `a device that answers with nothing is asked again`() async throws {
        let printer = try MockPrinter()
        let port = try await open(try OpenBuses.make())
        mockbus_answer_nothing(printer.number, 3)
        printer.answer([0x12])
        #expect(try await port.read(upTo: 1, by: .soon) == [0x12])
        #expect(printer.count(MOCKBUS_INPUTS) == 4)
        mockbus_answer_nothing(printer.number, 1_000_000)
        let error = try await failure { () throws(WireError) in _ = try await port.read(upTo: 1, by: .inAMoment) }
        #expect(error.code == .tooSlow)
        await port.close()
    }

    // MARK: Trouble

    @Test(arguments: [1, 100, 16_384])
    func `a short write goes on where it stopped`(_ taken: Int) async throws {
        let printer = try MockPrinter()
        let port = try await open(try OpenBuses.make())
        let bytes = (0..<20_000).map { UInt8(truncatingIfNeeded: $0 &* 13 &+ $0 >> 8) }
        mockbus_fault(printer.number, MOCKBUS_SHORT, taken)
        try await port.write(bytes, by: .soon)
        #expect(printer.received == bytes)
        await port.close()
    }

    @Test func `a device that takes nothing and calls it a success is refused`() async throws {
        let printer = try MockPrinter()
        let port = try await open(try OpenBuses.make())
        mockbus_fault(printer.number, MOCKBUS_SHORT, 0)
        let error = try await failure { () throws(WireError) in try await port.write([1, 2], by: .soon) }
        #expect(error.code == .refused && error.sent == 0)
        #expect(printer.received == [])
        await port.close()
    }

    @Test(arguments: [0, 40])
    func `a stall says how far it came, and the way in works again`(_ taken: Int) async throws {
        let printer = try MockPrinter()
        let port = try await open(try OpenBuses.make())
        let bytes = [UInt8](repeating: 0x41, count: 100)
        mockbus_fault(printer.number, MOCKBUS_STALL, taken)
        let error = try await failure { () throws(WireError) in try await port.write(bytes, by: .soon) }
        #expect(error.code == .refused && error.sent == taken && error.sentence.contains("stalled, after \(taken)"))
        #expect(printer.count(MOCKBUS_HALTS_CLEARED) == 1)
        // Nothing was sent again behind the caller's back.
        #expect(printer.received.count == taken)
        try await port.write([0x42], by: .soon)
        #expect(printer.received.count == taken + 1)
        mockbus_stall_input(printer.number)
        let input = try await failure { () throws(WireError) in _ = try await port.read(upTo: 1, by: .soon) }
        #expect(input.code == .refused && printer.count(MOCKBUS_HALTS_CLEARED) == 2)
        await port.close()
    }

    @Test func `a printer that takes no more is too slow, and the bytes that went are counted`() async throws {
        let printer = try MockPrinter()
        let port = try await open(try OpenBuses.make())
        mockbus_fault(printer.number, MOCKBUS_STUCK, 30)
        let bytes = Array(UInt8(0)..<100)
        let error = try await failure { () throws(WireError) in try await port.write(bytes, by: .inAMoment) }
        #expect(error.code == .tooSlow && error.sent == 30 && error.sentence.contains("after 30 of 100 bytes"))
        #expect(printer.received == Array(bytes.prefix(30)) && printer.count(MOCKBUS_DISCARDED) == 1)
        let silence = try await failure { () throws(WireError) in _ = try await port.read(upTo: 1, by: .inAMoment) }
        #expect(silence.code == .tooSlow)
        try await port.write(Array(bytes.dropFirst(30)), by: .soon)
        #expect(printer.received == bytes && printer.count(MOCKBUS_OPEN_FLIGHTS) == 0)
        await port.close()
    }

    @Test func `a cancelled write says how far it came, and a cancelled read loses nothing`() async throws {
        let printer = try MockPrinter()
        let port = try await open(try OpenBuses.make())
        mockbus_fault(printer.number, MOCKBUS_STUCK, 30)
        let writing = Task { () async throws -> WireError in
            try await failure { () throws(WireError) in
                try await port.write([UInt8](repeating: 1, count: 100), by: .now + .seconds(3_600))
            }
        }
        while printer.received.count < 30 { await Task.yield() }
        writing.cancel()
        let error = try await writing.value
        #expect(error.code == .cancelled && error.sent == 30)
        let reading = Task { () async throws -> WireError in
            try await failure { () throws(WireError) in _ = try await port.read(upTo: 1, by: .now + .seconds(3_600)) }
        }
        await printer.until(MOCKBUS_INPUTS, is: 1)
        reading.cancel()
        #expect(try await reading.value.code == .cancelled)
        printer.answer([5])
        #expect(try await port.read(upTo: 1, by: .soon) == [5])
        #expect(printer.count(MOCKBUS_OPEN_FLIGHTS) == 0)
        await port.close()
    }

    @Test func `a close ends what is under way`() async throws {
        let printer = try MockPrinter()
        let port = try await open(try OpenBuses.make())
        async let read = failure { () throws(WireError) in _ = try await port.read(upTo: 1, by: .soon) }
        await printer.until(MOCKBUS_INPUTS, is: 1)
        await port.close()
        #expect(try await read.code == .gone)
        #expect(printer.count(MOCKBUS_OPEN_FLIGHTS) == 0 && printer.count(MOCKBUS_RELEASED) == 1)
    }

    @Test(arguments: [0, 50])
    func `a plug that is pulled within a transfer is gone, with the bytes that went`(_ taken: Int) async throws {
        let printer = try MockPrinter()
        let port = try await open(try OpenBuses.make())
        async let read = failure { () throws(WireError) in _ = try await port.read(upTo: 1, by: .soon) }
        await printer.until(MOCKBUS_INPUTS, is: 1)
        mockbus_fault(printer.number, MOCKBUS_UNPLUG, taken)
        let error = try await failure { () throws(WireError) in
            try await port.write([UInt8](repeating: 1, count: 100), by: .soon)
        }
        #expect(error.code == .gone && error.sent == taken)
        #expect(try await read.code == .gone)
        let after = try await failure { () throws(WireError) in try await port.write([1], by: .soon) }
        #expect(after.code == .gone && after.sent == 0)
        await port.close()
    }

    // MARK: Coming and going

    @Test func `a printer that leaves and comes back elsewhere is the same one, and prints on`() async throws {
        let printer = try MockPrinter(socket: "1-1", address: 2)
        let bus = try OpenBuses.make()
        var changes = try bus.changes().makeAsyncIterator()
        guard case .arrived(let first) = await changes.next() else {
            Issue.record("the printer that is there was not told of")
            return
        }
        let port = try await bus.open(first, try #require(first.printer))
        try await port.write([1], by: .soon)
        async let read = failure { () throws(WireError) in _ = try await port.read(upTo: 1, by: .soon) }
        await printer.until(MOCKBUS_INPUTS, is: 1)
        printer.unplug()
        #expect(await changes.next() == .left(first))
        #expect(try await read.code == .gone)
        await port.close()
        try printer.plug(socket: "1-2", address: 3)
        guard case .arrived(let second) = await changes.next() else {
            Issue.record("the printer that came back was not told of")
            return
        }
        // The same by its own serial number, although the socket and the address are others.
        #expect(second.identity.serial == first.identity.serial && second.identity.socket == "1-2")
        #expect(second.address == 3)
        let again = try await bus.open(second, try #require(second.printer))
        try await again.write([2], by: .soon)
        #expect(printer.received == [1, 2])
        await again.close()
    }

    @Test func `a bus that ends tells those who listen, and waits for its ports`() async throws {
        let printer = try MockPrinter()
        let bus = try OpenBuses.make()
        let port = try await open(bus)
        var changes = try bus.changes().makeAsyncIterator()
        #expect(await changes.next() != nil)
        async let ending: Void = bus.close()
        #expect(await changes.next() == nil)
        // The port that is still open works on.
        try await port.write([1], by: .soon)
        #expect(printer.received == [1])
        await port.close()
        await ending
        let error = try await failure { () async throws(WireError) in _ = try await bus.list() }
        #expect(error.code == .gone)
    }

    @Test func `two who listen are both told, and one who stops does not hurt the other`() async throws {
        let printer = try MockPrinter()
        let bus = try OpenBuses.make()
        let second = try bus.changes()
        do {
            var first = try bus.changes().makeAsyncIterator()
            #expect(await first.next() != nil)
        }
        var iterator = second.makeAsyncIterator()
        #expect(await iterator.next() != nil)
        printer.unplug()
        guard case .left = await iterator.next() else {
            Issue.record("nobody told of the leaving")
            return
        }
    }
}
