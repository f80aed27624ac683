import CMockBus
import Testing
import Wire

/// A printer on the mocked bus.
///
/// It has one interface of the printer class, with a setting without answers (protocol 1) and one with (protocol 2).
final class MockPrinter: Sendable {
    /// Whether this process has a mocked bus.
    static var canBe: Bool { mockbus_is_loaded() != 0 }

    /// Its number on the bus.
    let number: Int32

    /// Plugs it in.
    init(
        product: UInt16 = 0x0202, socket: String = "1-1", address: Int32 = 2, serial: String = "SN1",
        textsInSysfs: Bool = true, driver: String = "usblp"
    ) throws {
        number = mockbus_make(0x04B8, product)
        try #require(number >= 0)
        try #require(mockbus_plug(number, socket, address, serial, textsInSysfs ? 1 : 0, driver) == 0)
    }

    deinit {
        mockbus_unplug(number)
    }

    /// Pulls it out; one that was pulled out by a fault leaves nothing behind.
    func unplug() {
        mockbus_unplug(number)
    }

    /// Plugs it in again.
    func plug(socket: String, address: Int32, serial: String = "SN1", driver: String = "usblp") throws {
        try #require(mockbus_plug(number, socket, address, serial, 1, driver) == 0)
    }

    /// Bytes that it has got so far.
    var received: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: mockbus_received_count(number)) { buffer, count in
            count = mockbus_received(number, buffer.baseAddress, 0, buffer.count)
        }
    }

    /// Bytes that it will give.
    func answer(_ bytes: [UInt8]) {
        mockbus_answer(number, bytes, bytes.count)
    }

    func count(_ which: mockbus_count) -> Int32 {
        mockbus_count(number, which)
    }

    /// Comes back once a count is reached; whoever makes it count runs meanwhile.
    func until(_ which: mockbus_count, is wanted: Int32) async {
        while mockbus_count(number, which) < wanted { await Task.yield() }
    }
}
