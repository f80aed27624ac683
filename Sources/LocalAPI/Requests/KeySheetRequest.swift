/// The body of `POST /v1/keys/sheet`: what the recovery sheet is sealed with.
public struct KeySheetRequest: Codable, Sendable, Hashable {
    /// The passphrase, 8 bytes at least.
    public var passphrase: String

    /// Makes a request.
    public init(passphrase: String) {
        self.passphrase = passphrase
    }
}

extension KeySheetRequest: CustomStringConvertible, CustomReflectable {
    /// Never the passphrase.
    public var description: String { "KeySheetRequest" }
    /// Never the passphrase.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// A sealed recovery sheet; the answer to `POST /v1/keys/sheet`.
public struct KeySheetReply: Codable, Sendable, Hashable {
    /// The sheet as lines of text, with its QR code.
    public var text: String

    /// Makes an answer.
    public init(text: String) {
        self.text = text
    }
}
