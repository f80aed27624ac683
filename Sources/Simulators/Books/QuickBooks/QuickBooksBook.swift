/// The books of one simulated QuickBooks company.
struct QuickBooksBook: Sendable {
    /// Something that is gone.
    struct Tombstone: Hashable, Sendable {
        let kind: QuickBooksKind
        let id: String
        let at: BooksTime
    }

    /// The company's number in a path.
    let realm: String
    /// What was deleted.
    private(set) var tombstones: [Tombstone] = []
    /// The bytes' digests of uploaded files, by the attachable's id.
    var digests: [String: SHA256Digest] = [:]
    /// The first request of each request id, and what it was answered; nil where it was refused.
    var answered: [String: (fingerprint: ContentDigest, answer: BooksAnswer?)] = [:]
    /// Whether document numbers stand once only.
    var refusesDuplicateNumbers = true
    private var objects: [QuickBooksKind: [Int: ExactJSON]] = [:]
    private var lastIDs: [String: Int] = [:]
    private let idBase: Int

    /// An empty company; ids begin above the base.
    init(realm: String, idBase: Int) {
        self.realm = realm
        self.idBase = idBase
    }

    /// The object of an id; nil where there is none.
    func object(_ kind: QuickBooksKind, _ id: String) -> ExactJSON? {
        Int(id).flatMap { objects[kind]?[$0] }
    }

    /// All objects of a kind, the oldest first.
    func all(_ kind: QuickBooksKind) -> [ExactJSON] {
        (objects[kind] ?? [:]).sorted { $0.key < $1.key }.map(\.value)
    }

    /// Enters a new object; returns it as it stands in the books.
    @discardableResult
    mutating func enter(_ kind: QuickBooksKind, _ object: ExactJSON, at now: BooksTime) -> ExactJSON {
        let id = nextID(kind)
        let time = ExactJSON.string(now.pacific)
        let entered = object.setting("Id", .string(String(id))).setting("SyncToken", "0")
            .setting("domain", "QBO").setting("sparse", false)
            .setting("MetaData", ["CreateTime": time, "LastUpdatedTime": time])
        objects[kind, default: [:]][id] = entered
        return entered
    }

    /// Puts a changed object in the place of the old one, with the next SyncToken.
    @discardableResult
    mutating func replace(_ kind: QuickBooksKind, _ object: ExactJSON, at now: BooksTime) -> ExactJSON {
        guard let id = object.text("Id").flatMap({ Int($0) }), let old = objects[kind]?[id] else { return object }
        let token = (old.text("SyncToken").flatMap { Int($0) } ?? 0) + 1
        let time = old.copy("MetaData").copy("CreateTime")
        let replaced = object.setting("SyncToken", .string(String(token))).setting("domain", "QBO")
            .setting("sparse", false)
            .setting("MetaData", ["CreateTime": time, "LastUpdatedTime": .string(now.pacific)])
        objects[kind, default: [:]][id] = replaced
        return replaced
    }

    /// Puts an object as it is in the place of the one with its id.
    mutating func put(_ kind: QuickBooksKind, _ object: ExactJSON) {
        guard let id = object.text("Id").flatMap({ Int($0) }) else { return }
        objects[kind, default: [:]][id] = object
    }

    /// Takes an object out.
    mutating func remove(_ kind: QuickBooksKind, _ id: String, at now: BooksTime) {
        guard let number = Int(id) else { return }
        objects[kind]?[number] = nil
        tombstones.append(Tombstone(kind: kind, id: id, at: now))
    }

    /// The one object of a kind that stands once: preferences and company.
    func single(_ kind: QuickBooksKind) -> ExactJSON {
        all(kind).first ?? [:]
    }

    /// The last day whose books are closed.
    var closeDate: CivilDate? {
        single(.preferences).copy("AccountingInfoPrefs").text("BookCloseDate").flatMap { CivilDate($0) }
    }

    /// What payments have used of an invoice or a credit memo, and which payments.
    func applied(_ kind: QuickBooksKind, _ id: String, without payment: String? = nil) -> (
        amount: ExactDecimal, payments: [String]
    ) {
        var amount = ExactDecimal.zero
        var payments: [String] = []
        for one in all(.payment) where one.text("Id") != payment {
            for line in one.elements("Line") {
                let link = line.elements("LinkedTxn").first
                guard link?.text("TxnId") == id, link?.text("TxnType") == kind.rawValue else { continue }
                amount = amount + (line.number("Amount") ?? .zero)
                payments.append(one.text("Id") ?? "")
            }
        }
        return (amount, payments)
    }

    private mutating func nextID(_ kind: QuickBooksKind) -> Int {
        let series = kind.isTransaction ? "transaction" : kind.rawValue
        let base =
            switch kind {
            case .attachable: 100_000_000_000
            case .companyInfo, .preferences: 0
            case _ where kind.isTransaction: idBase * 10
            default: idBase + (QuickBooksKind.allCases.firstIndex(of: kind) ?? 0) * 7
            }
        let id = (lastIDs[series] ?? base) + 1
        lastIDs[series] = id
        return id
    }
}
