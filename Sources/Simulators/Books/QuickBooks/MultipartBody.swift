/// The parts of a `multipart/form-data` body, by the letter of RFC 7578: CRLF everywhere.
struct MultipartBody: Sendable {
    /// One part.
    struct Part: Sendable {
        /// Headers; names in lower case.
        let headers: [String: String]
        /// The bytes.
        let content: [UInt8]

        /// A parameter of the part's disposition: `name`, `filename`.
        func parameter(_ name: String) -> String? {
            for piece in (headers["content-disposition"] ?? "").split(separator: ";").dropFirst() {
                let pair = piece.split(separator: "=", maxSplits: 1).map { $0.drop { $0 == " " } }
                guard pair.count == 2, pair[0] == name, pair[1].count >= 2, pair[1].first == "\"",
                    pair[1].last == "\""
                else { continue }
                return String(pair[1].dropFirst().dropLast())
            }
            return nil
        }
    }

    /// The parts, in order.
    let parts: [Part]

    /// Reads a body; nil where one byte is out of place.
    init?(contentType: String, body: [UInt8]) {
        guard contentType.lowercased().hasPrefix("multipart/form-data"),
            let range = contentType.firstRange(of: "boundary=")
        else { return nil }
        var boundary = contentType[range.upperBound...].prefix { $0 != ";" }
        if boundary.first == "\"", boundary.last == "\"", boundary.count > 2 {
            boundary = boundary.dropFirst().dropLast()
        }
        guard (1...70).contains(boundary.count) else { return nil }
        let delimiter = Array("--\(boundary)".utf8)
        let lineEnd = Array("\r\n".utf8)
        guard body.starts(with: delimiter) else { return nil }
        var parts: [Part] = []
        var position = delimiter.count
        while true {
            let rest = body[position...]
            if rest.starts(with: Array("--".utf8)) {
                guard rest.dropFirst(2).isEmpty || rest.dropFirst(2).elementsEqual(lineEnd) else { return nil }
                break
            }
            guard rest.starts(with: lineEnd),
                let end = Self.find(lineEnd + delimiter, in: body, from: position + 2),
                let part = Self.part(body[(position + 2)..<end])
            else { return nil }
            parts.append(part)
            position = end + 2 + delimiter.count
        }
        self.parts = parts
    }

    private static func part(_ bytes: ArraySlice<UInt8>) -> Part? {
        let whole = Array(bytes)
        guard let end = find(Array("\r\n\r\n".utf8), in: whole, from: 0) else { return nil }
        var headers: [String: String] = [:]
        let text = String(decoding: whole[..<end], as: UTF8.self)
        for line in text.split(separator: "\r\n", omittingEmptySubsequences: false) {
            guard !line.contains("\n"), let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            headers[line[..<colon].lowercased()] = String(value)
        }
        return Part(headers: headers, content: Array(whole[(end + 4)...]))
    }

    private static func find(_ needle: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
        guard start <= bytes.count - needle.count, let first = needle.first else { return nil }
        var position = start
        while position <= bytes.count - needle.count {
            guard let next = bytes[position...].firstIndex(of: first), next <= bytes.count - needle.count else {
                return nil
            }
            if bytes[next..<next + needle.count].elementsEqual(needle) { return next }
            position = next + 1
        }
        return nil
    }
}
