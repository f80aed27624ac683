import Crypto
import Fiscal
import HTTPTypes
import Hummingbird
import JSON
import LocalAPI
import NIOCore

extension Request {
    /// The largest body: 2 MiB, twice a sale of 999 lines with the longest names.
    private static var bodyLimit: Int { 2 << 20 }

    /// The whole body.
    ///
    /// - Throws: a problem 413 beyond the limit.
    func bytes() async throws -> [UInt8] {
        let limit = Self.bodyLimit
        if let length = headers[.contentLength].flatMap({ Int($0) }), length > limit {
            throw Self.tooLarge("\(length) bytes")
        }
        do {
            var copy = self
            return [UInt8](buffer: try await copy.collectBody(upTo: limit))
        } catch is NIOTooManyBytesError {
            throw Self.tooLarge("more than \(limit) bytes")
        }
    }

    /// The body as what a route takes; an empty one as `usually`, where that is said.
    ///
    /// - Throws: `JSONFault` where it is not JSON, a problem 422 where a member is missing or of a wrong type.
    func body<Wanted: Decodable>(_ type: Wanted.Type, usually: Wanted? = nil) async throws -> Wanted {
        let bytes = try await bytes()
        if bytes.isEmpty, let usually { return usually }
        // Faults of JSON itself are told with their place.
        let tree = try JSONTree(parsing: bytes)
        do {
            return try ReplyCoding.read(type, from: bytes)
        } catch let error as DecodingError {
            throw Problem(shape: error, of: tree)
        }
    }

    /// A query parameter.
    func query(_ name: String) -> String? {
        uri.queryParameters[Substring(name)].map(String.init)
    }

    private static let idempotencyName = HTTPField.Name("Idempotency-Key")

    /// The `Idempotency-Key`, 1 to 200 visible ASCII characters.
    func idempotencyKey() throws -> String {
        let key = Self.idempotencyName.flatMap { headers[$0] }
        guard let key, !key.isEmpty else {
            throw Problem(
                status: 400, code: "key.missing", title: "The Idempotency-Key is missing",
                detail: "send a header Idempotency-Key that is new for each sale, such as till1-2026-03-12-0041")
        }
        guard key.utf8.count <= 200, key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw Problem(
                status: 400, code: "key.shape", title: "The Idempotency-Key cannot be used",
                detail: "it has \(key.utf8.count) bytes; it takes 1 to 200 visible ASCII characters")
        }
        return key
    }

    private static func tooLarge(_ found: String) -> Problem {
        Problem(
            status: 413, code: "body.too_large", title: "The body is too large",
            detail: "it has \(found), the limit is \(bodyLimit); nothing was stored")
    }
}

/// The digest that tells two bodies under one key apart.
enum BodyDigest {
    /// SHA-256 of the path and the body, so that a key used for a sale is not taken for its credit note.
    static func of(_ body: [UInt8], path: String) -> [UInt8] {
        var hash = SHA256()
        hash.update(data: Array(path.utf8))
        hash.update(data: [0])
        hash.update(data: body)
        return [UInt8](hash.finalize())
    }
}

extension Problem {
    /// A body that is JSON but has not the shape that a route takes.
    fileprivate init(shape error: DecodingError, of tree: JSONTree) {
        let (path, expected): ([any CodingKey], String) =
            switch error {
            case .keyNotFound(let key, let context): (context.codingPath + [key], "a value")
            case .valueNotFound(let type, let context): (context.codingPath, Self.words(for: type))
            case .typeMismatch(let type, let context): (context.codingPath, Self.words(for: type))
            case .dataCorrupted(let context): (context.codingPath, "a value that is known here")
            @unknown default: ([], "another value")
            }
        var found: JSONTree? = tree
        for key in path { found = key.intValue.map { found?.items?[$0] } ?? found?[key.stringValue] }
        let place = path.enumerated().map { index, key in
            key.intValue.map { "[\($0)]" } ?? (index == 0 ? key.stringValue : ".\(key.stringValue)")
        }
        self.init(
            status: 422, code: "body.shape", title: "The body has not the shape that is taken here",
            detail: "one thing is wrong; nothing was done",
            errors: [
                Fault(
                    field: place.isEmpty ? "body" : place.joined(), rule: "type", found: found?.inWords ?? "nothing",
                    expected: expected)
            ])
    }

    private static func words(for type: Any.Type) -> String {
        switch type {
        case is String.Type: "a text"
        case is Bool.Type: "true or false"
        case is any BinaryInteger.Type: "a whole number"
        case is [Any].Type: "a list"
        default: "an object"
        }
    }
}
