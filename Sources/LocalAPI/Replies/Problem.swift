public import Fiscal

/// An error as `application/problem+json` (RFC 9457).
public struct Problem: Codable, Sendable, Hashable {
    /// The media type of a problem.
    public static let mediaType = "application/problem+json"

    /// What kind of problem, a relative address made of the code.
    public var type: String
    /// The problem in a few words, the same for every case of it.
    public var title: String
    /// The HTTP status, 400 to 599.
    public var status: Int
    /// What happened here, with the values and the way out.
    public var detail: String
    /// The stable dotted name that scripts may compare.
    public var code: String
    /// For bad input, every fault; empty otherwise.
    public var errors: [Fault]

    /// Makes a problem.
    public init(status: Int, code: String, title: String, detail: String, errors: [Fault] = []) {
        type = "/problems/\(code)"
        self.title = title
        self.status = status
        self.detail = detail
        self.code = code
        self.errors = errors
    }

    private enum CodingKeys: String, CodingKey {
        case type, title, status, detail, code, errors
    }

    /// Reads the coded form.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        title = try container.decode(String.self, forKey: .title)
        status = try container.decode(Int.self, forKey: .status)
        detail = try container.decodeIfPresent(String.self, forKey: .detail) ?? ""
        code = try container.decodeIfPresent(String.self, forKey: .code) ?? "unknown"
        type = try container.decodeIfPresent(String.self, forKey: .type) ?? "about:blank"
        errors = try container.decodeIfPresent([Fault].self, forKey: .errors) ?? []
    }
}
