extension QuickBooksWorld {
    /// The members of the answer to a query.
    func query(
        _ request: BooksRequest, _ parameters: FormFields, _ index: Int
    ) throws(QuickBooksRefusal) -> [ExactJSON.Member] {
        if request.method == "POST" {
            guard ["application/text", "text/plain"].contains(request.mediaType) else {
                throw .unsupported("content type \(request.mediaType)")
            }
            guard let text = String(validating: request.body, as: UTF8.self) else { throw .unsupported("not UTF-8") }
            return try query(text, index)
        }
        guard let text = parameters["query"] else { throw .missing("query") }
        return try query(text, index)
    }

    /// The members of the answer to a sentence of the query language.
    func query(_ text: String, _ index: Int) throws(QuickBooksRefusal) -> [ExactJSON.Member] {
        let query = try QuickBooksQuery(text)
        guard let kind = QuickBooksKind(name: query.entity) else {
            throw .init("4001", "Invalid query", "QueryValidationError: Invalid entity \(query.entity)")
        }
        for field in query.conditions.map(\.field) + [query.orderField].compactMap({ $0 }) {
            guard kind.filters.contains(field) else {
                throw .init(
                    "4001", "Invalid query",
                    "QueryValidationError: Property \(field) not found for Entity \(kind.rawValue), or no filter")
            }
        }
        for condition in query.conditions
        where condition.field.hasPrefix("MetaData.") || ["TxnDate", "DueDate"].contains(condition.field) {
            for value in condition.values where BooksTime(iso: value) == nil {
                throw .init("4001", "Invalid query", "\(value) is not a date or a time")
            }
        }
        var rows: [ExactJSON] = []
        let seesInactive = query.conditions.contains { $0.field == "Active" }
        for object in books[index].all(kind) {
            guard seesInactive || object["Active"] != .bool(false) else { continue }
            if query.conditions.allSatisfy({ Self.holds($0, object) }) { rows.append(object) }
        }
        if query.selection == .count {
            return [.init(name: "QueryResponse", value: ["totalCount": .number(ExactDecimal(rows.count))])]
        }
        if let field = query.orderField {
            let path = field.split(separator: ".")
            let sorted = rows.enumerated().sorted { left, right in
                let (one, other) = (left.element.values(under: path).first, right.element.values(under: path).first)
                let order = Self.order(one ?? "", other ?? "", field)
                return order == 0 ? left.offset < right.offset : (order < 0) != query.isDescending
            }
            rows = sorted.map(\.element)
        }
        var page = Array(rows.dropFirst(query.start - 1).prefix(query.most))
        if case .fields(let fields) = query.selection { page = page.map { Self.only(fields, of: $0) } }
        guard !page.isEmpty else { return [.init(name: "QueryResponse", value: [:])] }
        let answer = ExactJSON.object([
            .init(name: kind.rawValue, value: .array(page)),
            .init(name: "startPosition", value: .number(ExactDecimal(query.start))),
            .init(name: "maxResults", value: .number(ExactDecimal(page.count))),
        ])
        return [.init(name: "QueryResponse", value: answer)]
    }

    private static func only(_ fields: [String], of object: ExactJSON) -> ExactJSON {
        let names = Set(fields.map { String($0.prefix { $0 != "." }) } + ["Id", "domain", "sparse"])
        return .object(object.members.filter { names.contains($0.name) })
    }

    private static func holds(_ condition: QuickBooksQuery.Condition, _ object: ExactJSON) -> Bool {
        // Asked for as `EntityRef.Type`, the member is called `type`.
        let path = condition.field.replacing(".Type", with: ".type").split(separator: ".")
        if condition.field == "Active" {
            let isActive = object["Active"] != .bool(false)
            return condition.values.contains(String(isActive))
        }
        // `CustomerRef = '58'` compares the reference's value.
        let found = object.values(under: path).map { $0["value"] ?? $0 }
        return found.contains { value in
            condition.values.contains { literal in
                switch condition.comparison {
                case "LIKE": like(value.string ?? value.decimal?.text ?? "", literal)
                case "=", "IN": order(value, .string(literal), condition.field) == 0
                case "<": order(value, .string(literal), condition.field) < 0
                case ">": order(value, .string(literal), condition.field) > 0
                case "<=": order(value, .string(literal), condition.field) <= 0
                default: order(value, .string(literal), condition.field) >= 0
                }
            }
        }
    }

    /// Below, equal or above zero: by instant, by number, else by text.
    private static func order(_ left: ExactJSON, _ right: ExactJSON, _ field: String) -> Int {
        func text(_ value: ExactJSON) -> String { value.string ?? value.decimal?.text ?? value.encoded }
        func number(_ value: ExactJSON) -> ExactDecimal? {
            ExactDecimal(text(value)).flatMap { $0.wholeDigits <= 15 && $0.scale <= 8 ? $0 : nil }
        }
        func compared<Value: Comparable>(_ one: Value, _ other: Value) -> Int {
            one < other ? -1 : one > other ? 1 : 0
        }
        if field.hasPrefix("MetaData."), let one = BooksTime(iso: text(left)), let other = BooksTime(iso: text(right)) {
            return compared(one, other)
        }
        if field == "Id" || left.decimal != nil, let one = number(left),
            let other = number(right)
        {
            return compared(one, other)
        }
        return compared(text(left), text(right))
    }

    /// `%` stands for any characters; letters of both cases are alike.
    private static func like(_ text: String, _ pattern: String) -> Bool {
        let parts = pattern.lowercased().split(separator: "%", omittingEmptySubsequences: false)
        guard parts.count > 1 else { return text.lowercased() == pattern.lowercased() }
        var rest = text.lowercased()[...]
        guard rest.hasPrefix(parts[0]) else { return false }
        rest = rest.dropFirst(parts[0].count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let range = rest.firstRange(of: part) else { return false }
            rest = rest[range.upperBound...]
        }
        return rest.hasSuffix(parts[parts.count - 1])
    }
}

extension QuickBooksKind {
    /// The fields by which this kind can be asked for.
    var filters: Set<String> {
        let common: Set = ["Id", "MetaData.CreateTime", "MetaData.LastUpdatedTime"]
        let own: Set<String> =
            switch self {
            case .customer, .vendor, .employee:
                [
                    "DisplayName", "GivenName", "FamilyName", "MiddleName", "CompanyName", "PrintOnCheckName",
                    "FullyQualifiedName", "Active", "Balance",
                ]
            case .item: ["Name", "Sku", "Type", "Active", "FullyQualifiedName"]
            case .account:
                [
                    "Name", "AcctNum", "AccountType", "AccountSubType", "Classification", "Active",
                    "FullyQualifiedName", "SubAccount",
                ]
            case .department, .division, .paymentMethod, .taxCode, .taxRate: ["Name", "Active"]
            case .taxAgency: ["DisplayName"]
            case .invoice, .creditMemo: ["DocNumber", "TxnDate", "CustomerRef", "TotalAmt", "Balance", "DueDate"]
            case .salesReceipt, .refundReceipt: ["DocNumber", "TxnDate", "CustomerRef", "TotalAmt", "Balance"]
            case .payment: ["TxnDate", "CustomerRef", "TotalAmt"]
            case .journalEntry: ["DocNumber", "TxnDate"]
            case .attachable:
                ["AttachableRef.EntityRef.Type", "AttachableRef.EntityRef.value", "FileName", "Note"]
            case .companyInfo, .preferences: []
            }
        return common.union(own)
    }
}
