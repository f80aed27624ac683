import CLibUSB
import Dispatch
import Synchronization

/// An open USB device with one claimed interface: raw transfers, each of which can be given up.
///
/// `@unchecked` because libusb lets every thread submit and cancel transfers; the device is given back only after the
/// last one has ended.
final class USBHandle: @unchecked Sendable {
    private let device: OpaquePointer
    private let interface: Int32
    private let queue: DispatchQueue
    private let state = Mutex(State())

    /// Opens a device and claims an interface; a kernel driver lets go until it is given back.
    ///
    /// Blocks.
    ///
    /// - Throws: ``WireError`` `absent` where it left or is forbidden, `inUse` where another program has it.
    init(_ found: USBDevice, _ interface: USBInterface, on bus: USBBusHandle) throws(WireError) {
        let device = try bus.open(found)
        // Detaching and claiming are one call of the kernel's, so nobody gets in between; releasing gives it back.
        libusb_set_auto_detach_kernel_driver(device, 1)
        var code = libusb_claim_interface(device, Int32(interface.number))
        if code == 0, interface.alternates > 1 {
            code = libusb_set_interface_alt_setting(device, Int32(interface.number), Int32(interface.alternate))
        }
        guard code == 0 else {
            // Closing also releases what was claimed.
            libusb_close(device)
            throw USBBusHandle.openFailure(found.identity, code)
        }
        self.device = device
        self.interface = Int32(interface.number)
        queue = bus.queue
        state.withLock { $0.bus = bus }
    }

    /// Makes one transfer; ends early where the task is cancelled.
    func transfer(_ request: Request, timeout: Duration) async -> Outcome {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if let outcome = begin(request, timeout, id, continuation) { continuation.resume(returning: outcome) }
            }
        } onCancel: {
            state.withLock { state in
                guard let flight = state.flights[id] else { return }
                flight.isGivenUp = true
                libusb_cancel_transfer(flight.transfer)
            }
        }
    }

    /// Makes a stalled endpoint work again; false where it does not.
    func clearHalt(_ endpoint: UInt8) async -> Bool {
        await withCheckedContinuation { continuation in
            queue.async { [self] in
                let isOpen = state.withLock { state in
                    if !state.isClosing { state.holds += 1 }
                    return !state.isClosing
                }
                continuation.resume(returning: isOpen && libusb_clear_halt(device, endpoint) == 0)
                if isOpen { settle { $0.holds -= 1 } }
            }
        }
    }

    /// Ends all transfers, gives the interface back to the kernel's driver and closes; comes back when that is done.
    func close() async {
        await withCheckedContinuation { continuation in
            settle { state in
                state.isClosing = true
                state.closers.append(continuation)
                // The device left already where this does nothing: its transfers end by themselves.
                for flight in state.flights.values { libusb_cancel_transfer(flight.transfer) }
            }
        }
    }

    /// The same, soon, for an owner that is going.
    func abandon() {
        settle { state in
            state.isClosing = true
            for flight in state.flights.values { libusb_cancel_transfer(flight.transfer) }
        }
    }

    // MARK: Life

    /// Changes the state, and gives the device back with the last change.
    private func settle(_ change: (inout State) -> Void) {
        let (isLast, isClosed) = state.withLock { state in
            change(&state)
            let isLast = state.isClosing && !state.isReleasing && state.flights.isEmpty && state.holds == 0
            if isLast { state.isReleasing = true }
            return (isLast, state.isClosed)
        }
        if isLast {
            queue.async { [self] in
                libusb_release_interface(device, interface)
                libusb_close(device)
                // libusb may end now, although this object is still held.
                let bus = state.withLock { state in
                    state.isClosed = true
                    defer { state.bus = nil }
                    return state.bus
                }
                withExtendedLifetime(bus) {}
                resumeClosers()
            }
        } else if isClosed {
            resumeClosers()
        }
    }

    private func resumeClosers() {
        let closers = state.withLock { state in
            defer { state.closers = [] }
            return state.closers
        }
        closers.forEach { $0.resume() }
    }

    // MARK: Transfers

    /// Submits a transfer; an outcome where there will be no other.
    private func begin(
        _ request: Request, _ timeout: Duration, _ id: UInt64, _ continuation: CheckedContinuation<Outcome, Never>
    ) -> Outcome? {
        state.withLock { state in
            guard !state.isClosing else { return Outcome(.gone) }
            guard !Task.isCancelled else { return Outcome(.cancelled) }
            guard let transfer = libusb_alloc_transfer(0) else { return Outcome(.failed("no memory")) }
            let flight = Flight(id: id, of: self, transfer, request, continuation)
            let user = Unmanaged.passRetained(flight)
            transfer.pointee.dev_handle = device
            transfer.pointee.type = UInt8(
                flight.isControl ? LIBUSB_TRANSFER_TYPE_CONTROL.rawValue : LIBUSB_TRANSFER_TYPE_BULK.rawValue)
            transfer.pointee.endpoint = flight.endpoint
            transfer.pointee.flags = flight.endsWithEmptyPacket ? UInt8(LIBUSB_TRANSFER_ADD_ZERO_PACKET.rawValue) : 0
            transfer.pointee.buffer = flight.buffer
            transfer.pointee.length = Int32(flight.length)
            // libusb takes 0 for "for ever".
            transfer.pointee.timeout = UInt32(clamping: max(1, timeout.millisecondsUp))
            transfer.pointee.user_data = user.toOpaque()
            transfer.pointee.callback = { transfer in
                guard let user = transfer?.pointee.user_data else { return }
                let flight = Unmanaged<Flight>.fromOpaque(user).takeRetainedValue()
                flight.owner.land(flight)
            }
            let code = libusb_submit_transfer(transfer)
            guard code == 0 else {
                user.release()
                return code == LIBUSB_ERROR_NO_DEVICE.rawValue
                    ? Outcome(.gone) : Outcome(.failed(USBBusHandle.sentence(of: code)))
            }
            state.flights[id] = flight
            return nil
        }
    }

    /// A transfer has ended; on the event thread.
    private func land(_ flight: Flight) {
        // Taken out first: nobody may cancel it any more.
        let (isClosing, isGivenUp) = state.withLock { state in
            state.holds += 1
            state.flights[flight.id] = nil
            return (state.isClosing, flight.isGivenUp)
        }
        var outcome = flight.outcome(isClosing: isClosing, isGivenUp: isGivenUp)
        outcome.wasUnderWay = true
        settle { $0.holds -= 1 }
        flight.continuation.resume(returning: outcome)
    }

    // MARK: Parts

    /// What is asked of the device.
    enum Request: Sendable {
        /// Bytes into an endpoint; with an empty packet after them if they fill their last packet.
        case output(endpoint: UInt8, ArraySlice<UInt8>, endsWithEmptyPacket: Bool)
        /// Bytes out of an endpoint: as many packets as fit in the count.
        case input(endpoint: UInt8, count: Int)
        /// A control request; its answer is as long as the count.
        case control(type: UInt8, request: UInt8, value: UInt16, index: UInt16, count: Int)
    }

    /// How a transfer ended, and how far it had come by then.
    struct Outcome: Sendable {
        let end: End
        var count = 0
        var bytes: [UInt8] = []
        /// Whether the kernel had taken it.
        var wasUnderWay = false

        init(_ end: End) {
            self.end = end
        }

        enum End: Sendable, Equatable {
            case completed
            case late
            case cancelled
            case stalled
            case gone
            case failed(String)

            /// Whether packets may have gone that nobody counted.
            ///
            /// A host controller need not say how far a transfer had come when its device left, and a packet whose
            /// acknowledgement was lost arrived all the same.
            var losesCount: Bool {
                switch self {
                case .gone, .failed: true
                case .completed, .late, .cancelled, .stalled: false
                }
            }
        }
    }

    private struct State {
        /// What keeps libusb going while the device is open.
        var bus: USBBusHandle?
        var lastID: UInt64 = 0
        var flights: [UInt64: Flight] = [:]
        /// Others who use the device just now.
        var holds = 0
        var isClosing = false
        var isReleasing = false
        var isClosed = false
        var closers: [CheckedContinuation<Void, Never>] = []
    }

    /// A transfer under way, its memory and who waits for it; `@unchecked` because the memory is libusb's until it ends,
    /// and the flag is read and written under the handle's lock.
    private final class Flight: @unchecked Sendable {
        let id: UInt64
        let owner: USBHandle
        let transfer: UnsafeMutablePointer<libusb_transfer>
        let continuation: CheckedContinuation<Outcome, Never>
        let buffer: UnsafeMutablePointer<UInt8>
        let length: Int
        let endpoint: UInt8
        let isControl: Bool
        let endsWithEmptyPacket: Bool
        var isGivenUp = false

        init(
            id: UInt64, of owner: USBHandle, _ transfer: UnsafeMutablePointer<libusb_transfer>, _ request: Request,
            _ continuation: CheckedContinuation<Outcome, Never>
        ) {
            self.id = id
            self.owner = owner
            self.transfer = transfer
            self.continuation = continuation
            var content: [UInt8]
            switch request {
            case .output(let endpoint, let bytes, let endsWithEmptyPacket):
                (self.endpoint, isControl, self.endsWithEmptyPacket) = (endpoint, false, endsWithEmptyPacket)
                content = Array(bytes)
            case .input(let endpoint, let count):
                (self.endpoint, isControl, endsWithEmptyPacket) = (endpoint, false, false)
                content = [UInt8](repeating: 0, count: count)
            case .control(let type, let request, let value, let index, let count):
                (endpoint, isControl, endsWithEmptyPacket) = (0, true, false)
                // The setup packet, USB 2.0 §9.3; numbers are little endian.
                content = [type, request]
                for number in [value, index, UInt16(clamping: count)] {
                    content += [UInt8(number & 0xFF), UInt8(number >> 8)]
                }
                content += [UInt8](repeating: 0, count: count)
            }
            length = content.count
            buffer = .allocate(capacity: max(1, length))
            buffer.initialize(from: content, count: length)
        }

        deinit {
            libusb_free_transfer(transfer)
            buffer.deallocate()
        }

        func outcome(isClosing: Bool, isGivenUp: Bool) -> Outcome {
            let status = transfer.pointee.status
            var outcome =
                switch status {
                case LIBUSB_TRANSFER_COMPLETED: Outcome(.completed)
                case LIBUSB_TRANSFER_TIMED_OUT: Outcome(.late)
                case LIBUSB_TRANSFER_STALL: Outcome(.stalled)
                case LIBUSB_TRANSFER_NO_DEVICE: Outcome(.gone)
                // The kernel also ends transfers so when the device leaves: then nobody here asked for it.
                case LIBUSB_TRANSFER_CANCELLED: Outcome(isGivenUp && !isClosing ? .cancelled : .gone)
                case LIBUSB_TRANSFER_OVERFLOW: Outcome(.failed("the device sent more than was asked for"))
                default: Outcome(.failed("a transfer failed"))
                }
            outcome.count = Int(max(0, transfer.pointee.actual_length))
            let start = isControl ? 8 : 0
            outcome.bytes = (start..<min(start + outcome.count, length)).map { buffer[$0] }
            return outcome
        }
    }
}
