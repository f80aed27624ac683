import Devices

/// A situation as it is on one protocol: who does what, and how it stands then.
struct Scene: Sendable {
    /// What is asked of a device.
    enum Question: Sendable, Hashable {
        /// A job that must be done once.
        case first
        /// The one behind it.
        case second
        /// Something beside them: how it stands, or a job for a device that is not there.
        case aside
    }

    /// One thing that happens, or that is looked at.
    enum Move: Sendable {
        /// The question is asked.
        case ask(Question)
        /// The device gives its true, whole answer to a question.
        case answer(Question)
        /// The device says something else.
        case say(Saying, [UInt8])
        /// It says so again and again until the question has an end.
        case sayOn(Saying, [UInt8])
        /// The timer runs out once.
        case quiet
        /// The timer runs out until the question went out so often, or has an end.
        case quietUntil(copies: Int)
        /// The timer runs out until the question has an end.
        case silence
        /// The device leaves, and is back: its channel is another.
        case leave
        /// So the question stands now.
        case stands(Verdict)
        /// So often the question went out by now.
        case copies(Int)
        /// This is why it has no answer.
        case fault(EngineFault.Code)
        /// The device has told this of itself.
        case told(DeviceCondition)
        /// The end gives this reason.
        case reason(String)
    }

    /// What the situation is here, where its name does not say it.
    var note: String
    var moves: [Move]

    init(_ note: String = "", _ moves: [Move]) {
        self.note = note
        self.moves = moves
    }

    var ingredients: Set<Ingredient> {
        var found: Set<Ingredient> = []
        for move in moves {
            switch move {
            case .ask(.second): found.insert(.secondQuestion)
            case .answer: found.insert(found.contains(.answer) ? .secondAnswer : .answer)
            case .say(let saying, _), .sayOn(let saying, _): found.insert(.saying(saying))
            case .silence, .quiet: found.insert(.silence)
            case .leave: found.insert(.leaving)
            default: continue
            }
        }
        return found
    }

    /// Whether time runs out in it.
    var hasSilence: Bool {
        ingredients.contains(.silence) || moves.contains { if case .sayOn = $0 { true } else { false } }
    }
}

/// What is examined: an engine on a bench, or a client of a service, in one scene.
protocol Examinee {
    /// Whether a question may go out again after silence, because the device carries it out once however often it comes.
    var mayRepeat: Bool { get }
    /// How the last question stands.
    func verdict() async -> Verdict
    /// How often it went out.
    func copies() async -> Int
    /// Why it has no answer.
    func fault() async -> EngineFault.Code?
    /// The sentence that it ended with.
    func reason() async -> String
    /// What the device told of itself.
    func conditions() async -> Set<DeviceCondition>
    /// What it did that nothing may do.
    func broken() async -> [String]

    mutating func ask(_ question: Scene.Question) async
    mutating func answer(_ question: Scene.Question) async
    mutating func hear(_ bytes: [UInt8]) async
    mutating func timeOut() async
    mutating func leave() async
    /// What is on its way arrives, where that takes time.
    mutating func settle() async
    /// The scene is over.
    mutating func end() async
}

extension Examinee {
    mutating func settle() async {}
    mutating func end() async {}
}
