import CMockBus
import Devices
import FirmwareProfiles
import ShippedProfiles
import Testing
import Wire

/// What stands on the bus, as a technician meets it: found, named, and opened by that name.
extension USBPortTests {
    private static let profiles = ProfileLibrary(ShippedProfiles.files).profiles

    @Test func `a printer is found by its ids and opened by its name`() async throws {
        let printer = try MockPrinter(serial: "7A21")
        let scan = await DeviceScan.ofThisMachine(profiles: Self.profiles.values)
        let finding = try #require(await scan.run().first { $0.usb?.vendor == 0x04B8 })
        #expect(finding.profile == "epson.tm-t88" && finding.place.description == "usb:04b8:0202:7A21")
        // Looking is free: nothing was claimed, and nothing sent.
        #expect(printer.received.isEmpty && printer.count(MOCKBUS_CLAIMED) == 0)
        let transport = try DeviceTransport(try #require(Self.profiles["epson.tm-t88"]))
        let place = try #require(DevicePlace(finding.place.description))
        let bus = try OpenBuses.make()
        let port = try await transport.open(place, bus: bus, by: .soon)
        try await port.write([0x1B, 0x40], by: .soon)
        #expect(printer.received == [0x1B, 0x40])
        await port.close()
    }

    @Test func `another printer of the same make is not opened in its place`() async throws {
        let printer = try MockPrinter(socket: "1-1", serial: "7A22")
        let transport = try DeviceTransport(try #require(Self.profiles["epson.tm-t88"]))
        let bus = try OpenBuses.make()
        for text in ["usb:04b8:0202:7A21", "usb:04b8:0202@1-2", "usb:04b8:0e15:7A22"] {
            let place = try #require(DevicePlace(text))
            let error = try await failure { () throws(WireError) in
                _ = try await transport.open(place, bus: bus, by: .soon)
            }
            #expect(error.code == .absent)
        }
        #expect(printer.count(MOCKBUS_CLAIMED) == 0)
        let port = try await transport.open(try #require(DevicePlace("usb:04b8:0202@1-1")), bus: bus, by: .soon)
        #expect(printer.count(MOCKBUS_CLAIMED) == 1)
        await port.close()
    }
}
