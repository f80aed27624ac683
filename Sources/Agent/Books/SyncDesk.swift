import Accounting
public import Fiscal
import Forwarder
import Foundation
public import Spool

/// Sync jobs: what a person asks to be put into a company's books now, how far it is, and its end.
public struct SyncDesk: Sendable {
    let books: BooksDesk
    private var spool: Spool { books.spool }

    /// A selection that cannot be: which part of it, what stands there, and what should.
    public struct Refusal: Error, Sendable {
        /// What is wrong; never empty.
        public let faults: [Fault]

        /// Makes a refusal.
        public init(faults: [Fault]) { self.faults = faults }
    }

    /// Documents of one job; a longer backlog is asked for by days.
    public static let mostDocuments = 100_000
    /// Sales that are opened at once.
    private static let pageSize = 500

    // MARK: - Looking

    /// One job.
    ///
    /// - Throws: `SpoolError` `notFound`.
    public func job(_ id: Int64) async throws -> SyncJob {
        try SyncJob(await spool.syncJob(id, closing: books.closing))
    }

    /// The jobs, the newest first, at most `limit`, before the number `before`.
    public func jobs(
        of lane: String?, state: SyncJobRow.State?, before: Int64?, limit: Int
    ) async throws -> [SyncJob] {
        try await spool.syncJobs(of: lane, state: state, before: before, limit: limit, closing: books.closing)
            .map { try SyncJob($0) }
    }

    // MARK: - Asking

    /// Sets what was selected going; what is in the books already is left alone, and what left for them in files.
    ///
    /// - Throws: ``Refusal``; `SpoolError`.
    public func ask(_ selection: SyncSelection, of lane: String, by person: String) async throws -> SyncJob {
        let settings = try BooksSettings(of: try await connected(lane))
        let first = try await spool.firstSale(at: settings.from.start) ?? .max
        while try await spool.giveJobs(to: lane, from: first) > 0 {}
        var found = try await find(selection, lane, settings)
        found.sales += try await spool.originals(of: found.sales, in: lane)
        let sales = Set(found.sales).sorted()
        guard sales.count <= Self.mostDocuments else {
            throw Refusal(faults: [
                Fault(
                    field: "from", rule: "selection.size", found: "\(sales.count) documents",
                    expected: "at most \(Self.mostDocuments) in one job; name a shorter stretch of days")
            ])
        }
        let id = try await spool.ask(
            SyncWish(
                lane: lane, askedBy: person, selection: try Self.text(selection), isForced: selection.force,
                takesEarlier: selection.takesEarlier || selection.takesExported, retriesParked: selection.force,
                isWhole: selection.isWhole, already: found.already, first: first, sales: sales),
            at: books.clock.now())
        var job = try await begun(id, lane)
        job.leftOut = found.leftOut
        return job
    }

    /// Takes up what a job left that was done or cancelled: what waits for a person is tried again.
    ///
    /// - Throws: `SpoolError` `refused` where it still runs, or left nothing.
    public func retry(_ id: Int64, by person: String) async throws -> SyncJob {
        let before = try await job(id)
        guard before.row.state != .running else {
            throw SpoolError(.refused, "sync job \(id) still runs; cancel it first: risiti books jobs cancel \(id)")
        }
        let settings = try BooksSettings(of: try await connected(before.row.lane))
        let left = try await spool.leftOf(syncJob: id)
        guard !left.isEmpty else { throw SpoolError(.refused, "sync job \(id) left nothing to be posted") }
        let made = try await spool.ask(
            SyncWish(
                lane: before.row.lane, askedBy: person, selection: before.row.selection, isForced: before.row.isForced,
                takesEarlier: before.row.takesEarlier, retriesParked: true, isWhole: false, already: 0, retries: id,
                first: try await spool.firstSale(at: settings.from.start) ?? .max, sales: left),
            at: books.clock.now())
        return try await begun(made, before.row.lane)
    }

    /// Ends a job: what was not begun stays where it was, what is under way is carried to its end.
    ///
    /// - Throws: `SpoolError` `refused` where it ended before.
    public func cancel(_ id: Int64) async throws -> SyncJob {
        try await spool.cancelSyncJob(id, closing: books.closing, at: books.clock.now())
        return try await job(id)
    }

    /// Takes a person who retries a document's task as asking for it, where a company's documents wait to be asked for.
    func retried(_ task: TaskView) async throws(SpoolError) {
        guard let lane = task.lane, Company(lane: lane) != nil, let document = task.documentID,
            try BooksSettings(of: try await spool.booksConnection(lane)).posting == .manual
        else { return }
        do {
            _ = try await ask(SyncSelection(ids: [document]), of: lane, by: "task \(task.id)")
        } catch {
            throw error as? SpoolError ?? SpoolError(.refused, "the document could not be asked for", cause: error)
        }
    }

    private func begun(_ id: Int64, _ lane: String) async throws -> SyncJob {
        // One that has nothing to do ends now, also where the lane stands.
        try await spool.tendSyncJobs(of: lane, closing: books.closing, sums: nil, at: books.clock.now())
        await books.runner(lane)?.tryNow()
        return try await job(id)
    }

    private func connected(_ lane: String) async throws -> BooksConnection {
        let connection = try await spool.booksConnection(lane)
        guard connection.state != .removed else {
            throw SpoolError(.notFound, "\(connection.title) was removed; connect it again with: risiti books connect")
        }
        return connection
    }

    private static func text(_ selection: SyncSelection) throws -> String {
        String(decoding: try CanonicalJSON.bytes(of: selection), as: UTF8.self)
    }

    // MARK: - Finding

    private func find(_ selection: SyncSelection, _ lane: String, _ settings: BooksSettings) async throws -> SyncFound {
        let map = try await books.map(of: lane)?.map
        if let ids = selection.ids { return try await find(ids, selection, lane, settings, map) }
        if !selection.force, let to = selection.to, to < settings.from {
            throw Refusal(faults: [.before(settings.from, field: "to", found: "\(to)")])
        }
        // First what has no document, then the documents: what is placed meanwhile is seen twice rather than never.
        var unplaced: [Int64] = []
        // Sales are accepted when they are sold or later; a day is more than a till's clock may be ahead.
        var last: Int64 = 0
        if let from = selection.from {
            last = try await spool.firstSale(at: from.advanced(by: -1).start).map { $0 - 1 } ?? .max
        }
        let isForced = selection.takesEarlier
        let exported = try await exported(selection, lane, settings, map)
        let isExported = Set(exported.map(\.sequence))
        while last < .max {
            let page = try await spool.unplacedSales(of: lane, after: last, isForced: isForced, limit: Self.pageSize)
            for sale in page.sales {
                let day = CalendarDay(sale.soldAt)
                // What lies before the books goes nowhere unless it is named by force; what left in files is looked at apart.
                guard selection.includes(day), isForced || day >= settings.from, !isExported.contains(sale.sequence),
                    try selection.types == nil || selection.includes(Self.kind(of: sale.sale, map, lane))
                else { continue }
                unplaced.append(sale.sequence)
            }
            guard let end = page.last else { break }
            last = end
        }
        var found = try await spool.syncDocuments(
            of: lane, kinds: Set(selection.types ?? SyncKind.allCases), from: selection.from, to: selection.to,
            countsPosted: true)
        found.sales += unplaced
        if selection.takesExported { found.sales += exported.map(\.sequence) } else { found.leftOut = exported }
        return found
    }

    /// Sales of a selection of days that left in files, and that no document has.
    private func exported(
        _ selection: SyncSelection, _ lane: String, _ settings: BooksSettings, _ map: BooksMap?
    ) async throws -> [BooksExported] {
        let first = selection.takesEarlier ? selection.from : max(selection.from ?? settings.from, settings.from)
        let found = try await spool.exportedSales(
            for: lane, from: first?.start ?? Timestamp(milliseconds: 0),
            to: selection.to?.end ?? Timestamp(milliseconds: .max))
        guard selection.types != nil else { return found }
        var chosen: [BooksExported] = []
        for sale in found {
            let stored = try await spool.sale(sequence: sale.sequence)
            if try selection.includes(Self.kind(of: stored.entry.document.sale, map, lane)) { chosen.append(sale) }
        }
        return chosen
    }

    private func find(
        _ ids: [String], _ selection: SyncSelection, _ lane: String, _ settings: BooksSettings, _ map: BooksMap?
    ) async throws -> SyncFound {
        var (found, faults) = (SyncFound(), [Fault]())
        var posted: Set<Int64> = []
        for (place, id) in ids.enumerated() {
            let field = "ids[\(place)]"
            if let there = try await spool.syncPlace(numbered: id, in: lane) {
                if !selection.includes(there.kind) {
                    faults.append(.type(there.kind, selection, field: field, found: id))
                } else if there.isPosted {
                    posted.insert(there.document)
                } else {
                    found.sales.append(there.first)
                }
                continue
            }
            let sale: Document
            do {
                sale = try await spool.sale(id).entry.document
            } catch {
                guard [.notFound, .pruned].contains(error.code) else { throw error }
                faults.append(
                    Fault(
                        field: field, rule: "selection.sale", found: id,
                        expected: error.code == .pruned
                            ? "a sale that was not pruned"
                            : "the id or temporary number of a sale, or the number of a document in these books"))
                continue
            }
            let there = try await spool.syncPlace(of: sale.sequence, in: lane)
            let kind = try there?.kind ?? (selection.types == nil ? .sale : Self.kind(of: sale.sale, map, lane))
            if !selection.includes(kind) {
                faults.append(.type(kind, selection, field: field, found: id))
            } else if let there {
                if there.isPosted { posted.insert(there.document) } else { found.sales.append(there.first) }
            } else if !selection.force, CalendarDay(sale.soldAt) < settings.from {
                faults.append(.before(settings.from, field: field, found: "\(id), sold \(CalendarDay(sale.soldAt))"))
            } else if !selection.takesExported, let left = try await spool.exported(sale.sequence, for: lane) {
                faults.append(.exported(left, field: field, found: id))
            } else {
                found.sales.append(sale.sequence)
            }
        }
        guard faults.isEmpty else { throw Refusal(faults: faults) }
        found.already = posted.count
        return found
    }

    /// What a sale that has no document yet will be in.
    private static func kind(of sale: Sale, _ map: BooksMap?, _ lane: String) throws -> SyncKind {
        if sale.isCreditNote { return .creditNote }
        guard let map else {
            throw SpoolError(
                .refused, "nobody has said yet which sales are summed up; run: risiti books map \(lane) --standard")
        }
        return map.place(of: sale) == .summary ? .summary : .sale
    }
}

extension SyncJob {
    fileprivate init(_ row: SyncJobRow) throws {
        self.init(
            row: row, selection: try JSONDecoder().decode(SyncSelection.self, from: Data(row.selection.utf8)))
    }
}

extension Fault {
    fileprivate static func type(_ kind: SyncKind, _ selection: SyncSelection, field: String, found: String) -> Fault {
        let types = selection.types?.map(\.rawValue).joined(separator: ", ") ?? ""
        return Fault(
            field: field, rule: "selection.type", found: "\(found), in a \(kind.rawValue)",
            expected: "a document of the types that were named: \(types)")
    }

    fileprivate static func exported(_ left: BooksExported, field: String, found: String) -> Fault {
        Fault(
            field: field, rule: "selection.exported",
            found: "\(found), which left in export \(left.export)\(left.isImported ? ", marked as imported" : "")",
            expected: "a sale that did not leave for these books in a file; include_exported (--exported) takes it in")
    }

    fileprivate static func before(_ first: CalendarDay, field: String, found: String) -> Fault {
        Fault(
            field: field, rule: "selection.begin", found: found,
            expected: "a day from \(first) on, where these books begin; force takes in what was sold before")
    }
}

extension BooksDesk {
    /// Sums of days before it are closed by themselves.
    var closing: CalendarDay { timing.closing(at: clock.now()) }

    /// Puts what is not there into a company's books now: what waits for a person too, where `force` says so.
    @discardableResult
    public func sync(_ lane: String, force: Bool) async throws -> SyncJob {
        try await SyncDesk(books: self).ask(SyncSelection(force: force), of: lane, by: "risiti")
    }
}

extension Agent {
    /// Sync jobs of the books.
    public var syncs: SyncDesk { SyncDesk(books: books) }
}
