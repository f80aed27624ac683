import Wire

/// A device's line, whatever its protocol: opened, asked who it is and how it stands.
enum DeviceWorker: Sendable {
    /// A receipt printer; whether it answers status questions.
    case printer(EngineLine<EscPosEngine>, answersStatus: Bool)
    /// A fiscal printer of the ISL family, and where its answer says who it is.
    case fiscal(EngineLine<ISLEngine>, ISLDialect, @Sendable (DeviceAnswer) -> DeviceIdentity?)
    /// A ZFP printer of slips, and where its answer says who it is.
    case slips(EngineLine<ZFPEngine>, SlipPrinterDriver, @Sendable (DeviceAnswer) -> DeviceIdentity?)
    /// A control unit, and what its status bits say.
    case unit(EngineLine<ZFPEngine>, StatusMap)
    /// A service in the network: it is there where a connection is taken, and nothing is said over that.
    case service

    /// Whom a device says it is.
    struct Identity: Sendable, Hashable {
        var serial: String?
        var firmware: String?
    }

    /// What came of a question.
    enum Answer<Value: Sendable>: Sendable {
        /// It answered.
        case told(Value)
        /// It answered something that its profile does not know.
        case strange(String)
        /// It did not answer.
        case silent(EngineFault)
    }

    var isOpen: Bool {
        get async {
            switch self {
            case .printer(let line, _): await line.isOpen
            case .fiscal(let line, _, _): await line.isOpen
            case .slips(let line, _, _): await line.isOpen
            case .unit(let line, _): await line.isOpen
            case .service: false
            }
        }
    }

    func use(_ channel: any ByteChannel) async {
        switch self {
        case .printer(let line, _): await line.use(channel)
        case .fiscal(let line, _, _): await line.use(channel)
        case .slips(let line, _, _): await line.use(channel)
        case .unit(let line, _): await line.use(channel)
        case .service: await channel.close()
        }
    }

    func close() async {
        switch self {
        case .printer(let line, _): await line.close()
        case .fiscal(let line, _, _): await line.close()
        case .slips(let line, _, _): await line.close()
        case .unit(let line, _): await line.close()
        case .service: break
        }
    }

    /// Asks it who it is; a receipt printer's own answer is not believed (reference §5.6).
    func identity() async -> Answer<Identity> {
        switch self {
        case .printer, .service: .told(Identity())
        case .fiscal(let line, let dialect, let read): await Self.identity(on: line, dialect, read)
        case .slips(let line, let driver, let read): await Self.identity(on: line, driver, read)
        case .unit(let line, _): await Self.identity(on: line)
        }
    }

    private static func identity(on line: EngineLine<ZFPEngine>) async -> Answer<Identity> {
        switch await line.ask(.identity) {
        case .answered(let answer):
            guard let identity = ZFPIdentity(answer) else { return .strange(text(answer)) }
            let version = await line.ask(.version)
            let firmware =
                if case .answered(let answer) = version { text(answer).trimmed } else { String?.none }
            return .told(Identity(serial: identity.serial, firmware: firmware))
        case .notDone(let fault), .unknown(let fault): return .silent(fault)
        }
    }

    private static func identity(
        on line: EngineLine<ZFPEngine>, _ driver: SlipPrinterDriver, _ read: (DeviceAnswer) -> DeviceIdentity?
    ) async -> Answer<Identity> {
        var identity = Identity()
        if let command = driver.command(.identity) {
            switch await line.ask(command) {
            case .answered(let answer):
                guard let told = read(answer) else { return .strange(text(answer)) }
                identity.serial = told.serial
            case .notDone(let fault), .unknown(let fault): return .silent(fault)
            }
        }
        if let command = driver.command(.version), case .answered(let answer) = await line.ask(command) {
            identity.firmware = driver.firmware(answer)
        }
        return .told(identity)
    }

    private static func identity(
        on line: EngineLine<ISLEngine>, _ dialect: ISLDialect, _ read: (DeviceAnswer) -> DeviceIdentity?
    ) async -> Answer<Identity> {
        guard let call = dialect.calls[.identity], let data = call.template.data([:]) else { return .told(Identity()) }
        switch await line.ask(ISLCommand(call.code, data, afterSilence: .resend)) {
        case .answered(let answer):
            guard let identity = read(answer) else { return .strange(text(answer)) }
            return .told(Identity(serial: identity.serial, firmware: identity.firmware))
        case .notDone(let fault), .unknown(let fault): return .silent(fault)
        }
    }

    /// Asks it how it stands; nil where it cannot be asked.
    func conditions() async -> Answer<Set<DeviceCondition>?> {
        switch self {
        case .printer(_, answersStatus: false), .service: return .told(nil)
        case .printer(let line, answersStatus: true):
            return await Self.told(line.ask(.status)) { EscPosStatus.conditions(realtime: $0.data) }
        case .fiscal(let line, let dialect, _):
            guard let call = dialect.calls[.status], let data = call.template.data([:]) else { return .told(nil) }
            return await Self.told(line.ask(ISLCommand(call.code, data, afterSilence: .resend))) {
                dialect.read($0).conditions
            }
        case .slips(let line, let driver, _):
            guard let command = driver.command(.status) else { return .told(nil) }
            switch await line.ask(command) {
            case .answered(let answer):
                if let conditions = driver.conditions(answer) { return .told(conditions) }
                return .strange("\(answer.data.count) status bytes, and \(driver.statusLength) are known")
            case .notDone(let fault), .unknown(let fault): return .silent(fault)
            }
        case .unit(let line, let map):
            return await Self.told(line.ask(.status)) { map.conditions(in: $0.data) }
        }
    }

    private static func told(
        _ end: EngineEnd, _ read: (DeviceAnswer) -> Set<DeviceCondition>
    ) -> Answer<Set<DeviceCondition>?> {
        switch end {
        case .answered(let answer): .told(read(answer))
        case .notDone(let fault), .unknown(let fault): .silent(fault)
        }
    }

    private static func text(_ answer: DeviceAnswer) -> String {
        String(decoding: answer.data.prefix(80).map { (0x20...0x7E).contains($0) ? $0 : 0x3F }, as: UTF8.self)
    }
}

extension String {
    /// Without the spaces that pad it.
    fileprivate var trimmed: String {
        split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
    }
}
