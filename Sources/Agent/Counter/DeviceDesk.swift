package import Custody
import Devices
import Logging
public import ServiceLifecycle
public import Spool
import Synchronization
import Wire

/// The devices of the counter: each is looked at, given what waits for it, and said to stand as it does.
public final class DeviceDesk: Service {
    /// A device as people see it.
    public struct View: Sendable {
        /// What is kept of it; nil for a plain device file of the settings.
        public let stored: StoredDevice?
        /// Its name.
        public let name: String
        /// What it is.
        public let kind: Kind
        /// The profile's id, or `file` for a plain device file.
        public let profile: String
        /// Where it was found, or is expected.
        public let place: String
        /// How it stands: the state's name.
        public let state: String
        /// Whether work may be given to it.
        public let takesWork: Bool
        /// What the state says in English and in Kiswahili.
        public let sentences: (english: String, kiswahili: String)
        /// What more is known.
        public let detail: String?
        /// What it says of itself, by the names that profiles use.
        public let conditions: [String]
        /// Slips that wait for it.
        public let waiting: Int

        /// What a device is to people, whatever it is worked by.
        public enum Kind: String, Sendable {
            /// It prints slips.
            case printer
            /// It makes sales fiscal.
            case controlUnit = "control_unit"
            /// It makes sales fiscal over HTTP.
            case signer
            /// Nobody knows: its profile cannot be used.
            case unknown
        }

        /// What is to be said of it where it does not simply work.
        public var reason: String? {
            state == DeviceState.ready.rawValue
                ? nil : detail.map { "\(sentences.english) (\($0))" } ?? sentences.english
        }
    }

    let spool: Spool
    let settings: Settings
    let clock: WallClock
    let ports: CounterPorts
    private let secrets: SecretBox
    private let posts = Mutex<[String: DevicePost]>([:])
    /// The posts that were opened and have nobody who keeps them yet.
    private let arrivals: (stream: AsyncStream<DevicePost>, bell: AsyncStream<DevicePost>.Continuation)
    private let keeper = Mutex<(@Sendable (String) async -> Void)?>(nil)
    private let herald = Mutex<(@Sendable (String) async -> Void)?>(nil)
    private let log = Logger(label: "risiti.agent.counter")

    /// How often a device that works is looked at.
    private static let calm = Duration.seconds(5)
    /// How often one is looked for that is not there, or waits for somebody.
    private static let eager = Duration.seconds(1)

    /// Opens the desk with the devices that were added and the device files that the settings name.
    ///
    /// - Throws: `SpoolError`; a device whose profile is not there any more is kept and said to be so.
    package init(spool: Spool, secrets: SecretBox, settings: Settings, clock: WallClock) async throws {
        self.spool = spool
        self.secrets = secrets
        self.settings = settings
        self.clock = clock
        ports = CounterPorts(profiles: settings.profiles)
        let (stream, bell) = AsyncStream.makeStream(of: DevicePost.self)
        arrivals = (stream, bell)
        for (name, printer) in settings.printers { enter(ports.post(name, printer)) }
        for device in try await spool.devices() {
            do {
                enter(try ports.post(device, password: password(of: device.name)))
            } catch {
                log.error(
                    "a device cannot be worked", metadata: ["device.id": "\(device.name)", "reason": "\(error)"])
            }
        }
    }

    private func enter(_ post: DevicePost) {
        posts.withLock { $0[post.name] = post }
        arrivals.bell.yield(post)
    }

    func post(named name: String) -> DevicePost? { posts.withLock { $0[name] } }

    /// The control unit of that name.
    func controlUnit(named name: String) -> DevicePost? {
        switch post(named: name)?.use {
        case .signing, .httpSigning: post(named: name)
        default: nil
        }
    }

    /// The printer that slips go to: the one that the settings name, or else the only one.
    public var slipPrinter: String? {
        let printers = posts.withLock { posts in
            posts.values.filter(\.isPrinter).map(\.name)
        }
        if printers.contains(settings.receipt.printer) { return settings.receipt.printer }
        return printers.count == 1 ? printers[0] : nil
    }

    /// Who prints for a name.
    package func printer(named name: String) -> (any SlipPrinter)? {
        guard let post = post(named: name), post.isPrinter else { return nil }
        return post
    }

    /// Every device, by name.
    public func views() async throws(SpoolError) -> [View] {
        let waiting = try await spool.printsWaiting()
        let stored = Dictionary(try await spool.devices().map { ($0.name, $0) }) { first, _ in first }
        let posts = posts.withLock { $0 }
        let names = Set(posts.keys).union(stored.keys).sorted()
        var views: [View] = []
        for name in names {
            views.append(await view(name, posts[name], stored[name], waiting: waiting[name] ?? 0))
        }
        return views
    }

    private func view(_ name: String, _ post: DevicePost?, _ stored: StoredDevice?, waiting: Int) async -> View {
        let standing =
            post?.standing.withLock { $0 } ?? DeviceStanding(.error, detail: "its profile cannot be used")
        let found = await post?.device.place
        return View(
            stored: stored, name: name, kind: post?.kind ?? .unknown,
            profile: stored?.profile ?? post?.profile ?? "file",
            place: found ?? stored?.place ?? settings.printers[name].map { "file:\($0.path)" } ?? "?",
            state: standing.state.rawValue, takesWork: standing.state.takesWork,
            sentences: (standing.state.english, standing.state.kiswahili), detail: standing.detail,
            conditions: standing.conditions.map(\.rawValue).sorted(), waiting: waiting)
    }

    // MARK: Coming and going

    /// Adds a device that stands at a place: opens it, asks who it is, and keeps it.
    ///
    /// - Throws: ``DeviceDeskError`` where the profile is not there, the place cannot be read, or it does not answer as
    ///   the profile says; `SpoolError` where the name is taken.
    public func add(
        name: String, profile: String, place: String, speed: Int? = nil, key: String? = nil
    ) async throws {
        guard name.wholeMatch(of: /[a-z0-9][a-z0-9-]{0,31}/) != nil else {
            throw DeviceDeskError(
                "device.name", "the name is \"\(name)\"; it is 1 to 32 small letters, digits and hyphens")
        }
        guard post(named: name) == nil else {
            throw DeviceDeskError("device.taken", "there is a device \(name) already; remove it or choose another name")
        }
        guard let place = DevicePlace(place).map(ports.lasting) else {
            throw DeviceDeskError(
                "device.place",
                "the place is \"\(place)\"; it is serial:/dev/…, usb:vvvv:pppp:SERIAL, tcp:host:port or file:/dev/…")
        }
        if case .file(let path) = place, !path.hasPrefix("/dev/") || path.contains("..") {
            throw DeviceDeskError(
                "device.place",
                "\(path) is no device: a file that is written to stands under /dev; a plain file is "
                    + "named in risiti.yaml alone")
        }
        ports.rereadProfiles()
        var wanted = StoredDevice(
            name: name, profile: profile, place: place.description, speed: speed, addedAt: clock.now())
        let post = try ports.post(wanted, password: password(of: name, given: key))
        let standing = await post.device.look()
        guard standing.state.isMet else {
            await post.device.release()
            throw DeviceDeskError(
                "device.\(standing.state.rawValue)",
                "\(place): \(standing.state.english)"
                    + (standing.detail.map { " (\($0))" } ?? ""))
        }
        wanted = StoredDevice(
            name: name, profile: profile, place: place.description, speed: speed, serial: standing.serial,
            firmware: standing.firmware, addedAt: wanted.addedAt)
        do {
            try await spool.add(wanted, secret: key.map { try sealed(key: $0, of: post) })
        } catch {
            await post.device.release()
            throw error
        }
        post.standing.withLock { $0 = standing }
        enter(post)
    }

    /// Seals the key that a signer wants to be shown, or the password of a device's port in the network.
    private func sealed(key: String, of post: DevicePost) throws -> (name: String, sealed: [UInt8]) {
        let isWanted =
            if case .httpSigning(let driver, _, _) = post.use { driver.keyHeader != nil } else { post.takesPassword }
        guard isWanted else {
            throw DeviceDeskError("device.key", "\(post.name) takes neither a key nor a password")
        }
        guard (1...4_096).contains(key.utf8.count), key.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw DeviceDeskError("device.key", "the key has 1 to 4096 printable characters")
        }
        let purpose = Self.purpose(of: post.name)
        return (purpose, try secrets.seal(Array(key.utf8), for: purpose))
    }

    /// The key that a signer wants to be shown; nil where it was given none.
    func key(of name: String) async throws -> String? {
        guard let sealed = try await spool.secret(Self.purpose(of: name)) else { return nil }
        return String(decoding: try secrets.open(sealed, for: Self.purpose(of: name)), as: UTF8.self)
    }

    /// A device's password for its port in the network: the one that was given just now, or the one that is sealed.
    private func password(of name: String, given: String? = nil) -> CounterPorts.Password {
        { [spool, secrets] () async throws(WireError) -> String in
            if let given { return given }
            do {
                guard let sealed = try await spool.secret(Self.purpose(of: name)) else { return "" }
                return String(decoding: try secrets.open(sealed, for: Self.purpose(of: name)), as: UTF8.self)
            } catch {
                throw WireError(.refused, "the password of \(name) cannot be opened: \(error)")
            }
        }
    }

    private static func purpose(of name: String) -> String { "device.\(name).key" }

    /// Forgets a device, and its key or password.
    public func remove(_ name: String) async throws(SpoolError) {
        try await spool.removeDevice(name, secret: Self.purpose(of: name), at: clock.now())
        let post = posts.withLock { $0.removeValue(forKey: name) }
        await post?.device.release()
    }

    // MARK: Keeping

    /// Says who carries what waits for a device that takes work.
    func carry(by keeper: @escaping @Sendable (String) async -> Void) {
        self.keeper.withLock { $0 = keeper }
    }

    /// Says who wants to know that a device takes work again.
    func whenReady(_ herald: @escaping @Sendable (String) async -> Void) {
        self.herald.withLock { $0 = herald }
    }

    /// Keeps every device until graceful shutdown.
    public func run() async throws {
        // What waits for a printer that is not there any more is said to have failed.
        for name in try await spool.printsWaiting().keys where post(named: name) == nil {
            await keeper.withLock { $0 }?(name)
        }
        await withDiscardingTaskGroup { group in
            for await post in arrivals.stream.cancelOnGracefulShutdown() {
                group.addTask { await self.keep(post) }
            }
            group.cancelAll()
        }
        for post in posts.withLock({ Array($0.values) }) { await post.device.release() }
        await ports.close()
    }

    private func keep(_ post: DevicePost) async {
        var said: DeviceStanding?
        while !Task.isCancelled, self.post(named: post.name) === post {
            // Whoever asks for a print from here on cuts the pause short.
            let changes = spool.changes(.print)
            let standing = await post.device.look()
            await note(standing, of: post, said: said)
            if standing.state.takesWork {
                if said?.state.takesWork != true { await herald.withLock { $0 }?(post.name) }
                await keeper.withLock { $0 }?(post.name)
            }
            said = standing
            let pause = standing.state.takesWork ? Self.calm : Self.eager
            await Rounds.pause(pause, or: changes)
        }
    }

    /// Makes known how a device stands; a task is raised where somebody waits for it.
    private func note(_ standing: DeviceStanding, of post: DevicePost, said: DeviceStanding?) async {
        post.standing.withLock { $0 = standing }
        do {
            if let serial = standing.serial, serial != said?.serial || standing.firmware != said?.firmware,
                let place = await post.device.place, post.profile != nil
            {
                try await spool.note(post.name, place: place, serial: serial, firmware: standing.firmware)
            }
            var trouble: Trouble?
            if standing.state.needsPerson {
                let waiting = try await spool.printsWaiting()[post.name] ?? 0
                // A printer that is switched off at night is nobody's trouble until a slip waits for it.
                if standing.state != .absent || waiting > 0 { trouble = .device(post.name, standing, waiting: waiting) }
            }
            guard post.raised.withLock({ $0 }) != .some(trouble?.code) else { return }
            try await spool.note(trouble, of: post.name, at: clock.now())
            post.raised.withLock { $0 = .some(trouble?.code) }
            log.notice(
                "a device stands otherwise",
                metadata: ["device.id": "\(post.name)", "device.state": "\(standing.state.rawValue)"])
        } catch {
            log.error(
                "how a device stands was not written down",
                metadata: ["device.id": "\(post.name)", "error.code": "\(error.code.rawValue)"])
        }
    }
}

/// Why a device was not added.
public struct DeviceDeskError: Error, Sendable, CustomStringConvertible {
    /// What; stable.
    public let code: String
    /// A sentence with the values, and what to do.
    public let description: String

    init(_ code: String, _ description: String) {
        self.code = code
        self.description = description
    }
}

extension DeviceState {
    /// Whether the device was met: it stands there and answered as its profile says, whatever it waits for.
    var isMet: Bool {
        switch self {
        case .ready, .busy, .paperLow, .paperOut, .coverOpen, .zRequired, .error: true
        case .absent, .opening, .wrongFirmware, .wrongDevice, .inUse: false
        }
    }
}
