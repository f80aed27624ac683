import Wire

/// One physical thing on the counter: found wherever it is plugged in, known by its own serial number, and asked by one
/// at a time.
///
/// It sends nothing twice in silence: what an engine cannot tell is said to be in doubt, and whoever asked decides.
public actor Device {
    /// The name that people and settings use for it.
    public nonisolated let name: String
    /// How it stands, as far as it was asked.
    public private(set) var standing = DeviceStanding(.absent)
    /// Where it was found last.
    public private(set) var place: String?

    let worker: DeviceWorker
    private let places: DevicePlaces
    /// The serial number that it must have; the first one that it tells, where nobody knows.
    private var expected: String?
    /// A unit's VAT rates as it told them since it was opened.
    var rates: ZFPRates?
    /// It said that it wants a Z report, and none was made since.
    var wantsZ = false
    private var isTaken = false
    private var queue: [CheckedContinuation<Void, Never>] = []

    /// Makes a device; nothing is opened before it is looked at or given work.
    init(name: String, worker: DeviceWorker, places: DevicePlaces, serial: String?) {
        self.name = name
        self.worker = worker
        self.places = places
        expected = serial
    }

    /// Makes a receipt printer.
    public init(name: String, printer engine: EscPosEngine, answersStatus: Bool, places: DevicePlaces) {
        self.init(
            name: name, worker: .printer(EngineLine(engine: engine), answersStatus: answersStatus), places: places,
            serial: nil)
    }

    /// Makes a control unit; `serial` is its serial number, nil where the first that it tells is its own.
    public init(name: String, unit: ControlUnitDriver, places: DevicePlaces, serial: String?) {
        self.init(
            name: name, worker: .unit(EngineLine(engine: ZFPEngine(timing: unit.timing)), unit.status),
            places: places, serial: serial)
    }

    /// Makes a fiscal printer of the ISL family.
    ///
    /// `identify` reads who it is from its answer to `identity`.
    public init(
        name: String, fiscalPrinter dialect: ISLDialect, places: DevicePlaces, serial: String?,
        identify: @escaping @Sendable (DeviceAnswer) -> DeviceIdentity?
    ) {
        // Any number will do: the device is asked who it is first, whatever it takes that for (reference §2.3).
        let engine = ISLEngine(dialect.framing, lastSequence: UInt8.random(in: 0x20...0x7F))
        self.init(
            name: name, worker: .fiscal(EngineLine(engine: engine), dialect, identify), places: places, serial: serial)
    }

    /// Makes a ZFP printer that prints slips.
    ///
    /// `identify` reads who it is from its answer to `identity`.
    public init(
        name: String, slipPrinter driver: SlipPrinterDriver, places: DevicePlaces, serial: String?,
        identify: @escaping @Sendable (DeviceAnswer) -> DeviceIdentity?
    ) {
        self.init(
            name: name, worker: .slips(EngineLine(engine: ZFPEngine(timing: driver.timing)), driver, identify),
            places: places, serial: serial)
    }

    /// Makes a service in the network, of which only is known whether it is there.
    public init(name: String, serviceAt places: DevicePlaces) {
        self.init(name: name, worker: .service, places: places, serial: nil)
    }

    /// Looks at it: finds it where it is lost, and asks how it stands.
    ///
    /// While it works this does not wait, and tells what is known.
    @discardableResult
    public func look() async -> DeviceStanding {
        if isTaken { return await workingStanding() }
        return await exclusively { await self.lookNow() }
    }

    /// Gives it back: its port is free for others until it is asked again.
    public func release() async {
        await exclusively {
            await self.worker.close()
            self.standing = DeviceStanding(.absent, serial: self.standing.serial, firmware: self.standing.firmware)
        }
    }

    // MARK: For its verbs

    /// Does something as the only one, in the order in which they came.
    func exclusively<Value: Sendable>(_ body: () async -> Value) async -> Value {
        if isTaken {
            await withCheckedContinuation { queue.append($0) }
        } else {
            isTaken = true
        }
        defer {
            // The turn is handed on without being given up in between.
            if queue.isEmpty { isTaken = false } else { queue.removeFirst().resume() }
        }
        return await body()
    }

    /// Finds it, makes sure who it is, and asks how it stands.
    ///
    /// A channel from before leads nowhere once it was plugged out and in again: it is looked for anew then, once.
    func lookNow() async -> DeviceStanding {
        let wasOpen = await worker.isOpen
        if let fault = await lookOnce(), fault.code == .gone, wasOpen { _ = await lookOnce() }
        return standing
    }

    /// Looks at it where it is; gives why it said nothing.
    private func lookOnce() async -> EngineFault? {
        guard await meet() else { return nil }
        switch await worker.conditions() {
        case .told(let conditions):
            standing.conditions = conditions ?? []
            standing.state = wantsZ ? .zRequired : DeviceState(standing.conditions)
            standing.detail = nil
        case .strange(let answer): standing.state = .wrongFirmware; standing.detail = answer
        case .silent(let fault):
            await lose(fault)
            return fault
        }
        return nil
    }

    /// Whether it is open and the right one; it is looked for where it is not.
    func meet() async -> Bool {
        if await worker.isOpen { return true }
        // A service that was there is not knocked at again before something fails (``release()``).
        if case .service = worker, standing.state == .ready { return true }
        var best: DeviceStanding?
        for candidate in await places.candidates() {
            let found = await meet(at: candidate)
            if found.state == .opening {
                standing = found
                place = candidate
                rates = nil
                expected = expected ?? found.serial
                return true
            }
            // The first place is the one where it was last: what is the matter there says most, but for "absent".
            if best == nil || best?.state == .absent { best = found }
        }
        let lost = best ?? DeviceStanding(.absent, detail: "no port here may be its own")
        standing = DeviceStanding(lost.state, detail: lost.detail, serial: expected, firmware: standing.firmware)
        return false
    }

    private func meet(at candidate: String) async -> DeviceStanding {
        do throws(WireError) {
            await worker.use(try await places.open(candidate))
        } catch {
            return DeviceStanding(error.code == .inUse ? .inUse : .absent, detail: error.sentence)
        }
        let told = await worker.identity()
        if case .told(let identity) = told, expected == nil || identity.serial == nil || identity.serial == expected {
            return DeviceStanding(.opening, serial: identity.serial, firmware: identity.firmware)
        }
        await worker.close()
        switch told {
        case .told(let identity):
            let other = "\(candidate) has \(identity.serial ?? "none") and not \(expected ?? "none")"
            return DeviceStanding(.wrongDevice, detail: other, serial: identity.serial, firmware: identity.firmware)
        case .strange(let answer):
            return DeviceStanding(.wrongFirmware, detail: "\(candidate) says it is \"\(answer)\"")
        case .silent(let fault): return DeviceStanding(.absent, detail: fault.sentence)
        }
    }

    /// It did not answer: its port is closed, so that the next look finds it wherever it is then.
    func lose(_ fault: EngineFault) async {
        await worker.close()
        standing.state = .absent
        standing.detail = fault.sentence
    }

    func note(_ state: DeviceState, detail: String? = nil, conditions: Set<DeviceCondition>? = nil) {
        standing.state = state
        standing.detail = detail
        if let conditions { standing.conditions = conditions }
    }

    /// How it stands while it works: a printer tells on the way that it waits for paper.
    private func workingStanding() async -> DeviceStanding {
        guard case .printer(let line, _) = worker else { return standing }
        var standing = standing
        guard standing.state == .busy else { return standing }
        var conditions = await line.state.conditions
        // One whose buffer is full hears no question among its bytes; USB has one beside them.
        if conditions.isEmpty, await line.isOutOfPaper() == true { conditions = [.paperOut] }
        guard !conditions.isEmpty else { return standing }
        standing.conditions = conditions
        standing.state = DeviceState(conditions)
        return standing
    }
}
