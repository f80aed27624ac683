/// What became of a document that was posted to a signer.
public enum SignerOutcome: Sendable, Equatable {
    /// It is signed.
    case signed(SignerReceipt)
    /// The signer said that it did not sign it.
    case refused(SignerRefusal)
    /// Nobody knows: a person looks at the signer's own list, and nothing is sent again by itself (reference §1.5, §6.6).
    case unknown(SignerDoubt)
}

/// What a signer gave for a document.
public struct SignerReceipt: Sendable, Equatable {
    /// The CU invoice number.
    public let number: ControlUnitNumber
    /// The CU's serial number.
    public let serial: String
    /// When it was signed, as the signer writes it: `dd.MM.yyyy HH:mm:ss`; empty where it did not say.
    public let time: String

    /// Where the QR code leads, rebuilt from the number (reference §1.3).
    public var link: String { number.link }
}

/// Why a signer has nothing of a document.
public struct SignerRefusal: Error, Sendable, Equatable {
    /// What kind of thing is wrong; stable.
    public enum Code: String, Sendable {
        /// It cannot be told to the signer; nothing was sent.
        case content = "signer.content"
        /// The signer refused it.
        case refused = "signer.refused"
        /// Nothing left this machine.
        case notSent = "signer.not_sent"
    }

    /// What kind of thing is wrong.
    public let code: Code
    /// A sentence with the values.
    public let sentence: String

    /// Makes a refusal.
    public init(_ code: Code, _ sentence: String) {
        self.code = code
        self.sentence = sentence
    }
}

/// What a person must look at.
public struct SignerDoubt: Error, Sendable, Equatable {
    /// What is in doubt, and what to look at.
    public let sentence: String
    /// What the signer said, as far as it can be read; at most 1 000 characters.
    public let evidence: String
}

extension SignerOutcome {
    /// What follows where no reply came.
    ///
    /// - Parameters:
    ///   - reason: What went wrong: "no answer in 15 s".
    ///   - hasLeft: Whether any byte may have reached the signer; false only where the connection was never made.
    public static func unanswered(_ document: SignerDocument, reason: String, hasLeft: Bool) -> SignerOutcome {
        guard hasLeft else {
            return .refused(SignerRefusal(.notSent, "document \(document.number) did not leave: \(reason)"))
        }
        return .unknown(SignerDoubt.about(document, reason, evidence: ""))
    }
}

extension SignerDoubt {
    /// The most characters of evidence.
    private static let limit = 1_000

    static func about(_ document: SignerDocument, _ reason: String, evidence: String) -> SignerDoubt {
        SignerDoubt(
            sentence: "whether the signer has document \(document.number) is not known: \(reason). "
                + "Look for it in the signer's own list before anything is sent again",
            evidence: String(evidence.prefix(limit)))
    }
}
