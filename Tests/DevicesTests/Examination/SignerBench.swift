import Devices
import Fiscal
import HTTPTestSupport
import Outbound
import Synchronization

/// Works a signer's client over real HTTP, against a service that says byte for byte what the scene has it say.
struct SignerBench: Examinee {
    private let service: SignerService
    private let client = HTTPClient()
    private let patience: Duration
    private var exchange: Task<Void, Never>?
    private var number = ""
    private var counter = 0
    private var hasSaid = false
    /// Requests that had come when the last question was asked.
    private var before = 0
    private let outcome = Outcome()

    /// Where the examination of signers runs.
    static let thread = OwnThread()

    /// How the exchange that is under way has ended, if it has.
    private final class Outcome: Sendable {
        let ended = Mutex<SignerOutcome?>(nil)
    }

    /// A scene in which time runs out has a client that does not wait for long.
    init(_ scene: Scene) throws {
        service = try SignerService()
        patience = scene.hasSilence ? .milliseconds(200) : .seconds(60)
    }

    let mayRepeat = false

    /// The document of a question as it is posted.
    static func request(_ question: Scene.Question) -> SignerRequest {
        do {
            return try SignerRequest(document(question), for: SignerTests.driver)
        } catch {
            preconditionFailure("a sample that no signer takes: \(error)")
        }
    }

    private static func document(_ question: Scene.Question) throws -> SignerDocument {
        var document = try SignerTests.document()
        document.number = question == .second ? "T1-000042" : "T1-000041"
        return document
    }

    func verdict() -> Verdict {
        switch outcome.ended.withLock({ $0 }) {
        case nil: .waits
        case .signed(let receipt):
            receipt.number.text == Sample.number(counter) && receipt.serial == "KRAMW004202110009550"
                ? .done : .otherwise
        case .refused: .notDone
        case .unknown: .unknown
        }
    }

    func copies() -> Int { service.server.received.dropFirst(before).count { $0.text.contains("\"\(number)\"") } }

    func fault() -> EngineFault.Code? { nil }

    func reason() -> String {
        switch outcome.ended.withLock({ $0 }) {
        case .refused(let refusal): refusal.sentence
        case .unknown(let doubt): doubt.sentence
        case .signed, nil: ""
        }
    }

    func conditions() -> Set<DeviceCondition> { [] }

    /// Whatever is asked names the document that it is about.
    func broken() -> [String] {
        let reason = reason()
        return reason.isEmpty || reason.contains(number) ? [] : ["a reason that names no document: \(reason)"]
    }

    mutating func ask(_ question: Scene.Question) async {
        await settle()
        before = service.server.received.count
        number = question == .second ? "T1-000042" : "T1-000041"
        counter = question == .second ? 42 : 41
        hasSaid = false
        outcome.ended.withLock { $0 = nil }
        let base: String
        if question == .aside {
            // Nobody listens there any more.
            base = service.absence
        } else {
            service.begin()
            base = service.server.url
        }
        let (client, patience, outcome) = (client, patience, outcome)
        exchange = Task(executorPreference: Self.thread) {
            let ended: SignerOutcome?
            do {
                ended = try await SignerPost.outcome(Self.document(question), at: base, by: client, within: patience)
            } catch {
                ended = nil
            }
            outcome.ended.withLock { $0 = ended }
        }
    }

    mutating func answer(_ question: Scene.Question) {
        hear(question == .second ? SignerScenes.second : SignerScenes.first)
    }

    mutating func hear(_ bytes: [UInt8]) {
        hasSaid = true
        service.prompter.cue(.write(bytes))
    }

    mutating func timeOut() async { await settle() }

    /// An orderly end behind what it said, and a reset where it said nothing.
    mutating func leave() { service.prompter.cue(hasSaid ? .end : .reset) }

    mutating func settle() async { await exchange?.value }

    mutating func end() async {
        service.prompter.cue(.end)
        await settle()
    }
}

/// A service on this machine whose connections do what a scene says.
private final class SignerService: Sendable {
    let server: TinyHTTPServer
    /// An address where nobody listens.
    let absence: String
    private let stage: Stage

    private final class Stage: Sendable {
        let prompter = Mutex(Prompter())
    }

    init() throws {
        let stage = Stage()
        self.stage = stage
        absence = "http://127.0.0.1:\(try TinyHTTPServer.closedPort())"
        server = try TinyHTTPServer { _ in .prompted(stage.prompter.withLock { $0 }) }
    }

    var prompter: Prompter { stage.prompter.withLock { $0 } }

    /// The next request has its own prompter; the connection of the one before may carry it.
    func begin() {
        prompter.cue(.next)
        stage.prompter.withLock { $0 = Prompter() }
    }
}
