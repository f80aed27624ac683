import Foundation

extension QuickBooksWorld {
    private static let extensions: Set<String> = [
        "ai", "csv", "doc", "docx", "eps", "gif", "jpeg", "jpg", "ods", "pdf", "png", "rtf", "tif", "txt", "xls",
        "xlsx", "xml",
    ]

    /// Takes files in: per file a part with what it is and a part with its bytes, under the same number.
    mutating func upload(_ request: BooksRequest, _ index: Int) throws(QuickBooksRefusal) -> ExactJSON {
        guard let body = MultipartBody(contentType: request.headers["content-type"] ?? "", body: request.body) else {
            throw .init("6040", "Unsupported content type", "the body is not multipart/form-data, byte for byte")
        }
        var metadata: [String: MultipartBody.Part] = [:]
        var contents: [(suffix: String, part: MultipartBody.Part)] = []
        for part in body.parts {
            guard let name = part.parameter("name"), part.headers["content-disposition"]?.hasPrefix("form-data") == true
            else { throw .init("6040", "Unsupported content type", "a part has no form-data name") }
            if let match = name.wholeMatch(of: #/file_metadata_(\d+)/#) {
                metadata[String(match.1)] = part
            } else if let match = name.wholeMatch(of: #/file_content_(\d+)/#) {
                contents.append((String(match.1), part))
            } else {
                throw .init("6040", "Unsupported content type", "a part is called \(name)")
            }
        }
        guard !contents.isEmpty, Set(contents.map(\.suffix)).count == contents.count,
            Set(metadata.keys).isSubset(of: contents.map(\.suffix))
        else { throw .init("6050", "File upload error", "metadata and content do not go together") }
        var answers: [ExactJSON] = []
        for (suffix, content) in contents {
            do throws(QuickBooksRefusal) {
                answers.append(["Attachable": try file(metadata[suffix], content, index, request.now)])
            } catch {
                refusals[error.code, default: 0] += 1
                answers.append(["Fault": error.fault])
            }
        }
        return ["AttachableResponse": .array(answers), "time": .string(request.now.pacific)]
    }

    private mutating func file(
        _ metadata: MultipartBody.Part?, _ content: MultipartBody.Part, _ index: Int, _ now: BooksTime
    ) throws(QuickBooksRefusal) -> ExactJSON {
        var described: ExactJSON = [:]
        if let metadata {
            guard metadata.headers["content-type"]?.lowercased().hasPrefix("application/json") == true,
                let value = try? ExactJSONReader.value(metadata.content), case .object = value
            else { throw .init("6040", "Unsupported content type", "the metadata is not JSON") }
            described = value
        }
        var bytes = content.content
        if content.headers["content-transfer-encoding"]?.lowercased() == "base64" {
            guard let decoded = Data(base64Encoded: Data(bytes), options: .ignoreUnknownCharacters) else {
                throw .init("6050", "File upload error", "the content is not base64")
            }
            bytes = Array(decoded)
        }
        let type = content.headers["content-type"]
        guard let type, described.text("ContentType").map({ $0 == type }) ?? true else {
            throw .init("6040", "Unsupported content type", "the content's type is not the one of its metadata")
        }
        guard let name = described.text("FileName") ?? content.parameter("filename") else {
            throw .init("6041", "Invalid file name", "the file has no name")
        }
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex,
            Self.extensions.contains(name[name.index(after: dot)...].lowercased())
        else { throw .init("6041", "Invalid file name", "\(name) has an extension that is not taken") }
        guard !bytes.isEmpty else { throw .init("6050", "File upload error", "the file is empty") }
        var sent = described.setting("FileName", .string(name)).setting("ContentType", .string(type))
        sent.set("Id", nil)
        var attachable = try books[index].write(.attachable, sent, .save, at: now)
        let id = attachable.text("Id") ?? ""
        books[index].digests[id] = SHA256Digest(bytes)
        attachable.set("Size", .number(ExactDecimal(bytes.count)))
        let path = "/v3/company/\(books[index].realm)/download/\(id)"
        attachable.set("FileAccessUri", .string(path))
        attachable.set("TempDownloadUri", .string("https://files.invalid\(path)"))
        books[index].put(.attachable, attachable)
        return attachable
    }
}
