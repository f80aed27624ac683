import Crypto
import HTTPTypes
import Hummingbird
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
