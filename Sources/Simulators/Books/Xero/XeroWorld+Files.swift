extension XeroWorld {
    private static let largest = 10 << 20

    /// Files beside a document: a list, one of them, or a new one in the place of its namesake.
    mutating func attachments(
        _ call: XeroCall, _ id: String, _ path: [String]
    ) throws(XeroRefusal) -> BooksAnswer {
        let files = books[call.index].files[id] ?? []
        switch (call.request.method, path.count) {
        case ("GET", 0): return envelope("Attachments", files.map { described($0, call, id) }, call.now)
        case ("GET", 1):
            guard let file = files.first(where: { $0.name == path[0] || $0.id == path[0] }) else { throw .notFound }
            return BooksAnswer(contentType: file.type, body: file.bytes)
        case ("PUT", 1), ("POST", 1): return try attach(call, id, path[0], files)
        default: throw .notFound
        }
    }

    private mutating func attach(
        _ call: XeroCall, _ id: String, _ name: String, _ files: [XeroBook.File]
    ) throws(XeroRefusal) -> BooksAnswer {
        guard !name.isEmpty, !name.contains(where: { "<>:\"/\\|?*+\0".contains($0) }) else {
            throw .invalid("The file name '\(name)' has characters that are not taken")
        }
        let bytes = call.request.body
        guard !call.request.mediaType.isEmpty else { throw .unreadable("Content-Type is required") }
        guard !bytes.isEmpty, bytes.count <= Self.largest else {
            throw .invalid("A file has 1 byte to 10 MB, this one \(bytes.count) bytes")
        }
        let position = files.firstIndex { $0.name.lowercased() == name.lowercased() }
        guard position != nil || files.count < 10 else { throw .invalid("A document has 10 files at most") }
        let isOnline = call.parameters["IncludeOnline"] == "true"
        guard !isOnline || (call.request.method == "PUT" && [.invoices, .creditNotes].contains(call.kind)) else {
            throw .invalid("IncludeOnline is for sales invoices and credit notes, by PUT")
        }
        let file = XeroBook.File(
            id: position.map { files[$0].id } ?? dice.identifier(), name: name, type: call.request.mediaType,
            bytes: bytes, isOnline: isOnline)
        if let position {
            books[call.index].files[id]?[position] = file
        } else {
            books[call.index].files[id, default: []].append(file)
        }
        if let document = books[call.index].object(call.kind, id) {
            books[call.index].put(call.kind, document.setting("HasAttachments", true), at: call.now)
        }
        return envelope("Attachments", [described(file, call, id)], call.now)
    }

    private func described(_ file: XeroBook.File, _ call: XeroCall, _ id: String) -> ExactJSON {
        let path = "\(call.kind.rawValue)/\(id)/Attachments/\(FormFields.encoded(file.name))"
        return [
            "AttachmentID": .string(file.id), "FileName": .string(file.name),
            "Url": .string("https://api.xero.com/api.xro/2.0/" + path), "MimeType": .string(file.type),
            "ContentLength": .number(ExactDecimal(file.bytes.count)), "IncludeOnline": .bool(file.isOnline),
        ]
    }

    /// Adds notes to a document's history; they stay for ever.
    mutating func note(_ call: XeroCall, _ id: String) throws(XeroRefusal) -> BooksAnswer {
        let records = try call.body.elements("HistoryRecords")
        guard !records.isEmpty else { throw .unreadable("HistoryRecords is required") }
        var noted: [ExactJSON] = []
        for record in records {
            let read = try XeroFieldReader.read(record, ["Details": .text(2_500)])
            guard let details = read.text("Details"), !details.isEmpty else { throw .invalid("Details is required") }
            noted.append([
                "Changes": "Note", "Details": .string(details), "User": "Risiti",
                "DateUTC": .string(call.now.slashDate), "DateUTCString": .string(call.now.plain),
            ])
        }
        books[call.index].history[id, default: []] += noted
        return envelope("HistoryRecords", noted, call.now)
    }
}
