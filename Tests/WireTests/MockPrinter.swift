import CMockBus
import Testing
import Wire

/// The printer on the mocked bus.
///
/// 04b8:0202 has one interface of the printer class, with a setting without answers (protocol 1) and one with (protocol 2).
final class MockPrinter: Sendable {
    /// Whether this process has a mocked bus.
    static var canBe: Bool { mockbus_is_loaded() != 0 }

    /// Plugs it in.
    init(
        socket: String = "1-1", address: Int32 = 2, serial: String = "SN1", textsInSysfs: Bool = true,
        driver: String = "usblp"
    ) throws {
        try #require(mockbus_start() == 0)
        mockbus_reset()
        try #require(mockbus_plug(socket, address, serial, textsInSysfs ? 1 : 0, driver) == 0)
    }

    deinit {
        mockbus_unplug()
    }

    /// Pulls it out.
    func unplug() {
        mockbus_unplug()
    }

    /// Plugs it in again.
    func plug(socket: String, address: Int32, serial: String = "SN1") throws {
        try #require(mockbus_plug(socket, address, serial, 1, "usblp") == 0)
    }

    /// Bytes that it has got so far.
    var received: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: mockbus_received_count()) { buffer, count in
            count = mockbus_received(buffer.baseAddress, 0, buffer.count)
        }
    }

    /// Bytes that it will give.
    func answer(_ bytes: [UInt8]) {
        mockbus_answer(bytes, bytes.count)
    }

    func count(_ which: mockbus_count) -> Int32 {
        mockbus_count(which)
    }

    /// Comes back once a count is reached; whoever makes it count runs meanwhile.
    func until(_ which: mockbus_count, is wanted: Int32) async {
        while mockbus_count(which) < wanted { await Task.yield() }
    }
}
