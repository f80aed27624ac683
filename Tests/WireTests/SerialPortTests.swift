import Foundation
import Testing
import Wire

#if canImport(Glibc)
    import Glibc
#endif

/// Serial ports, against real ptys.
@Suite struct SerialPortTests {
    @Test func `all byte values go both ways unchanged`() async throws {
        let device = try Pty()
        let port = try SerialPort(device.path, SerialSettings(speed: 115_200))
        let everything = (0...255).map { UInt8($0) }
        try await port.write(everything, by: .soon)
        #expect(await device.hear(256) == everything)
        await device.say(everything)
        #expect(try await port.readExactly(256) == everything)
        await port.close()
    }

    @Test func `a megabyte goes through a line that holds 4 KiB at a time`() async throws {
        let device = try Pty()
        let port = try SerialPort(device.path, SerialSettings(speed: 4_000_000))
        let bytes = (0..<1_048_576).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        async let heard = device.hear(bytes.count)
        try await port.write(bytes, by: .soon)
        try await port.drain(by: .soon)
        #expect(await heard == bytes)
        async let said: Void = device.say(bytes)
        #expect(try await port.readExactly(bytes.count) == bytes)
        await said
        await port.close()
    }

    @Test(arguments: [50, 9_600, 19_200, 38_400, 57_600, 115_200, 250_000, 921_600, 4_000_000, 123_457])
    func `a port runs at any speed`(_ speed: Int) async throws {
        let device = try Pty()
        let port = try SerialPort(device.path, SerialSettings(speed: speed, stopBits: 2, flowControl: .rtsCTS))
        let check = open(device.path, O_RDWR | O_NOCTTY | O_NONBLOCK)
        defer { if check >= 0 { Glibc.close(check) } }
        if check >= 0 {
            // Only root gets past the lock; the C library then reports odd speeds as "other".
            var terminal = termios()
            #expect(tcgetattr(check, &terminal) == 0)
            #expect(terminal.c_cflag & tcflag_t(CSTOPB) != 0 && terminal.c_cflag & tcflag_t(CRTSCTS) != 0)
            #expect(terminal.c_cflag & tcflag_t(HUPCL) == 0 && terminal.c_lflag == 0 && terminal.c_oflag == 0)
        }
        await port.close()
    }

    @Test func `what a driver does not do is refused, and not only hoped for`() async throws {
        // A pty has no parity: it takes the wish and forgets it, as some bridges do.
        let device = try Pty()
        let error = try await failure { () throws(WireError) in
            _ = try SerialPort(device.path, SerialSettings(speed: 9_600, dataBits: 7, parity: .even))
        }
        #expect(error.code == .refused)
        #expect(error.sentence.contains(device.path) && error.sentence.contains("even"))
        // The refused port was given back.
        let port = try SerialPort(device.path, SerialSettings(speed: 9_600))
        await port.close()
    }

    @Test func `silence ends at the deadline, and nothing is lost by it`() async throws {
        let device = try Pty()
        let port = try SerialPort(device.path, SerialSettings(speed: 9_600))
        let error = try await failure { () throws(WireError) in _ = try await port.read(upTo: 10, by: .inAMoment) }
        #expect(error.code == .tooSlow)
        await device.say([0x15])
        #expect(try await port.read(upTo: 10, by: .soon) == [0x15])
        await port.close()
    }

    @Test func `a device that takes no more is too slow, and the bytes that went are counted`() async throws {
        let device = try Pty()
        let port = try SerialPort(device.path, SerialSettings(speed: 9_600))
        let bytes = [UInt8](repeating: 0x55, count: 1_000_000)
        let error = try await failure { () throws(WireError) in try await port.write(bytes, by: .inAMoment) }
        #expect(error.code == .tooSlow && error.sent > 0 && error.sent < bytes.count)
        #expect(error.sentence.contains("after \(error.sent) of 1000000 bytes"))
        #expect(await device.hear(error.sent) == [UInt8](repeating: 0x55, count: error.sent))
        await port.close()
    }

    @Test func `a deadline that has passed lets no byte out`() async throws {
        let device = try Pty()
        let port = try SerialPort(device.path, SerialSettings(speed: 9_600))
        let error = try await failure { () throws(WireError) in try await port.write([1], by: .now - .seconds(1)) }
        #expect(error.code == .tooSlow && error.sent == 0)
        try await port.write([2], by: .soon)
        #expect(await device.hear(1) == [2])
        await port.close()
    }

    @Test(arguments: [false, true])
    func `pulling the cable ends a wait with gone`(_ isBefore: Bool) async throws {
        let device = try Pty()
        let port = try SerialPort(device.path, SerialSettings(speed: 9_600))
        if isBefore { device.unplug() }
        async let read = failure { () throws(WireError) in _ = try await port.read(upTo: 1, by: .soon) }
        if !isBefore { device.unplug() }
        #expect(try await read.code == .gone)
        let error = try await failure { () throws(WireError) in try await port.write([1, 2, 3], by: .soon) }
        #expect(error.code == .gone && error.sent == 0)
        await port.close()
    }

    @Test func `pulling the cable ends a write that is stuck, with the bytes that went`() async throws {
        let device = try Pty()
        let port = try SerialPort(device.path, SerialSettings(speed: 9_600))
        async let write = failure { () throws(WireError) in
            try await port.write([UInt8](repeating: 1, count: 1_000_000), by: .soon)
        }
        #expect(await device.hear(1_000).count == 1_000)
        device.unplug()
        let error = try await write
        #expect(error.code == .gone && error.sent >= 1_000 && error.sent < 1_000_000)
        await port.close()
    }

    @Test func `a port that came back under another name opens by its stable one`() async throws {
        let scratch = try Scratch()
        let stable = "\(scratch.path)/usb-Tremol_G03_ZK123456-if00"
        for round in UInt8(1)...3 {
            let device = try Pty()
            unlink(stable)
            #expect(symlink(device.path, stable) == 0)
            let port = try SerialPort(stable, SerialSettings(speed: 115_200))
            #expect(port.place == stable)
            try await port.write([round], by: .soon)
            #expect(await device.hear(1) == [round])
            device.unplug()
            let error = try await failure { () throws(WireError) in _ = try await port.read(upTo: 1, by: .soon) }
            #expect(error.code == .gone && error.sentence.contains(stable))
            await port.close()
        }
    }

    @Test func `a second opener is told whose port it is`() async throws {
        let device = try Pty()
        let first = try SerialPort(device.path, SerialSettings(speed: 9_600))
        let error = try await failure { () throws(WireError) in
            _ = try SerialPort(device.path, SerialSettings(speed: 115_200))
        }
        #expect(error.code == .inUse)
        #expect(error.sentence.contains(device.path) && error.sentence.contains("in use by another program"))
        // The one who has it does not notice.
        await device.say([7])
        #expect(try await first.read(upTo: 1, by: .soon) == [7])
        await first.close()
        let second = try SerialPort(device.path, SerialSettings(speed: 9_600))
        await second.close()
    }

    @Test func `a port that nobody closed is given back with its owner`() async throws {
        let device = try Pty()
        for _ in 0..<50 {
            // Dropped without a close: its thread gives the lock back, soon.
            do { _ = try SerialPort(device.path, SerialSettings(speed: 9_600)) }
            while (try? SerialPort(device.path, SerialSettings(speed: 9_600))) == nil { await Task.yield() }
            while true {
                guard let port = try? SerialPort(device.path, SerialSettings(speed: 9_600)) else {
                    await Task.yield()
                    continue
                }
                await port.close()
                break
            }
        }
    }

    @Test(arguments: 0..<20)
    func `a cancelled wait ends at once and takes no bytes with it`(_ round: Int) async throws {
        let device = try Pty()
        let port = try SerialPort(device.path, SerialSettings(speed: 9_600))
        let waiting = Task { () async throws -> WireError in
            try await failure { () throws(WireError) in _ = try await port.read(upTo: 1, by: .now + .seconds(3_600)) }
        }
        // Before it began, while it begins, or in its wait.
        for _ in 0..<round { await Task.yield() }
        waiting.cancel()
        #expect(try await waiting.value.code == .cancelled)
        await device.say([9])
        #expect(try await port.read(upTo: 1, by: .soon) == [9])
        await port.close()
    }

    @Test func `a cancelled write says how far it came`() async throws {
        let device = try Pty()
        let port = try SerialPort(device.path, SerialSettings(speed: 9_600))
        let writing = Task { () async throws -> WireError in
            try await failure { () throws(WireError) in
                try await port.write([UInt8](repeating: 3, count: 500_000), by: .now + .seconds(3_600))
            }
        }
        #expect(await device.hear(100).count == 100)
        writing.cancel()
        let error = try await writing.value
        #expect(error.code == .cancelled && error.sent >= 100)
        #expect(await device.hear(error.sent - 100).count == error.sent - 100)
        await port.close()
    }

    @Test func `closing ends the waits that are under way, and may be done twice`() async throws {
        let device = try Pty()
        let port = try SerialPort(device.path, SerialSettings(speed: 9_600))
        async let read = failure { () throws(WireError) in _ = try await port.read(upTo: 1, by: .soon) }
        async let write = failure { () throws(WireError) in
            try await port.write([UInt8](repeating: 1, count: 1_000_000), by: .soon)
        }
        #expect(await device.hear(1_000).count == 1_000)
        async let again: Void = port.close()
        await port.close()
        await again
        #expect(try await read.code == .gone)
        #expect(try await write.code == .gone)
        let late = try await failure { () throws(WireError) in try await port.write([1], by: .soon) }
        #expect(late.code == .gone)
    }

    @Test func `a pty has no modem lines, which does no harm`() async throws {
        let device = try Pty()
        let port = try SerialPort(device.path, SerialSettings(speed: 9_600))
        #expect(!port.setReadyToSend(false) && !port.setTerminalReady(true))
        await port.close()
    }

    @Test func `what is no port is named in the error`() async throws {
        let scratch = try Scratch()
        try scratch.file("file", "")
        for (name, code) in [("usb-nobody", WireError.Code.absent), ("file", .refused)] {
            let path = "\(scratch.path)/\(name)"
            let error = try await failure { () throws(WireError) in
                _ = try SerialPort(path, SerialSettings(speed: 9_600))
            }
            #expect(error.code == code && error.sentence.contains(path))
        }
    }

    @Test func `fifty devices wait at once without holding up anybody`() async throws {
        // More waits than the machine has threads for tasks: each of them blocked would stop the rest.
        let devices = try (0..<50).map { _ in try Pty() }
        let ports = try devices.map { try SerialPort($0.path, SerialSettings(speed: 9_600)) }
        try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for port in ports { group.addTask { try await port.read(upTo: 1, by: .soon) } }
            for device in devices { await device.say([4]) }
            var count = 0
            for try await bytes in group where bytes == [4] { count += 1 }
            #expect(count == 50)
        }
        for port in ports { await port.close() }
    }
}

extension ByteChannel {
    /// As many bytes as that, in as many reads as it takes.
    func readExactly(_ count: Int) async throws(WireError) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count { bytes += try await read(upTo: count - bytes.count, by: .soon) }
        return bytes
    }
}
