/// One thing KRA accepted; replaying all of them in order rebuilds its books.
///
/// As a journal line: `kind`, `tin`, `bhfId`, `at` in seconds since 1970, `body` as it was accepted, and `answer`.
struct OSCUEvent: Sendable {
    /// What was accepted.
    enum Kind: String, Sendable {
        case deviceInitialised, initialisedAgain, customerSaved, userSaved, insuranceSaved, itemSaved
        case stockMoved, stockDeclared, invoiceAccepted
    }

    /// What was accepted.
    let kind: Kind
    /// For whom.
    let branch: BranchKey
    /// When, on KRA's clock.
    let at: NairobiTime
    /// The request's body.
    let body: ExactJSON
    /// What KRA drew for it: a device's identity and key, a receipt's internal data and signature, or null.
    let answer: ExactJSON

    /// The journal line, without its newline.
    var line: String {
        let value: ExactJSON = [
            "kind": .string(kind.rawValue), "tin": .string(branch.tin), "bhfId": .string(branch.bhfId),
            "at": .number(ExactDecimal(at.epochSeconds)), "body": body, "answer": answer,
        ]
        return value.encoded
    }

    init(_ kind: Kind, _ branch: BranchKey, at: NairobiTime, body: ExactJSON, answer: ExactJSON = .null) {
        self.kind = kind
        self.branch = branch
        self.at = at
        self.body = body
        self.answer = answer
    }

    /// The event of a journal line; nil when the line is not one.
    init?(line: some Sequence<UInt8>) {
        guard let value = try? ExactJSONReader.value(Array(line)),
            let kind = value.text("kind").flatMap(Kind.init), let tin = value.text("tin"),
            let bhfId = value.text("bhfId"), let at = value.integer("at")
        else { return nil }
        self.init(
            kind, BranchKey(tin: tin, bhfId: bhfId), at: NairobiTime(epochSeconds: at), body: value.copy("body"),
            answer: value.copy("answer"))
    }
}
