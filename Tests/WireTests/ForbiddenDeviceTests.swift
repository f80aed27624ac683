import Testing

@testable import Wire

#if canImport(Glibc)
    import Glibc
#endif

/// A device that this user may not open is met in three places: one remedy, in the same words.
@Suite struct ForbiddenDeviceTests {
    @Test(arguments: [EACCES, EPERM])
    func `a port and a USB device that may not be opened name the same remedy`(_ code: Int32) {
        let usb = USBIdentity(vendor: 0x04B8, product: 0x0202, serial: "SN1", socket: "1-1", maker: nil, name: nil)
        for error in [
            SerialHandle.openFailure("/dev/ttyUSB0", code), USBBusHandle.openFailure(usb, -3),  // LIBUSB_ERROR_ACCESS
        ] {
            #expect(error.code == .absent)
            #expect(error.sentence.hasSuffix("may not be opened by this user; \(WireError.permission)"))
        }
        // What the scan says to do next is the same constant (`DeviceScanTests`).
        #expect(WireError.permission.contains("risiti profiles udev"))
    }
}
