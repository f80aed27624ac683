extension OSCUWorld {
    /// `selectInitOsdcInfo`: the identity and the key, given once per device in its life (section 2.3).
    mutating func initialise(_ call: OSCUCall) throws(OSCURefusal) -> OSCUVerdict {
        try FieldTable.initialise.check(call.body, strict: settings.strict)
        let serial = call.body.text("dvcSrlNo") ?? ""
        let book = self.book(call.branch)
        guard !book.devices.contains(where: { $0.serial == serial }) else {
            accept(OSCUEvent(.initialisedAgain, call.branch, at: call.now, body: call.body))
            let repeats = book.repeatedInits + 1
            guard settings.route == .integrator, repeats > 1 else { throw .installed }
            throw Self.corrupted(repeats)
        }
        let count = branches.values.reduce(0) { $0 + $1.devices.count }
        var keyDice = SplitMix64(
            seed: settings.seed ^ ContentDigest((call.branch.tin + call.branch.bhfId + serial).utf8).value)
        let key = settings.communicationKey ?? keyDice.text(32, of: "0123456789ABCDEF")
        let identity: [ExactJSON.Member] = [
            .init(name: "dvcId", value: .string(String(451_999 + count))),
            .init(name: "sdcId", value: .string("KRACU04" + Self.digits(9_999 + count, 8))),
            .init(name: "mrcNo", value: .string("KRA003" + Self.digits((99_999 + count) % 100_000, 5))),
            .init(name: "cmcKey", value: .string(key)),
        ]
        let info = TaxpayerDirectory.branch(call.branch).adding(identity)
        accept(
            OSCUEvent(
                .deviceInitialised, call.branch, at: call.now, body: call.body, answer: .object(identity)))
        return .done(["info": info])
    }

    /// What the gateway says once repeated inits have doubled the device's record.
    static func corrupted(_ repeats: Int) -> OSCURefusal {
        OSCURefusal("999", "Query did not return a unique result: \(repeats) results were returned")
    }

    private static func digits(_ value: Int, _ width: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}
