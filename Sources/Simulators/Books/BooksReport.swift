/// What a simulated accounting service has in its books and has seen, for tests and for the demo.
public struct BooksReport: Sendable, Codable, Equatable {
    /// A document as it stands; amounts are plain decimals with two places.
    public struct Document: Sendable, Codable, Equatable {
        /// The realm or the tenant.
        public var company = ""
        /// `Invoice`, `SalesReceipt`, `CreditNote`, `Payment` and so on.
        public var type = ""
        /// The service's id.
        public var id = ""
        /// The document's number; nil where it has none.
        public var number: String?
        /// The day, `yyyy-MM-dd`.
        public var date = ""
        /// What it comes to, tax included.
        public var total = ""
        /// The tax in it; nil where the type has none.
        public var tax: String?
        /// What is still due, or still to be used; nil where the type has none.
        public var balance: String?
        /// Whom it is for, by the service's id.
        public var customer: String?
        /// The private note or the reference, where a marker may stand.
        public var note: String?
        /// What the customer reads on it; nil where it has nothing of the kind.
        public var memo: String?
        /// Its state in the service's words: `AUTHORISED`, `Voided`, or nothing.
        public var status: String?
    }

    /// A file beside a document.
    public struct Attachment: Sendable, Codable, Equatable {
        /// The realm or the tenant.
        public var company = ""
        /// The id of the document it hangs on; nil for a file on its own.
        public var document: String?
        /// The file's name.
        public var name = ""
        /// How many bytes it has.
        public var bytes = 0
        /// The SHA-256 of its bytes, in base64url.
        public var digest = ""
    }

    /// The documents, by company and type and then in the order they came.
    public var documents: [Document] = []
    /// The files.
    public var attachments: [Attachment] = []
    /// How many list entries there are by type: `Customer`, `Item`, `Contact`.
    public var lists: [String: Int] = [:]
    /// How many calls came, by kind: `POST invoice`, and of Xero what asks for changes: `GET Invoices since`.
    public var calls: [String: Int] = [:]
    /// How many calls each company was made, by its realm or tenant, refused ones included.
    public var companyCalls: [String: Int] = [:]
    /// How many refreshes were granted.
    public var refreshes = 0
    /// How many refreshes and codes were refused.
    public var grantsRefused = 0
    /// The most calls under way at once for one company.
    public var mostInFlight = 0
    /// The most calls within a minute for one company.
    public var mostPerMinute = 0
    /// How often each limit refused a call: `minute`, `concurrent`, `day`, `batch`.
    public var overLimit: [String: Int] = [:]
    /// Numbers that two living documents of one type and company share.
    public var doubledNumbers: [String] = []
    /// Markers (`risiti:` and twelve digits) that two living documents of one type and company share.
    public var doubledMarkers: [String] = []
    /// How often each refusal was given, by its code or words.
    public var refusals: [String: Int] = [:]
    /// How often an answer was given again for a key that was known.
    public var replays = 0
    /// How often each fault was played.
    public var faults: [String: Int] = [:]

    /// The documents of a type.
    public func documents(_ type: String) -> [Document] {
        documents.filter { $0.type == type }
    }

    enum CodingKeys: String, CodingKey {
        case documents, attachments, lists, calls, refreshes, refusals, replays, faults
        case companyCalls = "company_calls"
        case grantsRefused = "grants_refused"
        case mostInFlight = "most_in_flight"
        case mostPerMinute = "most_per_minute"
        case overLimit = "over_limit"
        case doubledNumbers = "doubled_numbers"
        case doubledMarkers = "doubled_markers"
    }

    /// Finds what two living documents share.
    mutating func findDoubles() {
        let living = documents.filter { !["Voided", "VOIDED", "DELETED"].contains($0.status ?? "") }
        func shared(_ key: (Document) -> String?) -> [String] {
            let keyed = living.compactMap { document in
                key(document).map { [document.company, document.type, $0] }
            }
            return Dictionary(grouping: keyed) { $0 }.filter { $1.count > 1 }.keys.map { $0[1] + " " + $0[2] }.sorted()
        }
        doubledNumbers = shared { $0.number }
        doubledMarkers = shared { document in
            document.note?.split(separator: " ").first { $0.hasPrefix("risiti:") || $0.hasPrefix("eta:") }.map(
                String.init)
        }
    }
}
