import JSON

/// The upload of a file beside a document. Source: accounting-apis §1.11 and §7.10.
extension QuickBooksDialect {
    /// The call that uploads a file: what it is and its bytes, under the same number.
    func uploading(_ attachment: BooksAttachment, _ key: String) -> BooksCall {
        let boundary = Self.boundary(for: attachment, key)
        let entity = QuickBooksEntity(attachment.kind)
        let name = Self.fileName(attachment)
        let metadata = JSONTree.members([
            "AttachableRef": .array([
                .members([
                    "EntityRef": .members(["type": .string(entity.rawValue), "value": .string(attachment.document)]),
                    "IncludeOnSend": .bool(true),
                ])
            ]),
            "FileName": .string(name), "ContentType": .string("application/pdf"), "Category": .string("Receipt"),
            "Note": .string("eTIMS receipt"),
        ])
        var body: [UInt8] = []
        func add(_ lines: String...) { body += Array(lines.map { $0 + "\r\n" }.joined().utf8) }
        add(
            "--\(boundary)",
            "Content-Disposition: form-data; name=\"file_metadata_0\"; filename=\"metadata.json\"",
            "Content-Type: application/json; charset=UTF-8", "", metadata.json, "--\(boundary)",
            "Content-Disposition: form-data; name=\"file_content_0\"; filename=\"\(name)\"",
            "Content-Type: application/pdf", "")
        body += attachment.content
        add("", "--\(boundary)--")
        return BooksCall(
            method: "POST", path: path("upload", requestID: key),
            headers: ["Accept": "application/json", "Content-Type": "multipart/form-data; boundary=\(boundary)"],
            body: body)
    }

    /// The file's name without what would break a header.
    static func fileName(_ attachment: BooksAttachment) -> String {
        String(attachment.fileName.map { "\"\\\r\n".contains($0) ? "_" : $0 }.prefix(1_000))
    }

    /// A boundary that does not stand in the file; the same for the same key and file, so that the body is.
    private static func boundary(for attachment: BooksAttachment, _ key: String) -> String {
        var number = 0
        while true {
            let boundary = "----risiti-\(RecordKey.digest("\(key)|\(number)").prefix(24))"
            if attachment.content.firstRange(of: Array(boundary.utf8)) == nil { return boundary }
            number += 1
        }
    }
}
