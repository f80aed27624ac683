/// One call of the agent.
struct Call {
    /// The method.
    var method: String
    /// The path, its parts already escaped.
    var path: String
    /// The query; members that are nil are left out.
    var query: [(String, String?)] = []
    /// Headers beside the usual ones.
    var headers: [(String, String)] = []
    /// A JSON body.
    var body: [UInt8]?
    /// The media type that is wanted.
    var accept = "application/json"
    /// How long it may take.
    var timeout = Duration.seconds(30)

    static func get(_ path: String, query: [(String, String?)] = []) -> Call {
        Call(method: "GET", path: path, query: query)
    }

    static func post(_ path: String, body: [UInt8]? = nil) -> Call {
        Call(method: "POST", path: path, body: body ?? Array("{}".utf8))
    }

    /// Path and query.
    var target: String {
        let pairs = query.compactMap { name, value in value.map { "\(name)=\(Self.escaped($0))" } }
        return pairs.isEmpty ? path : path + "?" + pairs.joined(separator: "&")
    }

    /// Percent-encodes everything but the unreserved characters of RFC 3986.
    static func escaped(_ text: String) -> String {
        let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if plain.contains(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
