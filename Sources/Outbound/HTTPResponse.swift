/// One HTTP answer, whole in memory.
public struct HTTPResponse: Sendable {
    /// The status, 100 to 599.
    public let status: Int
    /// The headers in the order of arrival.
    public let headers: [(String, String)]
    /// The body, already decompressed; empty where it was streamed.
    public let body: [UInt8]

    /// Makes an answer.
    public init(status: Int, headers: [(String, String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first header of a name, whatever its case.
    public func header(_ name: String) -> String? {
        let wanted = name.lowercased()
        return headers.first { $0.0.lowercased() == wanted }?.1
    }
}

extension HTTPResponse: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The answer without its secrets.
    public var description: String { Redaction.text(of: self) }
    /// The answer without its secrets.
    public var debugDescription: String { description }
    /// Nothing, so that a dump shows no secret.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
