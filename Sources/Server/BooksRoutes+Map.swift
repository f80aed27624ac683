import Accounting
import Agent
import Fiscal
import HTTPTypes
import Hummingbird
import JSON
import LocalAPI
import Spool

/// `/v1/connections/{lane}/map`: how sales are put into a company's books.
extension BooksRoutes {
    func addMap(to router: Router<DoorContext>) {
        router.get("/v1/connections/:lane/map") { request, context in
            try context.require(.technician)
            let version = try request.number("version").map(Int.init)
            return try Reply.json(BooksMapReply(try await agent.maps.view(try context.lane(), version: version)))
        }
        router.put("/v1/connections/:lane/map") { request, context in
            try context.require(.technician)
            let wanted = try BooksMapRequest.read(try JSONTree(parsing: try await request.bytes()))
            var map = BooksMap(wanted.map)
            map.rules = try await rules(wanted.map.rules, of: try context.lane())
            let view = try await agent.maps.keep(
                map, of: try context.lane(), after: wanted.version, by: context.person)
            return try Reply.json(BooksMapReply(view))
        }
        router.post("/v1/connections/:lane/map/undo") { _, context in
            try context.require(.technician)
            return try Reply.json(
                BooksMapReply(try await agent.maps.undo(try context.lane(), by: context.person)))
        }
        router.post("/v1/connections/:lane/map/versions/:version/restore") { _, context in
            try context.require(.technician)
            let text = try context.name("version")
            guard let version = Int(text) else { throw Problem.query("version", text, "the number of a version") }
            return try Reply.json(
                BooksMapReply(try await agent.maps.restore(version, of: try context.lane(), by: context.person)))
        }
        router.get("/v1/connections/:lane/fields") { _, context in
            try context.require(.technician)
            return try Reply.json(BooksFieldListReply(try await agent.maps.trackingNames(try context.lane())))
        }
        router.post("/v1/connections/:lane/map/standard") { _, context in
            try context.require(.technician)
            return try Reply.json(BooksMapReply(try await agent.maps.makeStandard(try context.lane())))
        }
        router.get("/v1/connections/:lane/map/versions") { _, context in
            try context.require(.technician)
            let versions = try await agent.maps.versions(try context.lane())
            return try Reply.json(BooksMapVersionListReply(try versions.map { try $0.read() }))
        }
    }

    /// The rules of a body that was read; a body that says nothing of them leaves those that are there.
    private func rules(_ wanted: [JSONTree]?, of lane: String) async throws -> [FieldRule] {
        guard let wanted else { return try await agent.books.map(of: lane)?.map.rules ?? [] }
        let check = FieldRuleCheck(tree: .array(wanted))
        guard check.faults.isEmpty else { throw MapDesk.Refusal(faults: check.faults.map { Fault($0) }) }
        return check.rules
    }
}

extension Fault {
    /// What is wrong with a rule, as a body's fault: `rules[0].value.custom`.
    fileprivate init(_ fault: FieldRuleFault) {
        let place = fault.rule > 0 ? "rules[\(fault.rule - 1)]" : "rules"
        self.init(
            field: fault.key.isEmpty ? place : "\(place).\(fault.key)", rule: "rule.\(fault.code.rawValue)",
            found: fault.found, expected: "\(fault.expected). \(fault.remedy)")
    }
}

extension DoorContext {
    /// Who asks, as versions of a map and sync jobs name them.
    var person: String { role?.rawValue ?? "nobody" }
}

extension BooksMapping {
    fileprivate func read() throws -> (BooksMapping, BooksMapVersion) {
        (self, try BooksMapVersion(self))
    }
}

extension BooksMapVersionListReply {
    /// The newest first; the oldest of a long list is told as if none were before it.
    fileprivate init(_ versions: [(BooksMapping, BooksMapVersion)]) {
        self.init(
            versions: versions.enumerated().map { place, version in
                let before = versions.indices.contains(place + 1) ? versions[place + 1].1.map : nil
                return Version(
                    version: version.0.version, madeBy: version.0.madeBy,
                    madeAt: KenyaTime(version.0.madeAt).rfc3339, changed: version.1.map.changes(since: before),
                    backTo: version.1.backTo)
            })
    }
}

extension MapDesk.View {
    /// A name, marked where nothing can be posted to what bears it.
    fileprivate func marked(_ name: String, _ id: String) -> String {
        inactive.contains(id) ? "\(name) (inactive)" : name
    }
}

extension BooksMapReply {
    fileprivate init(_ view: MapDesk.View) {
        self.init(
            lane: view.connection.lane, title: view.connection.title, version: view.version?.version ?? 0,
            madeBy: view.version?.madeBy, madeAt: view.version.map { KenyaTime($0.madeAt).rfc3339 },
            map: BooksMapBody(view),
            letters: TaxLetter.allCases.map {
                Letter(letter: $0.rawValue, meaning: BooksMap.words(of: $0, rate: view.rates[$0]))
            },
            remarks: view.remarks.map { Remark(field: $0.field, sentence: $0.sentence, stops: $0.stops) },
            unchanged: view.isUnchanged)
    }
}

extension BooksMapBody {
    fileprivate init(_ view: MapDesk.View) {
        let map = view.map
        self.init(
            mode: map.mode.rawValue, items: map.items.rawValue,
            taxes: Dictionary(
                uniqueKeysWithValues: map.taxes.map { letter, target in
                    let rate = "\(Money(minor: target.rateHundredths))"
                    return (
                        letter.rawValue,
                        Tax(code: target.code, name: view.marked(target.name, target.code), rate: rate)
                    )
                }),
            income: map.income, incomeName: view.accounts[map.income].map { view.marked($0, map.income) },
            incomeByLetter: Dictionary(uniqueKeysWithValues: map.incomeByLetter.map { ($0.key.rawValue, $0.value) }),
            payments: Dictionary(
                uniqueKeysWithValues: map.money.map { method, target in
                    let payment = Payment(
                        account: target.account,
                        accountName: view.accounts[target.account].map { view.marked($0, target.account) },
                        method: target.method, methodName: target.method.flatMap { view.paymentMethods[$0] })
                    return (method.rawValue, payment)
                }),
            walkIn: map.walkIn, dueDays: map.dueDays, attachesReceipt: map.attachesReceipt, writesBack: map.writesBack,
            tracking: map.tracking, namesCurrency: map.namesCurrency, rules: map.rules.map(\.tree))
    }
}

extension BooksMap {
    /// The map of a body that was read; what it names is still as a person wrote it.
    fileprivate init(_ body: BooksMapBody) {
        self.init(
            mode: Mode(rawValue: body.mode) ?? .hybrid, items: Items(rawValue: body.items) ?? .generic,
            taxes: Self.keyed(body.taxes) { TaxTarget(code: $0.code, rateID: nil, name: "", rateHundredths: 0) },
            income: body.income, incomeByLetter: Self.keyed(body.incomeByLetter) { $0 },
            money: Self.keyed(body.payments) { MoneyTarget(account: $0.account, method: $0.method) },
            walkIn: body.walkIn, dueDays: body.dueDays, attachesReceipt: body.attachesReceipt,
            writesBack: body.writesBack, tracking: body.tracking, namesCurrency: body.namesCurrency)
    }

    private static func keyed<Key: RawRepresentable<String> & Hashable, Value, Made>(
        _ named: [String: Value], _ make: (Value) -> Made
    ) -> [Key: Made] {
        var made: [Key: Made] = [:]
        for (name, value) in named {
            if let key = Key(rawValue: name) { made[key] = make(value) }
        }
        return made
    }
}

extension Problem {
    /// What keeps a map from being kept.
    init(_ faults: [Fault]) {
        self.init(
            status: 422, code: "books.map", title: "The map was not taken",
            detail: "\(faults.count == 1 ? "one thing is" : "\(faults.count) things are") wrong; nothing was changed",
            errors: faults)
    }
}
