/// What can befall an engine, whatever its protocol: the rows of the examination, one rule each.
///
/// Each engine says in an `…Scenes.swift` what a situation looks like on its protocol; the switch there is exhaustive, so
/// that a cell cannot be missing.
enum Situation: String, CaseIterable, Sendable {
    case goodRun = "good run: what is asked is answered"
    case refusedOnce = "NAK: what was refused is done later, and once"
    case refusedAlways = "NAK each time: what was refused each time is not done"
    case wrongChecksumOnce = "wrong checksum: an answer that cannot be right is not believed"
    case wrongChecksumAlways = "wrong checksum each time: it stays unknown"
    case duplicate = "duplicate answer: what comes twice answers one question"
    case late = "late answer: it does not answer the next question"
    case wrongSequence = "wrong sequence: another's answer is not ours"
    case busyForLong = "busy for long: it is waited for"
    case busyForEver = "busy for ever: it ends, and is not done"
    case silence = "silence: it stays unknown, and nothing else was sent"
    case halfAnswer = "half an answer is none"
    case garbageBefore = "garbage before: it does no harm"
    case garbageInside = "garbage inside: nothing is believed that was not said"
    case falseBeginning = "a false beginning makes no answer of its own"
    case echo = "an echo is no answer"
    case unasked = "what comes unasked answers nothing"
    case statuses = "status: each error bit is told"
    case powerBlink = "power off and on in mid-receipt: what was under way is unknown, and its answer answers nothing"
    case anyCut = "any cut of the bytes gives the same"
    case randomBytes = "random bytes crash nothing, are no answer, and end in time"
}

extension Situation {
    /// What a scene must have in it to be of this situation at all.
    var ingredients: Set<Ingredient> {
        switch self {
        case .goodRun: [.answer, .secondQuestion]
        case .refusedOnce: [.saying(.refusal), .answer]
        case .refusedAlways: [.saying(.refusal)]
        case .wrongChecksumOnce, .wrongChecksumAlways: [.saying(.spoiled)]
        case .duplicate: [.secondAnswer, .secondQuestion]
        case .late: [.silence, .answer, .secondQuestion]
        case .wrongSequence: [.saying(.stranger)]
        case .busyForLong: [.saying(.busy), .answer]
        case .busyForEver: [.saying(.busy)]
        case .silence: [.silence]
        case .halfAnswer: [.saying(.half)]
        case .garbageBefore: [.saying(.noise), .answer]
        case .garbageInside: [.saying(.torn)]
        case .falseBeginning: [.saying(.half), .answer]
        case .echo: [.saying(.echo)]
        case .unasked: [.answer, .secondQuestion]
        case .statuses: [.saying(.status)]
        case .powerBlink: [.leaving]
        case .anyCut: [.saying(.piece)]
        case .randomBytes: [.saying(.random)]
        }
    }

    /// How a scene of it may end.
    var ends: Set<Verdict> {
        switch self {
        case .goodRun, .refusedOnce, .busyForLong, .anyCut: [.done]
        // ZFP says "busy" of a packet that it did not take.
        case .refusedAlways, .busyForEver: [.notDone, .unknown]
        case .wrongChecksumAlways, .silence, .halfAnswer, .echo: [.unknown]
        // Where one exchange has one answer and no more, as in HTTP, what cannot be believed leaves it unknown.
        case .wrongChecksumOnce, .duplicate, .late, .wrongSequence, .garbageBefore, .garbageInside, .falseBeginning,
            .unasked:
            [.done, .unknown]
        case .randomBytes: [.done, .unknown, .notDone]
        case .statuses: [.waits, .done, .otherwise, .notDone]
        case .powerBlink: [.done, .unknown, .notDone]
        }
    }
}

/// What a scene can be made of.
enum Ingredient: Hashable, Sendable {
    case answer, secondAnswer, secondQuestion, silence, leaving
    case saying(Saying)
}

/// What a device says that is not the true, whole answer.
enum Saying: Hashable, Sendable {
    /// That it will not or cannot; or that it could not read.
    case refusal
    /// That it is at work.
    case busy
    /// The answer, and something in it cannot be right.
    case spoiled
    /// An answer to something else.
    case stranger
    /// The answer without its end.
    case half
    /// Bytes that mean nothing.
    case noise
    /// The answer with something in the middle of it.
    case torn
    /// What it was told.
    case echo
    /// How it stands.
    case status
    /// A piece of the true answer; the others follow.
    case piece
    /// Bytes by chance.
    case random

    /// Whether the true answer may be in it.
    var mayAnswer: Bool { [.torn, .status, .piece, .random].contains(self) }
}

/// How a question stands.
enum Verdict: Hashable, Sendable {
    /// It has no end yet.
    case waits
    /// The device did it, and gave what it gives for it.
    case done
    /// The device answered something else.
    case otherwise
    /// The device did nothing of it.
    case notDone
    /// Nobody knows.
    case unknown
}
