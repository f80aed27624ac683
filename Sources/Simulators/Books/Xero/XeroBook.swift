/// The books of one simulated Xero organisation.
struct XeroBook: Sendable {
    /// A file beside a document.
    struct File: Hashable, Sendable {
        let id: String
        let name: String
        let type: String
        let bytes: [UInt8]
        let isOnline: Bool
    }

    /// The organisation's tenant id.
    let tenant: String
    /// Files by the id of what they hang on.
    var files: [String: [File]] = [:]
    /// History notes by the id of what they are about.
    var history: [String: [ExactJSON]] = [:]
    private var objects: [XeroKind: [ExactJSON]] = [:]
    private var positions: [XeroKind: [String: Int]] = [:]

    init(tenant: String) {
        self.tenant = tenant
    }

    /// All objects of a kind, the oldest first.
    func all(_ kind: XeroKind) -> [ExactJSON] { objects[kind] ?? [] }

    /// The object of an id.
    func object(_ kind: XeroKind, _ id: String) -> ExactJSON? {
        positions[kind]?[id.lowercased()].flatMap { objects[kind]?[$0] }
    }

    /// The object of an id or of a number; of equal numbers the one that is not deleted.
    func find(_ kind: XeroKind, _ idOrNumber: String) -> ExactJSON? {
        if let object = object(kind, idOrNumber) { return object }
        guard let member = kind.numberMember else { return nil }
        return numbered(kind, member, idOrNumber)
    }

    /// The living object whose member holds a text, in any case.
    func numbered(_ kind: XeroKind, _ member: String, _ text: String) -> ExactJSON? {
        all(kind).last { $0.text(member)?.lowercased() == text.lowercased() && $0.text("Status") != "DELETED" }
    }

    /// Enters an object, or puts it in the place of the one with its id; returns it as it stands.
    @discardableResult
    mutating func put(_ kind: XeroKind, _ object: ExactJSON, at now: BooksTime) -> ExactJSON {
        let entered = object.setting("UpdatedDateUTC", .string(now.slashDate))
        let id = (object.text(kind.idMember) ?? "").lowercased()
        if let position = positions[kind]?[id] {
            objects[kind]?[position] = entered
        } else {
            positions[kind, default: [:]][id] = objects[kind]?.count ?? 0
            objects[kind, default: []].append(entered)
        }
        return entered
    }

    /// The organisation itself.
    var organisation: ExactJSON { all(.organisation).first ?? [:] }

    /// The last day that is locked.
    var lockDate: CivilDate? {
        [organisation.text("PeriodLockDate"), organisation.text("EndOfYearLockDate")]
            .compactMap { $0.flatMap { XeroTime.day($0) } }.max()
    }

    /// The active account of a code or an id.
    func account(code: String?, id: String?) -> ExactJSON? {
        let account = id.flatMap { object(.accounts, $0) } ?? code.flatMap { numbered(.accounts, "Code", $0) }
        return account?.text("Status") == "ACTIVE" ? account : nil
    }

    /// The percentage of an active tax type.
    func rate(_ taxType: String) -> ExactDecimal? {
        guard let rate = object(.taxRates, taxType), rate.text("Status") == "ACTIVE" else { return nil }
        return rate.number("EffectiveRate")
    }
}

/// How Xero writes and reads days.
enum XeroTime {
    /// The day of `/Date(1795132800000+0000)/` or of `2026-11-20…`.
    static func day(_ text: String) -> CivilDate? { time(text)?.day }

    /// The time of `/Date(1795132800000+0000)/` or of `2026-11-20T09:15:00`.
    static func time(_ text: String) -> BooksTime? {
        if let match = text.firstMatch(of: #/^/Date\((-?\d+)(?:[+-]\d{4})?\)/$/#) {
            return Int(match.1).map { BooksTime($0 / 1_000) }
        }
        return BooksTime(iso: text)
    }

    /// `/Date(…)/` of a day's midnight.
    static func slash(_ day: CivilDate) -> ExactJSON { .string(BooksTime(day.days * 86_400).slashDate) }

    /// `2026-11-20T00:00:00`.
    static func plain(_ day: CivilDate) -> ExactJSON { .string(day.text + "T00:00:00") }
}
