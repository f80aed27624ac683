public import Wire

extension DeviceTransport {
    /// Opens a device where it is now, as the profile has it.
    ///
    /// - Parameters:
    ///   - place: Where it is.
    ///   - speed: The speed that it was found at; nil takes the profile's likeliest, which is the first.
    ///   - password: The owner's password for the device's port in the network, where it greets with one.
    ///   - bus: The USB of this machine; nil where it has none.
    ///   - deadline: When whoever waits gives up.
    /// - Throws: ``WireError`` `absent` where it is not there, in use or forbidden, and what the channel throws.
    public func open(
        _ place: DevicePlace, speed: Int? = nil, password: String = "", bus: USBBus? = nil,
        by deadline: ContinuousClock.Instant
    ) async throws(WireError) -> any ByteChannel {
        switch place {
        case .serial(let path): return try await openSerial(path, speed)
        case .file(let path):
            let file = DeviceFile(path: path)
            try file.requirePresence()
            return file
        case .usb(let usb): return try await openUSB(usb, bus)
        case .tcp(let host, let port):
            let channel = try await TCPChannel.connect(to: host, port: port, by: deadline)
            guard let greeting else { return channel }
            do throws(WireError) {
                try await channel.write(Array(greeting.replacing("{password}", with: password).utf8), by: deadline)
            } catch {
                await channel.close()
                throw error
            }
            return channel
        }
    }

    private func openSerial(_ path: String, _ speed: Int?) async throws(WireError) -> any ByteChannel {
        guard let settings = serial(at: speed) else {
            throw WireError(.refused, "the profile has no serial line" + (speed.map { " of \($0) baud" } ?? ""))
        }
        let port = try SerialPort(path, settings)
        if let dtr { port.setTerminalReady(dtr) }
        // Under hardware flow control the kernel works the line by itself.
        if let rts, settings.flowControl != .rtsCTS { port.setReadyToSend(rts) }
        guard settle > .zero else { return port }
        do {
            try await ContinuousClock().sleep(for: settle)
        } catch {
            await port.close()
            throw WireError(.cancelled, "\(path): the wait was given up")
        }
        return port
    }

    private func openUSB(_ place: DevicePlace.USBPlace, _ bus: USBBus?) async throws(WireError) -> any ByteChannel {
        guard let bus else { throw WireError(.absent, "this machine has no USB that can be used") }
        let found = try await bus.list().filter { place.fits($0.identity) }
        let name = DevicePlace.usb(place)
        guard let device = found.first else { throw WireError(.absent, "\(name) is not plugged in") }
        guard found.count == 1 else {
            throw WireError(.absent, "\(name) is \(found.count) devices; name the one by its socket")
        }
        guard let interface = device.printer else { throw WireError(.absent, "\(name) has no printer interface") }
        return try await bus.open(device, interface, endsWithEmptyPacket: endsWithEmptyPacket)
    }
}
