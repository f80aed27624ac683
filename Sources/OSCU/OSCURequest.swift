/// One request, in the exact bytes that are sent and sent again.
///
/// The body holds no secret, so that it can be stored before it is sent: ``OSCUClient`` splices `"cmcKey":"…"` in behind
/// `bhfId` at the moment of sending.
public struct OSCURequest: Sendable, Hashable {
    /// What is asked.
    public let call: OSCUCall
    /// The JSON body in UTF-8, without `cmcKey`.
    public let body: [UInt8]

    /// Makes a request from bytes that were stored.
    public init(call: OSCUCall, body: [UInt8]) {
        self.call = call
        self.body = body
    }

    /// The bytes for the wire: the key stands behind `bhfId`, or first where a body has none.
    func bytes(communicationKey: String?) -> [UInt8] {
        guard let communicationKey, call != .initialise else { return body }
        var member: [UInt8] = []
        JSONText.append("cmcKey", to: &member)
        member.append(UInt8(ascii: ":"))
        JSONText.append(communicationKey, to: &member)
        if let place = endOfBranch() {
            return body[..<place] + [UInt8(ascii: ",")] + member + body[place...]
        }
        let isEmpty = body.drop { $0 != UInt8(ascii: "{") }.dropFirst().first == UInt8(ascii: "}")
        return Array("{".utf8) + member + (isEmpty ? [] : Array(",".utf8)) + body.dropFirst()
    }

    private static let branchName = Array(#""bhfId":""#.utf8)
    /// Bytes at the front of a body that may name the branch.
    private static let window = 64

    /// The place behind the branch's closing quote.
    private func endOfBranch() -> Int? {
        // Our own bodies name PIN and branch first; further in, the same letters could be somebody's text.
        let last = min(body.count, Self.window) - Self.branchName.count
        guard last >= 0, let place = (0...last).first(where: { body[$0...].starts(with: Self.branchName) }) else {
            return nil
        }
        return body[(place + Self.branchName.count)...].firstIndex(of: UInt8(ascii: "\"")).map { $0 + 1 }
    }
}
