extension XeroWorld {
    private static let known: Set<String> = [
        "page", "pageSize", "IDs", "InvoiceNumbers", "ContactIDs", "Statuses", "where", "order", "createdByMyApp",
        "searchTerm", "summaryOnly", "includeArchived", "unitdp", "summarizeErrors",
    ]

    /// A list, whole or by pages; a list that is not paged has no lines.
    func list(_ call: XeroCall) throws(XeroRefusal) -> BooksAnswer {
        let asked = call.parameters
        if let stranger = asked.fields.first(where: { !Self.known.contains($0.name) }) {
            throw XeroRefusal(kind: .query, message: "the parameter \(stranger.name) is not known")
        }
        var rows = try filtered(books[call.index].all(call.kind), call)
        if let text = call.request.headers["if-modified-since"] {
            // In UTC, and without saying so: accounting-apis §2.2.
            let plain = text.utf8.count == 19 ? BooksTime(iso: text) : nil
            guard let since = plain ?? BooksTime(rfc1123: text) else {
                throw XeroRefusal(kind: .header, message: "If-Modified-Since '\(text)' is no time")
            }
            rows = rows.filter { row in
                row.text("UpdatedDateUTC").flatMap { XeroTime.time($0) }.map { $0 >= since } ?? true
            }
        }
        if let order = asked["order"] { rows = try sorted(rows, order) }
        guard let text = asked["page"], call.kind.isPaged else {
            return envelope(call.kind.plural, rows.map(Self.withoutLines), call.now)
        }
        let size = asked["pageSize"].map { Int($0) } ?? 100
        guard let page = Int(text), (1...1_000_000).contains(page), let size, (1...1_000).contains(size) else {
            throw XeroRefusal(kind: .query, message: "page is from 1, pageSize from 1 to 1000")
        }
        let shown = Array(rows.dropFirst((page - 1) * size).prefix(size))
        let pagination: ExactJSON = [
            "page": .number(ExactDecimal(page)), "pageSize": .number(ExactDecimal(size)),
            "pageCount": .number(ExactDecimal((rows.count + size - 1) / size)),
            "itemCount": .number(ExactDecimal(rows.count)),
        ]
        let isShort = asked["summaryOnly"] == "true"
        return envelope(
            call.kind.plural, isShort ? shown.map(Self.withoutLines) : shown, call.now, page: pagination)
    }

    /// One object, by its id or its number.
    func read(_ call: XeroCall, _ key: String) throws(XeroRefusal) -> BooksAnswer {
        guard let object = books[call.index].find(call.kind, key) else { throw .notFound }
        return envelope(call.kind.plural, [object], call.now)
    }

    private static func withoutLines(_ object: ExactJSON) -> ExactJSON {
        guard object["LineItems"] != nil || object["JournalLines"] != nil else { return object }
        let short = object.setting("JournalLines", nil)
        return object["LineItems"] == nil ? short : short.setting("LineItems", [])
    }

    private func filtered(_ all: [ExactJSON], _ call: XeroCall) throws(XeroRefusal) -> [ExactJSON] {
        let asked = call.parameters
        func words(_ name: String) -> Set<String>? {
            asked[name].map { Set($0.lowercased().split(separator: ",").map { String($0) }) }
        }
        let filter: XeroFilter?
        if let text = asked["where"] { filter = try XeroFilter(text) } else { filter = nil }
        let (ids, numbers, contacts) = (words("IDs"), words("InvoiceNumbers"), words("ContactIDs"))
        let statuses = words("Statuses")
        let term = asked["searchTerm"]?.lowercased()
        let hidesArchived = call.kind == .contacts && asked["includeArchived"] != "true"
        return all.filter { object in
            func has(_ words: Set<String>?, _ text: String?) -> Bool {
                words.map { $0.contains((text ?? "").lowercased()) } ?? true
            }
            guard has(ids, object.text(call.kind.idMember)), has(numbers, object.text("InvoiceNumber")),
                has(contacts, object.copy("Contact").text("ContactID")), has(statuses, object.text("Status")),
                filter?.holds(object) ?? true
            else { return false }
            if hidesArchived, object.text("ContactStatus") != "ACTIVE" { return false }
            guard let term else { return true }
            return ["Name", "InvoiceNumber", "Reference", "CreditNoteNumber", "ContactNumber", "EmailAddress"]
                .contains { object.text($0)?.lowercased().contains(term) == true }
        }
    }

    private func sorted(_ rows: [ExactJSON], _ order: String) throws(XeroRefusal) -> [ExactJSON] {
        let words = order.split(separator: " ")
        guard (1...2).contains(words.count), ["ASC", "DESC"].contains(words.count == 2 ? words[1].uppercased() : "ASC")
        else { throw XeroRefusal(kind: .query, message: "order '\(order)' cannot be read") }
        let isDescending = words.count == 2 && words[1].uppercased() == "DESC"
        let path = words[0].split(separator: ".")
        func key(_ row: ExactJSON) -> (Int, ExactDecimal, String) {
            let value = row.values(under: path).first ?? .null
            if let time = value.string.flatMap({ XeroTime.time($0) }) {
                return (0, ExactDecimal(time.epochSeconds), "")
            }
            if let number = value.decimal { return (0, number, "") }
            return (1, .zero, (value.string ?? "").lowercased())
        }
        return rows.enumerated().sorted { left, right in
            let (one, other) = (key(left.element), key(right.element))
            return one == other ? left.offset < right.offset : (one < other) != isDescending
        }.map(\.element)
    }
}
