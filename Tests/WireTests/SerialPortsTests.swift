import Testing
import Wire

/// Which serial ports there are, from a machine's files as Linux 6.1 writes them.
@Suite struct SerialPortsTests {
    @Test func `ports are found with their stable names, drivers and USB devices`() throws {
        let scratch = try Scratch()
        let usb = "sys/devices/pci0000:00/0000:00:14.0/usb1/1-1/1-1.2"
        // An FTDI bridge in socket 1-1.2.
        try scratch.file("\(usb)/idVendor", "0403\n")
        try scratch.file("\(usb)/idProduct", "6001\n")
        try scratch.file("\(usb)/serial", "A50285BI\n")
        try scratch.file("\(usb)/product", "FT232R USB UART\n")
        try scratch.file("\(usb)/1-1.2:1.0/ttyUSB0/tty/ttyUSB0/dev", "188:0\n")
        try scratch.file("sys/bus/usb-serial/drivers/ftdi_sio/module", "")
        try scratch.link("\(usb)/1-1.2:1.0/ttyUSB0/driver", to: "sys/bus/usb-serial/drivers/ftdi_sio")
        try scratch.link("\(usb)/1-1.2:1.0/ttyUSB0/tty/ttyUSB0/device", to: "\(usb)/1-1.2:1.0/ttyUSB0")
        try scratch.link("sys/class/tty/ttyUSB0", to: "\(usb)/1-1.2:1.0/ttyUSB0/tty/ttyUSB0")
        try scratch.file("dev/ttyUSB0", "")
        try scratch.link("dev/serial/by-id/usb-FTDI_FT232R_USB_UART_A50285BI-if00-port0", to: "dev/ttyUSB0")
        try scratch.link("dev/serial/by-path/pci-0000:00:14.0-usb-0:1.2:1.0-port0", to: "dev/ttyUSB0")
        // A port on the board, one that nobody soldered (type 0), and a console.
        try scratch.file("sys/devices/platform/serial8250/tty/ttyS0/type", "4\n")
        try scratch.link("sys/devices/platform/serial8250/tty/ttyS0/device", to: "sys/devices/platform/serial8250")
        try scratch.link("sys/class/tty/ttyS0", to: "sys/devices/platform/serial8250/tty/ttyS0")
        try scratch.file("sys/devices/platform/serial8250/tty/ttyS1/type", "0\n")
        try scratch.link("sys/devices/platform/serial8250/tty/ttyS1/device", to: "sys/devices/platform/serial8250")
        try scratch.link("sys/class/tty/ttyS1", to: "sys/devices/platform/serial8250/tty/ttyS1")
        try scratch.file("sys/class/tty/tty0/dev", "4:0\n")

        let found = SerialPorts(devices: "\(scratch.path)/dev", sysfs: "\(scratch.path)/sys").list()
        #expect(found.map(\.path) == ["\(scratch.path)/dev/ttyS0", "\(scratch.path)/dev/ttyUSB0"])
        let bridge = try #require(found.last)
        #expect(
            bridge.stableName
                == "\(scratch.path)/dev/serial/by-id/usb-FTDI_FT232R_USB_UART_A50285BI-if00-port0")
        #expect(bridge.socketName?.hasSuffix("by-path/pci-0000:00:14.0-usb-0:1.2:1.0-port0") == true)
        #expect(bridge.driver == "ftdi_sio")
        #expect(bridge.usb?.description == "usb 0403:6001 serial A50285BI")
        #expect(bridge.usb?.socket == "1-1.2" && bridge.usb?.name == "FT232R USB UART")
        let board = try #require(found.first)
        #expect(board.stableName == board.path && board.usb == nil && board.driver == nil)
    }

    @Test func `a machine without ports has none`() throws {
        let scratch = try Scratch()
        #expect(SerialPorts(devices: "\(scratch.path)/dev", sysfs: "\(scratch.path)/sys").list() == [])
        // This machine's own are whatever they are, and are found without harm.
        _ = SerialPorts.list()
    }
}
