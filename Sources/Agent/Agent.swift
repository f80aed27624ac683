import Accounting
import Custody
import Devices
import Fiscal
public import Forwarder
public import Foundation
import Logging
import OSCU
import Outbound
public import ServiceLifecycle
public import Spool

/// The one place where the rooms meet: everything a shop's agent is made of.
public struct Agent: Sendable {
    /// The site's settings.
    public let settings: Settings
    /// The shop's file.
    public let spool: Spool
    /// Accepts sales.
    public let sales: SalesDesk
    /// Lays out and prints slips.
    public let prints: PrintDesk
    /// Knows the devices of the counter.
    public let counter: DeviceDesk
    /// Speaks of the device with KRA.
    public let kra: KRADesk
    /// Asks KRA what it has, after a restore.
    public let reconciling: ReconcileDesk
    /// Gives up documents past the legal period.
    public let pruning: PruneDesk
    /// Connects the companies whose books the shop keeps.
    public let connections: ConnectionDesk
    /// Keeps their books: lanes, maps and what was posted.
    public let books: BooksDesk
    /// Compares their books with ours.
    public let night: BooksNight
    /// Writes sales for other programs of accounts.
    public let exports: ExportDesk
    private let keys: KeyDesk
    /// Checks tokens.
    public let tokens: TokenDesk
    /// Tells how things stand.
    public let status: StatusDesk
    /// The lanes by name.
    public let lanes: [String: LaneRunner]
    /// What must run for all this to work, in the order of starting.
    public let services: [any Service]
    /// The clocks.
    public let clock: WallClock
    private let directory: DataDirectory

    /// This software's version.
    public static let version = "0.1.0"

    /// Opens the data directory and puts the agent together; nothing runs yet.
    ///
    /// - Parameters:
    ///   - credentials: `$CREDENTIALS_DIRECTORY`, nil where the process has none.
    ///   - patience: how long lanes wait for what.
    /// - Throws: ``DataDirectoryError``, `CustodyError`, `SpoolError`.
    public static func build(
        settings: Settings, directory: DataDirectory, credentials: URL?, clock: WallClock = .system,
        patience: Patience = .standard
    ) async throws -> Agent {
        try await build(
            settings: settings, directory: directory, credentials: credentials, clock: clock, patience: patience,
            timing: BooksTiming())
    }

    /// As ``build(settings:directory:credentials:clock:patience:)``, with what the books wait for.
    package static func build(
        settings: Settings, directory: DataDirectory, credentials: URL?, clock: WallClock, patience: Patience,
        timing: BooksTiming
    ) async throws -> Agent {
        let custody = try Custody(directory: directory.url, credentials: credentials)
        let spool = try Spool(
            directory: directory.url, sealer: Sealer(custody.deviceKey), next: custody.nextKey.map { Sealer($0) },
            clock: clock)
        try spool.prepare(lanes: [KRADestination.lane])
        if let notice = try await spool.takeOver() {
            Logger(label: "risiti.agent").notice(
                "the journal was handed over", metadata: ["sale.sequence": "\(notice.sequence)"])
        }
        let keys = KeyDesk(spool: spool, custody: custody)
        try await keys.settle()
        let client = OSCUClient(
            address: OSCUAddress(
                route: settings.kra.route, base: settings.kra.baseURL, token: settings.kra.tokenURL),
            device: OSCUDevice(
                pin: settings.branch.pin, branchID: settings.branch.branchID, serial: settings.branch.deviceSerial),
            http: HTTPClient(
                options: HTTPClient.Options(
                    proxy: settings.proxy, siteCertificates: settings.certificates, userAgent: "risiti/\(version)")))
        let kra = KRADesk(spool: spool, secrets: custody.secrets, client: client, settings: settings, clock: clock)
        let rates = try await KRADesk.keptRates(spool) ?? settings.kra.rates
        let sales = SalesDesk(
            spool: spool, settings: settings, rates: rates, knownItems: try await spool.knownItems())
        let counter = try await DeviceDesk(
            spool: spool, secrets: custody.secrets, settings: settings, clock: clock)
        let prints = PrintDesk(
            spool: spool, settings: settings, clock: clock, printers: counter.printer(named:),
            standard: { counter.slipPrinter })
        let destination =
            switch settings.kra.fiscaliser {
            case .oscu: kraDestination(spool: spool, desk: kra, settings: settings, clock: clock)
            case .controlUnit(let unit):
                ControlUnitDestination(
                    spool: spool, counter: counter, settings: unit, branch: settings.branch, clock: clock)
            }
        let lane = LaneRunner(
            name: KRADestination.lane, spool: spool, destination: destination, patience: patience, now: clock.now)
        counter.carry { name in await prints.printAll(on: name) }
        counter.whenReady { name in
            if case .controlUnit(let unit) = settings.kra.fiscaliser, unit.device == name { await lane.tryNow() }
        }
        let limits = BooksLimits(spool: spool, clock: clock)
        let syncLog = SyncLogBook(spool: spool, clock: clock)
        let connections = ConnectionDesk(
            spool: spool, secrets: custody.secrets, settings: settings, clock: clock,
            borders: ConnectionDesk.Borders(
                gate: { limits.gate(of: $0, ConnectionDesk.Borders.dialect($0).limits) }, log: syncLog))
        let device = "\(settings.branch.branchID)-\(settings.branch.deviceSerial)"
        let books = BooksDesk(
            spool: spool, clock: clock, device: device,
            timing: timing, patience: patience, limits: limits, log: syncLog, dialect: ConnectionDesk.Borders.dialect,
            line: { try await connections.client($0) }, rates: sales.rates, receipts: prints.receiptForBooks,
            stop: { await connections.keeper($0).stop($1) })
        await connections.whenChanged { await books.changed($0) }
        let night = BooksNight(
            spool: spool, clock: clock, timing: timing, log: syncLog, device: device,
            dialect: ConnectionDesk.Borders.dialect, line: { try await connections.client($0) })
        let mirror = settings.mirror.map {
            SpoolMirror(
                of: spool, in: URL(filePath: $0, directoryHint: .isDirectory), key: spool.sealer.key, clock: clock)
        }
        return Agent(
            settings: settings, spool: spool, sales: sales, prints: prints, counter: counter, kra: kra,
            reconciling: ReconcileDesk(spool: spool, desk: kra, settings: settings, clock: clock),
            pruning: PruneDesk(spool: spool, keepYears: settings.keepYears, clock: clock), connections: connections,
            books: books, night: night, exports: ExportDesk(spool: spool, directory: directory.url, clock: clock),
            keys: keys,
            tokens: try await TokenDesk(spool: spool, clock: clock),
            status: StatusDesk(
                spool: spool, settings: settings, kra: kra, counter: counter, books: books, mirror: mirror,
                clock: clock),
            lanes: [lane.name: lane],
            // What starts first ends last: the mirror carries the last commit, the watch keeps the last mark.
            services: [SpoolWatch(spool: spool, clock: clock)] + (mirror.map { [MirrorKeeper(mirror: $0)] } ?? [])
                + [
                    lane, counter, RouteWatch(lanes: { [lane] + books.runners }, connections: connections),
                    Housekeeping(spool: spool, kra: kra, sales: sales),
                    BooksCare(desk: connections), books, night,
                ],
            clock: clock, directory: directory)
    }

    /// Initialises the device with KRA, fetches its code lists and sets the lane going.
    ///
    /// - Throws: `KRADesk.Refusal` where it was done or tried before, or where KRA refuses.
    public func initialiseDevice() async throws -> String {
        try requireOSCU()
        let scuID = try await kra.initialise()
        if let rates = try await kra.refreshCodes() { sales.use(rates) }
        for task in try await spool.tasks(openOnly: true) where task.trouble.code == Trouble.notInitialised.code {
            try await resolve(task.id, .retry)
        }
        return scuID
    }

    /// Asks KRA what it has, brings the journal's standing in line with it, and sets the lane going.
    ///
    /// - Throws: `KRADesk.Refusal` where KRA does not answer; nothing was changed then.
    public func reconcile() async throws -> ReconcileDesk.Outcome {
        try requireOSCU()
        let outcome = try await reconciling.reconcile()
        try await lanes[KRADestination.lane]?.resume()
        return outcome
    }

    /// - Throws: `KRADesk.Refusal` where a control unit speaks with KRA, and not this agent.
    private func requireOSCU() throws {
        guard case .controlUnit(let unit) = settings.kra.fiscaliser else { return }
        throw KRADesk.Refusal(
            code: "kra.control_unit",
            description: "kra.fiscaliser is control-unit: \(unit.device) speaks with KRA, and this agent does not")
    }

    /// Makes a new device key and hands the journal over to it; who asked is written down.
    ///
    /// - Throws: `SpoolError`, `CustodyError`; what was begun is finished by the next start.
    package func rotateKey(by asker: String) async throws -> KeyDesk.Rotation {
        let rotation = try await keys.rotate()
        Logger(label: "risiti.agent").notice(
            "the device has a new key", metadata: ["sale.sequence": "\(rotation.sequence)", "key.asked_by": "\(asker)"])
        try await keys.keepAsker(asker, of: rotation)
        return rotation
    }

    /// How the device's key stands.
    package func keyStanding() async throws -> KeyDesk.Standing { try await keys.standing() }

    /// The file that the device's key lies in, sealed.
    package var keyPlace: String { directory.url.appending(path: Custody.deviceFile).path }

    /// The sealed recovery sheet.
    package func keySheet(_ passphrase: [UInt8]) async throws -> String {
        try await keys.sheet(with: passphrase, branch: settings.branch)
    }

    /// Resolves a task; the lane that it stopped goes on.
    ///
    /// A document's task stopped that document alone: a lane that a person paused stays paused.
    public func resolve(_ task: Int64, _ resolution: TaskResolution) async throws(SpoolError) {
        let resolved = try await spool.task(task)
        try await spool.resolve(task, resolution, at: clock.now())
        if let name = resolved.lane, resolved.documentID == nil, resolved.trouble.code != Trouble.booksCompared {
            try await lane(name)?.resume()
            if Company(lane: name) != nil { try await spool.retryBooks(of: name, at: clock.now()) }
        }
        if resolution == .retry { try await syncs.retried(resolved) }
    }

    /// Resolves the doubt of a control unit's document by the number that a person found in the unit.
    ///
    /// - Throws: `SpoolError` `refused` where the task is of another kind, or the number is none of the unit.
    public func resolve(_ task: Int64, signedAs number: String) async throws(SpoolError) {
        let resolved = try await spool.task(task)
        let evidence = resolved.trouble.evidence
        guard resolved.trouble.code == Trouble.controlUnitDoubt, resolved.resolvedAt == nil,
            let sequence = evidence["sequence"].flatMap({ Int64($0) }), let name = evidence["device"]
        else { throw SpoolError(.refused, "task \(task) is no open doubt of a control unit's document") }
        let serial = try await spool.devices().first { $0.name == name }?.serial
        guard let found = ControlUnitNumber(number), serial.map({ found.isOf(serial: $0) }) ?? true,
            let receipt = FiscalReceipt(
                controlUnit: serial ?? "", number: found.text, link: found.link, at: clock.now())
        else {
            throw SpoolError(.refused, "\"\(number)\" is no CU invoice number of \(serial ?? name): it has 19 digits")
        }
        let job = Job(lane: KRADestination.lane, sequence: sequence, attempts: 0, isInFlight: false)
        try await spool.settle(job, signed: receipt, at: clock.now())
        try await resolve(task, .retry)
    }

    /// The runner of a lane, KRA's or a company's; nil where there is none.
    public func lane(_ name: String) -> LaneRunner? { lanes[name] ?? books.runner(name) }

    /// Where client commands find the agent.
    public var socketPath: String { directory.socketPath }
}

extension Agent {
    /// The sale once KRA has answered it, or as it stands when the time is over.
    public func fiscalised(_ sale: StoredSale, within limit: Duration) async throws -> StoredSale {
        let id = sale.entry.document.id
        let changes = spool.changes(.other)
        return try await withThrowingTaskGroup(of: StoredSale?.self) { group in
            group.addTask {
                var latest = try await spool.sale(id)
                if latest.state != .accepted { return latest }
                for await _ in changes {
                    latest = try await spool.sale(id)
                    if latest.state != .accepted { return latest }
                }
                return nil
            }
            group.addTask {
                // Cut short only where the answer has come, and then nobody asks what this says.
                try? await Task.sleep(for: limit)
                return nil
            }
            let first = try await group.next() ?? nil
            group.cancelAll()
            guard let first else { return try await spool.sale(id) }
            return first
        }
    }
}
