/// Calls about many objects at once: batches, changes, and a tax code with its rates.
extension QuickBooksWorld {
    /// Runs up to thirty operations, one after another; each has its own outcome.
    mutating func batch(_ body: ExactJSON, _ index: Int, _ now: BooksTime) throws(QuickBooksRefusal) -> ExactJSON {
        guard case .array(let items)? = body["BatchItemRequest"], !items.isEmpty else {
            throw .missing("BatchItemRequest")
        }
        guard items.count <= 30 else {
            throw .init("1040", "Batch size exceeded", "a batch has at most 30 items, this one \(items.count)")
        }
        let ids = items.compactMap { $0.text("bId") }
        guard ids.count == items.count, ids.allSatisfy({ !$0.isEmpty }) else { throw .missing("bId") }
        guard Set(ids).count == ids.count else { throw .business("a bId stands twice", element: "bId") }
        guard ids.allSatisfy({ $0.count <= 10 }) else {
            throw .business("requestid and bId together have more than 50 characters", element: "bId")
        }
        var answers: [ExactJSON] = []
        for item in items {
            var answer: ExactJSON
            do throws(QuickBooksRefusal) {
                answer = try run(item, index, now)
            } catch {
                refusals[error.code, default: 0] += 1
                answer = ["Fault": error.fault]
            }
            answer.set("bId", item["bId"])
            answers.append(answer)
        }
        return ["BatchItemResponse": .array(answers), "time": .string(now.pacific)]
    }

    private mutating func run(
        _ item: ExactJSON, _ index: Int, _ now: BooksTime
    ) throws(QuickBooksRefusal) -> ExactJSON {
        if let text = item.text("Query") { return .object(try query(text, index)) }
        let bodies = item.members.filter { !["bId", "operation", "optionsData"].contains($0.name) }
        guard bodies.count == 1, let kind = QuickBooksKind(rawValue: bodies[0].name), kind.isWritable else {
            throw .unknown(bodies.first?.name ?? "nothing")
        }
        let isNew = bodies[0].value.isAbsent("Id")
        let verb: QuickBooksVerb =
            switch item.text("operation") {
            case "create" where isNew, "update" where !isNew: .save
            case "delete": .delete
            default: throw .unsupported(item.text("operation") ?? "none")
            }
        return .object([
            .init(name: kind.rawValue, value: try books[index].write(kind, bodies[0].value, verb, at: now))
        ])
    }

    /// What changed since a time, thirty days back at most.
    func changes(
        _ parameters: FormFields, _ index: Int, _ now: BooksTime
    ) throws(QuickBooksRefusal) -> ExactJSON {
        guard let names = parameters["entities"], !names.isEmpty else { throw .missing("entities") }
        guard let text = parameters["changedSince"], let since = BooksTime(iso: text) else {
            throw .init("2060", "Invalid Date", "changedSince is no time", element: "changedSince")
        }
        guard since >= now.advanced(-30 * 86_400) else {
            throw .init("4002", "Invalid query", "changedSince is more than 30 days back")
        }
        var left = 1_000
        var responses: [ExactJSON] = []
        for name in names.split(separator: ",") {
            guard let kind = QuickBooksKind(name: String(name)), kind.isCaptured else {
                throw .init("4001", "Invalid query", "\(name) is not captured")
            }
            let changed = books[index].all(kind).filter { Self.time(of: $0).map { $0 >= since } ?? false }
            let gone = books[index].tombstones.filter { $0.kind == kind && $0.at >= since }.map { tombstone in
                ExactJSON.object([
                    .init(name: "domain", value: "QBO"), .init(name: "status", value: "Deleted"),
                    .init(name: "Id", value: .string(tombstone.id)),
                    .init(name: "MetaData", value: ["LastUpdatedTime": .string(tombstone.at.pacific)]),
                ])
            }
            let rows = Array((changed + gone).prefix(left))
            left -= rows.count
            let count = ExactJSON.number(ExactDecimal(rows.count))
            responses.append(
                rows.isEmpty
                    ? [:]
                    : .object([
                        .init(name: kind.rawValue, value: .array(rows)), .init(name: "startPosition", value: 1),
                        .init(name: "maxResults", value: count), .init(name: "totalCount", value: count),
                    ]))
        }
        return ["CDCResponse": [["QueryResponse": .array(responses)]], "time": .string(now.pacific)]
    }

    private static func time(of object: ExactJSON) -> BooksTime? {
        object.copy("MetaData").text("LastUpdatedTime").flatMap { BooksTime(iso: $0) }
    }

    /// Creates a tax code with its rates: `POST /taxservice/taxcode`.
    mutating func createTaxCode(
        _ body: ExactJSON, _ index: Int, _ now: BooksTime
    ) throws(QuickBooksRefusal) -> ExactJSON {
        for member in body.members where !["TaxCode", "TaxRateDetails"].contains(member.name) {
            throw .unknown(member.name)
        }
        guard let name = body.text("TaxCode"), !name.isEmpty else { throw .missing("TaxCode") }
        guard name.count <= 100 else { throw .init("2050", "String length", "TaxCode has at most 100 characters") }
        guard case .array(let details)? = body["TaxRateDetails"], !details.isEmpty else {
            throw .missing("TaxRateDetails")
        }
        guard !books[index].all(.taxCode).contains(where: { $0.text("Name")?.lowercased() == name.lowercased() }) else {
            throw .init("6240", "Duplicate Name Exists Error", "The tax code \(name) already exists.")
        }
        var rates: [(id: String?, detail: ExactJSON)] = []
        for detail in details { rates.append((try checkedRate(detail, index), detail)) }
        var answered: [ExactJSON] = []
        var used: [(id: String, isSales: Bool)] = []
        for (known, detail) in rates {
            let id = known ?? books[index].enterRate(detail, at: now)
            used.append((id, detail.text("TaxApplicableOn") != "Purchase"))
            answered.append(detail.setting("TaxRateId", .string(id)))
        }
        let code = books[index].enterCode(name, used, at: now)
        return ["TaxCode": .string(name), "TaxCodeId": .string(code), "TaxRateDetails": .array(answered)]
    }

    /// The id of the rate that is to be used again; nil where a new one is described rightly.
    private func checkedRate(_ detail: ExactJSON, _ index: Int) throws(QuickBooksRefusal) -> String? {
        let names = ["TaxRateName", "RateValue", "TaxAgencyId", "TaxApplicableOn", "TaxRateId"]
        for member in detail.members where !names.contains(member.name) { throw .unknown(member.name) }
        if let id = detail.text("TaxRateId") {
            guard books[index].object(.taxRate, id) != nil else { throw .dangling("TaxRateId", id) }
            return id
        }
        guard let name = detail.text("TaxRateName"), !name.isEmpty else { throw .missing("TaxRateName") }
        let value = detail.number("RateValue") ?? detail.text("RateValue").flatMap { ExactDecimal($0) }
        guard let value, value >= .zero, value <= .hundred, value.scale <= 4 else { throw .missing("RateValue") }
        guard let agency = detail.text("TaxAgencyId") else { throw .missing("TaxAgencyId") }
        guard books[index].object(.taxAgency, agency) != nil else { throw .dangling("TaxAgencyId", agency) }
        guard ["Sales", "Purchase", nil].contains(detail.text("TaxApplicableOn")) else {
            throw .init("2170", "Invalid Enumeration", "TaxApplicableOn is Sales or Purchase")
        }
        guard !books[index].all(.taxRate).contains(where: { $0.text("Name")?.lowercased() == name.lowercased() }) else {
            throw .init("6240", "Duplicate Name Exists Error", "The tax rate \(name) already exists.")
        }
        return nil
    }
}

extension QuickBooksBook {
    /// Enters a rate that a tax code's creation describes; returns its id.
    mutating func enterRate(_ detail: ExactJSON, at now: BooksTime) -> String {
        let value = detail.number("RateValue") ?? detail.text("RateValue").flatMap { ExactDecimal($0) } ?? .zero
        let rate = enter(
            .taxRate,
            [
                "Name": detail.copy("TaxRateName"), "Description": detail.copy("TaxRateName"), "Active": true,
                "RateValue": .number(value), "AgencyRef": ["value": detail.copy("TaxAgencyId")],
                "SpecialTaxType": "NONE", "DisplayType": "ReadOnly",
                "EffectiveTaxRate": [
                    ["RateValue": .number(value), "EffectiveDate": .string(now.pacific)]
                ],
            ], at: now)
        return rate.text("Id") ?? ""
    }

    /// Enters a tax code over rates; returns its id.
    mutating func enterCode(_ name: String, _ rates: [(id: String, isSales: Bool)], at now: BooksTime) -> String {
        func list(_ isSales: Bool) -> ExactJSON {
            let details = rates.filter { $0.isSales == isSales }.enumerated().map { order, rate in
                ExactJSON.object([
                    .init(
                        name: "TaxRateRef",
                        value: ["value": .string(rate.id), "name": object(.taxRate, rate.id)?["Name"] ?? ""]),
                    .init(name: "TaxTypeApplicable", value: "TaxOnAmount"),
                    .init(name: "TaxOrder", value: .number(ExactDecimal(order))),
                ])
            }
            return ["TaxRateDetail": .array(details)]
        }
        let code = enter(
            .taxCode,
            [
                "Name": .string(name), "Description": .string(name), "Active": true, "Hidden": false,
                "Taxable": true, "TaxGroup": true, "SalesTaxRateList": list(true), "PurchaseTaxRateList": list(false),
            ], at: now)
        return code.text("Id") ?? ""
    }
}
