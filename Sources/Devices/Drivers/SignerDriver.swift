public import FirmwareProfiles

/// How a signer that speaks HTTP and JSON is asked (reference §1.5).
public struct SignerDriver: Sendable, Equatable {
    /// The kinds of document that it signs.
    public enum Kind: String, Sendable, CaseIterable {
        /// An invoice.
        case invoice
        /// A credit note.
        case creditNote = "credit_note"
        /// A debit note.
        case debitNote = "debit_note"
    }

    /// The path that a document is posted to: `/api/sign`.
    public let path: String
    /// The query for each kind of document that it knows: `invoice+1`.
    public let queries: [Kind: String]
    /// The header that carries its key; nil where it wants none.
    public let keyHeader: String?
    /// What it calls shillings.
    public let currency: String
    /// What its description says of a signed document; nil where that is not known.
    public let signedText: String?
    /// Whether its reply escapes colons, so that it is no JSON before they are repaired.
    public let repairsColons: Bool
    /// The port of its service.
    public let port: Int
    /// How long it may take.
    public let answerTimeout: Duration

    /// Reads a profile.
    public init(_ profile: Profile) throws(DriverFault) {
        let sheet = DriverSheet(profile)
        guard profile.engine == "http-signer" else { throw sheet.unfit("framing.engine", "is \(profile.engine)") }
        path = try sheet.text("signer.path")
        var queries: [Kind: String] = [:]
        for kind in Kind.allCases { queries[kind] = sheet.value("signer.documents.\(kind.rawValue)")?.text }
        guard queries[.invoice] != nil else { throw sheet.missing("signer.documents.invoice") }
        self.queries = queries
        keyHeader = sheet.value("signer.header")?.text
        currency = try sheet.text("signer.currency")
        signedText = sheet.value("signer.signed")?.text
        repairsColons = sheet.flag("signer.repairs_colons")
        port = try sheet.whole("transport.tcp.port")
        answerTimeout = try sheet.time("framing.first_answer_ms")
        // The engine sends once: a signer may sign the same invoice twice (reference §1.5).
        if let retries = sheet.value("framing.retries")?.whole, retries > 0 {
            throw sheet.unfit("framing.retries", "is \(retries), and a signer is never asked again by itself")
        }
    }
}
