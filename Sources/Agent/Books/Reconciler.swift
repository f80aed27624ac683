import Accounting
import Fiscal
import Foundation
import Spool

/// Compares our documents of some days with a company's, counted and summed by day and type (accounting-apis §6.5).
///
/// Ours is read first: what is posted meanwhile is found there and known. What seems to be missing is read by its id
/// before it is told.
struct Reconciler: Sendable {
    let spool: Spool
    let dialect: any Dialect
    let line: any CompanyLine
    let timing: BooksTiming
    let clock: WallClock
    /// What tells this device's documents from those of others that post to the same company.
    let device: String
    /// Hears how many documents of the company's were read.
    let progress: @Sendable (Int) -> Void

    private var lane: String { dialect.company.lane }

    /// What both sides have, and what differs.
    struct Picture {
        var days: [BooksComparison.DaySums] = []
        var findings: [BooksFinding] = []
        var conflicts: [SeenConflict] = []
        var fresh: [BooksRecordRow] = []
    }

    /// Calls that are put off, before the whole is given up until the next night.
    private static let patience = 200
    /// Calls that fail for another reason in a row.
    private static let failures = 4

    /// Reads both sides and compares them.
    ///
    /// - Throws: `BooksFault` where the company cannot be read; `SpoolError`.
    func compare(from: CalendarDay, to: CalendarDay) async throws -> Picture {
        let rows = try await spool.booksDocuments(of: lane, from: from, to: to)
        var checks: [StandingCheck] = []
        for row in rows {
            if let check = try await StandingCheck.read(row, in: spool) { checks.append(check) }
        }
        var theirs: [String: BooksChange] = [:]
        var order: [String] = []
        var page: BooksReading? = .sales(from: from, to: to)
        while let current = page {
            let (changes, next) = try await read(current)
            for change in changes where theirs.updateValue(change, forKey: Self.name(change)) == nil {
                order.append(Self.name(change))
            }
            progress(order.count)
            page = next
        }
        var picture = Picture()
        var sums: [String: BooksComparison.DaySums] = [:]
        for check in checks {
            try await compare(check, theirs.removeValue(forKey: Self.name(check)), &picture, &sums)
        }
        let strangers = order.compactMap { theirs[$0] }.filter { $0.gone == nil }
        for stranger in strangers { try await take(stranger, &picture, &sums) }
        picture.days = sums.values.sorted { ($0.day, $0.type) < ($1.day, $1.type) }
        return picture
    }

    private static func name(_ change: BooksChange) -> String { "\(change.kind.rawValue) \(change.id)" }

    private static func name(_ check: StandingCheck) -> String {
        "\(BooksChange.Kind(check.posted.kind).rawValue) \(check.kept.id)"
    }

    // MARK: - One document

    private func compare(
        _ check: StandingCheck, _ found: BooksChange?, _ picture: inout Picture,
        _ sums: inout [String: BooksComparison.DaySums]
    ) async throws {
        let kind = BooksChange.Kind(check.posted.kind)
        Self.add(kind, check.posted.day, &sums) {
            $0.ours.add(total: check.posted.total.minor, tax: check.posted.tax.minor)
        }
        let standing: BooksChange
        if let found {
            standing = found
        } else {
            standing = try await stated(kind, check.kept.id)
        }
        if standing.gone == nil, let day = standing.day {
            Self.add(kind, day, &sums) { $0.theirs.add(total: standing.totalMinor ?? 0, tax: standing.taxMinor ?? 0) }
        }
        let kinds = Self.kinds(check, standing)
        picture.findings += kinds.map { Self.finding($0, check, standing) }
        picture.findings += check.loose(from: standing).map { Self.finding($0, check) }
        guard check.row.state == .done else { return }
        var conflicts = check.conflicts(with: standing)
        if !conflicts.isEmpty, found != nil {
            // A list may lag behind what it lists.
            conflicts = check.conflicts(with: try await stated(kind, check.kept.id))
        }
        picture.conflicts += conflicts
        if let row = check.record(seen: standing) { picture.fresh.append(row) }
    }

    private static func kinds(_ check: StandingCheck, _ standing: BooksChange) -> [BooksFinding.Kind] {
        switch standing.gone {
        case .deleted where standing.version == nil: return [.missing]
        case .deleted, .archived: return [.deleted]
        case .voided: return [.voided]
        case nil: break
        }
        var kinds: [BooksFinding.Kind] = []
        if (standing.totalMinor ?? check.posted.total.minor) != check.posted.total.minor { kinds.append(.total) }
        if (standing.taxMinor ?? check.posted.tax.minor) != check.posted.tax.minor { kinds.append(.tax) }
        if check.otherwise(in: standing) != nil { kinds.append(.changed) }
        return kinds
    }

    private static func finding(
        _ kind: BooksFinding.Kind, _ check: StandingCheck, _ standing: BooksChange
    ) -> BooksFinding {
        let posted = check.posted
        let (ours, theirs): (String?, String?) =
            switch kind {
            case .total: ("\(posted.total)", standing.totalMinor.map { "\(Money(minor: $0))" })
            case .tax: ("\(posted.tax)", standing.taxMinor.map { "\(Money(minor: $0))" })
            case .changed: ("day \(posted.day), customer \(posted.customer)", check.otherwise(in: standing))
            default: ("\(posted.total)", standing.gone?.rawValue)
            }
        return BooksFinding(
            kind, number: check.row.number, day: posted.day, externalID: check.kept.id, ours: ours, theirs: theirs)
    }

    /// A payment or an allocation that is not on its document.
    private static func finding(_ loose: StandingCheck.Hanging, _ check: StandingCheck) -> BooksFinding {
        BooksFinding(
            .missing, number: loose.record.localKey, day: check.posted.day, externalID: loose.kept.id,
            ours: StandingCheck.words(of: loose.record)["amount"], theirs: "not on \(check.row.number)")
    }

    /// Whether it was posted by another device of ours, which compares its own.
    private func isOfAnotherDevice(_ stranger: BooksChange) -> Bool {
        guard let marker = stranger.marker, let number = stranger.number else { return false }
        let key = RecordKey.make(
            device: device, operation: "\(BooksRecord.Kind.document.rawValue).create", company: dialect.company.key,
            localID: number, generation: 1)
        return marker != RecordKey.marker(of: key)
    }

    /// Something there that no document of ours is known as.
    private func take(
        _ stranger: BooksChange, _ picture: inout Picture, _ sums: inout [String: BooksComparison.DaySums]
    ) async throws {
        if isOfAnotherDevice(stranger) { return }
        if try await spool.booksRecords(there: [stranger.id], of: lane).contains(where: { $0.kind == "document" }) {
            // Posted since ours was read, or dated there on a day that is not its own; its own day tells of it.
            return
        }
        if let day = stranger.day {
            Self.add(stranger.kind, day, &sums) {
                $0.theirs.add(total: stranger.totalMinor ?? 0, tax: stranger.taxMinor ?? 0)
            }
        }
        var kind = BooksFinding.Kind.stranger
        for row in try await spool.booksDocuments(numbered: [stranger.number].compactMap { $0 }, of: lane) {
            guard let check = try await StandingCheck.read(row, in: spool) else {
                // Ours, and on its way: the lane looks whether it is there.
                return
            }
            kind = .several
            if row.state == .done { picture.conflicts.append(check.number(borneBy: stranger)) }
        }
        picture.findings.append(
            BooksFinding(
                kind, number: stranger.number, day: stranger.day, externalID: stranger.id, ours: nil,
                theirs: stranger.totalMinor.map { "\(Money(minor: $0))" }))
    }

    private static func add(
        _ kind: BooksChange.Kind, _ day: CalendarDay, _ sums: inout [String: BooksComparison.DaySums],
        _ change: (inout BooksComparison.DaySums) -> Void
    ) {
        change(&sums["\(day) \(kind.rawValue)", default: BooksComparison.DaySums(day: day, type: kind.rawValue)])
    }

    // MARK: - Calls

    private func read(_ reading: BooksReading) async throws -> (changes: [BooksChange], next: BooksReading?) {
        try await patiently(dialect.call(reading: reading), about: "reconciliation") {
            answer throws(BooksFault) in
            let page = try dialect.page(of: reading, answer)
            return (page.changes, page.next)
        }
    }

    private func stated(_ kind: BooksChange.Kind, _ id: String) async throws -> BooksChange {
        try await patiently(dialect.call(reading: kind, id), about: "reconciliation of \(id)") {
            answer throws(BooksFault) in try dialect.standing(kind, id, answer)
        }
    }

    /// Makes a call, and again where the limits or the line put it off.
    private func patiently<Value: Sendable>(
        _ call: BooksCall, about subject: String, _ meaning: (BooksAnswer) throws(BooksFault) -> Value
    ) async throws -> Value {
        var failures = 0
        return try await line.patiently(call, about: subject, meaning) { (fault, attempt) throws(BooksFault) in
            switch fault.kind {
            case .throttled: break
            case .later where failures < Self.failures, .unclear where failures < Self.failures: failures += 1
            default: throw fault
            }
            guard attempt < Self.patience else {
                throw BooksFault(
                    .later, code: "patience", text: "",
                    sentence: "The company puts the comparison off for too long.",
                    remedy: "Nothing: it is tried again the next night.")
            }
            return fault.after ?? timing.again(after: failures)
        }
    }
}
