import CLibUSB
import Dispatch
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// libusb's context: what is on the bus, what comes and goes, and the thread that works its events.
///
/// `@unchecked` because libusb lets every thread use a context (libusb's "Multi-threaded applications"); the pointer goes
/// when the event thread ends, which nobody who has this handle sees.
final class USBBusHandle: @unchecked Sendable {
    /// What may block, one after the other: opening, claiming, reading descriptors, giving back.
    let queue = DispatchQueue(label: "risiti.wire.usb")
    /// The event thread.
    let events: Events
    private let context: OpaquePointer

    /// Starts libusb.
    ///
    /// - Throws: ``WireError`` `absent` where this machine has no USB that can be used.
    init() throws(WireError) {
        var made: OpaquePointer?
        let code = libusb_init(&made)
        guard code == 0, let made else {
            throw WireError(.absent, "this machine has no USB that can be used: \(Self.sentence(of: code))")
        }
        context = made
        events = Events(context: made)
        let events = events
        DispatchQueue(label: "risiti.wire.usb-events").async { events.work() }
    }

    deinit {
        events.end()
    }

    /// What libusb calls an error.
    static func sentence(of code: Int32) -> String {
        String(cString: libusb_strerror(code))
    }

    // MARK: Devices

    /// The devices that are there, hubs left out; blocks.
    func devices() throws(WireError) -> [USBDevice] {
        try withDevices { $0.compactMap { describe($0) } }
    }

    /// Opens a device that was seen; blocks.
    func open(_ device: USBDevice) throws(WireError) -> OpaquePointer {
        try withDevices { references throws(WireError) in
            let found = references.first {
                Int(libusb_get_bus_number($0)) == device.bus && Int(libusb_get_device_address($0)) == device.address
            }
            guard let found, let now = describe(found), now.identity == device.identity else {
                throw WireError(.absent, "\(device.identity) is not on the bus any more")
            }
            var opened: OpaquePointer?
            let code = libusb_open(found, &opened)
            guard code == 0, let opened else { throw Self.openFailure(device.identity, code) }
            return opened
        }
    }

    /// Why a device does not open, or cannot be had.
    static func openFailure(_ identity: USBIdentity, _ code: Int32) -> WireError {
        switch code {
        case LIBUSB_ERROR_ACCESS.rawValue: WireError.forbidden(identity)
        case LIBUSB_ERROR_BUSY.rawValue: WireError(.inUse, "\(identity) is in use by another program")
        case LIBUSB_ERROR_NO_DEVICE.rawValue, LIBUSB_ERROR_NOT_FOUND.rawValue:
            WireError(.gone, "\(identity) is gone")
        default: WireError(.refused, "\(identity) does not open: \(sentence(of: code))")
        }
    }

    private func withDevices<Answer>(
        _ body: ([OpaquePointer]) throws(WireError) -> Answer
    ) throws(WireError) -> Answer {
        var list: UnsafeMutablePointer<OpaquePointer?>?
        let count = libusb_get_device_list(context, &list)
        guard count >= 0, let list else {
            throw WireError(.refused, "the USB devices are not listed: \(Self.sentence(of: Int32(clamping: count)))")
        }
        defer { libusb_free_device_list(list, 1) }
        return try body((0..<Int(count)).compactMap { list[$0] })
    }

    // MARK: Descriptors

    /// What a device is; nil for a hub and for one whose descriptors are unreadable.
    private func describe(_ device: OpaquePointer) -> USBDevice? {
        var descriptor = libusb_device_descriptor()
        guard libusb_get_device_descriptor(device, &descriptor) == 0, descriptor.bDeviceClass != 9 else { return nil }
        let socket = socket(of: device)
        // The kernel read the texts when the device was plugged in: no need to disturb it, nor a right to open it.
        let texts = USBTexts(socket: socket) ?? readTexts(of: device, descriptor)
        return USBDevice(
            identity: USBIdentity(
                vendor: descriptor.idVendor, product: descriptor.idProduct, serial: texts.serial, socket: socket,
                maker: texts.maker, name: texts.name),
            bus: Int(libusb_get_bus_number(device)), address: Int(libusb_get_device_address(device)),
            interfaces: interfaces(of: device))
    }

    private func socket(of device: OpaquePointer) -> String {
        var ports = [UInt8](repeating: 0, count: 8)
        let count = libusb_get_port_numbers(device, &ports, Int32(ports.count))
        let path = ports.prefix(Int(max(count, 0))).map(String.init).joined(separator: ".")
        return "\(libusb_get_bus_number(device))-\(path.isEmpty ? "0" : path)"
    }

    private func interfaces(of device: OpaquePointer) -> [USBInterface] {
        var configuration: UnsafeMutablePointer<libusb_config_descriptor>?
        if libusb_get_active_config_descriptor(device, &configuration) != 0 {
            libusb_get_config_descriptor(device, 0, &configuration)
        }
        guard let configuration else { return [] }
        defer { libusb_free_config_descriptor(configuration) }
        let all = UnsafeBufferPointer(
            start: configuration.pointee.interface, count: Int(configuration.pointee.bNumInterfaces))
        return all.flatMap { interface in
            let settings = UnsafeBufferPointer(start: interface.altsetting, count: Int(interface.num_altsetting))
            return settings.map { setting in
                let endpoints = UnsafeBufferPointer(start: setting.endpoint, count: Int(setting.bNumEndpoints))
                    .filter { $0.bmAttributes & 0x03 == 2 }  // bulk
                    .map { USBEndpoint(address: $0.bEndpointAddress, packetSize: Int($0.wMaxPacketSize & 0x7FF)) }
                return USBInterface(
                    number: Int(setting.bInterfaceNumber), alternate: Int(setting.bAlternateSetting),
                    alternates: settings.count, classCode: setting.bInterfaceClass,
                    subclassCode: setting.bInterfaceSubClass, protocolCode: setting.bInterfaceProtocol,
                    output: endpoints.first { $0.address & 0x80 == 0 },
                    input: endpoints.first { $0.address & 0x80 != 0 })
            }
        }
    }

    /// The texts from the device itself, where there is no sysfs; none where it cannot be opened.
    private func readTexts(of device: OpaquePointer, _ descriptor: libusb_device_descriptor) -> USBTexts {
        let indexes = [descriptor.iManufacturer, descriptor.iProduct, descriptor.iSerialNumber]
        var opened: OpaquePointer?
        guard indexes != [0, 0, 0], libusb_open(device, &opened) == 0, let opened else { return USBTexts() }
        defer { libusb_close(opened) }
        func text(_ index: UInt8) -> String? {
            guard index != 0 else { return nil }
            var bytes = [UInt8](repeating: 0, count: 256)
            let count = libusb_get_string_descriptor_ascii(opened, index, &bytes, Int32(bytes.count))
            return count > 0 ? String(decoding: bytes.prefix(Int(count)), as: UTF8.self) : nil
        }
        return USBTexts(maker: text(indexes[0]), name: text(indexes[1]), serial: text(indexes[2]))
    }

    // MARK: Changes

    /// Tells of each device that is there, then of each that comes and goes, until the answer is called.
    func watch(_ tell: @escaping @Sendable (USBChange) -> Void) throws(WireError) -> @Sendable () -> Void {
        let watch = Watch(bus: self, tell: tell)
        var registration: Int32 = 0
        let code = libusb_hotplug_register_callback(
            context, Int32(LIBUSB_HOTPLUG_EVENT_DEVICE_ARRIVED.rawValue | LIBUSB_HOTPLUG_EVENT_DEVICE_LEFT.rawValue),
            Int32(LIBUSB_HOTPLUG_ENUMERATE.rawValue), LIBUSB_HOTPLUG_MATCH_ANY, LIBUSB_HOTPLUG_MATCH_ANY,
            LIBUSB_HOTPLUG_MATCH_ANY,
            { _, device, event, watch in
                if let device, let watch {
                    Unmanaged<Watch>.fromOpaque(watch).takeUnretainedValue().note(
                        device, isHere: event == LIBUSB_HOTPLUG_EVENT_DEVICE_ARRIVED)
                }
                return 0
            }, Unmanaged.passUnretained(watch).toOpaque(), &registration)
        guard code == 0 else {
            throw WireError(.refused, "USB devices that come and go are not told of: \(Self.sentence(of: code))")
        }
        // A callback may be under way while it is taken back: what it speaks to lives as long as the event thread.
        events.keep(watch)
        let id = registration
        return { [self] in
            watch.end()
            libusb_hotplug_deregister_callback(context, id)
        }
    }

    /// One who is told of changes.
    ///
    /// Callbacks come on the event thread, where nothing may block: the queue does the work.
    fileprivate final class Watch: Sendable {
        private let state: Mutex<State>

        private struct State {
            weak var bus: USBBusHandle?
            var tell: (@Sendable (USBChange) -> Void)?
            var known: [Int: USBDevice] = [:]
        }

        init(bus: USBBusHandle, tell: @escaping @Sendable (USBChange) -> Void) {
            state = Mutex(State(bus: bus, tell: tell))
        }

        func note(_ device: OpaquePointer, isHere: Bool) {
            guard let bus = state.withLock({ $0.bus }) else { return }
            let reference = Reference(device, of: bus)
            bus.queue.async {
                let place =
                    Int(libusb_get_bus_number(reference.device)) << 8
                    | Int(libusb_get_device_address(reference.device))
                let seen = isHere ? bus.describe(reference.device) : nil
                let (tell, left) = self.state.withLock { state in
                    defer { state.known[place] = seen }
                    return (state.tell, state.known[place])
                }
                if let seen, left == nil { tell?(.arrived(seen)) }
                if let left, !isHere { tell?(.left(left)) }
            }
        }

        func end() {
            state.withLock { $0.tell = nil }
        }
    }

    /// A device that is held until somebody has looked at it; `@unchecked` because libusb counts references with a lock.
    private final class Reference: @unchecked Sendable {
        let device: OpaquePointer

        private let bus: USBBusHandle

        init(_ device: OpaquePointer, of bus: USBBusHandle) {
            self.device = libusb_ref_device(device)
            self.bus = bus
        }

        deinit {
            libusb_unref_device(device)
        }
    }

    // MARK: Events

    /// The event thread's own; `@unchecked` because that thread alone ends the context, after everybody else has gone.
    final class Events: @unchecked Sendable {
        private let context: OpaquePointer
        private let isEnding = Mutex(false)
        private let state = Mutex(State())

        private struct State {
            var watches: [Watch] = []
            var hasEnded = false
            var waiters: [CheckedContinuation<Void, Never>] = []
        }

        fileprivate init(context: OpaquePointer) {
            self.context = context
        }

        fileprivate func keep(_ watch: Watch) {
            state.withLock { $0.watches.append(watch) }
        }

        /// Sleeps in libusb until something happens.
        fileprivate func work() {
            while !isEnding.withLock({ $0 }) {
                let code = libusb_handle_events_completed(context, nil)
                // An error that stays must not become a loop that runs hot.
                if code != 0, code != LIBUSB_ERROR_INTERRUPTED.rawValue { poll(nil, 0, 100) }
            }
            libusb_exit(context)
            let waiters = state.withLock { state in
                state.hasEnded = true
                defer { state.waiters = [] }
                return state.waiters
            }
            waiters.forEach { $0.resume() }
        }

        fileprivate func end() {
            // Under the lock: the thread that sees the end must not free what is being woken.
            isEnding.withLock { isEnding in
                isEnding = true
                libusb_interrupt_event_handler(context)
            }
        }

        /// Comes back when libusb has ended, which is after the last who used it.
        func ended() async {
            await withCheckedContinuation { continuation in
                let hasEnded = state.withLock { state in
                    if !state.hasEnded { state.waiters.append(continuation) }
                    return state.hasEnded
                }
                if hasEnded { continuation.resume() }
            }
        }
    }
}
