import Devices
import Testing
import Wire

@Suite struct DevicePlaceTests {
    @Test(arguments: [
        "serial:/dev/serial/by-id/usb-FTDI_FT232R_USB_UART_A10K-if00-port0", "serial:/dev/ttyUSB0",
        "usb:04b8:0e15:7A21", "usb:0416:5011@1-1.2", "usb:04b8:0202:a:b@c d", "tcp:192.168.1.50:9100",
        "tcp:printer.local:8000", "tcp:[fe80::1]:9100", "file:/dev/usb/lp0",
    ])
    func `a place reads back as it is written`(_ text: String) {
        #expect(DevicePlace(text)?.description == text)
    }

    @Test(arguments: [
        "", "serial:", "serial:ttyUSB0", "file:/", "usb:04b8:0e15", "usb:04b8:0e15:", "usb:4b8:0e15:1",
        "usb:04b8:0e15@",
        "usb:04b8:0e15/1", "tcp:host", "tcp:host:0", "tcp:host:65536", "tcp::9100", "tcp:fe80::1:9100", "tcp:[]:9100",
        "lp:/dev/lp0", "serial:/dev/tty\nUSB0", "tcp:a b:1", "usb:+4b8:0e15:1",
        "serial:/" + String(repeating: "a", count: 600),
    ])
    func `what is no place is refused`(_ text: String) {
        #expect(DevicePlace(text) == nil)
    }

    @Test func `a device is found by its serial number, or by its socket where clones share it`() {
        let epson = identity(serial: "7A21", socket: "1-1")
        #expect(DevicePlace.usb(.init(epson)).description == "usb:04b8:0e15:7A21")
        #expect(DevicePlace.USBPlace(epson).fits(identity(serial: "7A21", socket: "3-2")))
        #expect(!DevicePlace.USBPlace(epson).fits(identity(serial: "7A22", socket: "1-1")))
        for serial in [nil, "", "00000000"] {
            let clone = identity(serial: serial, socket: "1-1.4")
            #expect(DevicePlace.usb(.init(clone)).description == "usb:04b8:0e15@1-1.4")
            #expect(DevicePlace.USBPlace(clone).fits(clone))
            #expect(!DevicePlace.USBPlace(clone).fits(identity(serial: serial, socket: "1-1.3")))
        }
    }

    @Test func `a transport has a line for each speed, the likeliest first`() throws {
        let printer = try DeviceTransport(Shipped.profile("generic.escpos-80"))
        #expect(printer.kinds == [.usbPrinter, .serial, .tcp] && printer.port == 9100 && printer.dtr == true)
        #expect(printer.serial.map(\.speed) == [9_600, 19_200, 38_400, 115_200])
        #expect(printer.serial.allSatisfy { $0.flowControl == .rtsCTS })
        #expect(printer.serial(at: 38_400)?.speed == 38_400 && printer.serial(at: nil)?.speed == 9_600)
        #expect(printer.serial(at: 300) == nil)
        let unit = try DeviceTransport(Shipped.profile("tremol.g03"))
        #expect(unit.greeting == "{password}\n" && unit.port == 8000)
    }

    @Test func `a file takes bytes and gives none`() async throws {
        let file = try Scratch()
        let transport = try DeviceTransport(Shipped.profile("generic.escpos-80"))
        let channel = try await transport.open(.file(path: file.path), by: .now + .seconds(60))
        try await channel.write([0x1B, 0x40], by: .now + .seconds(60))
        #expect(try file.bytes() == [0x1B, 0x40])
        await #expect(throws: WireError.self) { _ = try await channel.read(upTo: 1, by: .now) }
        let absent = await #expect(throws: WireError.self) {
            _ = try await transport.open(.file(path: file.path + ".none"), by: .now)
        }
        #expect(absent?.code == .absent)
    }

    private func identity(serial: String?, socket: String) -> USBIdentity {
        USBIdentity(vendor: 0x04B8, product: 0x0E15, serial: serial, socket: socket, maker: "EPSON", name: "TM-T20II")
    }
}
