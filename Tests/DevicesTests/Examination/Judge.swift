import Devices

/// Plays a scene and holds the examinee to the rules that are every engine's; gives what is wrong.
struct Judge<Examined: Examinee> {
    private var examined: Examined
    private let situation: Situation
    private let scene: Scene
    private var complaints: [String] = []
    /// What was asked last, and what was said since.
    private var question: Scene.Question?
    private var hasAnswer = false
    private var mayHaveAnswer = false
    private var refusals = 0

    /// Copies of one question where silence may be met with another.
    private static var copyLimit: Int { 8 }
    /// Times that the timer runs out until a question counts as one without an end.
    private static var patience: Int { 1_000 }
    /// How often a device says the same until a question counts as one without an end.
    private static var breath: Int { 100_000 }

    private init(_ examined: Examined, _ situation: Situation, _ scene: Scene) {
        self.examined = examined
        self.situation = situation
        self.scene = scene
    }

    /// What is wrong with an examinee in a scene; nothing where it passes.
    static func complaints(of examined: Examined, in situation: Situation, _ scene: Scene) async -> [String] {
        var judge = Judge(examined, situation, scene)
        await judge.play()
        return judge.complaints.map { scene.note.isEmpty ? $0 : "\(scene.note): \($0)" }
    }

    private mutating func play() async {
        let missing = situation.ingredients.subtracting(scene.ingredients)
        if !missing.isEmpty { complaints.append("the scene is of something else: it has no \(missing)") }
        for (index, move) in scene.moves.enumerated() {
            await make(move, index)
            await holdToRules(index)
            guard complaints.isEmpty else { break }
        }
        await examined.settle()
        let verdict = await examined.verdict()
        if complaints.isEmpty, !situation.ends.contains(verdict) { complaints.append("it ends as \(verdict)") }
        await examined.end()
    }

    private mutating func make(_ move: Scene.Move, _ index: Int) async {
        switch move {
        case .ask(let asked):
            question = asked
            (hasAnswer, mayHaveAnswer, refusals) = (false, false, 0)
            await examined.ask(asked)
        case .answer(let answered):
            if answered == question { hasAnswer = true }
            await examined.answer(answered)
        case .say(let saying, let bytes): await say(saying, bytes)
        case .sayOn(let saying, let bytes):
            for _ in 0..<Self.breath {
                guard await examined.verdict() == .waits else { return }
                await say(saying, bytes)
            }
        case .quiet: if await examined.verdict() == .waits { await examined.timeOut() }
        case .quietUntil(let copies):
            for _ in 0..<10 {
                guard await examined.verdict() == .waits, await examined.copies() < copies else { return }
                await examined.timeOut()
            }
        case .silence:
            for _ in 0..<Self.patience {
                guard await examined.verdict() == .waits else { return }
                await examined.timeOut()
            }
        case .leave: await examined.leave()
        case .stands, .copies, .fault, .told, .reason: await look(move, index)
        }
    }

    private mutating func say(_ saying: Saying, _ bytes: [UInt8]) async {
        if saying == .refusal { refusals += 1 }
        // Each of them may be a refusal by chance.
        if saying == .random { refusals += bytes.count }
        if saying.mayAnswer { mayHaveAnswer = true }
        await examined.hear(bytes)
    }

    private mutating func look(_ move: Scene.Move, _ index: Int) async {
        let (wanted, found): (String, String)
        switch move {
        case .stands(let verdict):
            if verdict != .waits { await examined.settle() }
            (wanted, found) = ("\(verdict)", "\(await examined.verdict())")
        case .copies(let count): (wanted, found) = ("\(count) copies", "\(await examined.copies()) copies")
        case .fault(let code): (wanted, found) = (code.rawValue, await examined.fault()?.rawValue ?? "no fault")
        case .told(let condition):
            let told = await examined.conditions()
            guard !told.contains(condition) else { return }
            (wanted, found) = (condition.rawValue, "\(told.map(\.rawValue).sorted())")
        case .reason(let text):
            let reason = await examined.reason()
            guard !reason.contains(text) else { return }
            (wanted, found) = (text, reason)
        default: return
        }
        if wanted != found { complaints.append("move \(index): it is \(found), not \(wanted)") }
    }

    /// What holds after each move, whatever the protocol.
    private mutating func holdToRules(_ index: Int) async {
        complaints += await examined.broken().map { "move \(index): \($0)" }
        guard let question, question != .aside else { return }
        let copies = await examined.copies()
        let limit = examined.mayRepeat ? Self.copyLimit + refusals : 1 + refusals
        if copies > limit { complaints.append("move \(index): it went out \(copies) times") }
        switch await examined.verdict() {
        case .done where !hasAnswer && !mayHaveAnswer:
            complaints.append("move \(index): it is said to be done, and the device did not say so")
        case .otherwise where !scene.ingredients.contains(.saying(.status)):
            complaints.append("move \(index): something is believed that the device did not say")
        default: return
        }
    }
}
