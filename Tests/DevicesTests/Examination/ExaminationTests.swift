import Devices
import Testing

/// What is examined: every engine that there is.
///
/// A new engine is a case here, and the compiler asks for its row.
enum Examined: String, CaseIterable, Sendable {
    case classicFrames = "ISL, classic frames"
    case extendedFrames = "ISL, X frames"
    case zfp = "ZFP"
    case zfpSlip = "ZFP, a printer's slip"
    case escPos = "ESC/POS"
    case signer = "type C signer"

    /// What a situation looks like to it.
    func scenes(_ situation: Situation) -> [Scene] {
        switch self {
        case .classicFrames: ISLScenes.classic.scenes(situation)
        case .extendedFrames: ISLScenes.extended.scenes(situation)
        case .zfp: ZFPScenes.all.scenes(situation)
        case .zfpSlip: ZFPScenes.slip.scenes(situation)
        case .escPos: EscPosScenes.scenes(situation)
        case .signer: SignerScenes.scenes(situation)
        }
    }

    /// What is wrong with it in a situation.
    func complaints(_ situation: Situation) async throws -> [String] {
        let scenes = scenes(situation)
        var complaints = scenes.isEmpty ? ["no scene of it"] : []
        for scene in scenes { complaints += try await self.complaints(situation, scene) }
        return complaints
    }

    private func complaints(_ situation: Situation, _ scene: Scene) async throws -> [String] {
        switch self {
        case .classicFrames:
            await Judge.complaints(of: EngineBench(ISLScenes.classic.dialogue), in: situation, scene)
        case .extendedFrames:
            await Judge.complaints(of: EngineBench(ISLScenes.extended.dialogue), in: situation, scene)
        case .zfp: await Judge.complaints(of: EngineBench(ZFPScenes.all.dialogue), in: situation, scene)
        case .zfpSlip: await Judge.complaints(of: EngineBench(ZFPScenes.slip.dialogue), in: situation, scene)
        case .escPos: await Judge.complaints(of: EngineBench(EscPosScenes.dialogue), in: situation, scene)
        case .signer:
            try await SignerBench.thread.run {
                await Judge.complaints(of: try SignerBench(scene), in: situation, scene)
            }
        }
    }
}

/// One examination for all engines: each in each situation.
@Suite(.timeLimit(.minutes(5))) struct ExaminationTests {
    @Test(arguments: Examined.allCases, Situation.allCases)
    func `every engine passes every situation`(_ examined: Examined, _ situation: Situation) async throws {
        let complaints = try await examined.complaints(situation)
        #expect(complaints.isEmpty, "\(complaints.count) complaints; \(complaints.prefix(3).joined(separator: "; "))")
    }

    /// Engines with one fault each, and the situations in which the examination finds it out.
    @Test(arguments: [
        (BadEngine.Fault.believesAll, [Situation.wrongSequence, .late, .duplicate, .echo, .halfAnswer, .randomBytes]),
        (.asksAgain, [.silence]), (.neverEnds, [.silence, .late]), (.hasNoTimer, [.goodRun]),
        (.endsTwice, [.duplicate]), (.forgetsPower, [.powerBlink]), (.saysNotDone, [.silence, .halfAnswer]),
        (.sendsAnother, [.goodRun]),
    ])
    func `an engine with a fault does not pass`(_ fault: BadEngine.Fault, _ situations: [Situation]) async {
        for situation in situations {
            var complaints: [String] = []
            for scene in EscPosScenes.scenes(situation) {
                complaints += await Judge.complaints(
                    of: EngineBench(BadEngine.dialogue(fault)), in: situation, scene)
            }
            #expect(!complaints.isEmpty, "\(situation.rawValue)")
        }
    }

    @Test func `a scene of something else is not taken`() async {
        let complaints = await Judge.complaints(
            of: EngineBench(EscPosScenes.dialogue), in: .late, Scene("", [.ask(.first), .answer(.first)]))
        #expect(complaints.count == 1)
    }
}
