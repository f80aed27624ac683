/// The secrets of one device and its application; no text or dump of it shows any.
public struct OSCUCredentials: Sendable {
    /// KRA's `cmcKey`, given once at initialisation; nil before.
    public let communicationKey: String?
    /// The application's id on the developer portal; integrator route only.
    public let applicationID: String?
    /// The application's consumer key; integrator route only.
    public let consumerKey: String?
    /// The application's consumer secret; integrator route only.
    public let consumerSecret: String?

    /// Makes credentials.
    public init(
        communicationKey: String?, applicationID: String? = nil, consumerKey: String? = nil,
        consumerSecret: String? = nil
    ) {
        self.communicationKey = communicationKey
        self.applicationID = applicationID
        self.consumerKey = consumerKey
        self.consumerSecret = consumerSecret
    }

    /// A text in which no secret of these stands any more.
    func hidden(in text: String) -> String {
        [communicationKey, applicationID, consumerKey, consumerSecret].reduce(text) { text, secret in
            guard let secret, !secret.isEmpty else { return text }
            // Most answers say little, and the search is costly.
            if text.utf8.count < secret.utf8.count, secret.utf8.allSatisfy({ $0 < 0x80 }) { return text }
            return text.replacing(secret, with: "[hidden]")
        }
    }
}

extension OSCUCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Which secrets there are, not what they are.
    public var description: String {
        let parts = [
            ("communication key", communicationKey), ("application id", applicationID), ("consumer key", consumerKey),
            ("consumer secret", consumerSecret),
        ]
        return
            "OSCUCredentials(\(parts.map { "\($0.0): \($0.1 == nil ? "none" : "[hidden]")" }.joined(separator: ", ")))"
    }

    /// Which secrets there are, not what they are.
    public var debugDescription: String { description }

    /// Nothing, so that a dump shows no secret.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
