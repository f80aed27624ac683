package import Custody
public import Fiscal
import Foundation
import Logging
package import OSCU
package import Spool

/// The device's standing with KRA: initialisation, credentials, code lists, and how far the clocks are apart.
public actor KRADesk {
    /// What was found wrong with an initialisation.
    public struct Refusal: Error, Sendable, CustomStringConvertible {
        /// A stable code.
        public let code: String
        /// Why, and what to do.
        public let description: String
    }

    private let spool: Spool
    private let secrets: SecretBox
    private let client: OSCUClient
    private let device: OSCUDevice
    private let clock: WallClock
    private let log = Logger(label: "risiti.agent.kra")
    private var credentials: OSCUCredentials?
    private var scuID: String?
    /// The payment codes as last fetched; nil until they were read.
    private var payments: PaymentCodes?
    private var skew: Duration = .zero
    /// What KRA's clock said last, and what our own that never steps said then.
    private var heard: (time: Timestamp, sinceBoot: Int64)?
    private var traffic = Traffic()
    private var isReconciling = false
    /// Whether nothing must be asked of KRA before anything is sent; a restore happens only while no agent runs.
    private var isReconciled = false

    /// What went to KRA since the start, and how long its answers took.
    public struct Traffic: Sendable {
        /// Requests sent.
        public var requests: Int64 = 0
        /// The sum of the times from sending to the end of the answer.
        public var waited = Duration.zero
    }

    static let communicationKey = "kra.communication_key"
    private static let gatewaySecrets = "kra.gateway"

    /// Opens the desk; `client` speaks to KRA.
    package init(spool: Spool, secrets: SecretBox, client: OSCUClient, settings: Settings, clock: WallClock) {
        self.spool = spool
        self.secrets = secrets
        self.client = client
        self.clock = clock
        device = OSCUDevice(
            pin: settings.branch.pin, branchID: settings.branch.branchID, serial: settings.branch.deviceSerial)
    }

    /// What the integrator gateway wants to know, entered by a person and sealed.
    public struct GatewaySecrets: Codable, Sendable {
        /// The application's id.
        public var applicationID: String?
        /// The consumer key.
        public var consumerKey: String?
        /// The consumer secret.
        public var consumerSecret: String?

        /// Makes secrets.
        public init(applicationID: String?, consumerKey: String?, consumerSecret: String?) {
            self.applicationID = applicationID
            self.consumerKey = consumerKey
            self.consumerSecret = consumerSecret
        }
    }

    /// Keeps gateway secrets; what is nil stays as it was.
    public func keep(_ gateway: GatewaySecrets) async throws {
        // What does not open any more was sealed on another machine: it is entered anew.
        let before = try? await keptGateway()
        let merged = GatewaySecrets(
            applicationID: gateway.applicationID ?? before?.applicationID,
            consumerKey: gateway.consumerKey ?? before?.consumerKey,
            consumerSecret: gateway.consumerSecret ?? before?.consumerSecret)
        let sealed = try secrets.seal([UInt8](JSONEncoder().encode(merged)), for: Self.gatewaySecrets)
        try await spool.keep(secret: Self.gatewaySecrets, sealed: sealed)
        credentials = nil
    }

    /// Keeps the communication key that a person has from a recovery sheet or from KRA.
    ///
    /// - Throws: ``Refusal`` where this device was never initialised: the key has no control unit to go with.
    public func keep(communicationKey key: String) async throws {
        guard try await spool.registration()?.scuID != nil else {
            throw Refusal(
                code: "kra.not_initialised",
                description: """
                    this spool knows of no initialisation, so that the communication key has no control unit to go with; \
                    restore the device's backup first
                    """)
        }
        try await spool.keep(
            secret: Self.communicationKey, sealed: secrets.seal(Array(key.utf8), for: Self.communicationKey))
        credentials = nil
    }

    /// Initialises the device with KRA, which is done once in its life (design §5, reference §2.3).
    ///
    /// The attempt is written down before it is made; the whole answer is stored before anything else is done. An
    /// attempt of which nothing left this machine is taken back.
    /// - Throws: ``Refusal`` where it was done or tried before, or where KRA refuses.
    public func initialise() async throws -> String {
        if let record = try await spool.registration() {
            guard record.answeredAt == nil else {
                throw Refusal(
                    code: "kra.initialised",
                    description: "this device is initialised already, as \(record.scuID ?? "?")")
            }
            throw Refusal(
                code: "kra.initialisation_unclear",
                description: """
                    an initialisation was tried at \(KenyaTime(record.attemptedAt).rfc3339) and its answer is unknown; \
                    a second try can ruin the device at KRA, ask KRA to reset it or to tell the communication key
                    """)
        }
        try await spool.beginRegistration(at: clock.now())
        let reply = await client.send(.initialise(device), credentials: try await gatewayCredentials(key: nil))
        switch reply.verdict {
        case .accepted:
            guard let data = reply.data, let registration = DeviceRegistration(from: data) else {
                throw Refusal(code: "kra.answer", description: "KRA accepted but named no control unit: \(reply.text)")
            }
            try await spool.storeRegistration(
                sealedAnswer: secrets.seal(data.json, for: "kra.registration"),
                sealedKey: secrets.seal(Array(registration.communicationKey.utf8), for: Self.communicationKey),
                scuID: registration.scuID, at: clock.now())
            credentials = nil
            log.notice("the device is initialised", metadata: ["device.id": "\(registration.scuID)"])
            return registration.scuID
        case .unclear:
            throw Refusal(
                code: "kra.unclear", description: "KRA's answer was lost (\(reply.text)); do not try again, ask KRA")
        default:
            if reply.code != "902" { try await spool.forgetRegistration() }
            throw Refusal(
                code: "kra.refused",
                description: "KRA did not initialise the device: \(reply.code ?? "-") \(reply.text)")
        }
    }

    /// What is needed to speak to KRA, and the control unit's id; nil before initialisation.
    func standing() async throws -> (credentials: OSCUCredentials, scuID: String)? {
        if let credentials, let scuID { return (credentials, scuID) }
        guard let record = try await spool.registration(), let scuID = record.scuID,
            let sealed = try await spool.secret(Self.communicationKey)
        else { return nil }
        let key = String(decoding: try secrets.open(sealed, for: Self.communicationKey), as: UTF8.self)
        let fresh = try await gatewayCredentials(key: key)
        (credentials, self.scuID) = (fresh, scuID)
        return (fresh, scuID)
    }

    /// Sends a request with the device's credentials; notes how far KRA's clock is from ours.
    func send(_ request: OSCURequest) async -> OSCUReply {
        do {
            guard let standing = try await standing() else {
                return OSCUReply(verdict: .deviceProblem, text: "this device is not initialised with KRA")
            }
            let start = ContinuousClock.now
            let reply = await client.send(request, credentials: standing.credentials)
            traffic.requests += 1
            traffic.waited += start.duration(to: .now)
            if let answered = reply.answeredAt {
                skew = answered.since(clock.now())
                // An answer that was long on its way says less than an earlier one; KRA's clock does not go back.
                heard = (max(answered, latestTime() ?? answered), clock.sinceBoot())
            }
            return reply
        } catch {
            return OSCUReply(verdict: .deviceProblem, text: "the device's credentials cannot be opened: \(error)")
        }
    }

    /// What keeps everything from being sent.
    enum Bar {
        /// KRA is being asked what it has.
        case reconciling
        /// The journal was restored and KRA was not asked yet.
        case notReconciled
    }

    /// What keeps everything from being sent now; nil where nothing does.
    func bar() async throws -> Bar? {
        if isReconciling { return .reconciling }
        if !isReconciled { isReconciled = try await spool.restoredUnreconciled() == nil }
        return isReconciled ? nil : .notReconciled
    }

    /// Keeps everything from being sent, or lets it go again.
    func bar(_ isBarred: Bool) { isReconciling = isBarred }

    /// The latest time that KRA will not call its future; nil until it has said once what time it is.
    ///
    /// The wall clock has no part in it: it may be put anywhere at any moment (design §3, "Clocks lie").
    func latestTime() -> Timestamp? {
        // Its answers carry whole seconds, so its clock may stand up to one second later than it said.
        heard.map { $0.time.advanced(by: .milliseconds(clock.sinceBoot() - $0.sinceBoot)) }
    }

    /// Asks KRA the time, by its cheapest call.
    func askTime() async -> OSCUReply {
        await send(.notices(device, since: KenyaTime(clock.now()).compact))
    }

    /// What went to KRA since the start.
    func trafficSoFar() -> Traffic { traffic }

    /// How far KRA's clock is ahead of ours.
    public func clockSkew() -> Duration { skew }

    /// Fetches the code lists and keeps the tax rates and payment codes that they name.
    ///
    /// Returns the rates, nil where KRA gave none.
    public func refreshCodes() async throws -> TaxTable? {
        let since = try await spool.fact("kra.code_list_at")?.value ?? OSCURequest.always
        let reply = await send(.codeList(device, since: since))
        guard reply.verdict == .accepted, let data = reply.data else { return nil }
        let classes = CodeClass.all(in: data)
        guard let list = classes.first(where: { $0.code == "04" }), let rates = TaxTable(synced: list) else {
            return nil
        }
        try await spool.keep(fact: "kra.rates", Self.text(of: rates), at: clock.now())
        if let payments = classes.first(where: { $0.code == "07" }) {
            let codes = PaymentCodes(synced: payments)
            let text = String(decoding: try JSONEncoder().encode(codes), as: UTF8.self)
            try await spool.keep(fact: "kra.payment_codes", text, at: clock.now())
            self.payments = codes
        }
        if let answered = reply.answeredAt {
            try await spool.keep(fact: "kra.code_list_at", KenyaTime(answered).compact, at: clock.now())
        }
        return rates
    }

    /// KRA's codes of the payment methods, as last fetched.
    func paymentCodes() async -> PaymentCodes {
        if let payments { return payments }
        guard let text = try? await spool.fact("kra.payment_codes")?.value,
            let codes = try? JSONDecoder().decode(PaymentCodes.self, from: Data(text.utf8))
        else { return .published }
        payments = codes
        return codes
    }

    private func gatewayCredentials(key: String?) async throws -> OSCUCredentials {
        guard let gateway = try await keptGateway() else { return OSCUCredentials(communicationKey: key) }
        return OSCUCredentials(
            communicationKey: key, applicationID: gateway.applicationID, consumerKey: gateway.consumerKey,
            consumerSecret: gateway.consumerSecret)
    }

    /// The gateway secrets as they were kept; nil where there are none.
    private func keptGateway() async throws -> GatewaySecrets? {
        guard let sealed = try await spool.secret(Self.gatewaySecrets) else { return nil }
        return try JSONDecoder().decode(
            GatewaySecrets.self, from: Data(secrets.open(sealed, for: Self.gatewaySecrets)))
    }

    private static func text(of rates: TaxTable) throws -> String {
        String(decoding: try JSONEncoder().encode(rates), as: UTF8.self)
    }

    /// The rates that a code list named last.
    static func keptRates(_ spool: Spool) async throws -> TaxTable? {
        try await spool.fact("kra.rates").map { try JSONDecoder().decode(TaxTable.self, from: Data($0.value.utf8)) }
    }
}
