import Foundation

/// One HTTP request as a simulated accounting service sees it, with the time on its clock.
struct BooksRequest: Hashable, Sendable {
    /// `POST`, `GET` and so on.
    var method = "GET"
    /// The whole path, escapes and all, without the query.
    var path: String
    /// What follows the question mark.
    var query = ""
    /// The headers; names in lower case.
    var headers: [String: String] = [:]
    /// The body's bytes.
    var body: [UInt8] = []
    /// The time on the service's clock.
    var now: BooksTime

    /// The parts of the path, unescaped; nil where an escape is broken.
    var segments: [String]? {
        let parts = path.split(separator: "/").map { FormFields.decoded($0, plusIsBlank: false) }
        return parts.contains(nil) ? nil : parts.compactMap { $0 }
    }

    /// The query's fields; none where they cannot be read.
    var parameters: FormFields? { FormFields(query) }

    /// The media type, without its parameters, in lower case.
    var mediaType: String {
        (headers["content-type"] ?? "").split(separator: ";").first?.trimmingCharacters(in: .whitespaces)
            .lowercased() ?? ""
    }

    /// The token of `Authorization: Bearer …`.
    var bearer: String? {
        guard let value = headers["authorization"], value.hasPrefix("Bearer ") else { return nil }
        return String(value.dropFirst(7))
    }

    /// The user and password of `Authorization: Basic …`.
    var basic: ClientCredentials? {
        guard let value = headers["authorization"], value.hasPrefix("Basic "),
            let bytes = Data(base64Encoded: String(value.dropFirst(6)))
        else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let colon = text.firstIndex(of: ":") else { return nil }
        return ClientCredentials(id: String(text[..<colon]), secret: String(text[text.index(after: colon)...]))
    }

    /// What tells this request from another: everything but its headers and its time.
    var fingerprint: ContentDigest {
        ContentDigest(Array((method + " " + path + "?" + query + "\n").utf8) + body)
    }
}

/// Who an application says it is.
struct ClientCredentials: Hashable, Sendable {
    let id: String
    let secret: String
}
